"""Reads that span models: progress of seats, what is missing, and all marks of a cycle as sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from evaluations.models import Mark, Note, Result, Seat
from pillars.models import DimensionWeight, Indicator
from pillars.queries import Section, indicators_of, sections_of
from submissions.models import Cycle, Submission


@dataclass(frozen=True)
class Missing:
    """One line of an assessor's checklist. `indicator` is None for the notes."""

    indicator: Indicator | None
    text: str


def what_is_missing(seat: Seat) -> list[Missing]:
    """What a seat lacks before handing in: every question marked, each kind of note written once. Three queries."""
    marked = set(Mark.objects.filter(seat=seat).values_list("indicator_id", flat=True))
    found = [
        Missing(indicator, _("Belum dinilai."))
        for indicator in indicators_of(seat.submission.instrument_id)
        if indicator.pk not in marked
    ]
    written = set(Note.objects.filter(seat=seat).values_list("kind", flat=True))
    return found + [
        Missing(None, _("Catatan “%(kind)s” belum ditulis.") % {"kind": kind.label})
        for kind in Note.Kind
        if kind.value not in written
    ]


@dataclass
class SeatProgress:
    """How far an assessor is in one section."""

    section: Section
    marked: int

    @property
    def total(self) -> int:
        return len(self.section.indicators)

    @property
    def is_complete(self) -> bool:
        return self.marked == self.total


def progress_of(indicators: Iterable[Indicator], marked: Iterable[object]) -> list[SeatProgress]:
    """Progress per section from the ids of the marked indicators."""
    done = set(marked)
    return [
        SeatProgress(section, sum(indicator.pk in done for indicator in section.indicators))
        for section in sections_of(indicators)
    ]


@dataclass
class Gathered:
    """All that a cycle's results are made from, as sums: `sums[submission][indicator] = (total, count)` of the marks
    given; a question all assessors called not applicable has (0, 0)."""

    submissions: list[Submission]
    indicators: dict[UUID, list[tuple[UUID, str]]]
    weights: dict[UUID, dict[str, Decimal]]
    sums: dict[UUID, dict[UUID, tuple[int, int]]]
    previous: dict[str, Result] = field(default_factory=dict)


def gather(cycle: Cycle) -> Gathered:
    """Marks of all regions taking part, summed by the database. Five queries whatever the number of regions."""
    taking_part = Submission.objects.filter(cycle=cycle, state=Submission.State.HANDED_IN)
    submissions = list(taking_part.select_related("instrument", "regency").order_by("regency_id"))
    instruments = {submission.instrument_id for submission in submissions}
    indicators: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for instrument, indicator, dimension in (
        Indicator.objects.filter(instrument__in=instruments)
        .order_by("order")
        .values_list("instrument_id", "id", "dimension")
    ):
        indicators[instrument].append((indicator, dimension))
    weights: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for row in DimensionWeight.objects.filter(instrument__in=instruments).order_by("order"):
        weights[row.instrument_id][row.dimension] = row.percent
    return Gathered(submissions, indicators, weights, _sums(cycle), previous_results(cycle))


def previous_results(cycle: Cycle) -> dict[str, Result]:
    """Current results of the cycle that improvements are measured against, by regency code."""
    if cycle.previous_id is None:
        return {}
    rows = Result.objects.filter(run__cycle_id=cycle.previous_id, run__is_current=True)
    return {row.submission.regency_id: row for row in rows.select_related("submission")}


def _sums(cycle: Cycle) -> dict[UUID, dict[UUID, tuple[int, int]]]:
    """Marks of handed-in seats, summed per seat's submission. Two queries: seats, then marks grouped by the database."""
    rows = (
        Mark.objects.filter(seat__submission__cycle=cycle, seat__state=Seat.State.HANDED_IN)
        .values_list("seat__submission_id", "indicator_id")
        .annotate(total=Sum("value"), given=Count("value"))
        .order_by()
    )
    sums: dict[UUID, dict[UUID, tuple[int, int]]] = defaultdict(dict)
    for submission, indicator, total, given in rows.iterator(chunk_size=20_000):
        sums[submission][indicator] = (total or 0, given)
    return sums
