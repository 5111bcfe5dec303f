"""Answers gathered elsewhere: the workbook to fill in, and how a filled one is read. Every wrong row is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import override

from common.printable import printable
from common.spreadsheet import Cell, Column, Entry, Limits, Line, Sheet, SheetFault, read_book, write_book
from surveys.actions.entry import Imported
from surveys.actions.responses import Given
from surveys.forms.answers import SCORES
from surveys.models import SurveyPart
from surveys.queries import Asked

SHEET, GUIDE = "Jawaban", "Petunjuk"
LABEL, DAY = "Responden", "Hari"
MOST_ROWS = 1000
MOST_BYTES = 2 * 1024 * 1024
EMPTY_ROWS = 60
LONGEST_LABEL = 40
YES, NO = "Ya", "Tidak"


class BadRows(Exception):
    """Rows that cannot be taken; `problems` says of each which and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


def write(part: SurveyPart, asked: Sequence[Asked]) -> bytes:
    """The workbook of a pillar, with a row for each of sixty respondents, in Indonesian."""
    with override("id"):
        columns = [Column(LABEL, 16), Column(DAY, 12)]
        columns += [Column(heading, 20, choices=(YES, NO)) for heading in _known(asked)]
        columns += [Column(heading, 22, choices=tuple(SCORES)) for heading in _said(asked)]
        rows = [[Entry() for _column in columns] for _row in range(EMPTY_ROWS)]
        guide = Sheet(GUIDE, [Column("", 100)], [], intro=_guide(part))
        return write_book([Sheet(SHEET, columns, rows), guide], title=f"Survei {part.pillar.name_id}")


def _guide(part: SurveyPart) -> list[str]:
    region = part.survey.submission.regency.name
    return [
        f"Survei dampak {part.pillar.name_id}, {region}",
        "Satu baris untuk satu responden. Nilai 0 sampai 4; tt untuk tidak tahu; kosongkan yang tidak dijawab.",
        "Responden: nomor saja, misalnya G-001. Jangan menulis nama, NIK, nomor telepon, atau alamat.",
        "Hari: 2026-11-30, atau kosongkan untuk hari ini. Kolom “Mengenal”: Ya atau Tidak, boleh kosong.",
        "Judul kolom tidak boleh diubah. Rumus dan sel gabungan ditolak. Bila satu baris salah, tidak ada yang diimpor.",
    ]


def _known(asked: Sequence[Asked]) -> list[str]:
    return [f"Mengenal {number}: {printable(one.programme.name).strip()}" for number, one in enumerate(asked, 1)]


def _said(asked: Sequence[Asked]) -> list[str]:
    return [f"{row.order}. {row.label_id}".strip() for one in asked for row in one.statements]


def read(file: IO[bytes], *, name: str, asked: Sequence[Asked], taken: Collection[str], today: date) -> list[Imported]:
    """Its rows. `taken` are the numbers that this part has already. Raises `SheetFault` for a workbook that cannot be
    read, `BadRows` with every row that is wrong, `virus_scan.Unavailable`."""
    headings = [LABEL, DAY, *_known(asked), *_said(asked)]
    limits = Limits(rows=MOST_ROWS + 1, columns=len(headings), sheets=2)
    lines = read_book(file, name=name, max_bytes=MOST_BYTES, limits=limits).sheet(SHEET).table(headings)
    rows: list[Imported] = []
    problems: list[str] = []
    seen = set(taken)
    for line in lines:
        try:
            row = _row(line, asked, today)
            if row.label and row.label in seen:
                raise _fault(line[LABEL], _("nomor responden ini sudah ada."))
        except SheetFault as fault:
            problems.append(str(fault))
            continue
        seen.add(row.label)
        rows.append(row)
    if problems:
        raise BadRows(problems)
    if not rows:
        raise BadRows([_("Lembar “%(sheet)s” tidak memuat satu jawaban pun.") % {"sheet": SHEET}])
    return rows


def _row(line: Line, asked: Sequence[Asked], today: date) -> Imported:
    label = printable(line[LABEL].text()).strip()
    if len(label) > LONGEST_LABEL:
        raise _fault(line[LABEL], _("nomor responden terlalu panjang."))
    day = line[DAY].day()
    if day is not None and day > today:
        raise _fault(line[DAY], _("hari ini belum terjadi."))
    answers = {heading: line[heading].yes_no() for heading in _known(asked)}
    knows = {one.key: said for one, said in zip(asked, answers.values(), strict=True) if said is not None}
    statements = [row for one in asked for row in one.statements]
    scores = {}
    for statement, heading in zip(statements, _said(asked), strict=True):
        cell = line[heading]
        if (text := _plain(cell)) in SCORES:
            scores[statement] = SCORES[text]
        elif text:
            raise _fault(cell, _("isi dengan 0 sampai 4, tt, atau kosongkan."))
    if not scores:
        raise _fault(line[LABEL], _("baris ini tidak memuat satu jawaban pun."))
    return Imported(label, day, Given(scores, len(statements), knows))


def _plain(cell: Cell) -> str:
    """What is in a cell as the page would send it; 3.0 is 3."""
    if isinstance(cell.value, Decimal) and cell.value == cell.value.to_integral_value():
        return str(int(cell.value))
    return cell.text().strip().lower().replace("tidak tahu", "tt")


def _fault(cell: Cell, why: str) -> SheetFault:
    words = {"sheet": cell.sheet, "cell": cell.address, "why": why}
    return SheetFault(
        "row", _("Lembar “%(sheet)s”, sel %(cell)s: %(why)s") % words, sheet=cell.sheet, cell=cell.address
    )
