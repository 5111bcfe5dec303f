"""The divergence board of one panel, and the agenda that its chair makes from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.rules import secretariat
from common.steps import Refused
from evaluations.actions import plenary as actions
from evaluations.models import AgendaItem, Seat
from evaluations.queries.divergence import Board, BoardRow, Cell, board_of
from evaluations.rules import chairs, visible_boards, visible_marks
from pillars.models import Dimension, Indicator
from submissions.models import Cycle, Submission

COMING = (Seat.State.INVITED, Seat.State.SCORING)
THRESHOLDS = ("1", "2", "3", "4")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A POST changes the agenda (the chair) or the cycle's threshold (the secretariat)."""
    related = ("cycle", "regency__province", "instrument")
    submission = get_object_or_404(visible_boards(request.user).select_related(*related), pk=submission_id)
    if request.method != "POST":
        return _page(request, submission)
    if "threshold" in request.POST and request.POST["threshold"] not in THRESHOLDS:
        return _page(request, submission, error=_("Pilih ambang dari 1 sampai 4."), status=422)
    try:
        done = _set_threshold(request, submission) if "threshold" in request.POST else _change(request, submission)
    except Refused as reason:
        return _page(request, submission, refused=str(reason), status=409)
    messages.success(request, done)
    return redirect("evaluations:board", submission.pk)


def _set_threshold(request: HttpRequest, submission: Submission) -> str:
    by = secretariat(request.user)
    if by is None:
        raise PermissionDenied
    actions.set_threshold(submission.cycle, int(request.POST["threshold"]), by=by, at=timezone.now())
    return _("Ambang berlaku untuk semua panel siklus ini.")


def _change(request: HttpRequest, submission: Submission) -> str:
    """Do to the agenda what the button says, and tell it in a sentence."""
    by, now = chairs(request.user, submission), timezone.now()
    if by is None:
        raise PermissionDenied
    if "gather" in request.POST:
        items = actions.gather_agenda(submission, by=by, at=now)
        done = ngettext("%(count)d pertanyaan masuk agenda.", "%(count)d pertanyaan masuk agenda.", len(items))
        return done % {"count": len(items)}
    verb = next((verb for verb in ("add", "remove", "up", "down") if verb in request.POST), "")
    indicator = get_object_or_404(Indicator, pk=_uuid(request.POST.get(verb, "")), instrument=submission.instrument_id)
    if verb == "add":
        actions.add_item(submission, indicator, by=by, at=now)
        return _("Pertanyaan nomor %(number)d ada di agenda.") % {"number": indicator.order}
    if verb == "remove":
        actions.remove_item(submission, indicator.pk, by=by, at=now)
        return _("Pertanyaan nomor %(number)d dikeluarkan dari agenda.") % {"number": indicator.order}
    actions.move_item(submission, indicator.pk, up=verb == "up", by=by, at=now)
    return _("Urutan agenda diubah.")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _page(
    request: HttpRequest, submission: Submission, *, refused: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    found = board_of(submission, visible_marks(request.user))
    wanted, dimension = request.GET.get("tampil", ""), request.GET.get("dimensi", "")
    coming = list(Seat.objects.filter(submission=submission, state__in=COMING).select_related("assessor"))
    waits = actions.waits_for_marks(submission, [seat.state for seat in coming])
    is_running = submission.cycle.state in (Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
    may_change = is_running and not waits and chairs(request.user, submission) is not None
    is_office = secretariat(request.user) is not None
    last = len(found.agenda) - 1
    context: dict[str, Any] = {
        "submission": submission,
        "cycle": submission.cycle,
        "regency": submission.regency,
        "board": found,
        "rows": [_line(row, may_change=may_change) for row in _chosen(found, wanted, dimension)],
        "agenda": [
            _agenda_line(item, may_change=may_change, is_first=place == 0, is_last=place == last)
            for place, item in enumerate(found.agenda)
        ],
        "wanted": wanted,
        "dimension": dimension,
        "dimensions": Dimension.choices,
        "unfinished": len(coming),
        "empty_seats": max(0, submission.instrument.panel_size - len(coming) - len(found.seats)),
        "chair": next((seat for seat in (*found.seats, *coming) if seat.is_chair), None),
        "may_change": may_change,
        "is_office": is_office,
        "may_set": is_running and is_office,
        "thresholds": THRESHOLDS,
        "typed": request.POST.get("threshold", str(found.threshold)),
        "refused": refused,
        "error": error,
    }
    return render(request, "evaluations/board.html", context, status=status)


def _chosen(found: Board, wanted: str, dimension: str) -> list[BoardRow]:
    """Rows of the filter: those far apart unless told, those with a lonely mark, or all; of one dimension or all."""
    rows = [row for row in found.rows if dimension in ("", row.indicator.dimension)]
    if wanted == "semua":
        return rows
    return [row for row in rows if (row.has_lonely if wanted == "menyendiri" else row.is_divergent)]


def _line(row: BoardRow, *, may_change: bool) -> dict[str, Any]:
    """A row as it is drawn (`parts/board_row.html`)."""
    cells = SafeString("".join(f'<td class="num">{_cell(cell)}</td>' for cell in row.cells))
    return {
        "number": row.indicator.order,
        "label": row.indicator.label,
        "dimension": row.dimension_label,
        "cells": cells,
        "spread": "–" if row.spread is None else row.spread,
        "on_agenda": row.on_agenda,
        "may_change": may_change,
        "pk": row.indicator.pk,
    }


def _cell(cell: Cell) -> str:
    """The mark as HTML: nothing but "0" to "4", "TB" and "AB" ever stands there."""
    return f"<strong>{cell.text}*</strong>" if cell.is_lonely else cell.text or "–"


def _agenda_line(item: AgendaItem, *, may_change: bool, is_first: bool, is_last: bool) -> dict[str, Any]:
    """A row as it is drawn (`parts/agenda_row.html`)."""
    return {
        "number": item.indicator.order,
        "label": item.indicator.label,
        "by_hand": item.is_by_hand,
        "may_change": may_change,
        "is_first": is_first,
        "is_last": is_last,
        "pk": item.indicator_id,
    }
