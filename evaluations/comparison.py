"""A published row beside what its instrument's rule gives, and beside what was stored before. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluations import scoring
from evaluations.models import Result
from evaluations.published import PublishedRow
from pillars.models import ImprovementRule


@dataclass(frozen=True)
class Checked:
    """A published row beside what its instrument's rule gives. `previous` is last year's stored result, if any."""

    row: PublishedRow
    score: scoring.Score | None
    improvement: Decimal | None
    previous: Result | None

    @property
    def final_differs(self) -> bool:
        return self.score is not None and self.score.final != self.row.final

    @property
    def improvement_is_checkable(self) -> bool:
        rule = self.row.instrument.improvement_rule == ImprovementRule.FINAL_MINUS_UNROUNDED
        return self.previous is not None and rule and not self.row.is_absent

    @property
    def improvement_differs(self) -> bool:
        return self.improvement_is_checkable and self.improvement != self.row.improvement

    @property
    def differs(self) -> bool:
        return self.final_differs or self.improvement_differs


@dataclass(frozen=True)
class Change:
    """A value of the file that is not the one stored by the run before: a number, or the name of a cohort."""

    row: PublishedRow
    column: str
    before: Decimal | str | None
    after: Decimal | str | None


def check(row: PublishedRow, last_year: Mapping[str, Result]) -> Checked:
    """Recompute one row. `last_year` holds results by regency code; the published final is what improves on them."""
    if row.is_absent:
        return Checked(row, None, None, None)
    weights = {weight.dimension: weight.percent for weight in row.instrument.weights.all()}
    score = scoring.score(row.dimensions, weights, row.instrument.rounding)
    previous = last_year.get(row.regency.pk)
    improvement = scoring.improvement(row.final, previous.unrounded) if previous else None
    return Checked(row, score, improvement, previous)


def changes(rows: Iterable[PublishedRow], stored: Mapping[str, PublishedRow]) -> list[Change]:
    """Every value of `rows` that differs from the stored row of its region; regions not stored yet are no change."""
    found = []
    for row in rows:
        if (old := stored.get(row.regency.pk)) is None:
            continue
        now, then = _values(row), _values(old)
        found += [
            Change(row, column, then.get(column), now.get(column))
            for column in dict.fromkeys([*now, *then])
            if now.get(column) != then.get(column)
        ]
    return found


def _values(row: PublishedRow) -> dict[str, Decimal | str | None]:
    cohort = row.instrument.cohort
    return {"cohort": cohort, **row.dimensions, "final": row.final, "improvement": row.improvement}
