"""Handing questions to agencies, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.clock import zone_label
from common.steps import Refused
from pillars.models import Indicator
from regencies.models import Agency
from submissions import rules
from submissions.actions import handing_over
from submissions.forms.handing_over import LONGEST_MESSAGE, HandOverForm, read_hand_over
from submissions.models import HandOver
from submissions.queries.overview import Overview, Place, SectionProgress, indicators_seen
from submissions.queries.staffing import agencies_of
from submissions.views.door import Visit, frame, visit

FREE = "none"


@dataclass(frozen=True)
class Row:
    """A question in the list; `state` is the word for how far its agency is."""

    place: Place
    label: str
    is_chosen: bool
    state: str
    is_overdue: bool


@dataclass(frozen=True)
class Group:
    """A section with those of its questions that the filter lets through."""

    section: SectionProgress
    rows: list[Row]
    is_chosen: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers what. Everybody who sees the whole submission reads it; the operator changes it."""
    here = visit(request, pk)
    if here.agencies is not None:
        raise PermissionDenied
    overview = here.overview()
    agencies = agencies_of(here.submission.regency_id)
    if request.method != "POST":
        return _page(request, here, overview, agencies)
    by = rules.hands_over(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    form = read_hand_over(request.POST, overview, agencies, here.submission.regency.timezone)
    if form.errors:
        return _page(request, here, overview, agencies, form=form, status=422)
    indicators = Indicator.objects.filter(pk__in=[place.pk for place in form.places]).order_by("order")
    agency = None if form.takes_back else form.agency
    try:
        if agency is None:
            count = handing_over.take_back(here.submission, indicators, by=by, at=here.at)
        else:
            count = handing_over.hand_over(
                here.submission,
                indicators,
                agency=agency,
                due_at=form.due_at,
                message=form.message,
                by=by,
                at=here.at,
            )
    except Refused as reason:
        return _page(request, here, overview, agencies, form=form, refused=str(reason), status=409)
    messages.success(request, _done(count, agency))
    if agency is not None and not agency.contributors:  # type: ignore[attr-defined]
        messages.warning(request, _no_contributor(agency))
    elif agency is not None and count:
        return redirect("submissions:hand_over_message", pk, agency.pk)
    kept = {name: request.GET[name] for name in ("agency", "section") if request.GET.get(name)}
    address = reverse("submissions:hand_over", args=[pk])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _done(count: int, agency: Agency | None) -> str:
    if agency is None:
        text = ngettext("%(count)d pertanyaan diambil kembali.", "%(count)d pertanyaan diambil kembali.", count)
        return text % {"count": count}
    text = ngettext(
        "%(count)d pertanyaan diserahkan ke %(agency)s.", "%(count)d pertanyaan diserahkan ke %(agency)s.", count
    )
    return text % {"count": count, "agency": agency.name}


def _no_contributor(agency: Agency) -> str:
    sentence = _(
        "%(agency)s belum memiliki kontributor, jadi belum ada yang dapat menjawab. Mintalah administrator menambahkannya."
    )
    return sentence % {"agency": agency.name}


def _page(
    request: HttpRequest,
    here: Visit,
    overview: Overview,
    agencies: Sequence[Agency],
    *,
    form: HandOverForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    wanted = {"agency": request.GET.get("agency", ""), "section": request.GET.get("section", "")}
    may_change = rules.hands_over(request.user, here.submission) is not None and not (here.closed and form is None)
    context = frame(here) | {
        "overview": overview,
        "agencies": agencies,
        "shares": overview.agencies(here.at),
        "pillars": {row.pillar_slug: row.pillar for row in overview.sections if row.pillar_slug},
        "zone": zone_label(here.submission.regency.timezone),
        "longest": LONGEST_MESSAGE,
        "free": sum(not place.agency for place in overview.places),
        "list": _groups(here, overview, wanted, form or HandOverForm()),
        "form": form or HandOverForm(),
        "wanted": wanted,
        "refused": refused,
        "may_change": may_change and bool(agencies),
        "query": request.META.get("QUERY_STRING", ""),
    }
    return render(request, "submissions/hand_over.html", context, status=status)


def _groups(here: Visit, overview: Overview, wanted: dict[str, str], form: HandOverForm) -> list[Group]:
    labels = {indicator.pk: indicator.label for indicator in indicators_seen(here.submission, overview)}
    groups = []
    for section in overview.sections:
        rows = [
            Row(place, labels[place.pk], place.order in form.chosen, _state(place), place.is_overdue(here.at))
            for place in section.places
            if _fits(place, wanted) or place.order in form.chosen
        ]
        if rows:
            groups.append(Group(section, rows, section.slug in form.sections))
    return groups


def _state(place: Place) -> str:
    return str(HandOver.State(place.hand_over).label) if place.hand_over else ""


def _fits(place: Place, wanted: dict[str, str]) -> bool:
    if wanted["section"] and place.section != wanted["section"]:
        return False
    if wanted["agency"] == FREE:
        return not place.agency
    return not wanted["agency"] or str(place.agency_id) == wanted["agency"]
