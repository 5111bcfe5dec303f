"""An assessor's queue: every open question of the own seats, in the order the assessor wants to work in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from evaluations.models import Mark, Seat
from pillars.models import Indicator
from submissions.models import Cycle, Submission, Window
from submissions.queries.cases import questions_of


class Order(StrEnum):
    """What stands next to what in the queue."""

    DEADLINE = "tenggat"
    REGION = "daerah"
    QUESTION = "pertanyaan"


_KEYS = {
    Order.DEADLINE: ("opening.closes_at", "submission.regency_id", 'indicator."order"'),
    Order.REGION: ("submission.regency_id", "opening.closes_at", 'indicator."order"'),
    Order.QUESTION: ('indicator."order"', "indicator.key", "submission.regency_id"),
}
# Written by hand: the rows after a place, and then from the start again, are no order that a queryset can say.
_NEXT = """
    SELECT seat.id, indicator.id
    FROM evaluations_seat seat
    JOIN submissions_submission submission ON submission.id = seat.submission_id AND submission.state = 'handed_in'
    JOIN submissions_cycle cycle ON cycle.id = submission.cycle_id AND cycle.state = 'assessment'
    JOIN submissions_window opening ON opening.cycle_id = cycle.id AND opening.kind = 'assessment'
        AND opening.opens_at <= %s AND opening.closes_at > %s
    JOIN pillars_indicator indicator ON indicator.instrument_id = submission.instrument_id
    LEFT JOIN evaluations_mark mark ON mark.seat_id = seat.id AND mark.indicator_id = indicator.id
    WHERE seat.assessor_id = %s AND seat.state = 'scoring' AND mark.id IS NULL
    ORDER BY CASE WHEN ({keys}) > ({places}) THEN 0 ELSE 1 END, {keys}, seat.id
    LIMIT 1"""


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody is."""

    seat: Seat
    indicator: Indicator

    def key(self, order: Order, closes_at: datetime | None) -> tuple[Any, ...]:
        region, number = self.seat.submission.regency_id, self.indicator.order
        if order == Order.QUESTION:
            return number, self.indicator.key, region
        return (closes_at, region, number) if order == Order.DEADLINE else (region, closes_at, number)


def next_open(
    user: UUID, order: Order, *, at: datetime, after: Place | None = None, closes_at: datetime | None = None
) -> tuple[UUID, UUID] | None:
    """Seat and question to mark next after a place (with the end of its window), from the start again at the end; what
    was skipped comes round, be it the only one. None: nothing is open now. One query."""
    keys = ", ".join(_KEYS[order])
    places = ", ".join(["%s"] * 3) if after else keys
    sql = _NEXT.format(keys=keys, places=places)
    given: list[Any] = [_stored(value) for value in (at, at, user)]
    given += [_stored(value) for value in after.key(order, closes_at or at)] if after else []
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return None if row is None else (_uuid(row[0]), _uuid(row[1]))


def _stored(value: Any) -> Any:
    """A value as this kind of database wants it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


@dataclass(frozen=True)
class QueuedRegion:
    """An own seat with how many questions are open."""

    seat: Seat
    closes_at: datetime
    marked: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.marked


@dataclass(frozen=True)
class QueuedQuestion:
    """One question across the own regions of a cycle: in how many of them it is marked."""

    cycle: Cycle
    indicator: Indicator
    marked: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.marked


def open_seats(own: QuerySet[Seat], at: datetime) -> list[QueuedRegion]:
    """Own seats that can be marked now, by the end of their window and then by region. Two queries, and two more for
    each instrument that can still change."""
    rows = own.filter(
        state=Seat.State.SCORING,
        submission__state=Submission.State.HANDED_IN,
        submission__cycle__state=Cycle.State.ASSESSMENT,
    )
    related = ("submission__regency__province", "submission__cycle", "submission__instrument")
    seats = list(rows.select_related(*related).annotate(marked=Count("marks")))
    windows = Window.objects.filter(cycle__in={row.submission.cycle_id for row in seats}, kind=Window.Kind.ASSESSMENT)
    ends = {row.cycle_id: row.closes_at for row in windows if row.opens_at <= at < row.closes_at}
    instruments = {row.submission.instrument_id: row.submission.instrument for row in seats}
    totals = {pk: len(questions_of(instrument)) for pk, instrument in instruments.items()}
    found = [
        QueuedRegion(row, ends[row.submission.cycle_id], row.marked, totals[row.submission.instrument_id])
        for row in seats
        if row.submission.cycle_id in ends
    ]
    return sorted(found, key=lambda row: (row.closes_at, row.seat.submission.regency_id))


def open_questions(regions: Sequence[QueuedRegion]) -> list[QueuedQuestion]:
    """The same questions of these regions side by side, a row for each question of an instrument, in order. One query."""
    groups: dict[tuple[UUID, UUID], list[Seat]] = defaultdict(list)
    for row in regions:
        groups[row.seat.submission.cycle_id, row.seat.submission.instrument_id].append(row.seat)
    marks = Mark.objects.filter(seat__in=[row.seat.pk for row in regions])
    given = Counter(marks.values_list("seat__submission__cycle_id", "indicator_id"))
    found = []
    for (cycle_id, _instrument), seats in groups.items():
        submission = seats[0].submission
        for question in questions_of(submission.instrument):
            marked = given[cycle_id, question.pk]
            found.append(QueuedQuestion(submission.cycle, question, marked, len(seats)))
    return found
