"""The marks of one section: beside each question the region's answer and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.page_picture import DRAWN
from common.stencil import Gap, stencil
from common.steps import Refused
from evaluations import queries, words
from evaluations.actions import marks
from evaluations.forms import MARKS, NOT_APPLICABLE, MarksForm, field_name, read_marks
from evaluations.models import Mark, Seat
from evaluations.rules import scores
from evaluations.views.seats import frame, own_seat
from pillars.models import Indicator
from submissions.models import Attachment

ICONS = {"pdf": "file-text", "docx": "file-text", "xlsx": "file-table", "jpg": "image", "png": "image"}


@dataclass(frozen=True)
class FileLine:
    """A file of the region's answer as it is drawn."""

    name: str
    url: str
    icon: str
    facts: str
    is_late: bool = False
    preview_url: str = ""


@dataclass(frozen=True)
class Line:
    """One question as it is drawn; `field` are its radios, drawn already."""

    case: queries.Case
    files: list[FileLine]
    field: SafeString
    error: str
    saved: str
    answer: str
    last_year: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """A POST with `row` saves that question alone and answers with its row; without, it saves the whole section."""
    seat = own_seat(request, pk)
    overview = queries.overview_of(seat)
    place = overview.section(section)
    if place is None:
        raise Http404
    indicators = queries.section_indicators(seat, place)
    if request.method != "POST":
        return _page(request, seat, overview, place, indicators)
    number = request.POST.get("row", "")
    wanted = [row for row in indicators if number in ("", str(row.order))]
    if not wanted:
        raise Http404
    return _save(request, seat, overview, place, indicators, wanted)


def _save(
    request: HttpRequest,
    seat: Seat,
    overview: queries.Overview,
    place: queries.SectionProgress,
    indicators: Sequence[Indicator],
    wanted: Sequence[Indicator],
) -> HttpResponse:
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    in_place = bool(request.headers.get("HX-Request")) and len(wanted) == 1
    shown = wanted if in_place else indicators
    form = read_marks(request.POST, wanted)
    if form.errors:
        return _page(request, seat, overview, place, shown, form=form, in_place=in_place, status=422)
    try:
        marks.save(seat, form.given, by=by, at=timezone.now())
    except Refused as reason:
        refused = str(reason)
        return _page(request, seat, overview, place, shown, form=form, refused=refused, in_place=in_place, status=409)
    if in_place:
        return _page(request, seat, queries.overview_of(seat), place, shown, in_place=True)
    messages.success(request, _("Nilai bagian “%(section)s” tersimpan.") % {"section": place.label})
    return _onward(request, seat, overview, place)


def _onward(
    request: HttpRequest, seat: Seat, overview: queries.Overview, place: queries.SectionProgress
) -> HttpResponse:
    if "next" not in request.POST:
        return redirect("evaluations:section", seat.pk, place.slug)
    after = overview.after(place.slug)
    if after is None:
        return redirect("evaluations:notes", seat.pk)
    return redirect("evaluations:section", seat.pk, after.slug)


def _page(
    request: HttpRequest,
    seat: Seat,
    overview: queries.Overview,
    place: queries.SectionProgress,
    indicators: Sequence[Indicator],
    *,
    form: MarksForm | None = None,
    refused: str = "",
    in_place: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The whole section, or (`in_place`) the row of one question."""
    around: dict[str, Any] = {} if in_place else frame(seat, overview, at=timezone.now(), active=place.slug)
    closed = bool(around.get("closed"))
    context: dict[str, Any] = {
        "section": overview.section(place.slug),
        "after": overview.after(place.slug),
        "lines": [_line(case, form or MarksForm(), seat, closed=closed) for case in queries.cases_of(seat, indicators)],
        "refused": refused,
        "icons": static("icons.svg"),
        "in_place": in_place,
    }
    if in_place:
        context |= {"line": context["lines"][0], "seat": seat, "submission": seat.submission, "overview": overview}
        return render(request, "evaluations/section.html#row", context, status=status)
    context |= around | {"has_errors": bool(form and form.errors)}
    return render(request, "evaluations/section.html", context, status=status)


def _line(case: queries.Case, form: MarksForm, seat: Seat, *, closed: bool) -> Line:
    indicator = case.indicator
    return Line(
        case=case,
        files=[_file(seat, file) for file in case.files],
        field=_field(indicator, form.typed.get(indicator.order, _value(case.mark)), closed=closed),
        error=form.errors.get(indicator.order, ""),
        saved=words.saved(case.mark.changed_at, seat.submission.regency.timezone) if case.mark else "",
        answer=words.answer(case.answer, indicator),
        last_year=words.answer(case.last_year, case.last_year.indicator) if case.last_year else "",
    )


def _field(indicator: Indicator, chosen: str, *, closed: bool) -> SafeString:
    """The radios of a mark. `chosen` is the value that is set ("" for none yet); anything else typed sets none."""
    known = chosen if chosen in (*MARKS, NOT_APPLICABLE, "") else None
    gaps = {"number": Gap("number"), "name": Gap("name")}
    drawn = stencil("evaluations/parts/mark_field.html", marks=MARKS, chosen=known, closed=closed, **gaps)
    return drawn.fill({"number": str(indicator.order), "name": field_name(indicator)})


def _file(seat: Seat, file: Attachment) -> FileLine:
    evidence = file.evidence
    facts = [evidence.kind.upper(), filesizeformat(evidence.size)]
    if evidence.pages:
        facts.append(ngettext("%(count)d halaman", "%(count)d halaman", evidence.pages) % {"count": evidence.pages})
    url = reverse("evaluations:evidence", args=[seat.pk, file.pk])
    preview = reverse("evaluations:evidence_preview", args=[seat.pk, file.pk]) if evidence.kind in DRAWN else ""
    return FileLine(evidence.name, url, ICONS.get(evidence.kind, "file"), " · ".join(facts), file.is_late, preview)


def _value(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return NOT_APPLICABLE if mark.not_applicable else str(mark.value)
