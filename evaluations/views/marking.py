"""The marks of one section: beside each question the region's answer and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from evaluations import queries
from evaluations.actions import marks
from evaluations.actions.given import Conflict
from evaluations.forms import MarksForm, read_marks
from evaluations.models import Seat
from evaluations.queries.followups import by_key, earlier_notes
from evaluations.rules import scores
from evaluations.views import lines
from evaluations.views.followed import followed
from evaluations.views.seats import frame, own_seat
from pillars.models import Indicator


@dataclass(frozen=True)
class Page:
    """A section of a seat before its assessor."""

    seat: Seat
    standing: queries.Standing
    overview: queries.Overview
    section: queries.SectionProgress

    @property
    def indicators(self) -> list[Indicator]:
        return queries.section_indicators(self.standing, self.section)

    @property
    def address(self) -> str:
        return reverse("evaluations:section", args=[self.seat.pk, self.section.slug])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """A POST saves the marks it names; where it leads, the pressed button says. `keep`: a mark that still holds."""
    seat = own_seat(request, pk)
    standing = queries.standing_of(seat)
    overview = queries.overview_of(seat, standing)
    place = overview.section(section)
    if place is None:
        raise Http404
    page = Page(seat, standing, overview, place)
    return _save(request, page) if request.method == "POST" else _show(request, page)


def _save(request: HttpRequest, page: Page) -> HttpResponse:
    by = scores(request.user, page.seat)
    if by is None:
        raise PermissionDenied
    at, rows = timezone.now(), {str(row.order): row for row in page.indicators}
    form = read_marks(request.POST, rows)
    if form.errors:
        return _show(request, page, form, status=422)
    try:
        given = {rows[key]: mark for key, mark in form.given.items()}
        marks.save(page.seat, given, by=by, at=at, seen={rows[key]: state for key, state in form.seen.items()})
        if kept := _kept(request, page):
            marks.keep(page.seat, kept, by=by, at=at)
            return redirect(f"{page.address}#q-{kept.order}")
    except Conflict as conflict:
        form.errors = {str(row.order): lines.overtaken(now) for row, now in conflict.current.items()}
        return _show(request, page, form, refused=str(conflict), status=409)
    except Refused as reason:
        return _show(request, page, form, refused=str(reason), status=409)
    messages.success(request, _("Nilai bagian “%(section)s” tersimpan.") % {"section": page.section.label})
    return _onward(request, page)


def _kept(request: HttpRequest, page: Page) -> Indicator | None:
    number = request.POST.get("keep")
    return next((row for row in page.indicators if str(row.order) == number), None)


def _onward(request: HttpRequest, page: Page) -> HttpResponse:
    if "next" not in request.POST:
        return redirect(page.address)
    after = page.overview.after(page.section.slug)
    if after is None:
        return redirect("evaluations:notes", page.seat.pk)
    return redirect("evaluations:section", page.seat.pk, after.slug)


def _show(
    request: HttpRequest, page: Page, form: MarksForm | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    form, seat = form or MarksForm(), page.seat
    around = frame(seat, page.overview, at=timezone.now(), active=page.section.slug)
    sheet = lines.Sheet(seat, bool(around["closed"]), form.typed, form.errors)
    cases = queries.cases_of(seat, page.standing, page.indicators)
    earlier = by_key(earlier_notes(seat))
    context: dict[str, Any] = {
        "section": page.section,
        "after": page.overview.after(page.section.slug),
        "rows": [lines.row(case, sheet, followed(earlier.get(case.indicator.key, ()), seat)) for case in cases],
        "moved": sum(case.moved_on for case in cases),
        "refused": refused,
        "has_errors": bool(form.errors),
    }
    return render(request, "evaluations/section.html", context | around, status=status)
