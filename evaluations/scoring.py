"""The arithmetic of the evaluation. Plain Python: no clock, no database, no request.

Found by exact reproduction of the ministry's letters B-1004/DJAI/AI.01.04/12/2022 and B-1384/DJAI/AI.01.04/12/2023
(see `pillars/data/README.md`). Marks are whole numbers 0 to 4. Means are kept as exact fractions until the one place
where the letters round, so that thirds (three assessors, or marks left out as not applicable) never meet a binary or
decimal approximation. What has no mark is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
LOWEST, HIGHEST = 0, 4
BELOW_ALL = Decimal(-1)

ROUND_PARTS_THEN_SUM = "round_parts_then_sum"
SUM_THEN_ROUND = "sum_then_round"
FINAL_MINUS_UNROUNDED = "final_minus_previous_unrounded_half_even"


def half_up(value: Decimal | Fraction) -> Decimal:
    """`value` to two decimals, halves away from zero; exact for fractions."""
    if isinstance(value, Decimal):
        return value.quantize(CENT, ROUND_HALF_UP)
    hundredths, rest = divmod(abs(value.numerator) * 100, value.denominator)
    if 2 * rest >= value.denominator:
        hundredths += 1
    return Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2)


def question_value(marks: Iterable[int | None]) -> Fraction | None:
    """Mean of a panel's marks on one question. None in `marks` is "not applicable" and leaves the mean.

    Raises ValueError for a mark that is not a whole number from 0 to 4.
    """
    given = [mark for mark in marks if mark is not None]
    for mark in given:
        if isinstance(mark, bool) or not isinstance(mark, int) or not LOWEST <= mark <= HIGHEST:
            raise ValueError(f"a mark is a whole number from 0 to 4, not {mark!r}")
    return Fraction(sum(given), len(given)) if given else None


def dimension_value(questions: Iterable[Fraction | Decimal | None]) -> Decimal | None:
    """Plain mean of all questions of a dimension, half-up to two decimals; the rounded value is the next step's input.

    Questions without value leave the mean. None when no question has a value.
    """
    total, count = Fraction(0), 0
    for value in questions:
        if value is not None:
            total, count = total + Fraction(value), count + 1
    return half_up(total / count) if count else None


@dataclass(frozen=True)
class Part:
    """One weighted dimension. `weighted` is None when the dimension has no value."""

    dimension: str
    percent: Decimal
    value: Decimal | None
    weighted: Decimal | None


@dataclass(frozen=True)
class Score:
    """A region's numbers. `final` (Indeks Pencapaian, two decimals) and `unrounded` are None when a dimension lacks."""

    parts: tuple[Part, ...]
    unrounded: Decimal | None
    final: Decimal | None


def score(values: Mapping[str, Decimal | None], weights: Mapping[str, Decimal], rounding: str) -> Score:
    """Weigh the rounded dimensions. `weights` are percent and add up to 100; its order is the order of the parts.

    2022 (`round_parts_then_sum`) rounds each weighted part half-up and adds; 2023 (`sum_then_round`) adds, then
    rounds. A dimension of the weights without a value gives no final: weights are never spread over the rest, since
    that would compare regions by different rulers. Raises ValueError for weights off 100, a value outside 0 to 4, a
    value for an unknown dimension, or an unknown rule.
    """
    if sum(weights.values()) != 100:
        raise ValueError("weights must add up to 100")
    if strangers := set(values) - set(weights):
        raise ValueError(f"no weight for {', '.join(sorted(strangers))}")
    if rounding not in (ROUND_PARTS_THEN_SUM, SUM_THEN_ROUND):
        raise ValueError(f"unknown rounding rule {rounding!r}")
    parts = tuple(_part(name, percent, values.get(name), rounding) for name, percent in weights.items())
    if any(part.value is None for part in parts):
        return Score(parts, None, None)
    unrounded = sum((_exact(part) for part in parts), Decimal(0))
    if rounding == ROUND_PARTS_THEN_SUM:
        return Score(parts, unrounded, sum((half_up(_exact(part)) for part in parts), Decimal(0)))
    return Score(parts, unrounded, half_up(unrounded))


def improvement(final: Decimal | None, previous_unrounded: Decimal | None) -> Decimal | None:
    """*Indeks Peningkatan*: this year's final minus last year's unrounded weighted sum, half-even to two decimals.

    None ("–") when either is missing.
    """
    if final is None or previous_unrounded is None:
        return None
    return (final - previous_unrounded).quantize(CENT, ROUND_HALF_EVEN)


def ranks(values: Sequence[Decimal | None], ties: Sequence[Sequence[Decimal | None]] | None = None) -> list[int | None]:
    """Place of each value in the whole sequence, highest first; equal values share a place: 1, 2, 2, 4.

    `ties` decide between equal values, each from its first on (`tie_values`); what is equal in them too shares a place.
    A missing tie value comes after every other. None where there is no value.
    """
    keys = [_tie_key(value, ties[place] if ties else ()) for place, value in enumerate(values)]
    ordered = sorted((key for key in keys if key is not None), reverse=True)
    first: dict[tuple[Decimal, ...], int] = {}
    for place, key in enumerate(ordered, start=1):
        first.setdefault(key, place)
    return [None if key is None else first[key] for key in keys]


def tie_values(dimensions: Mapping[str, Decimal | None], chain: Sequence[str]) -> tuple[Decimal | None, ...]:
    """What decides between equal finals: the values of the dimensions of a cycle's declared `chain`, in its order."""
    return tuple(dimensions.get(name) for name in chain)


def _tie_key(value: Decimal | None, ties: Sequence[Decimal | None]) -> tuple[Decimal, ...] | None:
    if value is None:
        return None
    return (value, *(BELOW_ALL if tie is None else tie for tie in ties))


def _exact(part: Part) -> Decimal:
    if part.value is None:
        raise ValueError(f"{part.dimension} has no value")
    return part.percent * part.value / 100


def _part(dimension: str, percent: Decimal, value: Decimal | None, rounding: str) -> Part:
    if value is None:
        return Part(dimension, percent, None, None)
    if not LOWEST <= value <= HIGHEST:
        raise ValueError(f"{dimension} is {value}, outside 0 to 4")
    exact = percent * value / 100
    return Part(dimension, percent, value, half_up(exact) if rounding == ROUND_PARTS_THEN_SUM else exact)
