"""Reading a published result table: the columns of `evaluations/data/results/*.csv` into checked rows.

Every mistake is named with its line, all at once; a table with one mistake gives no rows at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.spreadsheet import Row, TableError
from pillars.models import Cohort, Dimension, Instrument
from regencies.models import Regency

REQUIRED = ("code", "cohort", "final")
NUMBER = re.compile(r"-?[0-9]([.,][0-9]{1,2})?")
"""Decimal point as in the published tables, or decimal comma as Indonesian spreadsheets save it; never thousands."""


@dataclass(frozen=True)
class PublishedRow:
    """One region's published numbers. No final and no dimensions: it did not take part.

    `line` is the line of the file; 0 for a row carried over from the run before.
    """

    line: int
    regency: Regency
    instrument: Instrument
    dimensions: Mapping[str, Decimal]
    final: Decimal | None
    improvement: Decimal | None

    @property
    def is_absent(self) -> bool:
        return self.final is None


class Reader:
    """Checks rows against the known regions and the instruments of one year and stage."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self.instruments = instruments
        self.weighted = {
            cohort: {weight.dimension for weight in instrument.weights.all()}
            for cohort, instrument in instruments.items()
        }
        self.regencies = {regency.code: regency for regency in Regency.objects.all()}
        self.lines: dict[str, int] = {}
        self.errors: list[tuple[int, str]] = []

    def read(self, rows: Iterable[Row]) -> list[PublishedRow]:
        """Checked rows in the order of the file. Raises `TableError` with every mistake."""
        rows = list(rows)
        if not rows:
            raise TableError([(1, _("Berkas ini tidak memuat satu baris pun."))])
        if missing := [name for name in REQUIRED if name not in rows[0].values]:
            raise TableError([(1, _("Kolom tidak ditemukan: %(names)s.") % {"names": ", ".join(missing)})])
        found = [self._row(row) for row in rows]
        if self.errors:
            raise TableError(self.errors)
        return [row for row in found if row is not None]

    def _row(self, row: Row) -> PublishedRow | None:
        before = len(self.errors)
        regency = self._regency(row)
        cohort = row.values["cohort"].strip()
        instrument = self.instruments.get(cohort)
        if instrument is None:
            label = dict(Cohort.choices).get(cohort, cohort)
            self._error(
                row,
                _("Kohort “%(cohort)s” tidak memiliki instrumen untuk tahun dan tahap ini.") % {"cohort": label},
            )
        dimensions = {name: value for name in Dimension.values if (value := self._number(row, name, low=0)) is not None}
        final = self._number(row, "final", low=0)
        improvement = self._number(row, "improvement", low=-4)
        if instrument is not None:
            self._complete(row, self.weighted[cohort])
        if len(self.errors) > before or regency is None or instrument is None:
            return None
        return PublishedRow(row.line, regency, instrument, dimensions, final, improvement)

    def _regency(self, row: Row) -> Regency | None:
        code = row.values["code"].strip()
        regency = self.regencies.get(code)
        if regency is None:
            self._error(row, _("Kode daerah “%(code)s” tidak dikenal.") % {"code": code})
            return None
        if code in self.lines:
            self._error(
                row,
                _("Kode %(code)s sudah ada pada baris %(line)d.") % {"code": code, "line": self.lines[code]},
            )
            return None
        self.lines[code] = row.line
        name = row.values.get("name", "").strip()
        if name and name.casefold() != regency.name.casefold():
            words = {"code": code, "known": regency.name, "name": name}
            self._error(row, _("Kode %(code)s adalah %(known)s, bukan “%(name)s”.") % words)
        return regency

    def _number(self, row: Row, column: str, *, low: int) -> Decimal | None:
        text = row.values.get(column, "").strip()
        if not text:
            return None
        plain = text.replace(",", ".")
        if not NUMBER.fullmatch(text) or not low <= Decimal(plain) <= 4:
            words = {"column": column, "text": text, "low": low}
            self._error(
                row,
                _("Kolom %(column)s: “%(text)s” bukan angka %(low)d sampai 4 dengan paling banyak dua desimal.")
                % words,
            )
            return None
        return Decimal(plain).quantize(Decimal("0.01"))

    def _complete(self, row: Row, weighted: set[str]) -> None:
        given = {name for name in Dimension.values if row.values.get(name, "").strip()}
        if not given and not row.values["final"].strip():
            if row.values.get("improvement", "").strip():
                self._error(row, _("Ada Indeks Peningkatan, tetapi tidak ada nilai lain."))
            return
        for name in sorted(weighted - given):
            self._error(row, _("Kolom %(column)s kosong.") % {"column": name})
        for name in sorted(given - weighted):
            self._error(
                row,
                _("Kolom %(column)s terisi, tetapi instrumen kohort ini tidak memilikinya.") % {"column": name},
            )
        if not row.values["final"].strip():
            self._error(row, _("Kolom %(column)s kosong.") % {"column": "final"})

    def _error(self, row: Row, text: str) -> None:
        self.errors.append((row.line, text))
