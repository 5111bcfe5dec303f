"""The sums of the survey: exact means, and what makes a set of answers look odd. No clock, no database, no request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

TARGET = 50
"""Respondents that a pillar wants at least."""
LEVELS = range(5)
"""What a statement is answered with, beside "do not know" (None) and nothing at all."""
ENOUGH_TO_BE_FLAT = 6


@dataclass(frozen=True)
class Tally:
    """What was said to one statement: the sum of `given` numbers, and how many do not know. Blank ones are in neither."""

    total: int = 0
    given: int = 0
    unknown: int = 0

    @property
    def mean(self) -> Decimal | None:
        """Sum by number, half-up to two decimals in whole arithmetic; None when no number was given."""
        if not self.given:
            return None
        return Decimal((200 * self.total + self.given) // (2 * self.given)).scaleb(-2)


def tally(values: Sequence[int | None]) -> Tally:
    """The tally of these answers to one statement; None is "do not know"."""
    numbers = [value for value in values if value is not None]
    return Tally(sum(numbers), len(numbers), len(values) - len(numbers))


def is_flat(numbers: Sequence[int], asked: int) -> bool:
    """Whether all numbers are the same, and enough of the `asked` statements got one to make that odd."""
    return len(numbers) > 1 and len(numbers) >= min(ENOUGH_TO_BE_FLAT, asked) and len(set(numbers)) == 1


def is_blind(numbers: Mapping[str, Collection[int]], knows: Mapping[str, bool]) -> bool:
    """Whether somebody gave 0 to a programme which this person says not to know. Both by the programme's sub-pillar."""
    return any(0 in found for programme, found in numbers.items() if knows.get(programme) is False)
