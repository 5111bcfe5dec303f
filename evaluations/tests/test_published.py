"""Reading a published table: what is taken, and what is refused with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.spreadsheet import Row, TableError
from evaluations.actions.imports import instruments_of
from evaluations.published import Reader
from evaluations.tests.tables import ABSENT, EARLY, STAGE2, load_reference, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(db):
    load_reference()


def read(table, year=2023, stage="stage2"):
    return Reader(instruments_of(year, stage)).read(table)


def faults_of(table, **options):
    with pytest.raises(TableError) as error:
        read(table, **options)
    return error.value.errors


def paser(**values):
    """The row of Kabupaten Paser in 2023, with other cells."""
    row = next(row for row in rows(STAGE2) if row.values["code"] == "64.01")
    return Row(2, {**row.values, **values})


def test_all_rows_of_the_letters_are_read(reference):
    assert len(read(rows(EARLY), 2022, "single")) == 38
    assert len(read(rows(STAGE2))) == 65


def test_numbers_are_decimals_of_two_places(reference):
    one = read([paser()])[0]
    assert one.final == Decimal("2.84")
    assert one.improvement == Decimal("-0.03")
    assert one.dimensions["baseline"] == Decimal("3.96")
    assert len(one.dimensions) == 6


def test_a_row_without_any_value_did_not_take_part(reference):
    found = read(rows(ABSENT))
    assert len(found) == 11
    assert all(one.is_absent and not one.dimensions and one.final is None for one in found)


def test_a_zero_is_a_value(reference):
    one = read([paser(collaboration="0.00")])[0]
    assert one.dimensions["collaboration"] == Decimal("0.00")


@pytest.mark.parametrize("text", ["2,84", "2.84", " 2.84 "])
def test_a_decimal_comma_is_a_decimal_point(reference, text):
    assert read([paser(final=text)])[0].final == Decimal("2.84")


@pytest.mark.parametrize(
    "text", ["abc", "2.845", "12.84", "5", "4.01", "-0.5", "2.8.4", "1,234", "NaN", "2e0", "٢", "2 8"]
)
def test_a_bad_number_is_refused_with_line_and_column(reference, text):
    assert faults_of([paser(output=text)]) == [
        (2, f"Kolom output: “{text}” bukan angka 0 sampai 4 dengan paling banyak dua desimal.")
    ]


def test_an_improvement_may_be_negative_but_not_below_minus_4(reference):
    assert read([paser(improvement="-4")])[0].improvement == Decimal("-4")
    assert faults_of([paser(improvement="-4.01")])[0][1].startswith("Kolom improvement: “-4.01”")


@pytest.mark.parametrize("code", ["64.99", "6401", "64.1", "", "64.01.01"])
def test_an_unknown_code_is_refused(reference, code):
    assert faults_of([paser(code=code)]) == [(2, f"Kode daerah “{code}” tidak dikenal.")]


def test_a_region_stands_only_once(reference):
    again = Row(9, paser().values)
    assert faults_of([paser(), again]) == [(9, "Kode 64.01 sudah ada pada baris 2.")]


def test_a_name_must_be_that_of_its_code(reference):
    assert faults_of([paser(name="Kabupaten Penajam Paser Utara")]) == [
        (2, "Kode 64.01 adalah Kabupaten Paser, bukan “Kabupaten Penajam Paser Utara”.")
    ]


def test_kota_and_kabupaten_of_one_name_are_not_confused(reference):
    table = [row for row in rows(STAGE2) if row.values["code"] == "35.71"]
    wrong = Row(2, {**table[0].values, "name": "Kabupaten Kediri"})
    assert "adalah Kota Kediri, bukan “Kabupaten Kediri”" in faults_of([wrong])[0][1]


@pytest.mark.parametrize("cohort", ["early", "reguler", ""])
def test_a_cohort_without_instrument_in_that_year_is_refused(reference, cohort):
    assert "tidak memiliki instrumen untuk tahun dan tahap ini" in faults_of([paser(cohort=cohort)])[0][1]


@pytest.mark.parametrize("column", ["code", "cohort", "final"])
def test_a_missing_column_is_named(reference, column):
    values = {name: value for name, value in paser().values.items() if name != column}
    assert faults_of([Row(2, values)]) == [(1, f"Kolom tidak ditemukan: {column}.")]


def test_a_table_of_a_heading_alone_is_refused(reference):
    assert faults_of([]) == [(1, "Berkas ini tidak memuat satu baris pun.")]


def test_an_empty_dimension_is_no_zero(reference):
    assert faults_of([paser(impact="")]) == [(2, "Kolom impact kosong.")]


def test_a_final_may_not_be_missing(reference):
    assert faults_of([paser(final="")]) == [(2, "Kolom final kosong.")]


def test_a_dimension_the_cohort_has_not_is_refused(reference):
    regular = Row(2, {**rows(STAGE2)[0].values, "collaboration": "2.00"})
    assert "instrumen kohort ini tidak memilikinya" in faults_of([regular])[0][1]


def test_an_improvement_without_other_values_is_refused(reference):
    absent = Row(2, {**rows(ABSENT)[0].values, "improvement": "0.10"})
    assert faults_of([absent]) == [(2, "Ada Indeks Peningkatan, tetapi tidak ada nilai lain.")]


def test_all_mistakes_are_told_at_once(reference):
    table = [paser(output="x", impact="9"), Row(3, {**paser().values, "code": "00.00"})]
    assert [line for line, _text in faults_of(table)] == [2, 2, 3]


def test_reading_takes_the_same_queries_for_any_number_of_rows(reference):
    counts = []
    for table in (rows(STAGE2)[:1], rows(STAGE2)):
        with CaptureQueriesContext(connection) as queries:
            read(table)
        counts.append(len(queries))
    assert counts == [3, 3]
