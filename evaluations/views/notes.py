"""An assessor's notes: for whom, on the whole submission or one question, and what the region will read of them."""

from __future__ import annotations

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
from django.views.decorators.http import require_http_methods, require_safe

from common.steps import Refused
from evaluations import note_words, queries
from evaluations.actions import marks
from evaluations.forms import LONGEST_NOTE, NotesForm, read_notes
from evaluations.models import Note, Seat
from evaluations.queries.notes import own_region_notes, pasted_twice, written
from evaluations.rules import scores, visible_notes
from evaluations.views.seats import frame, own_seat
from pillars.models import Indicator
from pillars.queries import indicators_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: UUID, indicator_pk: UUID | None = None) -> HttpResponse:
    """Notes for one audience (`untuk`): one field a note, and an empty one to add. With a question: on that one."""
    seat = own_seat(request, pk)
    about = _question(seat, indicator_pk)
    if request.method != "POST":
        return _page(request, seat, about, _audience(request.GET.get("untuk")))
    audience = _audience(request.POST.get("untuk"))
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    form = read_notes(request.POST)
    if not form.is_valid:
        return _page(request, seat, about, audience, form=form, status=422)
    try:
        marks.save_notes(seat, form.texts, by=by, at=timezone.now(), audience=audience, indicator=about)
    except Refused as reason:
        return _page(request, seat, about, audience, form=form, refused=str(reason), status=409)
    messages.success(request, _("Catatan tersimpan."))
    if "done" in request.POST:
        return redirect("evaluations:seat", seat.pk)
    return redirect(f"{_address(seat, about)}?untuk={audience}")


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the region will read of the own notes, as its report prints them."""
    seat = own_seat(request, pk)
    rows = list(own_region_notes(seat))
    context = frame(seat, queries.overview_of(seat), at=timezone.now(), active="notes") | {
        "kinds": [
            {"value": kind.value, "label": kind.label, "notes": [note for note in rows if note.kind == kind]}
            for kind in Note.Kind
        ],
    }
    return render(request, "evaluations/notes_preview.html", context)


def _question(seat: Seat, indicator_pk: UUID | None) -> Indicator | None:
    if indicator_pk is None:
        return None
    return get_object_or_404(Indicator, pk=indicator_pk, instrument=seat.submission.instrument_id)


def _audience(text: str | None) -> Note.Audience:
    """The audience asked for; the region when none is named. Nothing unknown is ever taken for a known one."""
    try:
        return Note.Audience(text or Note.Audience.REGION)
    except ValueError:
        raise Http404 from None


def _address(seat: Seat, about: Indicator | None) -> str:
    if about is None:
        return reverse("evaluations:notes", args=[seat.pk])
    return reverse("evaluations:question_notes", args=[seat.pk, about.pk])


def _page(
    request: HttpRequest,
    seat: Seat,
    about: Indicator | None,
    audience: Note.Audience,
    *,
    form: NotesForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = visible_notes(request.user).filter(seat__submission=seat.submission_id, indicator=about, audience=audience)
    readable = list(rows.select_related("seat__assessor").order_by("seat__number", "order"))
    own = [note for note in readable if note.seat_id == seat.pk]
    held = written(seat)
    key = about.pk if about else None
    context = frame(seat, queries.overview_of(seat), at=timezone.now(), active="notes") | {
        "about": about,
        "address": _address(seat, about),
        "audience": audience.value,
        "readers": note_words.readers(audience),
        "save": note_words.save(audience),
        "tabs": [(row.value, row.label, held.get((row.value, key), 0)) for row in Note.Audience],
        "questions": [
            (row, sum(count for (_who, which), count in held.items() if which == row.pk))
            for row in indicators_of(seat.submission.instrument_id)
        ],
        "kinds": [_kind(kind, readable, own, form or NotesForm()) for kind in Note.Kind],
        "limit": LONGEST_NOTE,
        "repeated": pasted_twice(seat),
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
