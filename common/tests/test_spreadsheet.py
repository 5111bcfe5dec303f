"""Workbooks out and in: nothing runs, nothing is lost, and what is not taken is named by sheet and cell."""

import io
import subprocess
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from common.inspection.cells import Workbook as Cells
from common.inspection.escapes import escape, unescape
from common.spreadsheet import Column, Entry, Formula, Limits, Sheet, SheetFault, read_book, write_book

TEXTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "007",
    "a\r\nb\nc\rd",
    "🏙️ e\u0301",
    "_x000D_",
    "_x0041\x01",
    "\x01x0041_",
    "  x ",
]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text("_x0041\r\x01=")


def read(data: bytes, **limits):
    return read_book(io.BytesIO(data), name="buku.xlsx", max_bytes=5_000_000, limits=Limits(**limits))


def of(*values, **options) -> bytes:
    return write_book([Sheet("Lembar", [Column("Isi")], [[value] for value in values], **options)], title="Buku")


def foreign(change) -> bytes:
    book = Workbook()
    book.active.title = "Lembar"
    book.active["A1"] = "Isi"
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(ANY_TEXT)
@example("_x0041_x0042_")
@example("_x0041\x01")
def test_escaped_text_comes_back_and_fits_into_xml(text):
    assert unescape(escape(text)) == text
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in escape(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=20))
@example(TEXTS)
def test_any_text_comes_back_from_a_workbook_to_the_letter(texts):
    book = Cells(of(*texts), rows=100, columns=10, sheets=2, text=40_000)
    cells = next(book.sheets())["cells"][1:]
    assert [(kind, value) for _row, _column, kind, value in cells] == [("text", text) for text in texts]


def test_no_text_becomes_a_formula_and_equal_input_gives_equal_bytes():
    data = of(*TEXTS)
    assert data == of(*TEXTS)
    sheet = b"".join(zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/sheet{number}.xml") for number in (1,))
    assert b"<f" not in sheet
    assert b"<f>1+1</f>" in zipfile.ZipFile(io.BytesIO(of(Formula("=1+1")))).read("xl/worksheets/sheet1.xml")


def test_numbers_days_and_truths_keep_their_kind_and_zero_stays():
    values = [0, Decimal("0.1"), Decimal("2.675"), 1250, Decimal("1E+3"), date(2026, 11, 30), True, False]
    lines = read(of(*values)).sheet("Lembar").table(["Isi"])
    found = [line["Isi"] for line in lines]
    numbers = [Decimal(0), Decimal("0.1"), Decimal("2.675"), Decimal(1250), Decimal(1000)]
    assert [cell.number() for cell in found[:5]] == numbers
    assert found[5].day() == date(2026, 11, 30)
    assert [cell.yes_no() for cell in found[6:]] == [True, False]
    assert found[1].text() == "0.1"


def test_only_entries_of_a_protected_sheet_are_open_and_offer_their_choices():
    sheet = load_workbook(io.BytesIO(of("a", Entry(None, choices=("Ya", "Tidak")), protected=True)))["Lembar"]
    assert sheet.protection.sheet
    assert [sheet[f"A{row}"].protection.locked for row in (1, 2, 3)] == [True, True, False]
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"Ya,Tidak"']


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        (lambda book: book.active.__setitem__("B3", "=1+1"), "formula", "B3"),
        (lambda book: book.active.merge_cells("A2:B2"), "merged", "A2:B2"),
        (lambda book: book.active.__setitem__("A300", "x"), "rows", "A300"),
        (lambda book: book.active.__setitem__("Z1", "x"), "columns", "Z1"),
        (lambda book: book.active.__setitem__("A2", "x" * 2000), "text", "A2"),
        (lambda book: [book.create_sheet(f"L{number}") for number in range(9)], "sheets", ""),
        (lambda book: book.create_chartsheet("Grafik"), "not_a_table", ""),
    ],
)
def test_what_a_workbook_may_not_hold_is_named_by_sheet_and_cell(change, code, cell):
    with pytest.raises(SheetFault) as refused:
        read(foreign(change), rows=200, columns=20, sheets=5, text=1000)
    assert (refused.value.code, refused.value.cell) == (code, cell)
    assert cell in str(refused.value)


def test_foreign_and_missing_sheets_wrong_headings_and_wrong_kinds_are_named():
    book = read(foreign(lambda book: book.active.__setitem__("A2", "dua")))
    with pytest.raises(SheetFault, match="“Lembar” tidak dikenal"):
        book.require()
    with pytest.raises(SheetFault, match="“Lain” tidak ada"):
        book.require("Lain")
    with pytest.raises(SheetFault, match="sel A1 harus berjudul “Nomor”"):
        book.sheet("Lembar").table(["Nomor"])
    with pytest.raises(SheetFault, match="sel A2 harus berisi angka"):
        book.sheet("Lembar").table(["Isi"])[0]["Isi"].number()


def test_what_no_cell_can_hold_is_refused_by_the_writer():
    for value in ("x" * 32_768, "\ud800", Decimal("NaN")):
        with pytest.raises(ValueError):
            of(value)


def test_libreoffice_opens_and_saves_a_workbook_without_losing_a_character(tmp_path):
    rows = [[text, Decimal("2.5"), 0] for text in ("=1+1", "007", "Ya\nTidak", "🏙️ kota", "-5", "@x", "  tepi ", "1,5")]
    columns = [Column("Teks"), Column("Angka"), Column("Nol")]
    (tmp_path / "asal.xlsx").write_bytes(write_book([Sheet("Lembar", columns, rows, protected=True)], title="Buku"))
    profile, out = f"-env:UserInstallation=file://{tmp_path}/profil", tmp_path / "simpan"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(tmp_path / "asal.xlsx")], check=True, capture_output=True, timeout=120)
    lines = read((out / "asal.xlsx").read_bytes()).sheet("Lembar").table(["Teks", "Angka", "Nol"])
    assert [[line["Teks"].text(), line["Angka"].number(), line["Nol"].number()] for line in lines] == rows
