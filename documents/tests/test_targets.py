"""Facts about yearly targets: what is certain is read, everything else stays text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from documents.targets import Reading, Relation, reached, read

CERTAIN = [
    ("75 persen", "75", "%", "="),
    ("80,5", "80.5", "", "="),
    ("80.5", "80.5", "", "="),
    (">= 90%", "90", "%", "≥"),
    ("≥ 90 %", "90", "%", "≥"),
    ("≤5%", "5", "%", "≤"),
    ("minimal 80 persen", "80", "%", "≥"),
    ("paling banyak 3 hari", "3", "hari", "≤"),
    ("Rp 1,2 M", "1200000000", "Rp", "="),
    ("Rp1.250.000,-", "1250000", "Rp", "="),
    ("Rp. 1.500", "1500", "Rp", "="),
    ("rp 1,250 miliar", "1250000000", "Rp", "="),
    ("2,5 juta rupiah", "2500000", "Rp", "="),
    ("1.234,5", "1234.5", "", "="),
    ("1.250.000 orang", "1250000", "orang", "="),
    ("0,125", "0.125", "", "="),
    ("12 dokumen", "12", "dokumen", "="),
    ("4 unit kerja", "4", "unit kerja", "="),
    ("0", "0", "", "="),
    ("−2,5%", "-2.5", "%", "="),
    ("12 Ribu", "12000", "", "="),
]
UNCERTAIN = [
    "", "–", "-", "naik", "naik 5%", "5-7", "5–7 %", "5 s.d. 7", "75 sampai 80", "1.500", "1,500", "1,234.5", "1.23.4",
    "2 dari 3", "sekitar 10", "±5", "A", "BB (75)", "100 (seratus) persen", "5 m", "lima", "75 puluh", "1e5", "٣",
    "Rp", "Rp 1,2 M per tahun", "Rp 80.5", "50 ribu persen", "12 dokumen dan 3 laporan", "80 %%",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "unit", "relation"), CERTAIN)
def test_what_is_certain_is_read(text: str, number: str, unit: str, relation: str) -> None:
    assert read(text) == Reading(Decimal(number), unit, Relation(relation))


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_can_mean_something_else_is_not_read(text: str) -> None:
    assert read(text) is None


@given(some.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read(text)
    assert found is None or found.number.is_finite()


@given(some.decimals(0, 10**9, places=2), some.sampled_from(["", "%", " persen", " dokumen"]))
def test_numbers_written_the_indonesian_way_are_read_back(number: Decimal, unit: str) -> None:
    grouped = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    found = read(grouped + unit)
    assert found is not None and found.number == number


@given(some.integers(0, 10**6), some.integers(0, 10**6))
def test_a_direction_that_is_said_decides(aim: int, came: int) -> None:
    assert reached(f"≥ {aim}", str(came)) is (came >= aim)
    assert reached(f"≤ {aim}", str(came)) is (came <= aim)
    assert reached(str(aim), str(came)) is (True if aim == came else None)


@pytest.mark.parametrize(("aim", "came"), [("≥ 90%", "95 dokumen"), ("naik", "5"), ("≥ 90%", ""), ("≥ 5", "> 6")])
def test_nothing_is_said_where_one_side_is_not_certain(aim: str, came: str) -> None:
    assert reached(aim, came) is None


def test_a_realisation_of_zero_is_a_number() -> None:
    assert reached("≥ 1 dokumen", "0 dokumen") is False
