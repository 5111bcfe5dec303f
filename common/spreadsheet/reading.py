"""Workbooks in: the gate of uploads, then a child process that reads the cells, then reads typed as the caller wants."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext_lazy

from common import filegate
from common.inspection.cells import letters

logger = logging.getLogger(__name__)

PATIENCE = 20  # seconds for the child, by the clock
Plain = str | Decimal | bool | date | datetime | None

SENTENCES = {
    "not_xlsx": gettext_lazy("Berkas “%(name)s” bukan buku kerja XLSX."),
    "formula": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s memuat rumus. Ganti dengan nilainya."),
    "error": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s memuat nilai galat. Perbaiki atau kosongkan."),
    "merged": gettext_lazy("Lembar “%(sheet)s” memuat sel gabungan (%(cell)s). Pisahkan sel itu."),
    "rows": gettext_lazy("Lembar “%(sheet)s” terlalu panjang: sel %(cell)s berada di luar batas baris."),
    "columns": gettext_lazy("Lembar “%(sheet)s” terlalu lebar: sel %(cell)s berada di luar batas kolom."),
    "text": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s memuat tulisan yang terlalu panjang."),
    "sheets": gettext_lazy("Berkas “%(name)s” memuat terlalu banyak lembar."),
    "not_a_table": gettext_lazy("Lembar “%(sheet)s” bukan lembar kerja biasa. Hapus lembar itu."),
    "missing_sheet": gettext_lazy("Lembar “%(sheet)s” tidak ada di dalam berkas."),
    "foreign_sheet": gettext_lazy("Lembar “%(sheet)s” tidak dikenal. Hapus lembar itu."),
    "heading": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berjudul “%(wanted)s”."),
    "not_text": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berisi teks."),
    "not_number": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berisi angka."),
    "not_whole": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berisi bilangan bulat."),
    "not_day": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berisi tanggal."),
    "not_yes_no": gettext_lazy("Lembar “%(sheet)s”, sel %(cell)s harus berisi “Ya” atau “Tidak”."),
}


class SheetFault(Exception):
    """Why the workbook is not taken: `str()` is a sentence naming sheet and cell; `code` is for programs."""

    def __init__(self, code: str, sentence: str, *, sheet: str = "", cell: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sheet, self.cell = code, sheet, cell


@dataclass(frozen=True)
class Limits:
    """The most a workbook may hold: rows, columns and characters of a cell in each of its sheets."""

    rows: int = 2_000
    columns: int = 100
    sheets: int = 20
    text: int = 32_767


@dataclass(frozen=True)
class Cell:
    """One cell. An empty one has the value None."""

    sheet: str
    row: int
    column: int
    value: Plain = None

    @property
    def address(self) -> str:
        return f"{letters(self.column)}{self.row}"

    def text(self) -> str:
        """As text: a number in its plain form with a point, a truth as "Ya" or "Tidak", empty as ""."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "Ya" if self.value else "Tidak"
        if isinstance(self.value, Decimal):
            return f"{self.value:f}"
        return self.value if isinstance(self.value, str) else self.value.isoformat()

    def number(self) -> Decimal | None:
        """Raises `SheetFault` for text, also for text that looks like a number: read `text()` to allow that."""
        if self.value is None or isinstance(self.value, Decimal):
            return self.value
        raise self.fault("not_number")

    def whole(self) -> int | None:
        found = self.number()
        if found is not None and found != found.to_integral_value():
            raise self.fault("not_whole")
        return None if found is None else int(found)

    def day(self) -> date | None:
        """A cell formatted as a date, or text as 2026-11-30."""
        if self.value is None or self.value == "":
            return None
        if isinstance(self.value, datetime):
            return self.value.date()
        try:
            return date.fromisoformat(self.text().strip())
        except ValueError:
            raise self.fault("not_day") from None

    def yes_no(self) -> bool | None:
        if isinstance(self.value, bool):
            return self.value
        found = {"": None, "ya": True, "tidak": False}.get(self.text().strip().lower(), self)
        if isinstance(found, Cell):
            raise self.fault("not_yes_no")
        return found

    def fault(self, code: str) -> SheetFault:
        return _fault(code, sheet=self.sheet, cell=self.address)


