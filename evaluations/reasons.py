"""Which marks must say why before they are handed in: the ends of the scale, a leap from last year, an abstention.

No clock, no database, no request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

LEAP = 2
"""A mark this far or farther from last year's mean of the panel says why."""


class Why(StrEnum):
    """What makes a reason necessary."""

    ZERO = "zero"
    FOUR = "four"
    LEAP = "leap"
    ABSTAINED = "abstained"


@dataclass(frozen=True)
class LastYear:
    """What last year's panel gave the same question: the exact mean is `total` / `count`; no mark at all has no row."""

    total: int
    count: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.count)


def why_reason(value: int | None, *, abstained: bool, last_year: LastYear | None) -> Why | None:
    """Why this mark needs a reason; None: it needs none. "Not applicable" never does, nor does what is not yet marked."""
    if abstained:
        return Why.ABSTAINED
    if value is None:
        return None
    if value == 0:
        return Why.ZERO
    if value == 4:
        return Why.FOUR
    if last_year is not None and abs(value - last_year.mean) >= LEAP:
        return Why.LEAP
    return None
