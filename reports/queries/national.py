"""What the national report says: the league table and the spread of every cohort. Four queries for each cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from common.clock import local
from evaluations import scoring, words
from evaluations.models import DimensionValue, ResultRun
from pillars.models import Cohort
from reports.queries import ranking

JAKARTA = "Asia/Jakarta"  # the ministry's own clock
STEPS = 8  # columns of a histogram, each half a point of the scale wide
HALF = Decimal("0.5")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A region in the league table of its cohort; `values` in the order of `CohortPart.names`."""

    name: str
    province: str
    rank: int | None
    final: Decimal | None
    improvement: Decimal | None
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of one measure are spread over a cohort. `counts`: 0 to below 0.5, … , 3.5 to 4 inclusive."""

    name: str
    count: int
    lowest: Decimal | None
    median: Decimal | None
    mean: Decimal | None
    highest: Decimal | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CohortPart:
    slug: str
    name: str
    names: tuple[str, ...]  # of the dimensions
    percents: tuple[Decimal, ...]  # their weights
    rounding: str  # a rule of evaluations.scoring
    lines: tuple[Line, ...]
    spreads: tuple[Spread, ...]  # of the final, then of each dimension
    absent: tuple[str, ...]

    @property
    def total(self) -> Spread:
        """How the finals are spread."""
        return self.spreads[0]

    @property
    def leading(self) -> tuple[Line, ...]:
        """The first of the league table; a shared last place brings all who share it."""
        return tuple(line for line in self.lines if line.rank is not None and line.rank <= MOST_NAMED)

    @property
    def risen(self) -> tuple[Line, ...]:
        """The greatest rises since last year; those of equal size in the order of the league table."""
        known = [
            (line.improvement, line) for line in self.lines if line.improvement is not None and line.improvement > 0
        ]
        return tuple(line for _rise, line in sorted(known, key=lambda pair: -pair[0])[:MOST_NAMED])


@dataclass(frozen=True, slots=True)
class National:
    cycle_name: str
    stage_name: str
    year: int
    sample: bool
    announced_at: datetime
    tie_rule: str
    run_id: str
    run_number: int
    input_hash: str
    cohorts: tuple[CohortPart, ...]

    @property
    def region_count(self) -> int:
        return sum(len(part.lines) for part in self.cohorts)


def spread(name: str, values: Sequence[Decimal | None]) -> Spread:
    """Lowest, median, mean and highest of what has a value; None for each where nothing has one. A 0 counts."""
    known = sorted(value for value in values if value is not None)
    counts = [0] * STEPS
    for value in known:
        counts[min(int(value / HALF), STEPS - 1)] += 1
    if not known:
        return Spread(name, 0, None, None, None, None, tuple(counts))
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    mean = scoring.half_up(Fraction(sum(known, Decimal(0))) / len(known))
    return Spread(name, len(known), known[0], scoring.half_up(middle), mean, known[-1], tuple(counts))


def national(run: ResultRun) -> National:
    """The report of a current run (with its cycle)."""
    cycle = run.cycle
    parts = (_part(ranking.Choice(cycle, cohort=slug), str(label)) for slug, label in Cohort.choices)
    return National(
        cycle_name=cycle.name,
        stage_name=str(cycle.get_stage_display()),
        year=cycle.year,
        sample=cycle.is_sample,
        announced_at=local(cycle.announced_at or run.at, JAKARTA),
        tie_rule=words.tie_rule(cycle.tie_chain),
        run_id=str(run.pk),
        run_number=run.number,
        input_hash=run.input_hash,
        cohorts=tuple(part for part in parts if part.lines),
    )


def _part(choice: ranking.Choice, name: str) -> CohortPart:
    table = ranking.rows(choice)
    dimensions = ranking.dimensions_of(table)
    percents, rounding = _ruler(choice)
    lines = tuple(
        Line(
            row.name,
            row.province,
            row.rank,
            row.final,
            row.improvement,
            tuple(row.dimensions.get(slug) for slug, _label in dimensions),
        )
        for row in table
    )
    measures = [spread("Indeks Pencapaian", [line.final for line in lines])]
    measures += [spread(label, [line.values[i] for line in lines]) for i, (_slug, label) in enumerate(dimensions)]
    names = tuple(label for _slug, label in dimensions)
    weights = tuple(percents[slug] for slug, _label in dimensions)
    return CohortPart(
        choice.cohort, name, names, weights, rounding, lines, tuple(measures), tuple(ranking.absent(choice))
    )


def _ruler(choice: ranking.Choice) -> tuple[dict[str, Decimal], str]:
    """Weights and rounding rule of the cohort's instrument, as its results were computed with them. One query."""
    rows = DimensionValue.objects.filter(
        result__run__cycle=choice.cycle, result__run__is_current=True, result__submission__cohort=choice.cohort
    )
    found = rows.order_by().values_list("dimension", "percent", "result__submission__instrument__rounding").distinct()
    return {slug: percent for slug, percent, _rule in found}, next((rule for *_, rule in found), "")
