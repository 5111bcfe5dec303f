"""All marks of a cycle as sums: what its results are made from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Sum

from evaluations.models import Mark, MarkRevision, PanelValue, Result, Seat
from pillars.models import DimensionWeight, Indicator
from submissions.models import Cycle, Submission


@dataclass
class Gathered:
    """All that a cycle's results are made from, as sums: `sums[submission][indicator] = (total, count)` of the marks
    given; a question all assessors called not applicable has (0, 0). Where the instrument lets the panel's value replace the
    mean, a question with one has (value, 1), or (0, 0) when the panel agreed on not applicable."""

    submissions: list[Submission]
    indicators: dict[UUID, list[tuple[UUID, str]]]
    weights: dict[UUID, dict[str, Decimal]]
    sums: dict[UUID, dict[UUID, tuple[int, int]]]
    previous: dict[str, Result] = field(default_factory=dict)
    tie_chain: list[str] = field(default_factory=list)


def gather(cycle: Cycle) -> Gathered:
    """Marks of all regions taking part, summed by the database. Six queries whatever the number of regions."""
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
    return Gathered(
        submissions, indicators, weights, _agreed(cycle, _sums(cycle)), previous_results(cycle), cycle.tie_chain
    )


def previous_results(cycle: Cycle) -> dict[str, Result]:
    """Current results of the cycle that improvements are measured against, by regency code."""
    if cycle.previous_id is None:
        return {}
    rows = Result.objects.filter(run__cycle_id=cycle.previous_id, run__is_current=True)
    return {row.submission.regency_id: row for row in rows.select_related("submission")}


def _sums(cycle: Cycle) -> dict[UUID, dict[UUID, tuple[int, int]]]:
    """Marks of handed-in seats, summed per submission and question by the database. One query."""
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


def panel_values(**where: object) -> list[tuple[UUID, UUID, int | None]]:
    """Values that replace the mean, as (submission, question, value or None for not applicable). One query.

    Once an assessor changed the own mark for a region's objection, the mean counts again: the panel does not meet anew.
    """
    objected = MarkRevision.objects.filter(
        cause=MarkRevision.Cause.OBJECTION,
        seat__submission=OuterRef("item__submission"),
        indicator=OuterRef("item__indicator"),
    )
    rows = PanelValue.objects.filter(
        ~Exists(objected), item__submission__instrument__panel_value_replaces=True, **where
    )
    return list(rows.values_list("item__submission_id", "item__indicator_id", "value"))


def _agreed(cycle: Cycle, sums: dict[UUID, dict[UUID, tuple[int, int]]]) -> dict[UUID, dict[UUID, tuple[int, int]]]:
    """The sums with the panels' values in place of the means they replace."""
    for submission, indicator, value in panel_values(item__submission__cycle=cycle):
        sums[submission][indicator] = (0, 0) if value is None else (value, 1)
    return sums
