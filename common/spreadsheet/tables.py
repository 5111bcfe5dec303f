"""Tables from CSV and XLSX files as rows of text with their line, and tables out again without formulas.

Reading is made for files people send: sizes are capped before anything is unpacked, numbers come as they are written in the
cell's plain form ("2.88"), and an empty line is skipped but counted.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

MOST_UNPACKED = 50 * 1024 * 1024  # bytes of an XLSX once unpacked
MOST_PARTS = 500  # files inside an XLSX
MOST_COLUMNS = 200
Errors = Sequence[tuple[int, str]]


class TableError(Exception):
    """The table cannot be used. `errors` is every fault as (line, sentence); line 1 is the heading."""

    def __init__(self, errors: Errors) -> None:
        self.errors = list(errors)
        super().__init__(" ".join(text for _line, text in errors))


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (the heading is line 1) and its cells as text by column name."""

    line: int
    values: Mapping[str, str]


def read_table(file: IO[bytes], *, name: str, max_rows: int, max_bytes: int) -> list[Row]:
    """Rows of a CSV (comma or semicolon, UTF-8) or of the first sheet of an XLSX, told apart by content.

    Raises `TableError` for a file that is empty, too large, too long, of another kind, or with doubled headings.
    """
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _error(_("Berkas “%(name)s” lebih besar dari %(size)d MB."), name=name, size=max_bytes // 1024 // 1024)
    if not data.strip():
        raise _error(_("Berkas “%(name)s” kosong."), name=name)
    lines = _xlsx(data, name) if data.startswith(b"PK\x03\x04") else _csv(data, name)
    return _rows(lines, name, max_rows)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV with heading. Cells that a spreadsheet program would run as a formula are disarmed by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_disarmed(cell) for cell in row] for row in rows)
    return out.getvalue()


def _disarmed(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _rows(lines: Iterator[tuple[int, list[str]]], name: str, max_rows: int) -> list[Row]:
    heading = [cell.strip() for cell in next(lines, (1, []))[1]]
    while heading and not heading[-1]:
        heading.pop()
    if not heading or len(heading) > MOST_COLUMNS:
        raise _error(_("Baris pertama “%(name)s” harus memuat judul kolom."), name=name)
    if doubled := sorted({cell for cell in heading if heading.count(cell) > 1}):
        raise _error(_("Judul kolom muncul lebih dari sekali: %(columns)s."), columns=", ".join(doubled))
    found, errors = [], []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(heading) :]):
            errors.append((line, _("Ada isi di luar kolom yang berjudul.")))
        padded = [*cells, *[""] * (len(heading) - len(cells))]
        found.append(Row(line, dict(zip(heading, padded, strict=False))))
        if len(found) > max_rows:
            raise _error(_("Berkas memuat lebih dari %(count)d baris."), count=max_rows)
    if errors:
        raise TableError(errors)
    return found


def _csv(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _error(_("Berkas “%(name)s” bukan CSV (UTF-8) atau XLSX."), name=name) from None
    if "\0" in text:
        raise _error(_("Berkas “%(name)s” bukan CSV (UTF-8) atau XLSX."), name=name)
    first = text.splitlines()[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as fault:
        raise TableError([(reader.line_num, _("Baris tidak dapat dibaca: %s") % fault)]) from fault


def _xlsx(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # slow to import, seldom needed

    unreadable = _error(_("Berkas “%(name)s” tidak dapat dibaca sebagai XLSX."), name=name)
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise unreadable
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except TableError:
        raise
    except Exception as fault:  # openpyxl raises whatever its parsers meet in a damaged file
        raise unreadable from fault
    for line, cells in enumerate(rows, start=1):
        yield line, [_as_text(cell) for cell in cells]


def _as_text(cell: Any) -> str:
    """A cell as its CSV would hold it. Excel keeps numbers as floats; their shortest form is what was typed."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(cell)


def _error(sentence: str, **words: object) -> TableError:
    return TableError([(1, sentence % words)])
