"""Workbooks and text documents of results: a real office program computes the published numbers and prints every text."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.models import ResultRun
from evaluations.tests.tables import EARLY, STAGE2, load_reference
from journal.models import Entry
from reports import pdf
from reports.attached import attached
from reports.books import half_even, national_book, region_book
from reports.kinds import KINDS
from reports.letters import region_letter
from reports.queries.national import national
from reports.shapes import RegionReport
from reports.tests.factories import make_announced, make_result
from reports.tests.kind_samples import sample_national
from reports.tests.samples import sample_report
from reports.tests.test_hostile import everywhere
from submissions.tests.factories import make_member


def computed(data: bytes, folder: Path) -> Path:
    """The workbook with all formulas computed by LibreOffice, none of the values that we wrote beside them."""
    bare, out = folder / "buku.xlsx", folder / "dihitung"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(bare, "w") as new:
        for part in old.infolist():
            new.writestr(part, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v></v>", old.read(part)))
    converted(bare, "xlsx:Calc MS Excel 2007 XML", out)
    return out / bare.name


def converted(file: Path, to: str, out: Path) -> None:
    profile = f"-env:UserInstallation=file://{out}-profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def column(sheet: Any, title: str) -> list[Any]:
    head = {cell.value: cell.column for cell in sheet[3]}
    return [row[head[title] - 1].value for row in sheet.iter_rows(min_row=5)]


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "year", "finals"), [(EARLY, 2022, 38), (STAGE2, 2023, 65)])
def test_formulas_recompute_every_published_final_and_place(
    table: Path, year: int, finals: int, tmp_path: Path
) -> None:
    load_reference()
    call_command("import_results", str(table), f"--year={year}", stdout=io.StringIO())
    report = national(ResultRun.objects.select_related("cycle").get(cycle__year=year, is_current=True))
    book = load_workbook(computed(national_book(report), tmp_path), data_only=True)
    again = [value for sheet in book for value in column(sheet, "Dihitung ulang")]
    published = [value for sheet in book for value in column(sheet, "Indeks Pencapaian")]
    assert [round(Decimal(str(value)), 2) for value in again] == [Decimal(str(value)) for value in published]
    assert len(again) == finals
    places = [value for sheet in book for value in column(sheet, "Peringkat")]
    assert places == [line.rank for part in report.cohorts for line in part.lines]


def test_a_region_s_workbook_leads_from_marks_to_the_final_and_follows_a_changed_mark(tmp_path: Path) -> None:
    report = sample_report()
    data = region_book(report)
    assert data == region_book(report)
    found = load_workbook(computed(data, tmp_path), data_only=True)["Ringkasan"]
    rows = {row[0].value: row[1].value for row in found.iter_rows(min_row=4)}
    assert rows["Dibandingkan"] == "sama"
    assert Decimal(str(rows["Indeks Pencapaian dihitung ulang"])) == report.final
    assert Decimal(str(rows["Indeks Peningkatan dihitung ulang"])) == report.improvement
    book = load_workbook(io.BytesIO(data))
    for row in book["Pertanyaan"].iter_rows(min_row=4, min_col=7, max_col=11):
        for cell in row:
            cell.value = 4
    changed = io.BytesIO()
    book.save(changed)
    found = load_workbook(computed(changed.getvalue(), tmp_path), data_only=True)["Ringkasan"]
    rows = {row[0].value: row[1].value for row in found.iter_rows(min_row=4)}
    assert (rows["Dibandingkan"], rows["Indeks Pencapaian dihitung ulang"]) == ("berbeda", 4)


def test_halves_go_to_the_even_digit(tmp_path: Path) -> None:
    from common.spreadsheet import Column, Formula, Sheet, write_book

    values = ["0.005", "0.015", "0.025", "-0.125", "-0.135", "1.234", "-1.236", "0"]
    rows = [[Formula(half_even(f"({value})"))] for value in values]
    data = write_book([Sheet("L", [Column("N")], rows)], title="t")
    found = [row[0].value for row in load_workbook(computed(data, tmp_path), data_only=True)["L"].iter_rows(min_row=2)]
    assert [Decimal(str(value)) for value in found] == [round(Decimal(value), 2) for value in values]


def test_whatever_a_text_says_it_is_text_in_a_workbook() -> None:
    texts = ["=1+1", '=HYPERLINK("http://x.invalid")', "+cmd", "@SUM(A1)", "x" * 40_000, "\ud800", "\x00\x1b", "<b>&"]
    for data in (region_book(everywhere(texts)), national_book(sample_national(texts, (len(texts),)))):
        for sheet in load_workbook(io.BytesIO(data)):
            ours = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
            assert not [formula for formula in ours if "http" in formula or "cmd" in formula or formula == "=1+1"]


def test_the_text_document_opens_and_holds_every_question_mark_and_note(tmp_path: Path) -> None:
    report = sample_report()
    file = tmp_path / "laporan.docx"
    file.write_bytes(region_letter(report))
    assert region_letter(report) == file.read_bytes()
    converted(file, "txt:Text", tmp_path)
    text = " ".join((tmp_path / "laporan.txt").read_text(encoding="utf-8-sig").split())
    for line in report.dimensions:
        for question in line.questions:
            assert question.label in text
            assert question.narrative in text
            assert " ".join(question.marks) in text
    for note in (*report.strengths, *report.weaknesses, *report.recommendations):
        assert note.text in text


def test_the_data_lie_within_the_file_as_associated_files_and_printing_again_gives_equal_bytes() -> None:
    report: RegionReport = sample_report()
    files = attached(KINDS["region"], report)
    html = pdf.html(report)
    data = pdf.render(html, attachments=files)
    assert data == pdf.render(html, attachments=attached(KINDS["region"], report))
    with pikepdf.open(io.BytesIO(data)) as document:
        assert sorted(document.attachments) == ["region.json", "region.xlsx"]
        assert [str(file.AFRelationship) for file in document.Root.AF] == ["/Data", "/Data"]
        read = json.loads(document.attachments["region.json"].get_file().read_bytes())
    assert read["data"]["final"] == str(report.final)
    assert [line["value"] for line in read["data"]["dimensions"]] == [str(line.value) for line in report.dimensions]
    assert read["data"]["dimensions"][0]["questions"][0]["marks"] == list(report.dimensions[0].questions[0].marks)


@pytest.mark.django_db
@pytest.mark.parametrize(("ending", "start"), [("xlsx", b"PK"), ("docx", b"PK")])
def test_who_reads_a_result_downloads_its_data_and_the_journal_says_so(
    client: Client, ending: str, start: bytes
) -> None:
    result = make_result(make_announced(), dimensions={"output": "2.50"})
    client.force_login(make_member(result.submission.regency, "council"))
    answer = client.get(reverse("reports:document_format", args=["region", result.pk, ending]))
    assert answer.status_code == 200
    assert answer.getvalue().startswith(start)
    assert Entry.objects.filter(verb="report.format", after__format=ending).count() == 1
    assert client.get(reverse("reports:document_format", args=["region", result.pk, "exe"])).status_code == 404
