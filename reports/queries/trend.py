"""A region's results over the years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evaluations.models import Result
from pillars.models import Dimension
from regencies.models import Regency
from submissions.models import Cycle


@dataclass(frozen=True)
class Point:
    """One year of a region. `is_new_ruler`: another instrument than the year before, so values compare with care."""

    result: Result
    dimensions: dict[str, Decimal | None]
    is_new_ruler: bool

    @property
    def cycle(self) -> Cycle:
        return self.result.run.cycle


def points(regency: Regency) -> list[Point]:
    """Current results of announced cycles, oldest first. Two queries."""
    rows = (
        Result.objects.filter(
            submission__regency=regency, run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED
        )
        .select_related("run__cycle", "submission__instrument")
        .prefetch_related("dimensions")
        .order_by("run__cycle__year", "run__cycle__stage", "run__cycle__is_sample")
    )
    found: list[Point] = []
    for result in rows:
        values = {row.dimension: row.value for row in result.dimensions.all()}
        before = found[-1].result.submission.instrument_id if found else None
        found.append(Point(result, values, before not in (None, result.submission.instrument_id)))
    return found


def dimensions_of(found: list[Point]) -> list[tuple[str, str, list[Decimal | None]]]:
    """A line per dimension that any year has: slug, label, value per point."""
    present = {name for point in found for name in point.dimensions}
    return [
        (slug, str(label), [point.dimensions.get(slug) for point in found])
        for slug, label in Dimension.choices
        if slug in present
    ]
