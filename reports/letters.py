"""The report of a region as a text document that can be edited: the words and numbers of the PDF, without its drawings.

Indonesian, like the report. Equal data give equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from common.spreadsheet.writing import ZIP_TIME
from reports.shapes import DimensionLine, NoteLine, QuestionLine, RegionReport, by_author
from reports.wording import change_text, moment_text, number_text, printable

MOST_LETTERS = 20_000  # of one text, as in the PDF
FIXED = datetime(2000, 1, 1)
LANGUAGE = "id-ID"


def region_letter(report: RegionReport) -> bytes:
    """The document's bytes (DOCX)."""
    document = _blank(f"Laporan evaluasi {printable(report.regency_name)}")
    document.add_heading(printable(report.regency_name), level=0)
    document.add_paragraph(f"Laporan evaluasi kota cerdas · {printable(report.cycle_name)} · {report.stage_name}")
    if report.sample:
        document.add_paragraph("Data contoh: bukan hasil resmi.")
    _result(document, report)
    _dimensions(document, report)
    for dimension in report.dimensions:
        _questions(document, dimension)
    for title, notes in (
        ("Kekuatan", report.strengths),
        ("Kelemahan", report.weaknesses),
        ("Rekomendasi", report.recommendations),
    ):
        _notes(document, title, notes)
    document.add_heading("Tentang angka", level=1)
    for text in (report.rounding_text, report.improvement_text, report.tie_rule):
        if text:
            document.add_paragraph(printable(text))
    document.add_paragraph(f"Perhitungan ke-{report.run_number}, sidik masukan {report.input_hash}.")
    return _saved(document)


def _result(document: Any, report: RegionReport) -> None:
    document.add_heading("Hasil", level=1)
    day = (
        moment_text(report.announced_at, report.timezone_label)
        if report.knows_hour
        else f"{report.announced_at:%d-%m-%Y}"
    )
    rank = "–" if report.rank is None else f"{report.rank} dari {report.rank_of}"
    rows = [
        ("Indeks Pencapaian", number_text(report.final)),
        ("Indeks Peningkatan", change_text(report.improvement)),
        ("Peringkat", rank),
        ("Kohort", report.cohort_name),
        ("Provinsi", report.province_name),
        ("Instrumen", report.instrument_name),
        ("Diumumkan", day),
    ]
    _table(document, ("Keterangan", "Nilai"), rows)
    document.add_paragraph(printable(report.rank_set))


def _dimensions(document: Any, report: RegionReport) -> None:
    document.add_heading("Dimensi evaluasi", level=1)
    rows = [
        (
            line.name,
            number_text(line.weight, None),
            number_text(line.value),
            number_text(line.weighted, report.places),
            number_text(line.previous_value),
        )
        for line in report.dimensions
    ]
    before = str(report.previous_year or "Tahun lalu")
    _table(document, ("Dimensi", "Bobot (%)", "Nilai", "Bobot × nilai", before), rows)


def _questions(document: Any, dimension: DimensionLine) -> None:
    if not dimension.questions:
        return
    document.add_heading(dimension.name, level=1)
    rows = [_question(question) for question in dimension.questions]
    head = ("No.", "Pertanyaan", "Jawaban", "Tingkat sendiri", "Nilai panel", "Rerata")
    _table(document, head, rows, widths=(1.1, 4.8, 6.2, 1.7, 1.8, 1.4))


def _question(question: QuestionLine) -> tuple[str, ...]:
    answer = "\n".join(part for part in (question.answer_text, question.narrative) if part)
    label = f"{question.label}\n{question.pillar_name}" if question.pillar_name else question.label
    marks = "  ".join(question.marks) or "–"
    return (
        str(question.number),
        label,
        answer or "–",
        question.own_level or "–",
        marks,
        number_text(question.value if question.value is None else Decimal(question.value)),
    )


def _notes(document: Any, title: str, notes: Sequence[NoteLine]) -> None:
    if not notes:
        return
    document.add_heading(title, level=1)
    for author, lines in by_author(notes):
        document.add_heading(printable(author), level=2)
        for line in lines:
            about = f"{line.about}: " if line.about else ""
            document.add_paragraph(printable(f"{about}{line.text}", MOST_LETTERS), style="List Bullet")


def _table(document: Any, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float] = ()) -> None:
    """A table whose head is repeated on every page, its `widths` in centimetres. Rows are written as XML: the library looks
    each cell up anew."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = not widths
    for column, width in zip(table.columns, widths, strict=False):
        column.width = Cm(width)
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in rows:
        line = OxmlElement("w:tr")
        for text in row:
            box = OxmlElement("w:tc")
            for part in (printable(text, MOST_LETTERS) or " ").split("\n"):
                box.append(_paragraph(part))
            line.append(box)
        table._tbl.append(line)
    document.add_paragraph()


def _paragraph(text: str) -> Any:
    from docx.oxml import OxmlElement

    paragraph, run, piece = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
    piece.text = text.replace("\t", " ")
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(piece)
    paragraph.append(run)
    return paragraph


def _blank(title: str) -> Any:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.language = title, "Evaluasi Smart City", LANGUAGE
    facts.created = facts.modified = FIXED
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    _page_number(section.footer.paragraphs[0])
    return document


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph.add_run("Halaman ")
    paragraph._p.append(field)


def _saved(document: Any) -> bytes:
    """With fixed times in the archive."""
    out, fixed = io.BytesIO(), io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(part))
    return fixed.getvalue()
