"""Means are exact, and what looks odd is found by rule."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import ENOUGH_TO_BE_FLAT, is_blind, is_flat, tally

VALUES = st.lists(st.none() | st.integers(0, 4), max_size=400)


@given(VALUES)
def test_a_mean_is_the_exact_quotient_rounded_once_half_up(values: list[int | None]) -> None:
    found = tally(values)
    numbers = [value for value in values if value is not None]
    assert (found.given, found.unknown) == (len(numbers), values.count(None))
    if not numbers:
        assert found.mean is None
        return
    exact = Fraction(sum(numbers), len(numbers))
    hundredths = (exact * 100 + Fraction(1, 2)).__floor__()
    assert found.mean == Decimal(hundredths) / 100
    assert found.mean.as_tuple().exponent == -2
    assert abs(Fraction(found.mean) - exact) <= Fraction(1, 200)


@given(VALUES, st.integers(1, 50))
def test_who_does_not_know_never_moves_a_mean(values: list[int | None], more: int) -> None:
    assert tally([*values, *[None] * more]).mean == tally(values).mean


@given(st.integers(1, 300))
def test_zeros_are_answers(count: int) -> None:
    assert tally([0] * count).mean == Decimal("0.00")


def test_a_half_goes_up() -> None:
    assert tally([0] * 7 + [1]).mean == Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("0.13")


@given(st.integers(0, 4), st.integers(2, 9), st.integers(0, 8))
def test_a_flat_sheet_has_one_value_on_enough_statements(value: int, asked: int, blank: int) -> None:
    numbers = [value] * max(asked - blank, 0)
    assert is_flat(numbers, asked) == (len(numbers) >= max(2, min(ENOUGH_TO_BE_FLAT, asked)))
    assert not is_flat([*numbers[1:], (value + 1) % 5], asked) or len(numbers) < 2


def test_a_zero_is_blind_only_where_the_programme_is_not_known() -> None:
    assert is_blind({"a": [0, 3]}, {"a": False})
    assert not is_blind({"a": [0, 3]}, {"a": True})
    assert not is_blind({"a": [0, 3]}, {})
    assert not is_blind({"a": [1], "b": [0]}, {"a": False, "b": True})
