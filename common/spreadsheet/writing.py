"""Workbooks out. A string is stored as a string, whatever it begins with; equal input gives equal bytes."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from common.inspection.escapes import escape

Plain = str | int | Decimal | bool | date | datetime | None
LONGEST_TEXT = 32_767  # characters a cell holds
LONGEST_CHOICES = 255  # characters of a drop-down, with its commas
FIXED = datetime(2000, 1, 1)
ZIP_TIME = (2000, 1, 1, 0, 0, 0)
TEXT_FORMAT, DAY_FORMAT, TIME_FORMAT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Formula:
    """A formula of our own, beginning with "=". Nothing that people typed may be part of it. `value` is what it gives: for
    programs that show a workbook without computing."""

    text: str
    value: int | Decimal | str | None = None


@dataclass(frozen=True)
class Entry:
    """A cell to be filled in: open in a protected sheet, with a drop-down when there are `choices`."""

    value: Plain = None
    choices: Sequence[str] = ()


Value = Plain | Formula | Entry


@dataclass(frozen=True)
class Column:
    """`width` in characters. A hidden column is for programs. `format` is how its numbers are written, such as "0.00"."""

    title: str
    width: float = 16
    hidden: bool = False
    choices: Sequence[str] = ()
    format: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table under frozen headings, with `intro` lines above. In a `protected` one only `Entry` cells take input."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    intro: Sequence[str] = ()
    protected: bool = False
    hidden: bool = False

    @property
    def head(self) -> int:
        """The row of the headings, counted from 1."""
        return len(self.intro) + 1


def write_book(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The workbook's bytes. Raises ValueError for what no cell can hold."""
    from openpyxl import Workbook  # slow to import, seldom needed

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = title, "Evaluasi Smart City"
    book.properties.created = FIXED
    book.calculation.fullCalcOnLoad = True
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    out = io.BytesIO()
    book.save(out)
    return _finished(out.getvalue(), sheets)


def _fill(target: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    target.sheet_state = "hidden" if sheet.hidden else "visible"
    target.page_setup.orientation = "landscape"
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = (
        1,
        0,
    )  # all columns on a page, as many pages as it takes
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.print_title_rows = f"{sheet.head}:{sheet.head}"
    for number, line in enumerate(sheet.intro, start=1):
        _put(target.cell(number, 1), line)
        target.cell(number, 1).font = Font(bold=number == 1)
    for place, column in enumerate(sheet.columns, start=1):
        cell = target.cell(sheet.head, place)
        _put(cell, column.title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7ECF3")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        size = target.column_dimensions[cell.column_letter]
        size.width, size.hidden = column.width, column.hidden
    drops = _Drops(target)
    for number, row in enumerate(sheet.rows, start=sheet.head + 1):
        for place, value in enumerate(row, start=1):
            _put_value(target.cell(number, place), value, drops)
            if sheet.columns[place - 1].format and not isinstance(value, str):
                target.cell(number, place).number_format = sheet.columns[place - 1].format
    _offer_columns(sheet, drops)
    target.freeze_panes = target.cell(sheet.head + 1, 1)
    if sheet.protected:
        target.protection.sheet = True
        target.protection.formatColumns = target.protection.formatRows = False  # widening them harms nothing


def _put_value(cell: Any, value: Value, drops: _Drops) -> None:
    from openpyxl.styles import Alignment, Protection

    plain = value.value if isinstance(value, Entry) else value
    if isinstance(plain, str) or isinstance(value, Entry):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(plain, str) or (isinstance(value, Entry) and plain is None):
        cell.number_format = TEXT_FORMAT  # what is typed over it stays text too: leading zeros, "="
    if isinstance(value, Entry):
        cell.protection = Protection(locked=False)
        if value.choices:
            drops.add(value.choices, cell.coordinate)
    _put(cell, plain)


def _put(cell: Any, value: Plain | Formula) -> None:
    """Type and value set by hand: left alone, the library guesses a formula from "=" and an error from "#N/A"."""
    if value is None:
        return
    if isinstance(value, Formula):
        if not value.text.startswith("="):
            raise ValueError("a formula begins with =")
        cell.value, cell.data_type = value.text, "f"
    elif isinstance(value, str):
        if value == "":
            return
        stored = escape(value)
        if len(stored) > LONGEST_TEXT:
            raise ValueError(f"a cell holds {LONGEST_TEXT} characters, not {len(stored)}")
        cell._value, cell.data_type = stored, "s"
    elif isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError("a cell holds no time zone; say which one in the heading")
        cell.value, cell.number_format = value, TIME_FORMAT
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY_FORMAT
    else:
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError("not a number")
        cell.value = value


class _Drops:
    """One rule for all cells with the same choices, so that the file stays small."""

    def __init__(self, target: Any) -> None:
        self.target, self.rules = target, {}  # type: tuple[Any, dict[tuple[str, ...], Any]]

    def add(self, choices: Sequence[str], cells: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = self.rules.get(tuple(choices))
        if rule is None:
            joined = ",".join(choices)
            if len(joined) > LONGEST_CHOICES or any(mark in choice for choice in choices for mark in ',"'):
                raise ValueError("these choices do not fit into a drop-down")
            rule = DataValidation(type="list", formula1=f'"{joined}"', allow_blank=True, showErrorMessage=True)
            self.target.add_data_validation(rule)
            self.rules[tuple(choices)] = rule
        rule.add(cells)


def _offer_columns(sheet: Sheet, drops: _Drops) -> None:
    """Drop-downs of whole columns, also for some lines below those that are there."""
    from openpyxl.utils import get_column_letter

    last = sheet.head + max(len(sheet.rows), 500)
    for place, column in enumerate(sheet.columns, start=1):
        if column.choices:
            letter = get_column_letter(place)
            drops.add(column.choices, f"{letter}{sheet.head + 1}:{letter}{last}")


def _finished(data: bytes, sheets: Sequence[Sheet]) -> bytes:
    """The same archive with fixed times, where the library writes the clock, and with what its formulas give."""
    known = {f"xl/worksheets/sheet{number}.xml": _given(sheet) for number, sheet in enumerate(sheets, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            if given := known.get(part.filename):
                content = _FORMULA.sub(partial(_with_value, given), content)
            info = zipfile.ZipInfo(part.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()


_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>[^<]*</f>)<v ?/?>(?:</v>)?</c>')


def _given(sheet: Sheet) -> dict[str, int | Decimal | str]:
    """What the formulas of a sheet give, by cell."""
    from openpyxl.utils import get_column_letter

    return {
        f"{get_column_letter(place)}{number}": value.value
        for number, row in enumerate(sheet.rows, start=sheet.head + 1)
        for place, value in enumerate(row, start=1)
        if isinstance(value, Formula) and value.value is not None
    }


def _with_value(given: dict[str, int | Decimal | str], found: re.Match[bytes]) -> bytes:
    cell, style, formula = found.groups()
    value = given.get(cell.decode())
    if value is None:
        return found[0]
    kind = b' t="str"' if isinstance(value, str) else b""
    return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (cell, style, kind, formula, html.escape(str(value)).encode())
