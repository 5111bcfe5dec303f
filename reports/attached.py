"""The data of a report as files within it, so that nobody retypes a number: JSON of all it says, and its workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reports.kinds.kind import Kind
from reports.shapes import Emblem

MIME = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WITHIN = ("xlsx",)  # of the other formats of a kind, those that lie within the PDF


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within a PDF; `description` is what a reader's program shows beside its name."""

    name: str
    description: str
    content: bytes


def attached(kind: Kind[Any, Any], data: Any) -> tuple[Attached, ...]:
    """What is put into the PDF of these data. Equal data give equal bytes."""
    written = as_json(kind.code, data)
    files = [Attached(f"{kind.code}.json", "Data laporan ini untuk program komputer", written)]
    files += [
        Attached(f"{kind.code}.{ending}", "Data laporan ini sebagai buku kerja", kind.formats[ending](data))
        for ending in WITHIN
        if ending in kind.formats
    ]
    return tuple(files)


def as_json(code: str, data: Any) -> bytes:
    """All that a report says, named as in the code. Numbers that are not whole are text, so that no digit changes; missing
    is null, never 0."""
    return json.dumps({"kind": code, "data": _plain(data)}, indent=1).encode("ascii")


def _plain(value: Any) -> Any:
    if isinstance(value, Emblem):
        return {"sha256": value.sha256}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
