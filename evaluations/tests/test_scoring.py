"""The sums, checked with the ministry's own numbers (letters of December 2022 and 2023) and by their properties."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import scoring

D = Decimal
EARLY_2022 = {"baseline": D(10), "output": D(20), "outcome": D(30), "impact": D(10), "quick_win": D(30)}
REGULAR_2023 = {"baseline": D(10), "output": D(20), "outcome": D(30), "impact": D(20), "quick_win": D(20)}

marks = st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=9)
values = st.one_of(st.none(), st.integers(0, 400).map(lambda cents: D(cents).scaleb(-2)))


def score(weights: dict[str, Decimal], rounding: str, *given: str) -> scoring.Score:
    return scoring.score(dict(zip(weights, map(D, given), strict=True)), weights, rounding)


def test_kabupaten_malang_2022_rounds_each_part() -> None:
    found = score(EARLY_2022, scoring.ROUND_PARTS_THEN_SUM, "1.40", "1.54", "2.92", "2.56", "3.08")
    assert [part.weighted for part in found.parts] == [D("0.14"), D("0.31"), D("0.88"), D("0.26"), D("0.92")]
    assert found.final == D("2.51")
    assert found.unrounded == D("2.504")


def test_kabupaten_deli_serdang_2023_rounds_the_sum() -> None:
    found = score(REGULAR_2023, scoring.SUM_THEN_ROUND, "3.44", "2.63", "3.25", "3.12", "3.80")
    assert found.unrounded == D("3.229")
    assert found.final == D("3.23")


def test_the_two_rules_differ_on_the_same_dimensions() -> None:
    given = ("1.45", "1.53", "2.02", "2.55", "3.02")
    assert score(EARLY_2022, scoring.ROUND_PARTS_THEN_SUM, *given).final == D("2.24")
    assert score(EARLY_2022, scoring.SUM_THEN_ROUND, *given).final == D("2.22")


def test_improvement_rounds_halves_to_even() -> None:
    assert scoring.improvement(D("2.50"), D("2.385")) == D("0.12")
    assert scoring.improvement(D("2.50"), D("2.375")) == D("0.12")
    assert scoring.improvement(D("2.50"), D("2.6150")) == D("-0.12")


def test_improvement_without_last_year_is_missing() -> None:
    assert scoring.improvement(D("2.50"), None) is None
    assert scoring.improvement(None, D("2.50")) is None


def test_halves_go_up_and_fractions_are_exact() -> None:
    assert scoring.half_up(D("2.505")) == D("2.51")
    assert scoring.half_up(Fraction(5, 1000)) == D("0.01")
    assert scoring.half_up(Fraction(1, 3)) == D("0.33")
    assert scoring.half_up(Fraction(2, 3)) == D("0.67")


def test_not_applicable_leaves_the_mean_and_zero_does_not() -> None:
    assert scoring.question_value([4, None, 2]) == 3
    assert scoring.question_value([4, 0, 2]) == 2


def test_nothing_marked_is_none_never_zero() -> None:
    assert scoring.question_value([None, None]) is None
    assert scoring.dimension_value([None]) is None
    assert scoring.dimension_value([]) is None


def test_thirds_of_three_assessors_meet_no_approximation() -> None:
    thirds = [Fraction(1, 3)] * 3 + [Fraction(0)] * 197  # a mean of exactly half a hundredth
    assert scoring.dimension_value(thirds) == D("0.01")


@pytest.mark.parametrize("mark", [5, -1, True, 2.0, "3"])
def test_what_is_no_mark_is_refused(mark: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        scoring.question_value([mark])  # type: ignore[list-item]


def test_a_missing_dimension_gives_no_final_and_spreads_no_weight() -> None:
    found = scoring.score({"baseline": D("3.00")}, {"baseline": D(60), "output": D(40)}, scoring.SUM_THEN_ROUND)
    assert (found.final, found.unrounded) == (None, None)
    assert found.parts[1] == scoring.Part("output", D(40), None, None)


@pytest.mark.parametrize(
    ("given", "weights", "rounding"),
    [
        ({}, {"baseline": D(99)}, scoring.SUM_THEN_ROUND),
        ({"impact": D(1)}, {"baseline": D(100)}, scoring.SUM_THEN_ROUND),
        ({"baseline": D("4.01")}, {"baseline": D(100)}, scoring.SUM_THEN_ROUND),
        ({"baseline": D(1)}, {"baseline": D(100)}, "by feeling"),
    ],
)
def test_wrong_rulers_are_refused(given: dict[str, Decimal], weights: dict[str, Decimal], rounding: str) -> None:
    with pytest.raises(ValueError):
        scoring.score(given, weights, rounding)


def test_equal_values_share_a_place_and_the_next_is_skipped() -> None:
    assert scoring.ranks([D("2.1"), D("3.0"), None, D("3.5"), D("3.0")]) == [4, 2, None, 1, 2]


@given(marks)
def test_a_question_lies_between_its_marks_in_any_order(panel: list[int | None]) -> None:
    found = scoring.question_value(panel)
    given = [mark for mark in panel if mark is not None]
    if not given:
        assert found is None
    else:
        assert found is not None
        assert min(given) <= found <= max(given)
        assert found == scoring.question_value(sorted(given))


@given(st.lists(marks, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_dimension_keeps_to_the_scale_in_any_order(panels: list[list[int | None]], dice: object) -> None:
    questions = [scoring.question_value(panel) for panel in panels]
    found = scoring.dimension_value(questions)
    dice.shuffle(questions)  # type: ignore[attr-defined]
    assert found == scoring.dimension_value(questions)
    assert found is None or 0 <= found <= 4


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.data())
def test_a_higher_mark_never_lowers_a_dimension(panel: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(panel) - 1))
    raised = [mark + (number == place) for number, mark in enumerate(panel)]
    before = scoring.dimension_value([scoring.question_value(panel)])
    after = scoring.dimension_value([scoring.question_value(raised)])
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.fractions(0, 4, max_denominator=5000))
def test_rounding_is_half_up_to_the_last_digit(value: Fraction) -> None:
    scaled = value * 100
    assert scoring.half_up(value) == D(int(scaled + Fraction(1, 2))).scaleb(-2)
    exact = D(value.numerator * 10**20 // value.denominator).scaleb(-20)
    assert scoring.half_up(exact) == exact.quantize(D("0.01"), ROUND_HALF_UP)


@given(st.lists(values, min_size=5, max_size=5), st.sampled_from([EARLY_2022, REGULAR_2023]))
def test_a_final_keeps_to_the_scale_or_is_missing(given: list[Decimal | None], weights: dict[str, Decimal]) -> None:
    for rule in (scoring.ROUND_PARTS_THEN_SUM, scoring.SUM_THEN_ROUND):
        found = scoring.score(dict(zip(weights, given, strict=True)), weights, rule)
        if None in given:
            assert found.final is None
        else:
            assert found.final is not None
            assert 0 <= found.final <= 4
            assert found.unrounded is not None
            assert abs(found.final - found.unrounded) <= D("0.025")  # five roundings of half a hundredth


@given(st.lists(values, max_size=30))
def test_a_place_counts_those_above(given: list[Decimal | None]) -> None:
    for value, place in zip(given, scoring.ranks(given), strict=True):
        if value is None:
            assert place is None
        else:
            assert place == 1 + sum(other is not None and other > value for other in given)
