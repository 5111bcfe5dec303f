"""Numbers, moments and texts as they are written."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.templatetags import wording as filters
from reports.wording import change_text, day_text, moment_text, number_text, printable


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, 2, "–"),
        (Decimal("0"), 2, "0,00"),
        (Decimal("2.885"), 2, "2,89"),
        (Decimal("-0.37"), 2, "−0,37"),
        (Decimal("1234567.5"), 1, "1.234.567,5"),
        (Decimal("0.396000"), None, "0,396"),
        (Decimal("100"), None, "100"),
        (Decimal("1E+2"), None, "100"),
        (Decimal("-0.004"), 2, "0,00"),
        (7, 0, "7"),
    ],
)
def test_numbers_are_indonesian_and_half_up(value: Decimal | int | None, places: int | None, text: str) -> None:
    assert number_text(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"), [("0.23", "+0,23"), ("-0.03", "−0,03"), ("0", "0,00"), ("0.004", "0,00"), ("-0.001", "0,00")]
)
def test_a_change_has_its_sign_and_nothing_has_none(value: str, text: str) -> None:
    assert change_text(Decimal(value)) == text


def test_no_change_is_a_dash() -> None:
    assert change_text(None) == "–"


def test_moments_name_month_and_zone() -> None:
    moment = datetime(2023, 12, 6, 14, 0)
    assert moment_text(moment, "WITA") == "6 Desember 2023 pukul 14.00 WITA"
    assert day_text(moment) == filters.day(moment) == "6 Desember 2023"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (None, ""),
        (0, "0"),
        ("a\x00b\x1bc", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800x\uffff", "x"),
        ("مدينة ꦗꦮ 👩\u200d👧", "مدينة ꦗꦮ 👩\u200d👧"),
    ],
)
def test_what_cannot_be_set_in_type_goes_and_all_else_stays(typed: object, text: str) -> None:
    assert printable(typed) == text


def test_a_cut_text_says_how_much_is_missing() -> None:
    assert printable("satu dua tiga", 9) == "satu dua … [dipotong: 5 dari 13 karakter tidak dicetak]"


def test_a_cut_never_parts_a_letter_from_its_mark_or_an_emoji() -> None:
    assert printable("abcde\u0301fgh", 5).startswith("abcd …")
    assert printable("x👩\u200d👧yz", 2).startswith("x …")


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_any_text_can_be_printed_and_keeps_its_limit(text: str, limit: int) -> None:
    kept = printable(text, limit).split(" … [dipotong", 1)[0]
    assert len(kept) <= max(limit, 1)
    kept.encode()


def test_filters_speak_as_the_functions_do() -> None:
    assert filters.number(Decimal("2.5")) == "2,50"
    assert filters.exact(Decimal("2.50")) == "2,5"
    assert filters.change(Decimal("0.1")) == "+0,10"
    assert filters.printable("a\x00", 10) == "a"
    assert filters.moment(datetime(2023, 1, 2, 3, 4), "WIB") == "2 Januari 2023 pukul 03.04 WIB"
