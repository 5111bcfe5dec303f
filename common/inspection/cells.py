"""The cells of a workbook: `python -m common.inspection.cells ROWS COLUMNS SHEETS TEXT <FILE`, in a child with limits.

Prints one JSON object: {"sheets": [{"name", "cells": [[row, column, kind, value]]}]} or {"fault", "sheet", "cell"}. A kind
is text, number, instant, truth or error. The gate has looked at the archive before (`office`). Written by hand, since
libraries that read workbooks lose carriage returns and what looks like an escape.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import Any

from defusedxml import ElementTree

from common.inspection.escapes import unescape

EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, without a code of their own
NOT_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LATEST_DAY = 2_958_465  # 31 December 9999


class CellFault(Exception):
    """`code` has a sentence in `common.spreadsheet.reading`."""

    def __init__(self, code: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(code)
        self.told = {"fault": code, "sheet": sheet, "cell": cell}


class Workbook:
    """Reads sheet after sheet of `data`; raises `CellFault` at the first cell that is not taken."""

    def __init__(self, data: bytes, *, rows: int, columns: int, sheets: int, text: int) -> None:
        self.rows, self.columns, self.most_sheets, self.most_text = rows, columns, sheets, text
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = set(self.archive.namelist())
        self.targets = {node.get("Id"): node for node in self._nodes("xl/_rels/workbook.xml.rels", "Relationship")}
        self.strings = [_text_of(node) for node in self._nodes(self._part("sharedStrings"), "si")]
        self.dates = self._date_styles()
        is_1904 = any(node.get("date1904") in ("1", "true") for node in self._nodes("xl/workbook.xml", "workbookPr"))
        self.epoch = EPOCHS[is_1904]

    def sheets(self) -> Iterator[dict[str, Any]]:
        found = list(self._nodes("xl/workbook.xml", "sheet"))
        if len(found) > self.most_sheets:
            raise CellFault("sheets")
        for node in found:
            name = unescape(node.get("name", ""))
            relation = self.targets.get(node.get(RELATION, ""))
            if relation is None or not relation.get("Type", "").endswith("/worksheet"):
                raise CellFault("not_a_table", name)
            yield {"name": name, "cells": list(self._cells(name, _inside(relation.get("Target", ""))))}

    def _cells(self, sheet: str, part: str) -> Iterator[list[Any]]:
        row, column = 0, 0
        for event, node in self._events(part):
            tag = _local(node.tag)
            if event == "start" and tag == "row":
                row, column = int(node.get("r", row + 1)), 0
            elif event == "start" and tag == "c":
                row, column = _place(node.get("r"), row, column + 1)
            elif event == "end" and tag == "c":
                cell = f"{letters(column)}{row}"
                kind, value = self._value(node, sheet, cell)
                if value is not None:
                    if row > self.rows or column > self.columns:
                        raise CellFault("rows" if row > self.rows else "columns", sheet, cell)
                    if len(value) > self.most_text:
                        raise CellFault("text", sheet, cell)
                    yield [row, column, kind, value]
            elif event == "end" and tag == "mergeCell":
                raise CellFault("merged", sheet, node.get("ref", ""))
            if event == "end" and tag == "row":
                node.clear()

    def _value(self, node: Any, sheet: str, cell: str) -> tuple[str, str | None]:
        parts = {_local(child.tag): child for child in node}
        if "f" in parts:
            raise CellFault("formula", sheet, cell)
        kind = node.get("t", "n")
        if kind == "inlineStr":
            return "text", _text_of(parts["is"]) if "is" in parts else None
        raw = parts["v"].text if "v" in parts else None
        if raw is None:
            return "text", None
        if kind == "s":
            return "text", self.strings[int(raw)]
        if kind == "str":
            return "text", unescape(raw)
        if kind == "b":
            return "truth", raw
        if kind == "e":
            raise CellFault("error", sheet, cell)
        if kind == "d":
            return "instant", datetime.fromisoformat(raw).isoformat()
        number = repr(float(raw)) if re.search(r"[.eE]", raw) else str(int(raw))
        if int(node.get("s", 0)) in self.dates:
            return self._instant(float(raw), sheet, cell)
        return "number", number

    def _instant(self, days: float, sheet: str, cell: str) -> tuple[str, str]:
        if not 0 <= days <= LATEST_DAY:
            raise CellFault("error", sheet, cell)
        return "instant", (self.epoch + timedelta(seconds=round(days * 86_400))).isoformat()

    def _date_styles(self) -> set[int]:
        """Numbers of the cell styles that show a number as a date."""
        part = self._part("styles")
        own = {
            int(node.get("numFmtId", 0)) for node in self._nodes(part, "numFmt") if _is_date(node.get("formatCode", ""))
        }
        found: set[int] = set()
        for table in self._nodes(part, "cellXfs"):
            for place, style in enumerate(table):
                if int(style.get("numFmtId", 0)) in DATE_FORMATS | own:
                    found.add(place)
        return found

    def _part(self, kind: str) -> str:
        for node in self.targets.values():
            if node.get("Type", "").endswith(f"/{kind}"):
                return _inside(node.get("Target", ""))
        return ""

    def _nodes(self, part: str, tag: str) -> Iterator[Any]:
        return (node for event, node in self._events(part) if event == "end" and _local(node.tag) == tag)

    def _events(self, part: str) -> Iterator[tuple[str, Any]]:
        if part not in self.names:
            return iter(())
        events: Iterator[tuple[str, Any]] = ElementTree.iterparse(
            io.BytesIO(self.archive.read(part)), events=("start", "end"), forbid_dtd=True
        )
        return events


def letters(column: int) -> str:
    """Name of a column counted from 1: A, B, … AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _place(address: str | None, row: int, column: int) -> tuple[int, int]:
    found = ADDRESS.fullmatch(address or "")
    if found is None:
        return row, column
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _text_of(node: Any) -> str:
    """The text of a string, whole or in formatted pieces; how it is pronounced (rPh) is not part of it."""
    pieces = []
    for child in node:
        tag = _local(child.tag)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces += [part.text or "" for part in child if _local(part.tag) == "t"]
    return "".join(unescape(piece) for piece in pieces)


def _is_date(code: str) -> bool:
    return bool(re.search(r"[dmyhs]", NOT_DATE.sub("", code.split(";")[0]), re.IGNORECASE))


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def main(rows: int, columns: int, sheets: int, text: int) -> None:
    from common.inspection.limits import limit

    limit()
    answer: dict[str, Any]
    try:
        book = Workbook(sys.stdin.buffer.read(), rows=rows, columns=columns, sheets=sheets, text=text)
        answer = {"sheets": list(book.sheets())}
    except CellFault as fault:
        answer = fault.told
    except (MemoryError, RecursionError):
        answer = {"fault": "too_complex", "sheet": "", "cell": ""}
    except (ValueError, KeyError, IndexError, OverflowError, zipfile.BadZipFile, ElementTree.ParseError):
        answer = {"fault": "damaged", "sheet": "", "cell": ""}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
