"""Facts about tables of a programme tree: what differs is shown, wrong rows are named, all of it is taken or nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from common.spreadsheet import SheetFault
from common.steps import Refused
from documents import actions
from documents.actions.sheets import apply
from documents.models import Document, LevelIndicator, MasterplanProgramme, RpjmdProgramme
from documents.sheets import Incoming, Wrong, books, difference, stored
from documents.sheets.columns import Field
from documents.sheets.difference import Difference
from documents.tests import factories as make
from journal.models import Entry


def book_of(document: Document) -> Workbook:
    return load_workbook(io.BytesIO(books.write(stored(document))))


def read(document: Document, book: Workbook | bytes) -> dict[str, list[Incoming]]:
    file = io.BytesIO(book) if isinstance(book, bytes) else io.BytesIO()
    if isinstance(book, Workbook):
        book.save(file)
        file.seek(0)
    return books.read(file, name="isi.xlsx", document=document, state=stored(document))


def compared(document: Document, book: Workbook) -> Difference:
    return difference(stored(document), read(document, book))


def states(found: Difference) -> dict[str, str]:
    return {f"{row.sheet.slug} {row.code}": row.state for row in found.changes}


@pytest.mark.django_db
def test_what_goes_out_comes_back_without_a_difference() -> None:
    document = make.make_rpjmd(programmes=3)
    LevelIndicator.objects.create(document=document, target=document.targets.get(), code="IS-1", name="Indeks")
    plan = make.make_programme(
        budget_rupiah=0, start_year=2021, sub_pillar=make.make_pillar().sub_pillars.get()
    ).document
    for one in (document, plan):
        found = difference(stored(one), read(one, books.write(stored(one))))
        assert set(states(found).values()) == {"same"}, found.invalid


@pytest.mark.django_db
def test_new_changed_gone_and_wrong_rows_are_told_apart() -> None:
    document = make.make_rpjmd(programmes=3)
    book = book_of(document)
    sheet = book["Program"]
    sheet["C2"], sheet["I2"] = "Nama baru", "≥ 90%"
    sheet.delete_rows(4)
    sheet.append(["RP-9", "S1", "Program baru", "Indikator", "persen", "dinkes", "Rp 1,5 M", "75 persen"])
    sheet.append(["RP-10", "S9", "Program", "", "", "TAK-ADA", "banyak"])
    sheet.append(["rp-9", "S1", "Kembar"])
    found = compared(document, book)
    told = {(row.line, row.code): row.state for row in found.changes if row.sheet.slug == "program"}
    assert told == {
        (2, "RP-1"): "changed", (3, "RP-2"): "same", (4, "RP-9"): "new", (5, "RP-10"): "invalid", (6, "rp-9"): "invalid",
        (0, "RP-3"): "gone",
    }  # fmt: skip
    wrong = {row.line: sorted(row.errors) for row in found.invalid}
    assert wrong == {5: ["agency", "budget_rupiah", "target"], 6: ["code"]}
    with pytest.raises(Refused, match="belum benar"):
        apply(document, found, **make.WHO)
    assert document.rpjmd_programmes.count() == 3


@pytest.mark.django_db
def test_a_whole_tree_comes_in_from_an_empty_document_in_one_step() -> None:
    document = make.make_document(kind=Document.Kind.RPJMD)
    make.make_agency(document.regency)
    book = book_of(document)
    book["Misi"].append(["M1", 1, "Misi satu"])
    book["Misi"].append(["M2", 2, "Misi dua"])
    book["Tujuan"].append(["T1", "M2, m1", "Tujuan bersama"])
    book["Sasaran"].append(["S1", "T1", "Sasaran"])
    book["Indikator"].append(["IT-1", "Tujuan T1", "Indeks", "poin", 2.5])
    book["Indikator"].append(["IS-1", "S1", "Indeks lain"])
    book["Program"].append(["RP-1", "S1", "Program", "Indikator", "persen", "DINKES", 1_500_000, "75 persen", "80,5"])
    found = compared(document, book)
    before = Entry.objects.count()
    apply(document, found, **make.WHO)
    assert Entry.objects.count() == before + 1
    programme = RpjmdProgramme.objects.get()
    year = programme.year_targets.get()
    assert (programme.budget_rupiah, year.year, year.text, year.realisation) == (1_500_000, 2021, "75 persen", "80,5")
    assert [mission.code for mission in programme.target.goal.missions.all()] == ["M1", "M2"]
    measure = LevelIndicator.objects.get(code="IT-1")
    assert (measure.goal, measure.years.get().text) == (programme.target.goal, "2,5")
    assert LevelIndicator.objects.get(code="IS-1").target == programme.target
    assert set(states(compared(document, book)).values()) == {"same"}


@pytest.mark.django_db
def test_a_masterplan_takes_statuses_and_targets_of_years() -> None:
    programme = make.make_programme(budget_rupiah=5)
    document = programme.document
    book = book_of(document)
    sheet = book["Program"]
    column = {cell.value: cell.column for cell in sheet[1]}
    typed: dict[str, Any] = {"Keadaan 2022": "Selesai", "Target 2022": "12 dokumen", "Realisasi 2022": 0}
    for heading, value in typed.items():
        sheet.cell(2, column[heading]).value = value
    sheet.cell(2, column["Anggaran (Rp)"]).value = 0
    sheet.cell(2, column["Selesai"]).value = 2024
    apply(document, compared(document, book), **make.WHO)
    stored_row = MasterplanProgramme.objects.get()
    assert (stored_row.budget_rupiah, stored_row.end_year) == (0, 2024)
    year = stored_row.years.get(year=2022)
    assert (year.status, year.target, year.realisation) == ("finished", "12 dokumen", "0")
    assert stored_row.years.get(year=2023).status == "running"


@pytest.mark.django_db
def test_rows_of_a_masterplan_must_make_sense_as_a_whole() -> None:
    document = make.make_programme().document
    other = make.make_pillar("economy", 3)
    texts = {"code": "MP-X", "name": "Program", "pillar": other.name_id, "horizon": "Jangka pendek"}
    subs = [
        {"sub_pillar": "Subpilar"},
        {"start_year": "2025", "end_year": "2024"},
        {"pillar": ""},
        {"start_year": "25"},
    ]
    other.sub_pillars.update(name_id="Subpilar lain")
    rows = [Incoming(n, {**texts, "code": f"X{n}", **more}) for n, more in enumerate(subs)]
    found = difference(stored(document), {"program": rows}, whole=False)
    assert [sorted(row.errors) for row in found.changes] == [["sub_pillar"], ["end_year"], ["pillar"], ["start_year"]]


@pytest.mark.django_db
def test_what_is_gone_goes_only_when_asked_and_nothing_goes_when_one_is_referred_to() -> None:
    document = make.make_rpjmd(programmes=2)
    anchored, loose = document.rpjmd_programmes.order_by("code")
    make.make_programme(anchor=anchored)
    book = book_of(document)
    book["Program"].delete_rows(2, 2)
    found = compared(document, book)
    apply(document, found, **make.WHO)
    assert document.rpjmd_programmes.count() == 2
    with pytest.raises(Refused, match="1 kaitan"):
        apply(document, found, remove_gone=True, **make.WHO)
    assert document.rpjmd_programmes.count() == 2
    anchored.links.all().delete()
    apply(document, found, remove_gone=True, **make.WHO)
    assert not document.rpjmd_programmes.exists()
    assert list(Entry.objects.order_by("id").last().before["removed"]) == ["Program RP-1", "Program RP-2"]
    assert loose.code == "RP-2"


@pytest.mark.django_db
def test_a_difference_that_is_no_longer_true_is_refused() -> None:
    document = make.make_rpjmd()
    book = book_of(document)
    book["Program"]["C2"] = "Nama dari buku kerja"
    found = compared(document, book)
    programme = document.rpjmd_programmes.get()
    actions.change_rpjmd_programme(programme, {"name": "Nama dari orang lain"}, year_targets={}, **make.WHO)
    with pytest.raises(Refused, match="berubah sejak"):
        apply(document, found, **make.WHO)
    programme.refresh_from_db()
    assert programme.name == "Nama dari orang lain"


def _merged(book: Workbook) -> None:
    book["Program"].merge_cells("C2:D2")


def _without_sheet(book: Workbook) -> None:
    del book["Sasaran"]


def _foreign_sheet(book: Workbook) -> None:
    book.create_sheet("Lain")


def _formula(book: Workbook) -> None:
    book["Program"]["C2"] = "=1+1"


def _other_heading(book: Workbook) -> None:
    book["Program"]["C1"] = "Nama"


def _too_long(book: Workbook) -> None:
    book["Program"]["A100001"] = "RP-100000"


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [_merged, _without_sheet, _foreign_sheet, _formula, _other_heading, _too_long])
def test_a_workbook_of_another_shape_is_refused_as_a_whole(spoil: Any) -> None:
    document = make.make_rpjmd()
    book = book_of(document)
    spoil(book)
    with pytest.raises(SheetFault, match=r"Program|Sasaran|terlalu banyak lembar"):
        read(document, book)


@pytest.mark.django_db
def test_a_thousand_rows_take_a_handful_of_queries() -> None:
    document = make.make_rpjmd(programmes=0)
    counts = []
    for first, last in ((0, 3), (3, 1003)):
        rows = [
            Incoming(n, {"code": f"RP-{n}", "target": "S1", "name": f"Program {n}", "text:2021": "75 persen"})
            for n in range(first, last)
        ]
        found = difference(stored(document), {"program": rows}, whole=False)
        with CaptureQueriesContext(connection) as caught:
            apply(document, found, whole=False, **make.WHO)
        counts.append(len(caught))
    assert document.rpjmd_programmes.count() == 1003
    assert counts[1] <= counts[0] + 10  # more batches of the same statement


@given(some.integers(0, 10**17))
def test_amounts_are_read_however_they_are_grouped(amount: int) -> None:
    field = Field("budget_rupiah", "Pagu", "rupiah")
    grouped = f"{amount:,}".replace(",", ".")
    assert {field.read(text, {}) for text in (str(amount), grouped, f"Rp {grouped}")} == {str(amount)}


@pytest.mark.parametrize("text", ["banyak", "-5", "1,5", "12 dokumen", "9" * 20, "1e5", "1.5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        Field("budget_rupiah", "Pagu", "rupiah").read(text, {})
