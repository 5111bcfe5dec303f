"""The tables of a document as a workbook, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, Any

from common.printable import printable
from common.spreadsheet import Cell, Column, Limits, read_book, write_book
from common.spreadsheet import Sheet as BookSheet
from documents.models import Document
from documents.sheets.columns import Field, Sheet
from documents.sheets.difference import Incoming
from documents.sheets.stored import State

GUIDE = "Petunjuk"
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 3_000
MOST_CHOICES = 250  # characters of a drop-down
NUMBERS = ("order", "year", "rupiah")


def write(state: State) -> bytes:
    """All tables as they stand, with drop-downs where the names are few. Words are Indonesian in every language."""
    document = state.document
    lines = [
        f"{document.regency.name} – {document.title}",
        "Setiap lembar memuat satu tingkat; satu baris satu butir, dikenali dari kodenya.",
        "Baris dengan kode baru ditambahkan. Kolom yang menyebut butir lain diisi dengan kodenya.",
        "Target dan realisasi ditulis seperti dalam dokumen, misalnya 75 persen atau ≥ 90%.",
        "Jangan menambah kolom, rumus, atau sel gabungan: berkas seperti itu ditolak.",
        "Setelah diunggah, portal menunjukkan bedanya baris demi baris sebelum ada yang berubah.",
    ]
    guide = BookSheet(GUIDE, [Column("Petunjuk", width=100)], [[line] for line in lines])
    return write_book([guide, *(_sheet(sheet, state) for sheet in state.sheets)], title=document.title)


def _sheet(sheet: Sheet, state: State) -> BookSheet:
    columns = [Column(field.heading, width=field.width, choices=_choices(field, state)) for field in sheet.fields]
    rows = [
        [_value(field, texts.get(field.key, "")) for field in sheet.fields] for texts in state.rows[sheet.slug].values()
    ]
    return BookSheet(sheet.name, columns, rows)


def _choices(field: Field, state: State) -> list[str]:
    names = list(state.names.get(field.of, {}).values()) if field.kind == "one" else []
    return names if len(",".join(names)) <= MOST_CHOICES else []


def _value(field: Field, text: str) -> Any:
    return int(text) if text and field.kind in NUMBERS else text or None


def read(file: IO[bytes], *, name: str, document: Document, state: State) -> dict[str, list[Incoming]]:
    """The rows of every table. Raises `SheetFault`, also for a missing or foreign sheet and other columns, and
    `virus_scan.Unavailable`."""
    most = max(len(sheet.fields) for sheet in state.sheets)
    limits = Limits(rows=MOST_ROWS, columns=most, sheets=len(state.sheets) + 1)
    book = read_book(file, name=name, max_bytes=MOST_BYTES, limits=limits)
    wanted = [sheet.name for sheet in state.sheets]
    book.require(*wanted, *([GUIDE] if GUIDE in book.sheets else []))
    return {sheet.slug: _rows(book.sheet(sheet.name).table(sheet.headings), sheet) for sheet in state.sheets}


def _rows(lines: list[Any], sheet: Sheet) -> list[Incoming]:
    found = [Incoming(line.number, {one.key: _text(line[one.heading]) for one in sheet.fields}) for line in lines]
    return [row for row in found if any(row.texts.values())]


def _text(cell: Cell) -> str:
    """What a cell says, a number as it is written in Indonesian."""
    if isinstance(cell.value, Decimal):
        plain = f"{cell.value:f}"
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")
    return printable(cell.text()).strip()
