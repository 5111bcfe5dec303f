"""Other weights on the dimensions of an announced cycle: what the ranking would be. Reads only; nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef

from evaluations import scoring
from evaluations.models import DimensionValue, Result
from pillars.models import DimensionWeight, Instrument
from submissions.models import Cycle, CycleCohort


@dataclass(frozen=True)
class Line:
    """A region's announced final and rank (`result`) beside the supposed ones. `moved` is places gained, minus lost."""

    result: Result
    final: Decimal | None
    rank: int | None

    @property
    def moved(self) -> int | None:
        if self.rank is None or self.result.rank is None:
            return None
        return self.result.rank - self.rank


def announced_results(cycle: Cycle) -> dict[str, list[Result]]:
    """Current results of an announced cycle by cohort. One query."""
    rows = Result.objects.filter(run__cycle=cycle, run__is_current=True).order_by("submission__regency_id")
    found: dict[str, list[Result]] = defaultdict(list)
    for row in rows.select_related("submission__regency", "submission__instrument"):
        found[row.submission.cohort].append(row)
    return dict(found)


def newest_announced(cohort: str, dimensions: set[str]) -> Cycle | None:
    """The newest announced cycle whose results of this cohort were weighed in exactly these dimensions. Two queries."""
    rows = CycleCohort.objects.filter(cohort=cohort, cycle__state=Cycle.State.ANNOUNCED).filter(
        Exists(Result.objects.filter(run__cycle=OuterRef("cycle"), run__is_current=True, submission__cohort=cohort))
    )
    for row in rows.select_related("cycle").prefetch_related("instrument__weights").order_by("-cycle__year", "-cycle"):
        if {weight.dimension for weight in row.instrument.weights.all()} == dimensions:
            return row.cycle
    return None


def weights_of(instrument: Instrument) -> list[DimensionWeight]:
    """The real weights in the order of the instrument. One query."""
    return list(DimensionWeight.objects.filter(instrument=instrument).order_by("order"))


def suppose(
    results: list[Result], weights: Mapping[str, Decimal], rounding: str, chain: Sequence[str] = ()
) -> list[Line]:
    """Finals and ranks of one cohort under other weights, best first, equals by the cycle's chain. One query.

    Starts from the stored dimension values, with the arithmetic of the announcement. Raises ValueError when the
    weights do not add up to 100.
    """
    values: dict[UUID, dict[str, Decimal | None]] = defaultdict(dict)
    parts = DimensionValue.objects.filter(result__in=[row.pk for row in results])
    for key, dimension, value in parts.values_list("result_id", "dimension", "value").order_by():
        values[key][dimension] = value
    finals = [scoring.score(values[row.pk], weights, rounding).final for row in results]
    places = scoring.ranks(finals, [scoring.tie_values(values[row.pk], chain) for row in results])
    lines = [Line(row, final, rank) for row, final, rank in zip(results, finals, places, strict=True)]
    return sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.result.submission.regency_id))
