"""A region's results over the years, and where two years were measured with the same ruler."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from evaluations.models import Result
from pillars.models import Dimension, DimensionWeight, Indicator
from regencies.models import Regency
from submissions.models import Cycle


@dataclass(frozen=True)
class Ruler:
    """What makes two instruments measure the same: the questions (keys) of each dimension, the weights, the rounding."""

    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    weights: dict[str, Decimal] = field(default_factory=dict)
    rounding: str = ""

    def same_dimension(self, other: Ruler, dimension: str) -> bool:
        """Whether the dimension was asked with the same, known questions."""
        return bool(self.keys.get(dimension)) and self.keys.get(dimension) == other.keys.get(dimension)

    def same(self, other: Ruler) -> bool:
        """Whether the final values compare: every dimension, its weight and the rounding are the same."""
        if (self.weights, self.rounding) != (other.weights, other.rounding):
            return False
        return all(self.same_dimension(other, dimension) for dimension in self.weights)


@dataclass(frozen=True)
class Point:
    """One cycle of a region. `comparable` names the dimensions that the cycle before asked in the same way."""

    result: Result
    dimensions: dict[str, Decimal | None]
    is_new_ruler: bool
    comparable: tuple[str, ...]

    @property
    def cycle(self) -> Cycle:
        return self.result.run.cycle

    @property
    def comparable_labels(self) -> list[str]:
        return [str(Dimension(name).label) for name in self.comparable]


@dataclass(frozen=True)
class Line:
    """One measure over all points, with the places where its line breaks (index of the first point after the break)."""

    slug: str
    label: str
    values: tuple[Decimal | None, ...]
    breaks: frozenset[int]


@dataclass(frozen=True)
class Trend:
    """The official years of a region, or its sample ones: the two are never joined."""

    is_sample: bool
    points: tuple[Point, ...]

    @property
    def final(self) -> Line:
        values = tuple(point.result.final for point in self.points)
        return Line("", "", values, frozenset(i for i, point in enumerate(self.points) if point.is_new_ruler))

    @property
    def dimensions(self) -> list[Line]:
        """A line per dimension that any year has, in official order."""
        return [
            Line(
                slug,
                str(label),
                tuple(point.dimensions.get(slug) for point in self.points),
                frozenset(i for i, point in enumerate(self.points) if i and slug not in point.comparable),
            )
            for slug, label in Dimension.choices
            if any(slug in point.dimensions for point in self.points)
        ]

    @property
    def rows(self) -> list[tuple[Point, list[Decimal | None]]]:
        """Each point with its value in every line of `dimensions`."""
        lines = self.dimensions
        return [(point, [line.values[place] for line in lines]) for place, point in enumerate(self.points)]

    @property
    def breaks(self) -> list[Point]:
        return [point for point in self.points if point.is_new_ruler]


def trends_of(regency: Regency) -> list[Trend]:
    """Current results of announced cycles, oldest first, the official ones apart from samples. Four queries."""
    rows = list(
        Result.objects.filter(
            submission__regency=regency, run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED
        )
        .select_related("run__cycle", "submission__instrument")
        .prefetch_related("dimensions")
        .order_by("run__cycle__year", "run__cycle__stage")
    )
    rulers = _rulers(rows)
    groups = [(sample, [row for row in rows if row.run.cycle.is_sample is sample]) for sample in (False, True)]
    return [Trend(sample, _points(group, rulers)) for sample, group in groups if group]


def _points(rows: Sequence[Result], rulers: dict[UUID, Ruler]) -> tuple[Point, ...]:
    found: list[Point] = []
    for row in rows:
        values = {part.dimension: part.value for part in row.dimensions.all()}
        if not found:
            found.append(Point(row, values, False, ()))
            continue
        before = found[-1]
        same_instrument = before.result.submission.instrument_id == row.submission.instrument_id
        now, then = rulers[row.submission.instrument_id], rulers[before.result.submission.instrument_id]
        comparable = tuple(
            name
            for name in Dimension.values
            if name in values and name in before.dimensions and (same_instrument or now.same_dimension(then, name))
        )
        found.append(Point(row, values, not (same_instrument or now.same(then)), comparable))
    return tuple(found)


def _rulers(rows: Iterable[Result]) -> dict[UUID, Ruler]:
    """The rulers of these results by instrument. Two queries."""
    instruments = {row.submission.instrument_id: row.submission.instrument for row in rows}
    keys: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    asked = Indicator.objects.filter(instrument__in=instruments).order_by()
    for instrument, dimension, key in asked.values_list("instrument_id", "dimension", "key"):
        keys[instrument][dimension].add(key)
    weights: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    weighed = DimensionWeight.objects.filter(instrument__in=instruments).order_by()
    for instrument, dimension, percent in weighed.values_list("instrument_id", "dimension", "percent"):
        weights[instrument][dimension] = percent
    return {
        pk: Ruler({name: frozenset(found) for name, found in keys[pk].items()}, weights[pk], instruments[pk].rounding)
        for pk in instruments
    }
