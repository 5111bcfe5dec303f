"""The tree of an RPJMD: missions, goals, targets, programmes with their yearly targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from documents.actions.documents import locked, plant, tell_part
from documents.models import Document, Goal, Mission, RpjmdProgramme, Target, YearTarget
from journal import actions as journal
from regencies.models import Agency

PROGRAMME_FIELDS = ("target", "name", "indicator", "unit", "agency", "budget_rupiah")


@transaction.atomic
def add_mission(document: Document, *, code: str, text: str, order: int, by: Actor, at: datetime) -> Mission:
    """A new mission. Raises `Refused` when the document is no RPJMD or has this code already."""
    row = locked(document, Document.Kind.RPJMD)
    mission = Mission(document=row, code=code, text=text, order=order)
    plant(mission, row, by=by, at=at, after={"code": code, "text": text, "order": order})
    return mission


@transaction.atomic
def add_goal(document: Document, *, code: str, text: str, missions: Sequence[Mission], by: Actor, at: datetime) -> Goal:
    """A new goal that serves these missions of the document. Raises `Refused`, also for a mission of another one."""
    row = locked(document, Document.Kind.RPJMD)
    if any(mission.document_id != row.pk for mission in missions):
        raise Refused(_("Misi dan tujuan harus berada dalam dokumen yang sama."))
    goal = Goal(document=row, code=code, text=text)
    after = {"code": code, "text": text, "missions": [mission.code for mission in missions]}
    plant(goal, row, by=by, at=at, after=after)
    goal.missions.set(missions)
    return goal


@transaction.atomic
def add_target(goal: Goal, *, code: str, text: str, by: Actor, at: datetime) -> Target:
    """A new target under a goal. Raises `Refused` when the document has this code already."""
    row = locked(goal.document)
    target = Target(document=row, goal=goal, code=code, text=text)
    plant(target, row, by=by, at=at, after={"code": code, "text": text, "goal": goal.code})
    return target


@transaction.atomic
def add_rpjmd_programme(
    target: Target,
    *,
    code: str,
    name: str,
    indicator: str = "",
    unit: str = "",
    agency: Agency | None = None,
    budget_rupiah: int | None = None,
    year_targets: Mapping[int, str] | None = None,
    realisations: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> RpjmdProgramme:
    """A new programme under a target. Yearly targets and realisations are text as written; empty: not set, not known.

    Raises `Refused` when the document has this code already, or for an agency of another regency.
    """
    row = locked(target.document)
    require_own_agency(row, agency)
    values: dict[str, Any] = {"name": name, "indicator": indicator, "unit": unit, "agency": agency}
    values["budget_rupiah"] = budget_rupiah
    programme = RpjmdProgramme(document=row, target=target, code=code, **values)
    aims, came = year_targets or {}, realisations or {}
    texts = {str(year): text for year, text in aims.items()}
    told = {str(year): text for year, text in came.items() if text}
    after = {"code": code, "target": target.code, **values, "year_targets": texts, "realisations": told}
    plant(programme, row, by=by, at=at, after=after)
    YearTarget.objects.bulk_create(
        YearTarget(programme=programme, year=year, text=aims.get(year, ""), realisation=came.get(year, ""))
        for year in sorted({*aims, *came})
    )
    return programme


@transaction.atomic
def change_rpjmd_programme(
    programme: RpjmdProgramme,
    values: Mapping[str, Any],
    *,
    year_targets: Mapping[int, str],
    realisations: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> RpjmdProgramme:
    """Set fields of `PROGRAMME_FIELDS`, yearly targets and realisations named; others stay. Returns the stored row.

    Raises `Refused` for an agency of another regency and for a target of another document.
    """
    _only(values, PROGRAMME_FIELDS)
    document = locked(programme.document)
    row = RpjmdProgramme.objects.select_related("agency", "target").get(pk=programme.pk)
    if "target" in values and values["target"].document_id != document.pk:
        raise Refused(_("Sasaran dan program harus berada dalam dokumen yang sama."))
    require_own_agency(document, values.get("agency"))
    before, after = journal.changes(row, values)
    set_years(row, {"text": year_targets, "realisation": realisations or {}}, before, after)
    if not after:
        return row
    _set(row, {name: value for name, value in after.items() if name in PROGRAMME_FIELDS})
    tell_part(row, document, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def reword(part: Mission | Goal | Target, *, text: str, by: Actor, at: datetime) -> Mission | Goal | Target:
    """Another wording of a mission, goal or target. Returns the stored row."""
    document = locked(part.document)
    row = type(part)._default_manager.get(pk=part.pk)
    before, after = journal.changes(row, {"text": text})
    if after:
        _set(row, after)
        tell_part(row, document, by=by, at=at, before=before, after=after)
    return row


YEAR_NAMES = {"text": "year_targets", "realisation": "realisations"}


def set_years(
    row: RpjmdProgramme,
    texts: Mapping[str, Mapping[int, str]],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Store what differs of `texts` (by field of `YearTarget`, then year) and note it in `before` and `after`."""
    known = {year.year: year for year in row.year_targets.all()}
    for name, by_year in texts.items():
        was = {year: getattr(known[year], name) if year in known else "" for year in by_year}
        new = {year: text for year, text in by_year.items() if was[year] != text or year not in known}
        for year, text in new.items():
            YearTarget.objects.update_or_create(programme=row, year=year, defaults={name: text})
        if new:
            before[YEAR_NAMES[name]] = {str(year): was[year] for year in new}
            after[YEAR_NAMES[name]] = {str(year): text for year, text in new.items()}


def require_own_agency(document: Document, agency: Agency | None) -> None:
    """Raises `Refused` for an agency of another regency."""
    if agency is not None and agency.regency_id != document.regency_id:
        raise Refused(
            _("Perangkat daerah “%(agency)s” bukan milik %(regency)s.")
            % {"agency": agency.code, "regency": document.regency.name}
        )


def _only(values: Mapping[str, Any], names: Sequence[str]) -> None:
    if strangers := set(values) - set(names):
        raise ValueError(f"not fields of this row: {', '.join(sorted(strangers))}")


def _set(row: Mission | Goal | Target | RpjmdProgramme, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save(update_fields=list(values))
