"""Reminders: those of the regions, and to assessors those of invitations without an answer and of an assessment that closes.

Assessors have no region of their own, so they are told on Jakarta's clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from common.clock import days_left, sentence
from evaluations.models import Seat
from submissions.actions import reminders as region
from submissions.models import Cycle, Window
from submissions.queries.reminders import CLOSING_DAYS, SEAT_CLOSING, SEAT_INVITED, Letter, Line

ZONE = "Asia/Jakarta"


def remind(*, at: datetime) -> int:
    """Send what is due now: one letter a person and day, whatever roles they hold. Returns how many went out."""
    return region.remind(at=at, more=letters(at))


def letters(at: datetime) -> list[Letter]:
    """What assessors could be told at this moment, told already or not. Two queries."""
    rows = Seat.objects.filter(
        state__in=(Seat.State.INVITED, Seat.State.SCORING),
        submission__cycle__state=Cycle.State.ASSESSMENT,
        assessor__is_active=True,
    )
    held: dict[UUID, dict[UUID, list[Seat]]] = defaultdict(lambda: defaultdict(list))
    for seat in rows.select_related("assessor", "submission__cycle").order_by("assessor", "submission__cycle", "pk"):
        held[seat.assessor_id][seat.submission.cycle_id].append(seat)
    cycles = {pk for found in held.values() for pk in found}
    windows = {row.cycle_id: row for row in Window.objects.filter(cycle__in=cycles, kind=Window.Kind.ASSESSMENT)}
    with translation.override("id"):
        return [
            Letter(
                next(iter(found.values()))[0].assessor,
                ZONE,
                [line for pk, seats in found.items() for line in _lines(seats, windows.get(pk), at)],
            )
            for found in held.values()
        ]


def _lines(seats: list[Seat], window: Window | None, at: datetime) -> Iterator[Line]:
    """Of one assessor in one cycle."""
    cycle, url = seats[0].submission.cycle, reverse("evaluations:desk")
    invited = [seat for seat in seats if seat.state == Seat.State.INVITED]
    if invited:
        text = ngettext(
            "%(cycle)s: %(count)d undangan menilai menunggu jawaban Anda.",
            "%(cycle)s: %(count)d undangan menilai menunggu jawaban Anda.",
            len(invited),
        ) % {"cycle": cycle.name, "count": len(invited)}
        yield Line(SEAT_INVITED, text, url, tuple(f"{SEAT_INVITED}:{seat.pk}" for seat in invited))
    if window is None or at >= window.closes_at:
        return
    days = days_left(at, window.closes_at, ZONE)
    if days in CLOSING_DAYS:
        text = ngettext(
            "%(cycle)s: %(count)d penilaian Anda belum diserahkan. Ditutup %(when)s, %(days)d hari lagi.",
            "%(cycle)s: %(count)d penilaian Anda belum diserahkan. Ditutup %(when)s, %(days)d hari lagi.",
            len(seats),
        ) % {"cycle": cycle.name, "count": len(seats), "when": sentence(window.closes_at, ZONE), "days": days}
        yield Line(SEAT_CLOSING, text, url)
