"""The file holds what PDF/UA-1 and PDF/A-3a ask, in every shape of the report; judged by validators that are not ours."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest

from reports import pdf
from reports.shapes import NoteLine, RegionReport
from reports.tests.samples import sample_report


def bare() -> RegionReport:
    """As a published row is known: dimensions alone."""
    report = sample_report(pillars=(), strengths=(), weaknesses=(), recommendations=())
    return replace(report, dimensions=tuple(replace(line, questions=()) for line in report.dimensions))


def breaking() -> RegionReport:
    """Rows and notes longer than a page, a long name."""
    report = sample_report()
    first = report.dimensions[0]
    long = replace(first.questions[0], narrative="kata " * 1_100)
    notes = (NoteLine("Asesor", "kata " * 3_000, "Baseline"),)
    return replace(
        report,
        regency_name="Kabupaten Kepulauan " * 12,
        dimensions=(replace(first, questions=(long, *first.questions[1:])), *report.dimensions[1:]),
        strengths=notes,
    )


# The full report itself is checked with the other kinds.
SHAPES = {
    "published row": bare,
    "breaking": breaking,
    "real": lambda: sample_report(sample=False),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_validators_find_no_error(shape: str, tmp_path: Path) -> None:
    file = tmp_path / "laporan.pdf"
    file.write_bytes(pdf.render(pdf.html(SHAPES[shape]())))
    heard = outloud.check(str(file))
    assert heard.error is None
    assert [(found.rule, found.message) for found in heard.findings if found.severity == "error"] == []
    report = pdfua.validate(str(file))
    assert [found.message for found in report.findings if found.severity is pdfua.Severity.ERROR] == []
    with pikepdf.open(file) as document:
        assert document.check_pdf_syntax() == []


def test_it_declares_both_standards_in_one_description_of_itself() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(pdf.html(bare())))) as document:
        meta = document.open_metadata()
        assert meta.pdfa_status == "3A"
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == str(document.docinfo["/Title"])
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1


def test_every_drawing_says_what_it_shows_and_lies_on_its_page() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(pdf.html(sample_report())))) as document:
        figures = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure" and "/K" in item
        ]
        assert len(figures) > 12
        for figure in figures:
            assert str(figure.Alt).strip()
            left, bottom, right, top = (float(side) for side in figure.A.BBox)
            assert left < right
            assert bottom < top < 843


def test_header_cells_say_whether_they_head_a_column_or_a_row() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(pdf.html(sample_report())))) as document:
        scopes = {
            str(item.A.Scope)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
        }
    assert scopes == {"/Column", "/Row"}