@dataclass(frozen=True)
class Line:
    """A row of a table: its `number` in the sheet, and its cells by heading."""

    number: int
    cells: Mapping[str, Cell]

    def __getitem__(self, heading: str) -> Cell:
        return self.cells[heading]


@dataclass(frozen=True)
class ReadSheet:
    """A sheet; `cells` by (row, column), both from 1, only those with something in them."""

    name: str
    cells: Mapping[tuple[int, int], Plain]

    def cell(self, row: int, column: int) -> Cell:
        return Cell(self.name, row, column, self.cells.get((row, column)))

    def table(self, headings: Sequence[str], *, head: int = 1) -> list[Line]:
        """Rows below the headings, which must stand in row `head` in this order; empty rows are left out."""
        for column, wanted in enumerate(headings, start=1):
            cell = self.cell(head, column)
            if cell.text().strip() != wanted:
                raise _fault("heading", sheet=self.name, cell=cell.address, wanted=wanted)
        numbers = sorted({row for row, column in self.cells if row > head and column <= len(headings)})
        return [
            Line(row, {wanted: self.cell(row, column) for column, wanted in enumerate(headings, start=1)})
            for row in numbers
        ]


@dataclass(frozen=True)
class Book:
    """A workbook that was read whole."""

    sheets: Mapping[str, ReadSheet]

    def require(self, *names: str) -> None:
        """Raises `SheetFault` when one of these sheets is missing or another one is there."""
        for name in names:
            self.sheet(name)
        for name in self.sheets:
            if name not in names:
                raise _fault("foreign_sheet", sheet=name)

    def sheet(self, name: str) -> ReadSheet:
        if name not in self.sheets:
            raise _fault("missing_sheet", sheet=name)
        return self.sheets[name]


def read_book(file: IO[bytes], *, name: str, max_bytes: int, limits: Limits | None = None) -> Book:
    """The cells of `file`, read from its beginning. Raises `SheetFault`, and `virus_scan.Unavailable` as the gate does."""
    file.seek(0)
    try:
        verdict = filegate.judge(file, name=name, max_bytes=max_bytes)
    except filegate.Refused as reason:
        raise SheetFault(reason.code, str(reason)) from reason
    if verdict.kind != "xlsx":
        raise _fault("not_xlsx", name=name)
    file.seek(0)
    found = _cells(file, name, limits or Limits())
    if "fault" in found:
        code = found["fault"]
        if code in filegate.SENTENCES:
            raise SheetFault(code, str(filegate.SENTENCES[code]) % {"name": name})
        raise _fault(code, name=name, sheet=found["sheet"], cell=found["cell"])
    return Book({sheet["name"]: _sheet(sheet) for sheet in found["sheets"]})


def _cells(file: IO[bytes], name: str, limits: Limits) -> dict[str, Any]:
    """What the child read; like the gate's it gets nothing of our environment."""
    numbers = (limits.rows, limits.columns, limits.sheets, limits.text)
    with tempfile.TemporaryFile() as copy:
        while chunk := file.read(filegate.CHUNK):
            copy.write(chunk)
        copy.seek(0)
        try:
            child = subprocess.run(
                [sys.executable, "-m", "common.inspection.cells", *map(str, numbers)],
                stdin=copy,
                capture_output=True,
                cwd=filegate.ROOT,
                env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            logger.error("reading a workbook took more than %d s", PATIENCE)
            return {"fault": "too_complex"}
    if child.returncode:
        told = child.stderr[-2000:].decode(errors="replace")
        logger.error("reading a workbook ended with %d: %s", child.returncode, told)
        return {"fault": "too_complex"}
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _sheet(read: dict[str, Any]) -> ReadSheet:
    return ReadSheet(read["name"], {(row, column): _plain(kind, value) for row, column, kind, value in read["cells"]})


def _plain(kind: str, value: str) -> Plain:
    if kind == "number":
        return Decimal(value)
    if kind == "truth":
        return value in ("1", "true")
    return datetime.fromisoformat(value) if kind == "instant" else value


def _fault(code: str, *, sheet: str = "", cell: str = "", **words: str) -> SheetFault:
    sentence = str(SENTENCES[code]) % {"sheet": sheet, "cell": cell, **words}
    return SheetFault(code, sentence, sheet=sheet, cell=cell)
