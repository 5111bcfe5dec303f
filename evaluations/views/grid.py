"""The grid for fast entry: all questions of one region, or one question in all own regions of a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from evaluations.queries.grid import RegionLine, moments_of, regions_with
from evaluations.reasons import why_reason
from evaluations.rules import own_seats, scores
from evaluations.views import lines
from evaluations.views.lines import GridLine
from evaluations.views.seats import frame, own_seat
from pillars.models import Indicator


@dataclass(frozen=True)
class Row:
    """A line of a grid, and why its mark cannot be changed now (empty: it can)."""

    line: GridLine
    closed: str


FILTERS = ("semua", "kosong", "alasan", "berubah")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All own marks of one region. `saring` leaves those without a mark, without a reason, or whose answer moved on."""
    seat = own_seat(request, pk)
    standing = queries.standing_of(seat)
    around = frame(seat, queries.overview_of(seat, standing), at=timezone.now(), active="grid")
    moments = moments_of([seat.submission_id])
    rows = [
        Row(_line(seat, standing, question, moments.get((seat.submission_id, question.pk))), around["closed"])
        for question in standing.questions
    ]
    chosen = request.GET.get("saring", "semua")
    if chosen not in FILTERS:
        raise Http404
    context = around | {
        "tabs": [(name, label, sum(_fits(row, name) for row in rows)) for name, label in _filters()],
        "chosen": chosen,
        "title": seat.submission.regency.name,
        "address": f"{reverse('evaluations:grid', args=[seat.pk])}?saring={chosen}",
    }
    return _answer(request, [row for row in rows if _fits(row, chosen)], context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, cycle_id: UUID, indicator_pk: UUID) -> HttpResponse:
    """One question in all own regions of a cycle, side by side."""
    asked = get_object_or_404(Indicator.objects.select_related("pillar", "sub_pillar"), pk=indicator_pk)
    found = regions_with(own_seats(request.user), cycle_id, asked.key)
    if not found:
        raise Http404
    at = timezone.now()
    rows = [Row(_region_line(line), marks.why_closed(line.seat, queries.window_of(line.seat), at)) for line in found]
    context = {
        "indicator": asked,
        "cycle": found[0].seat.submission.cycle,
        "title": f"{asked.order}. {asked.label}",
        "address": reverse("evaluations:question_grid", args=[cycle_id, indicator_pk]),
        "closed": rows[0].closed if all(row.closed for row in rows) else "",
    }
    return _answer(request, rows, context)


def _line(seat: Seat, standing: queries.Standing, question: Indicator, changed_at: datetime | None) -> GridLine:
    mark = standing.marks.get(question.pk)
    return GridLine(
        key=str(question.order),
        place=str(question.order),
        label=question.label,
        seat=seat,
        indicator=question,
        mark=mark,
        why=standing.why(question),
        last_year=standing.last_year.get(question.key),
        has_moved=mark is not None and changed_at is not None and changed_at > mark.changed_at,
    )


def _region_line(line: RegionLine) -> GridLine:
    mark, at = line.mark, line.changed_at
    bare = mark is not None and not mark.reason.strip()
    return GridLine(
        key=line.seat.pk.hex,
        place=line.seat.submission.regency_id,
        label=line.seat.submission.regency.name,
        seat=line.seat,
        indicator=line.indicator,
        mark=mark,
        why=why_reason(mark.value, abstained=mark.abstained, last_year=line.last_year) if mark and bare else None,
        last_year=line.last_year,
        has_moved=mark is not None and at is not None and at > mark.changed_at,
    )


def _filters() -> list[tuple[str, str]]:
    return [
        ("semua", _("Semua")),
        ("kosong", _("Belum dinilai")),
        ("alasan", _("Tanpa alasan")),
        ("berubah", _("Berubah sejak dinilai")),
    ]


def _fits(row: Row, chosen: str) -> bool:
    line = row.line
    fits = {"kosong": line.mark is None, "alasan": line.why is not None, "berubah": line.has_moved}
    return fits.get(chosen, True)


def _answer(request: HttpRequest, rows: Sequence[Row], context: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        return _show(request, rows, context)
    form = read_marks(request.POST, [row.line.key for row in rows])
    if form.errors:
        return _show(request, rows, context, form, status=422)
    form.errors = _saved(request, rows, form)
    if form.errors:
        return _show(request, rows, context, form, status=409)
    messages.success(request, _("Nilai tersimpan."))
    return redirect(context["address"])


def _saved(request: HttpRequest, rows: Sequence[Row], form: MarksForm) -> dict[str, str]:
    """Save the marks seat by seat; what cannot be saved, by the key of its row, holds back no other region."""
    found: dict[str, str] = {}
    seats = {row.line.seat.pk: row.line.seat for row in rows}
    for seat in seats.values():
        by = scores(request.user, seat)
        if by is None:
            raise PermissionDenied
        keys = {row.line.indicator: row.line.key for row in rows if row.line.seat.pk == seat.pk}
        given = {question: form.given[key] for question, key in keys.items() if key in form.given}
        seen = {question: form.seen[keys[question]] for question in given if keys[question] in form.seen}
        if not given:
            continue
        try:
            marks.save(seat, given, by=by, at=timezone.now(), seen=seen)
        except Conflict as conflict:
            found |= {keys[row]: lines.overtaken(now) for row, now in conflict.current.items()}
        except Refused as reason:
            found |= dict.fromkeys((keys[question] for question in given), str(reason))
    return found


def _show(
    request: HttpRequest,
    rows: Sequence[Row],
    context: Mapping[str, Any],
    form: MarksForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form = form or MarksForm()
    drawn = [
        lines.grid_row(row.line, lines.Sheet(row.line.seat, bool(row.closed), form.typed, form.errors)) for row in rows
    ]
    words = {"rows": drawn, "marked": sum(row.line.mark is not None for row in rows), "has_errors": bool(form.errors)}
    return render(request, "evaluations/grid.html", {**context, **words}, status=status)
