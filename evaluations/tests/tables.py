"""The published tables as tests use them: the files of the project, changed cells, and the reference they need."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accounts.models import PORTAL
from common.spreadsheet import Row
from evaluations.actions import imports
from pillars import actions as pillars
from regencies.actions import load_regions

RESULTS = Path(imports.__file__).parent.parent / "data" / "results"
EARLY, STAGE2, ABSENT = RESULTS / "2022-early.csv", RESULTS / "2023-stage2.csv", RESULTS / "2023-absent.csv"
KEDIRI = RESULTS / "2022-regular-kota-kediri.csv"
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)
LETTER_2022, LETTER_2023 = datetime(2022, 12, 5, 17, 0, tzinfo=UTC), datetime(2023, 12, 3, 17, 0, tzinfo=UTC)


def load_reference() -> None:
    """Regions and the four published instruments."""
    load_regions()
    pillars.load_pillars()
    pillars.load_instruments(at=AT)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(path: Path) -> list[Row]:
    """Rows as the reader gives them."""
    return [Row(line, values) for line, values in enumerate(lines(path), 2)]


def text_of(table: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def changed(path: Path, region: str, **cells: str) -> str:
    """The text of a table with other cells in the row of one region."""
    return text_of([{**row, **cells} if row["code"] == region else row for row in lines(path)])


def store(path: Path, year: int, **options: Any) -> imports.Import:
    return imports.import_file(path, year=year, **{"by": PORTAL, "at": AT, **options})


def store_text(text: str, year: int, **options: Any) -> imports.Import:
    file = io.BytesIO(text.encode())
    return imports.import_file(file, year=year, **{"source": "uji.csv", "by": PORTAL, "at": LATER, **options})
