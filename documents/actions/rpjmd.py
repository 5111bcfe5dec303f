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

PROGRAMME_FIELDS = ("name", "indicator", "unit", "agency")


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
    year_targets: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> RpjmdProgramme:
    """A new programme under a target. A yearly target is text as it was written; empty text: not set.

    Raises `Refused` when the document has this code already, or for an agency of another regency.
    """
    row = locked(target.document)
    require_own_agency(row, agency)
    values = {"name": name, "indicator": indicator, "unit": unit, "agency": agency}
    programme = RpjmdProgramme(document=row, target=target, code=code, **values)
    texts = {str(year): text for year, text in (year_targets or {}).items()}
    plant(programme, row, by=by, at=at, after={"code": code, "target": target.code, **values, "year_targets": texts})
    YearTarget.objects.bulk_create(
        YearTarget(programme=programme, year=year, text=text) for year, text in (year_targets or {}).items()
    )
    return programme


@transaction.atomic
def change_rpjmd_programme(
    programme: RpjmdProgramme,
    values: Mapping[str, Any],
    *,
    year_targets: Mapping[int, str],
    by: Actor,
    at: datetime,
) -> RpjmdProgramme:
    """Set fields of `PROGRAMME_FIELDS` and the yearly targets named; others stay. Returns the stored row.

    Raises `Refused` for an agency of another regency.
    """
    _only(values, PROGRAMME_FIELDS)
    document = locked(programme.document)
    row = RpjmdProgramme.objects.select_related("agency").get(pk=programme.pk)
    require_own_agency(document, values.get("agency"))
    before, after = journal.changes(row, values)
    known = dict(row.year_targets.values_list("year", "text"))
    new_texts = {year: text for year, text in year_targets.items() if known.get(year) != text}
    if not after and not new_texts:
        return row
    _set(row, after)
    for year, text in new_texts.items():
        YearTarget.objects.update_or_create(programme=row, year=year, defaults={"text": text})
    if new_texts:
        before["year_targets"] = {str(year): known.get(year) for year in new_texts}
        after["year_targets"] = {str(year): text for year, text in new_texts.items()}
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
    row.save(update_fields=list(values))
