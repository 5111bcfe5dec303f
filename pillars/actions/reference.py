"""The published instruments, from the files under `pillars/data` (see its README for sources and certainty)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.db import transaction

from accounts.models import PORTAL
from common.reference import Tally, bring
from common.spreadsheet import Row
from common.steps import Refused
from journal import actions as journal
from pillars.actions.imports import Header, as_text, read_rows, store_questions, store_weights
from pillars.models import Instrument, Pillar, SubPillar
from pillars.rows import Unfit, Weight, read_weights, weights_faults

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Source:
    """A published instrument: its name, the file of its questions (None: not known), what that has beyond it."""

    name: str
    file: str | None
    without: str = ""


SOURCES: Mapping[str, Source] = {
    "2022-early": Source("Instrumen 2022 – Kohort awal", "2022-early.csv"),
    "2022-regular": Source("Instrumen 2022 – Reguler", None),
    "2023-regular": Source("Instrumen 2023 Tahap II – Reguler", "2023-kppn-ikn.csv", without="collaboration"),
    "2023-kppn-ikn": Source("Instrumen 2023 Tahap II – KPPN dan IKN", "2023-kppn-ikn.csv"),
}


@dataclass(frozen=True)
class Loaded:
    """What loading did to one instrument. `is_held_back`: it is frozen and differs from the files, so it was left."""

    instrument: Instrument
    questions: Tally
    is_created: bool = False
    is_changed: bool = False
    is_held_back: bool = False


@transaction.atomic
def load_pillars(folder: Path = DATA) -> Mapping[str, Tally]:
    """The six pillars and eighteen sub-pillars; safe to run twice. Returns a tally per table."""
    pillars = [Pillar(**{**row, "order": int(row["order"])}) for row in _read(folder / "pillars.csv")]
    rows = _read(folder / "sub_pillars.csv")
    subs = [SubPillar(pillar_id=row.pop("pillar"), **{**row, "order": int(row["order"])}) for row in rows]
    names = ("order", "name_id", "name_en")
    return {
        "pillars": bring(Pillar, pillars, key="slug", fields=(*names, "description_id", "description_en")),
        "sub_pillars": bring(SubPillar, subs, key="slug", fields=("pillar_id", *names)),
    }


@transaction.atomic
def load_instruments(*, at: datetime, folder: Path = DATA) -> list[Loaded]:
    """The four published instruments; safe to run twice. Level texts and later versions are never touched.

    Raises `Unfit` for files that do not make an instrument, `Refused` when the secretariat already uses a slug.
    """
    tables = {name: _table(folder / "instruments" / name) for name in {s.file for s in SOURCES.values()} if name}
    rows = _table(folder / "instruments" / "weights.csv")
    found = []
    for slug, group in groupby(rows, key=lambda row: row.values["instrument"]):
        source, own = SOURCES[slug], list(group)
        table = [row for row in tables.get(source.file or "", []) if row.values["dimension"] != source.without]
        found.append(_load(_header(slug, source, own[0]), own, table, at=at))
    return found


def _load(header: Header, weight_rows: list[Row], table: list[Row], *, at: datetime) -> Loaded:
    weights, faults = read_weights(weight_rows, header.slug)
    questions = read_rows(table) if table else None
    dimensions = questions.first_line if questions else {}
    if faults := [*faults, *(questions.faults if questions else []), *weights_faults(weights, dimensions)]:
        raise Unfit(faults)
    fields = questions.fields if questions else []
    instrument, is_created = Instrument.objects.get_or_create(
        slug=header.slug, version=1, defaults={**vars(header), "is_reference": True}
    )
    if not instrument.is_reference:
        raise Refused(f"“{header.slug}” is an instrument of the secretariat; the published one cannot be loaded.")
    if not is_created and _is_same(instrument, header, weights, fields):
        return Loaded(instrument, Tally(len(fields)))
    if instrument.is_frozen:
        return Loaded(instrument, Tally(len(fields)), is_held_back=True)
    for name, value in vars(header).items():
        setattr(instrument, name, value)
    instrument.save()
    store_weights(instrument, weights)
    tally = Tally(len(fields), *store_questions(instrument, fields))
    after = {**vars(header), "weights": as_text(weights), "indicators": len(fields)}
    journal.write("instrument.import", instrument, by=PORTAL, at=at, after=after)
    return Loaded(instrument, tally, is_created=is_created, is_changed=not is_created)


def _is_same(instrument: Instrument, header: Header, weights: list[Weight], fields: list[dict[str, object]]) -> bool:
    if any(getattr(instrument, name) != value for name, value in vars(header).items()):
        return False
    stored = [Weight(w.dimension, w.percent, w.source_note, w.certainty) for w in instrument.weights.all()]
    if stored != weights:
        return False
    names = list(fields[0]) if fields else ["key"]
    return list(instrument.indicators.values(*names)) == fields


def _header(slug: str, source: Source, row: Row) -> Header:
    cells = row.values
    return Header(
        slug=slug,
        name=source.name,
        year=int(cells["year"]),
        stage=cells["stage"],
        cohort=cells["cohort"],
        panel_size=int(cells["panel_size"]),
        rounding=cells["rounding"],
        improvement_rule=cells["improvement_rule"],
    )


def _table(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return [Row(reader.line_num, row) for row in reader]


def _read(path: Path) -> list[dict[str, str]]:
    return [dict(row.values) for row in _table(path)]
