"""The columns of each table, and how a text in one becomes its canonical form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents.models import Document
from documents.targets import read as read_target

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_RUPIAH = 10**18
Names = Mapping[str, Mapping[str, str]]
"""What a cell may name: by kind ("agency"), then by text in small letters, the canonical text."""


class Wrong(ValueError):
    """`str()` says in a sentence why a text does not fit its column."""


@dataclass(frozen=True)
class Field:
    """A column. `of` is the kind of names it takes; `year` 0: of no year."""

    key: str
    heading: str
    kind: str = "text"
    most: int = 200
    required: bool = False
    of: str = ""
    width: int = 16
    year: int = 0

    def read(self, text: str, names: Names) -> str:
        """The canonical form of `text`. Raises `Wrong`."""
        plain = text.strip()
        if not plain:
            if self.required:
                raise Wrong(_("Wajib diisi."))
            return ""
        if len(plain) > self.most:
            raise Wrong(_("Paling panjang %(most)d huruf.") % {"most": self.most})
        return READERS[self.kind](plain, names.get(self.of, {}))


@dataclass(frozen=True)
class Sheet:
    """A table of one level; its first column is the code."""

    slug: str
    name: str
    fields: tuple[Field, ...]

    @property
    def headings(self) -> list[str]:
        return [field.heading for field in self.fields]


def sheets_of(document: Document, years: Iterable[int]) -> list[Sheet]:
    """The tables of a Masterplan or an RPJMD, upper levels first; none for other documents."""
    if document.kind == Document.Kind.MASTERPLAN:
        return [_masterplan(list(years))]
    return _rpjmd(list(years)) if document.kind == Document.Kind.RPJMD else []


def _code(most: int = 20) -> Field:
    return Field("code", "Kode", most=most, required=True, width=12)


def _wording(heading: str) -> Field:
    return Field("text", heading, most=2000, required=True, width=70)


def _rpjmd(years: list[int]) -> list[Sheet]:
    measured = tuple(
        field
        for year in years
        for field in (
            Field(f"text:{year}", f"Target {year}", most=80, year=year),
            Field(f"realisation:{year}", f"Realisasi {year}", most=80, year=year),
        )
    )
    return [
        Sheet("misi", "Misi", (_code(), Field("order", "Urutan", "order", required=True), _wording("Misi"))),
        Sheet(
            "tujuan",
            "Tujuan",
            (_code(), Field("missions", "Misi", "some", of="misi", required=True), _wording("Tujuan")),
        ),
        Sheet(
            "sasaran",
            "Sasaran",
            (_code(), Field("goal", "Tujuan", "one", of="tujuan", required=True), _wording("Sasaran")),
        ),
        Sheet(
            "indikator",
            "Indikator",
            (
                _code(30),
                Field("parent", "Tujuan atau sasaran", "one", of="parent", required=True),
                Field("name", "Indikator", required=True, width=50),
                Field("unit", "Satuan", most=40),
                *measured,
            ),
        ),
        Sheet(
            "program",
            "Program",
            (
                _code(30),
                Field("target", "Sasaran", "one", of="sasaran", required=True),
                Field("name", "Program", required=True, width=50),
                Field("indicator", "Indikator", width=50),
                Field("unit", "Satuan", most=40),
                Field("agency", "Perangkat daerah", "one", of="agency"),
                Field("budget_rupiah", "Pagu (Rp)", "rupiah"),
                *measured,
            ),
        ),
    ]


def _masterplan(years: list[int]) -> Sheet:
    yearly = tuple(
        field
        for year in years
        for field in (
            Field(f"status:{year}", f"Keadaan {year}", "one", of="status", year=year),
            Field(f"target:{year}", f"Target {year}", most=80, year=year),
            Field(f"realisation:{year}", f"Realisasi {year}", most=80, year=year),
        )
    )
    return Sheet(
        "program",
        "Program",
        (
            _code(30),
            Field("name", "Program", required=True, width=50),
            Field("description", "Uraian", most=2000, width=60),
            Field("pillar", "Pilar", "one", of="pillar", required=True),
            Field("sub_pillar", "Subpilar", "one", of="sub_pillar", width=30),
            Field("horizon", "Jangka", "one", of="horizon", required=True),
            Field("start_year", "Mulai", "year"),
            Field("end_year", "Selesai", "year"),
            Field("budget_rupiah", "Anggaran (Rp)", "rupiah"),
            Field("agency", "Perangkat daerah", "one", of="agency"),
            *yearly,
        ),
    )


def _read_text(text: str, _names: Mapping[str, str]) -> str:
    return text


def _read_one(text: str, names: Mapping[str, str]) -> str:
    found = names.get(text.lower())
    if not found:
        raise Wrong(_("“%(text)s” tidak dikenal.") % {"text": text})
    return found


def _read_some(text: str, names: Mapping[str, str]) -> str:
    """Several names between commas or semicolons, in the order in which they are known."""
    wanted = {_read_one(part.strip(), names) for part in re.split(r"[,;]", text) if part.strip()}
    return ", ".join(name for name in names.values() if name in wanted)


def _read_order(text: str, _names: Mapping[str, str]) -> str:
    return _whole(text, 1, 99)


def _read_year(text: str, _names: Mapping[str, str]) -> str:
    return _whole(text, FIRST_YEAR, LAST_YEAR)


def _whole(text: str, least: int, most: int) -> str:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
        words = {"text": text, "least": least, "most": most}
        raise Wrong(_("“%(text)s” bukan bilangan bulat antara %(least)d dan %(most)d.") % words)
    return str(int(text))


def _read_rupiah(text: str, _names: Mapping[str, str]) -> str:
    """Whole rupiah: "1500000", "1.500.000", "Rp 1,5 miliar"."""
    if re.fullmatch(r"[0-9]{1,19}", text):
        amount = int(text)
    else:
        found = read_target(text if text.lower().startswith("rp") else f"Rp {text}")
        if found is None or found.number != found.number.to_integral_value() or found.number < 0:
            raise Wrong(_("“%(text)s” bukan jumlah rupiah. Tulis misalnya 1500000 atau 1.500.000.") % {"text": text})
        amount = int(found.number)
    if amount >= MOST_RUPIAH:
        raise Wrong(_("Angka ini terlalu besar. Periksa kembali."))
    return str(amount)


READERS: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "text": _read_text,
    "one": _read_one,
    "some": _read_some,
    "order": _read_order,
    "year": _read_year,
    "rupiah": _read_rupiah,
}
