"""Sums that a report derives from its own lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports.shapes import NOT_APPLICABLE, NoteLine, by_author, difference
from reports.tests.samples import sample_report

REPORT = sample_report()
QUESTION = REPORT.dimensions[0].questions[0]


def test_not_applicable_does_not_count_and_zero_does() -> None:
    assert replace(QUESTION, marks=("0", "4", NOT_APPLICABLE)).counting_marks == (0, 4)


def test_a_dimension_without_values_has_no_total() -> None:
    empty = replace(REPORT.dimensions[0], questions=(replace(QUESTION, value=None),))
    assert (empty.total, empty.counted) == (None, 0)
    zero = replace(empty, questions=(replace(QUESTION, value=Decimal(0)),))
    assert (zero.total, zero.counted) == (Decimal(0), 1)


def test_one_missing_dimension_leaves_no_weighted_sum() -> None:
    gone = replace(REPORT.dimensions[0], weighted=None)
    assert replace(REPORT, dimensions=(gone, *REPORT.dimensions[1:])).weighted_sum is None
    assert replace(REPORT, dimensions=()).weighted_sum is None
    assert REPORT.weighted_sum == Decimal("2.502")


def test_the_sum_explains_the_final_only_when_rounding_leads_there() -> None:
    assert REPORT.sum_explains_final
    assert not replace(REPORT, final=Decimal("2.51")).sum_explains_final
    assert not replace(REPORT, final=None).sum_explains_final


def test_the_improvement_is_explained_only_by_its_own_subtraction() -> None:
    assert REPORT.improvement_is_explained
    assert not replace(REPORT, improvement=Decimal("0.10")).improvement_is_explained
    assert not replace(REPORT, improvement=None, previous_unrounded=None).improvement_is_explained


def test_a_subtraction_with_a_missing_side_is_missing() -> None:
    assert difference(None, Decimal(1)) is None
    assert difference(Decimal(1), None) is None
    assert difference(Decimal(1), Decimal(1)) == 0


def test_decimals_suffice_for_every_part() -> None:
    assert REPORT.places == 3
    assert replace(REPORT, dimensions=()).places == 2


def test_the_example_is_a_question_on_which_assessors_differed() -> None:
    assert len(set(REPORT.example_question.counting_marks)) > 1
    assert replace(REPORT, dimensions=()).example_question is None


def test_notes_stand_under_each_author_in_order_of_appearance() -> None:
    notes = [NoteLine("B", "1", ""), NoteLine("A", "2", ""), NoteLine("B", "3", "")]
    assert [(author, [note.text for note in lines]) for author, lines in by_author(notes)] == [
        ("B", ["1", "3"]),
        ("A", ["2"]),
    ]


def test_a_row_with_a_long_text_or_word_may_break() -> None:
    assert not replace(QUESTION, narrative="pendek").is_long
    assert replace(QUESTION, narrative="kata " * 500).is_long
    assert replace(QUESTION, label="L" * 300).is_long
