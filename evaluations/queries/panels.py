"""Panels as the secretariat sees them: who sits where and how far, in numbers, never a mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from evaluations.models import LIVE, Seat
from evaluations.queries.desk import indicator_counts
from submissions.models import Cycle, Submission


@dataclass(frozen=True)
class SeatLine:
    """One place of a panel; `seat` is None for an empty one."""

    number: int
    seat: Seat | None
    marked: int
    total: int

    @property
    def is_started(self) -> bool:
        """Marks or notes stand there, so the place cannot be emptied any more."""
        return self.seat is not None and (self.marked > 0 or self.seat.noted > 0)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class PanelRow:
    """One region's panel."""

    submission: Submission
    lines: list[SeatLine]

    @property
    def ready(self) -> int:
        return sum(line.seat is not None and line.seat.state == Seat.State.HANDED_IN for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return self.ready == len(self.lines)


def panels_in(cycle: Cycle, *, cohort: str = "", incomplete: bool = False) -> QuerySet[Submission]:
    """Submissions of a cycle that take part and so need a panel, narrowed by the filters of the page."""
    absent = (Submission.State.ABSENT, Submission.State.ARCHIVED)
    rows = Submission.objects.filter(cycle=cycle).exclude(state__in=absent)
    if cohort:
        rows = rows.filter(cohort=cohort)
    if incomplete:
        ready = Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN))
        rows = rows.annotate(ready=ready).filter(ready__lt=F("instrument__panel_size"))
    return rows.select_related("regency__province", "instrument").order_by("regency_id")


def panels_of(submissions: Sequence[Submission]) -> list[PanelRow]:
    """Panels with every place, also the empty ones. Two queries whatever the number of regions."""
    seats: dict[UUID, list[Seat]] = defaultdict(list)
    for seat in _seats(submissions):
        seats[seat.submission_id].append(seat)
    totals = indicator_counts({submission.instrument_id for submission in submissions})
    return [
        PanelRow(row, _lines(row.instrument.panel_size, seats[row.pk], totals.get(row.instrument_id, 0)))
        for row in submissions
    ]


def seat_lines(submission: Submission) -> list[SeatLine]:
    """The places of one panel. Two queries."""
    return panels_of([submission])[0].lines


def _seats(submissions: Iterable[Submission]) -> QuerySet[Seat]:
    marked, noted = Count("marks", distinct=True), Count("notes", distinct=True)
    rows = Seat.objects.filter(submission__in=[row.pk for row in submissions], state__in=LIVE).select_related(
        "assessor"
    )
    return rows.annotate(marked=marked, noted=noted).order_by("submission_id", "number")


def _lines(size: int, seats: Sequence[Seat], total: int) -> list[SeatLine]:
    held = {seat.number: seat for seat in seats}
    return [
        SeatLine(number, seat := held.get(number), seat.marked if seat else 0, total)  # type: ignore[attr-defined]
        for number in range(1, max([size, *held]) + 1)
    ]
