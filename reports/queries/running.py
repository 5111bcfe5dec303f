"""Cycles the secretariat has in hand, in numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q

from evaluations.models import LIVE, Seat
from submissions.models import Cycle, Submission, Window

SOON = timedelta(days=3)


def windows_by_cycle(cycles: Collection[UUID]) -> dict[tuple[UUID, str], Window]:
    """Windows by cycle and kind. One query."""
    return {(row.cycle_id, row.kind): row for row in Window.objects.filter(cycle__in=cycles)}


@dataclass
class CycleLine:
    """A cycle that is not announced yet, in numbers."""

    cycle: Cycle
    windows: dict[str, Window]
    cohorts: int = 0
    invited: int = 0
    handed_in: int = 0
    absent: int = 0
    panels_complete: int = 0
    panels_short: int = 0

    @property
    def taking_part(self) -> int:
        return self.invited - self.absent

    @property
    def filling(self) -> int:
        return self.taking_part - self.handed_in

    @property
    def panels_open(self) -> int:
        return self.taking_part - self.panels_complete

    def closing_soon(self, at: datetime) -> list[Window]:
        return [row for row in self.windows.values() if at < row.closes_at <= at + SOON and row.opens_at <= at]


def cycles_running() -> list[CycleLine]:
    """Cycles the secretariat has in hand, drafts included. Three queries whatever the number of regions."""
    cycles = Cycle.objects.exclude(state=Cycle.State.ANNOUNCED).annotate(cohort_count=Count("cohorts"))
    rows = list(cycles.order_by("-year", "-stage", "is_sample"))
    windows = windows_by_cycle([row.pk for row in rows])
    lines = {
        row.pk: CycleLine(row, {kind: w for (pk, kind), w in windows.items() if pk == row.pk}, row.cohort_count)
        for row in rows
    }
    for cycle, state, size, seated, ready in _panels(lines):
        line = lines[cycle]
        line.invited += 1
        line.handed_in += state == Submission.State.HANDED_IN
        if state == Submission.State.ABSENT:
            line.absent += 1
        else:
            line.panels_short += seated < size
            line.panels_complete += ready >= size and ready == seated
    return list(lines.values())


def _panels(cycles: Collection[UUID]) -> list[tuple[UUID, str, int, int, int]]:
    """Cycle, state, panel size, seats held and handed in of every invited region."""
    rows = Submission.objects.filter(cycle__in=cycles).exclude(state=Submission.State.ARCHIVED).order_by()
    counted = rows.annotate(
        size=F("instrument__panel_size"),
        seated=Count("seats", filter=Q(seats__state__in=LIVE)),
        ready=Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN)),
    )
    return list(counted.values_list("cycle_id", "state", "size", "seated", "ready"))
