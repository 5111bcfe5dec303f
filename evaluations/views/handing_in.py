"""An assessor's notes, and handing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from evaluations import queries
from evaluations.actions import marks
from evaluations.forms import LONGEST_NOTE, NotesForm, read_notes
from evaluations.models import Note, Seat
from evaluations.rules import scores, visible_notes
from evaluations.views.seats import frame, own_seat


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Strengths, weaknesses and recommendations: one field a note, and an empty one to add."""
    seat = own_seat(request, pk)
    if request.method != "POST":
        return _notes_page(request, seat)
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    form = read_notes(request.POST)
    if not form.is_valid:
        return _notes_page(request, seat, form=form, status=422)
    try:
        marks.save_notes(seat, form.texts, by=by, at=timezone.now())
    except Refused as reason:
        return _notes_page(request, seat, form=form, refused=str(reason), status=409)
    messages.success(request, _("Catatan tersimpan."))
    return redirect("evaluations:seat" if "done" in request.POST else "evaluations:notes", seat.pk)


def _notes_page(
    request: HttpRequest, seat: Seat, *, form: NotesForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    rows = visible_notes(request.user).filter(seat__submission=seat.submission_id)
    readable = list(rows.select_related("seat__assessor").order_by("seat__number", "order"))
    own = [note for note in readable if note.seat_id == seat.pk]
    context = frame(seat, queries.overview_of(seat), at=timezone.now(), active="notes") | {
        "kinds": [_kind(kind, readable, own, form or NotesForm()) for kind in Note.Kind],
        "limit": LONGEST_NOTE,
        "refused": refused,
        "has_errors": form is not None and not form.is_valid,
    }
    return render(request, "evaluations/notes.html", context, status=status)


def _kind(kind: Note.Kind, readable: list[Note], own: list[Note], form: NotesForm) -> dict[str, Any]:
    """One group of notes: fields with what was typed (or is stored), always an empty one at the end."""
    texts = form.texts.get(kind, [note.text for note in own if note.kind == kind])
    fields = [
        {"text": text, "error": form.errors.get((kind, place), ""), "number": place + 1}
        for place, text in enumerate(texts)
        if text.strip()
    ]
    return {
        "value": kind.value,
        "label": kind.label,
        "fields": [*fields, {"text": "", "error": "", "number": len(texts) + 1}],
        "excess": form.excess.get(kind, ""),
        "notes": [note for note in readable if note.kind == kind],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The checklist, and the confirmation once nothing is missing."""
    seat = own_seat(request, pk)
    if request.method != "POST":
        return _hand_in_page(request, seat)
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    try:
        marks.hand_in(seat, by=by, at=timezone.now())
    except Refused as reason:
        return _hand_in_page(request, seat, refused=str(reason), status=409)
    messages.success(request, _("Penilaian %(region)s diserahkan.") % {"region": seat.submission.regency})
    return redirect("evaluations:seat", seat.pk)


def _hand_in_page(request: HttpRequest, seat: Seat, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = frame(seat, queries.overview_of(seat), at=timezone.now()) | {
        "missing": queries.what_is_missing(seat),
        "refused": refused,
    }
    return render(request, "evaluations/hand_in.html", context, status=status)
