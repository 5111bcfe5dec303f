"""How practice marks lie to their references: exact sums of what was given. No clock, no database, no request.

Only a number beside a number is compared; "not applicable", abstentions and empty places are no values and never a 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

LEAST_ROUNDS = 3
"""So many assessors must be done before anybody sees how their marks spread: of two, each would know the other's."""


@dataclass(frozen=True)
class Compared:
    """An assessor's marks against the references. `total` is the sum of (own - reference) over `count` questions,
    `distance` the sum of its sizes, `exact` how often they were equal."""

    count: int
    total: int
    distance: int
    exact: int

    @property
    def severity(self) -> Fraction | None:
        """Below 0: stricter than the references; above: milder. None where nothing can be compared."""
        return Fraction(self.total, self.count) if self.count else None

    @property
    def spread(self) -> Fraction | None:
        """How far from the reference on the average, whichever way."""
        return Fraction(self.distance, self.count) if self.count else None


def compare(pairs: Iterable[tuple[int | None, int | None]]) -> Compared:
    """Of own mark and reference, question by question."""
    gaps = [own - reference for own, reference in pairs if own is not None and reference is not None]
    return Compared(len(gaps), sum(gaps), sum(abs(gap) for gap in gaps), sum(gap == 0 for gap in gaps))


@dataclass(frozen=True)
class Spread:
    """What many gave one question, without names: how often each mark 0 to 4, and how often none."""

    counts: tuple[int, int, int, int, int]
    without: int

    @property
    def given(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        total = sum(level * count for level, count in enumerate(self.counts))
        return Fraction(total, self.given) if self.given else None

    @property
    def width(self) -> int | None:
        """From the lowest to the highest mark; None where there is none."""
        levels = [level for level, count in enumerate(self.counts) if count]
        return max(levels) - min(levels) if levels else None


def spread_of(values: Iterable[int | None]) -> Spread:
    found = Counter(values)
    return Spread((found[0], found[1], found[2], found[3], found[4]), found[None])
