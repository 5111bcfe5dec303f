"""Numbers as they are typed: what is accepted reads back as itself, what is ambiguous is asked, 0 stays 0."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.forms.answers import bounds_of
from submissions.forms.numbers import Bounds, Unreadable, read_number, shown

ANY = Bounds()
WHOLE = bounds_of("count")
PERCENT = bounds_of("percent")
SURVEY = bounds_of("survey_mean")


@pytest.mark.parametrize(
    ("text", "bounds", "number"),
    [
        ("0", ANY, "0"),
        ("0", WHOLE, "0"),
        ("0,0", PERCENT, "0"),
        ("0.000", SURVEY, "0"),
        ("12,5", ANY, "12.5"),
        ("12.5", ANY, "12.5"),
        ("12.50", PERCENT, "12.5"),
        (" 90 ", PERCENT, "90"),
        ("100", PERCENT, "100"),
        ("1.250", WHOLE, "1250"),
        ("1.000", WHOLE, "1000"),
        ("1.250.000", WHOLE, "1250000"),
        ("1.250,75", ANY, "1250.75"),
        ("1,250.75", ANY, "1250.75"),
        ("1,250,000", WHOLE, "1250000"),
        ("1 250", WHOLE, "1250"),
        ("1\u00a0250,5", ANY, "1250.5"),
        ("12,0", WHOLE, "12"),
        ("1,250", ANY, "1.25"),
        ("0.125", ANY, "0.125"),
        ("3.125", SURVEY, "3.125"),
        ("12.345", PERCENT, "12.345"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, bounds: Bounds, number: str) -> None:
    assert read_number(text, bounds) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "bounds", "sentence"),
    [
        ("1.250", ANY, "dapat berarti 1250 atau 1,25"),
        ("12.345", ANY, "dapat berarti 12345 atau 12,345"),
        ("1,250", WHOLE, "bukan bilangan bulat"),
        ("1,5", WHOLE, "bukan bilangan bulat"),
        ("dua belas", WHOLE, "bukan bilangan bulat"),
        ("abc", ANY, "bukan angka"),
        ("1.25.0", ANY, "bukan angka"),
        ("1.2500,5", ANY, "bukan angka"),
        ("12,", ANY, "bukan angka"),
        ("1e3", ANY, "bukan angka"),
        ("NaN", ANY, "bukan angka"),
        ("٣", ANY, "bukan angka"),
        ("-1", WHOLE, "0 atau lebih"),
        ("\u22125", ANY, "0 atau lebih"),
        ("100,01", PERCENT, "paling tinggi 100"),
        ("110", PERCENT, "paling tinggi 100"),
        ("4,01", SURVEY, "antara 0 dan 4"),
        ("1,23456", ANY, "4 angka di belakang koma"),
        ("10000000000000000", WHOLE, "terlalu besar"),
    ],
)
def test_what_is_not_a_fitting_number_is_refused_with_a_sentence(text: str, bounds: Bounds, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_number(text, bounds)


@given(st.decimals(min_value=0, max_value=Decimal("9999999999999999.9999"), places=4, allow_nan=False))
def test_every_number_that_is_shown_reads_back_as_itself(number: Decimal) -> None:
    assert read_number(shown(number), ANY) == number


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_grouped_thousands_read_as_the_whole_number(number: int) -> None:
    assert read_number(f"{number:,}".replace(",", "."), WHOLE) == number


@given(st.text(max_size=30), st.sampled_from([ANY, WHOLE, PERCENT, SURVEY]))
def test_whatever_is_accepted_lies_within_its_bounds_and_round_trips(text: str, bounds: Bounds) -> None:
    try:
        number = read_number(text, bounds)
    except Unreadable as reason:
        assert str(reason)
        return
    assert number >= 0
    assert bounds.highest is None or number <= bounds.highest
    assert not bounds.whole or number == int(number)
    assert read_number(shown(number), bounds) == number


@given(st.from_regex(r"[0-9]{1,9}[.,]?[0-9]{0,6}[.,]?[0-9]{0,4}", fullmatch=True))
def test_a_zero_is_never_made_of_another_number_nor_lost(text: str) -> None:
    try:
        number = read_number(text, ANY)
    except Unreadable:
        return
    assert (number == 0) == (not text.strip("0.,"))
