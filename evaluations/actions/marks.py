"""Marks and notes of one seat, and handing them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor
from common.steps import Refused, take
from evaluations.models import Mark, Note, Seat
from evaluations.queries import what_is_missing
from evaluations.workflow import SEAT_STEPS
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions.models import Cycle, Submission, Window
from submissions.queries import windows_of


@dataclass(frozen=True)
class Given:
    """What an assessor says of one question: a whole mark 0 to 4, not applicable, or (both empty) nothing yet."""

    value: int | None = None
    not_applicable: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and (self.not_applicable or self.value not in range(5)):
            raise ValueError("a mark is a whole number 0 to 4, or not applicable, never both")

    @property
    def is_blank(self) -> bool:
        return self.value is None and not self.not_applicable

    def __str__(self) -> str:
        return "TB" if self.not_applicable else "" if self.value is None else str(self.value)


@transaction.atomic
def save(seat: Seat, given: Mapping[Indicator, Given], *, by: Actor, at: datetime) -> list[Mark]:
    """Save marks of one seat; unchanged ones are left alone, a blank one takes the mark away. Returns what changed.

    Raises `Refused` outside the assessment window, for a handed-in seat, or a question of another instrument.
    """
    locked = _open_seat(seat, at=at)
    held = {mark.indicator_id: mark for mark in Mark.objects.filter(seat=locked, indicator__in=given)}
    changed: list[Mark] = []
    for indicator, mark in given.items():
        if indicator.instrument_id != locked.submission.instrument_id:
            raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
        row = held.get(indicator.pk)
        before = Given(row.value, row.not_applicable) if row else Given()
        if mark == before:
            continue
        changed.append(_set(locked, indicator, row, mark, at=at))
        _tell("mark.change", locked, by=by, at=at, indicator=indicator, before=str(before), after=str(mark))
    return changed


@transaction.atomic
def save_notes(
    seat: Seat,
    notes: Mapping[str, Sequence[str]],
    *,
    by: Actor,
    at: datetime,
    audience: str = Note.Audience.REGION,
    indicator: Indicator | None = None,
) -> bool:
    """Replace the notes of the kinds in `notes` by these texts, in order; blank texts are left out. True: changed.

    Only those for this audience, on this question (None: on the whole submission); all others stay as they are.
    """
    locked = _open_seat(seat, at=at)
    if indicator is not None and indicator.instrument_id != locked.submission.instrument_id:
        raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
    changed = False
    for kind, texts in notes.items():
        wanted = [text.strip() for text in texts if text.strip()]
        rows = Note.objects.filter(seat=locked, kind=kind, audience=audience, indicator=indicator)
        held = list(rows.order_by("order"))
        if [note.text for note in held] == wanted:
            continue
        changed = True
        rows.delete()
        Note.objects.bulk_create(
            Note(
                seat=locked,
                kind=Note.Kind(kind),
                audience=Note.Audience(audience),
                indicator=indicator,
                order=order,
                text=text,
                changed_at=at,
            )
            for order, text in enumerate(wanted)
        )
        before = {kind: [note.text for note in held]}
        after = {kind: wanted, "audience": str(audience)} | ({"indicator": indicator.key} if indicator else {})
        journal.write("note.change", locked, **_place(locked, by, at), before=before, after=after)
    return changed


@transaction.atomic
def hand_in(seat: Seat, *, by: Actor, at: datetime) -> Seat:
    """Hand in all marks of a seat. Refused with what is missing; from then on they change only after a reopening."""
    locked = _open_seat(seat, at=at)
    target = take(SEAT_STEPS, "hand_in", locked.state)
    if missing := what_is_missing(locked):
        raise Refused(
            ngettext(
                "Masih ada %(count)d hal yang belum lengkap.",
                "Masih ada %(count)d hal yang belum lengkap.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    locked.state, locked.handed_in_at = target, at
    locked.save(update_fields=["state", "handed_in_at"])
    place = _place(locked, by, at) | {"audience": Audience.SECRETARIAT}
    journal.write("seat.hand_in", locked, **place, after={"state": target})
    return locked


def why_closed(seat: Seat, windows: Mapping[str, Window], at: datetime) -> str:
    """Why this seat's marks cannot be changed now; empty: they can."""
    cycle = seat.submission.cycle
    window = windows.get(Window.Kind.ASSESSMENT)
    if cycle.state != Cycle.State.ASSESSMENT:
        return _("Siklus ini tidak sedang dalam masa penilaian.")
    if window is None or at < window.opens_at:
        return _("Masa penilaian belum dibuka.")
    if at >= window.closes_at:
        return _("Masa penilaian sudah ditutup.")
    if seat.submission.state != Submission.State.HANDED_IN:
        return _("Isian daerah ini belum diserahkan.")
    if seat.state in (Seat.State.DECLINED, Seat.State.WITHDRAWN):
        return _("Kursi Anda pada panel ini sudah dicabut.")
    if seat.state == Seat.State.INVITED:
        return _("Terima dahulu penugasan ini dan nyatakan benturan kepentingan Anda.")
    if seat.state != Seat.State.SCORING:
        return _("Penilaian Anda untuk daerah ini sudah diserahkan.")
    return ""


def _open_seat(seat: Seat, *, at: datetime) -> Seat:
    rows = Seat.objects.select_for_update(of=("self",)).select_related(
        "submission__cycle", "submission__regency", "assessor"
    )
    locked = rows.filter(pk=seat.pk).first()
    if locked is None:
        raise Refused(_("Kursi Anda pada panel ini sudah dicabut."))
    if reason := why_closed(locked, windows_of(locked.submission.cycle), at):
        raise Refused(reason)
    return locked


def _set(seat: Seat, indicator: Indicator, row: Mark | None, mark: Given, *, at: datetime) -> Mark:
    if row is None:
        return Mark.objects.create(
            seat=seat,
            indicator=indicator,
            value=mark.value,
            not_applicable=mark.not_applicable,
            changed_at=at,
        )
    if mark.is_blank:
        row.delete()
        return row
    row.value, row.not_applicable, row.changed_at = mark.value, mark.not_applicable, at
    row.save(update_fields=["value", "not_applicable", "changed_at"])
    return row


def _place(seat: Seat, by: Actor, at: datetime) -> dict[str, Any]:
    """Marks and notes are told to their author alone: the journal leaks nothing to the rest of the panel."""
    submission = seat.submission
    return {
        "by": by,
        "at": at,
        "label": str(submission.regency),
        "regency_code": submission.regency_id,
        "cycle_id": submission.cycle_id,
        "audience": Audience.OWN,
    }


def _tell(verb: str, seat: Seat, *, by: Actor, at: datetime, indicator: Indicator, before: str, after: str) -> None:
    place = _place(seat, by, at) | {"label": f"{seat.submission.regency} · {indicator.order}. {indicator.label_id}"}
    journal.write(verb, seat, **place, before={"mark": before}, after={"mark": after, "indicator": indicator.key})
