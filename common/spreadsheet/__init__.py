"""Tables and workbooks, in and out, so that nothing in them runs and no character is lost.

Plain tables (the first sheet of an XLSX, or a CSV, as text):
    read_table(file, name=, max_rows=, max_bytes=) -> [Row(line, values)]     raises TableError
    write_csv(columns, rows) -> str

Writing a workbook (`writing`): equal input gives equal bytes, a string is always stored as a string:
    write_book([Sheet("Jawaban", [Column("Nomor", width=8), Column("id", hidden=True)], rows)], title="…") -> bytes
    A cell is str, int, Decimal, bool, date, datetime (without zone) or None. `Entry(value, choices=("Ya", "Tidak"))` is a
    cell to fill in: unlocked where the sheet is `protected`, with a drop-down of its `choices`. `Formula("=SUM(A1:A3)")`
    is the only way to a formula; never build one from what people typed.

Reading a workbook (`reading`): the gate of uploads first, then a child process with limits:
    book = read_book(file, name=, max_bytes=, limits=Limits(rows=2000))     raises SheetFault, virus_scan.Unavailable
    book.require("Petunjuk", "Jawaban")            these sheets and no other
    for line in book.sheet("Jawaban").table(["Nomor", "Jawaban"], head=3):     headings in row 3, exactly these
        line.number, line["Jawaban"].text(), .number(), .whole(), .day(), .yes_no(), .value, .address
    A `SheetFault` says in a sentence what is wrong, in which sheet and cell; typed reads raise it too. `value` is None,
    str, Decimal, bool, date or datetime. An empty cell gives "" as text, else None; a real 0 stays 0.
    Formulas and merged cells are refused anywhere in the book.
"""

from common.spreadsheet.reading import Book, Cell, Limits, Line, ReadSheet, SheetFault, read_book
from common.spreadsheet.tables import Row, TableError, read_table, write_csv
from common.spreadsheet.writing import Column, Entry, Formula, Sheet, write_book

__all__ = [
    "Book",
    "Cell",
    "Column",
    "Entry",
    "Formula",
    "Limits",
    "Line",
    "ReadSheet",
    "Row",
    "Sheet",
    "SheetFault",
    "TableError",
    "read_book",
    "read_table",
    "write_book",
    "write_csv",
]
