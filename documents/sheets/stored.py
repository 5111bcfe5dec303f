"""A programme tree as it is stored, in the texts of its tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from documents.models import (
    Document,
    Goal,
    LevelIndicator,
    MasterplanProgramme,
    MasterplanYear,
    Mission,
    RpjmdProgramme,
    Target,
)
from documents.sheets.columns import Names, Sheet, sheets_of
from pillars.models import Pillar, SubPillar
from regencies.models import Agency

Texts = dict[str, str]


@dataclass(frozen=True)
class State:
    """`rows` by sheet and code; `names` what cells may name; `pairs` which sub-pillar belongs to which pillar."""

    document: Document
    sheets: list[Sheet]
    rows: dict[str, dict[str, Texts]]
    names: Names
    pairs: frozenset[tuple[str, str]] = frozenset()

    def sheet(self, slug: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.slug == slug), None)

    def mark(self, slug: str, codes: Iterable[str]) -> str:
        """A short hash of rows as they stand: another one tells that somebody changed them meanwhile."""
        return digest([(code, self.rows[slug].get(code)) for code in sorted(codes)])


def digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def folded(names: Iterable[str]) -> dict[str, str]:
    return {name.lower(): name for name in names}


def stored(document: Document) -> State:
    """All tables of the document. At most thirteen queries, whatever its size. Words are Indonesian in every language."""
    with override("id"):
        names: dict[str, Mapping[str, str]] = {
            "agency": folded(Agency.objects.filter(regency=document.regency_id).values_list("code", flat=True))
        }
        if document.kind == Document.Kind.MASTERPLAN:
            return _masterplan(document, names)
        return _rpjmd(document, names)


def _masterplan(document: Document, names: dict[str, Mapping[str, str]]) -> State:
    programmes = list(
        MasterplanProgramme.objects.filter(document=document)
        .select_related("pillar", "sub_pillar", "agency")
        .prefetch_related("years")
    )
    years = _years(document, (year.year for row in programmes for year in row.years.all()))
    subs = [(str(row.pillar.name_id), str(row.name_id)) for row in SubPillar.objects.select_related("pillar")]
    names |= {
        "pillar": folded(Pillar.objects.order_by("order").values_list("name_id", flat=True)),
        "sub_pillar": folded(name for _pillar, name in subs),
        "horizon": folded(str(label) for label in MasterplanProgramme.Horizon.labels),
        "status": folded(str(label) for label in MasterplanYear.Status.labels),
    }
    rows = {row.code: _masterplan_texts(row) for row in programmes}
    return State(document, sheets_of(document, years), {"program": rows}, names, frozenset(subs))


def _masterplan_texts(row: MasterplanProgramme) -> Texts:
    texts = {
        "code": row.code,
        "name": row.name,
        "description": row.description,
        "pillar": row.pillar.name_id,
        "sub_pillar": row.sub_pillar.name_id if row.sub_pillar else "",
        "horizon": str(row.get_horizon_display()),
        "start_year": _number(row.start_year),
        "end_year": _number(row.end_year),
        "budget_rupiah": _number(row.budget_rupiah),
        "agency": row.agency.code if row.agency else "",
    }
    for year in row.years.all():
        texts[f"status:{year.year}"] = str(year.get_status_display()) if year.status else ""
        texts[f"target:{year.year}"] = year.target
        texts[f"realisation:{year.year}"] = year.realisation
    return texts


def _rpjmd(document: Document, names: dict[str, Mapping[str, str]]) -> State:
    missions = list(Mission.objects.filter(document=document))
    goals = list(Goal.objects.filter(document=document).prefetch_related("missions"))
    targets = list(Target.objects.filter(document=document).select_related("goal"))
    indicators = LevelIndicator.objects.filter(document=document).select_related("goal", "target")
    programmes = RpjmdProgramme.objects.filter(document=document).select_related("target", "agency")
    measures = list(indicators.prefetch_related("years"))
    works = list(programmes.prefetch_related("year_targets"))
    seen = [year.year for row in measures for year in row.years.all()]
    years = _years(document, [*seen, *(year.year for row in works for year in row.year_targets.all())])
    rows: dict[str, dict[str, Texts]] = {
        "misi": {row.code: {"code": row.code, "order": str(row.order), "text": row.text} for row in missions},
        "tujuan": {
            row.code: {"code": row.code, "missions": ", ".join(m.code for m in row.missions.all()), "text": row.text}
            for row in goals
        },
        "sasaran": {row.code: {"code": row.code, "goal": row.goal.code, "text": row.text} for row in targets},
        "indikator": {row.code: _measure_texts(row) for row in measures},
        "program": {row.code: _programme_texts(row) for row in works},
    }
    return State(document, sheets_of(document, years), rows, names)


def _measure_texts(row: LevelIndicator) -> Texts:
    parent = f"Tujuan {row.goal.code}" if row.goal else f"Sasaran {row.target.code}" if row.target else ""
    texts = {"code": row.code, "parent": parent, "name": row.name, "unit": row.unit}
    return texts | _measured(row.years.all())


def _programme_texts(row: RpjmdProgramme) -> Texts:
    texts = {
        "code": row.code,
        "target": row.target.code,
        "name": row.name,
        "indicator": row.indicator,
        "unit": row.unit,
        "agency": row.agency.code if row.agency else "",
        "budget_rupiah": _number(row.budget_rupiah),
    }
    return texts | _measured(row.year_targets.all())


def _measured(years: Iterable[Any]) -> Texts:
    texts: Texts = {}
    for year in years:
        texts |= {f"text:{year.year}": year.text, f"realisation:{year.year}": year.realisation}
    return texts


def _years(document: Document, seen: Iterable[int]) -> list[int]:
    return sorted({*range(document.start_year, document.end_year + 1), *seen})


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
