"""A running cycle region by region: how far the answers and the panel are, and when both will be finished.

Numbers and times alone: no answer, no mark. Nine queries whatever the number of regions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q

from evaluations.models import Seat
from evaluations.queries.desk import indicator_counts
from reports.forecast import expected_finish
from submissions.models import Answer, Cycle, OwnWindow, Submission, Window
from submissions.queries import extended, extensions_of, is_writable
from submissions.queries.cycles import COMPLETE


@dataclass(frozen=True)
class SeatPace:
    """A seat whose marks are still awaited: how many questions are marked, since when there is time for it."""

    state: str
    marked: int
    since: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True)
class PanelPace:
    """The places of a panel (`size` in all, some perhaps empty) at the moment `at`: so many `ready`, and `seats` not yet."""

    size: int
    total: int
    ready: int
    seats: list[SeatPace]
    window: Window | None
    at: datetime

    @property
    def empty(self) -> int:
        return max(0, self.size - self.ready - len(self.seats))

    @property
    def unaccepted(self) -> int:
        return sum(seat.state == Seat.State.INVITED for seat in self.seats)

    @property
    def idle(self) -> int:
        """Accepted seats without a single mark."""
        return sum(seat.state == Seat.State.SCORING and seat.marked == 0 for seat in self.seats)

    @property
    def is_complete(self) -> bool:
        return not self.empty and not self.seats

    @property
    def is_open(self) -> bool:
        return self.window is not None and self.window.is_open(self.at)

    @property
    def marked(self) -> int:
        """Marks on all seats; a finished seat has them all."""
        return self.ready * self.total + sum(seat.marked for seat in self.seats)

    @property
    def finish(self) -> datetime | None:
        """When the slowest seat will be done; None while that of one seat is not known, or nothing may be marked now."""
        if self.is_complete or self.empty or not self.is_open:
            return None
        found = [self._finish_of(seat) for seat in self.seats]
        known = [at for at in found if at is not None]
        return max(known) if len(known) == len(found) else None

    def _finish_of(self, seat: SeatPace) -> datetime | None:
        if seat.state == Seat.State.INVITED or seat.since is None:
            return None
        return expected_finish(seat.marked, self.total, since=seat.since, at=self.at)


@dataclass(frozen=True)
class Line:
    """A region that takes part. `window` is its own answers window, with its extension; `is_open`: it may answer now."""

    submission: Submission
    complete: int
    total: int
    changed_at: datetime | None
    window: Window | None
    is_open: bool
    panel: PanelPace
    at: datetime

    @property
    def is_handed_in(self) -> bool:
        return self.submission.state == Submission.State.HANDED_IN

    @property
    def is_absent(self) -> bool:
        return self.submission.state == Submission.State.ABSENT

    @property
    def is_late(self) -> bool:
        """Not handed in when the time for it was over: at the very second it closed, or later."""
        filling = self.submission.state == Submission.State.FILLING
        return filling and self.window is not None and self.at >= self.window.closes_at

    @property
    def is_answered(self) -> bool:
        return 0 < self.total <= self.complete

    @property
    def finish(self) -> datetime | None:
        """When all questions will be answered; None where nothing more is to come or too little is known."""
        if self.window is None or not self.is_open or not self.total:
            return None
        return expected_finish(self.complete, self.total, since=self.window.opens_at, at=self.at)


def lines_of(cycle: Cycle, windows: Mapping[str, Window], at: datetime) -> list[Line]:
    """All invited regions in order of the codes. Six queries."""
    rows = list(
        Submission.objects.filter(cycle=cycle)
        .exclude(state=Submission.State.ARCHIVED)
        .select_related("regency")
        .annotate(size=F("instrument__panel_size"))
        .order_by("regency_id")
    )
    for row in rows:
        row.cycle = cycle
    answered = _answered(cycle)
    totals = indicator_counts(row.instrument_id for row in rows)
    until = extensions_of([row.pk for row in rows])
    ready, seats = _ready(cycle), _seats(cycle, windows.get(Window.Kind.ASSESSMENT))
    found = []
    for row in rows:
        own = {kind: extended(window, until.get(row.pk)) for kind, window in windows.items()}
        complete, changed_at = answered.get(row.pk, (0, None))
        total = totals.get(row.instrument_id, 0)
        is_open = is_writable(row, own, at)
        panel = PanelPace(row.size, total, ready.get(row.pk, 0), seats[row.pk], own.get(Window.Kind.ASSESSMENT), at)
        found.append(Line(row, complete, total, changed_at, own.get(Window.Kind.ANSWERS), is_open, panel, at))
    return found


def _answered(cycle: Cycle) -> dict[UUID, tuple[int, datetime | None]]:
    rows = Answer.objects.filter(submission__cycle=cycle).order_by().values("submission")
    counted = rows.annotate(complete=Count("pk", filter=COMPLETE), changed=Max("changed_at"))
    return {
        pk: (complete, changed) for pk, complete, changed in counted.values_list("submission", "complete", "changed")
    }


def _ready(cycle: Cycle) -> dict[UUID, int]:
    rows = Seat.objects.filter(submission__cycle=cycle, state=Seat.State.HANDED_IN).order_by()
    return dict(rows.values_list("submission").annotate(count=Count("pk")))


def _seats(cycle: Cycle, window: Window | None) -> dict[UUID, list[SeatPace]]:
    """Seats not handed in yet, by submission. Time counts from the opening of the window, or from taking the seat later."""
    awaited = (Seat.State.INVITED, Seat.State.SCORING)
    rows = Seat.objects.filter(submission__cycle=cycle, state__in=awaited).order_by()
    counted = rows.annotate(marked=Count("marks"), changed=Max("marks__changed_at"))
    found: dict[UUID, list[SeatPace]] = defaultdict(list)
    for pk, state, answered_at, marked, changed in counted.values_list(
        "submission", "state", "answered_at", "marked", "changed"
    ):
        since = None if window is None else max(window.opens_at, answered_at or window.opens_at)
        found[pk].append(SeatPace(state, marked, since, changed))
    return found


@dataclass(frozen=True)
class Totals:
    """The cycle in numbers; those who do not take part count in `absent` alone."""

    handed_in: int = 0
    filling: int = 0
    late: int = 0
    absent: int = 0
    panels_complete: int = 0
    places_empty: int = 0
    places_unaccepted: int = 0

    @property
    def taking_part(self) -> int:
        return self.handed_in + self.filling


def totals_of(lines: Iterable[Line]) -> Totals:
    taking_part = [line for line in lines if not line.is_absent]
    return Totals(
        handed_in=sum(line.is_handed_in for line in taking_part),
        filling=sum(not line.is_handed_in for line in taking_part),
        late=sum(line.is_late for line in taking_part),
        absent=sum(line.is_absent for line in lines),
        panels_complete=sum(line.panel.is_complete for line in taking_part),
        places_empty=sum(line.panel.empty for line in taking_part),
        places_unaccepted=sum(line.panel.unaccepted for line in taking_part),
    )


def own_windows_open(cycle: Cycle, at: datetime) -> tuple[int, int]:
    """Extensions and windows for late evidence that run at this moment. One query."""
    kind = OwnWindow.Kind
    rows = OwnWindow.objects.filter(submission__cycle=cycle, opens_at__lte=at, closes_at__gt=at)
    found = rows.aggregate(
        extensions=Count("submission", filter=Q(kind=kind.EXTENSION), distinct=True),
        late=Count("pk", filter=Q(kind=kind.LATE)),
    )
    return found["extensions"], found["late"]
