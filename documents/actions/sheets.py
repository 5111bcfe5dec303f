"""Taking over filled tables: all rows of it in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Actor
from common.steps import Refused
from documents.actions.documents import locked, tell
from documents.actions.removing import delete_free
from documents.models import (
    Document,
    Goal,
    LevelIndicator,
    LevelYear,
    MasterplanProgramme,
    MasterplanYear,
    Mission,
    RpjmdProgramme,
    SheetImport,
    Target,
    YearTarget,
)
from documents.sheets import Change, Difference, difference, stored
from documents.sheets.stored import Texts
from pillars.models import Pillar, SubPillar
from regencies.models import Agency

Rows = dict[str, dict[Any, Any]]
"""Stored rows by kind of name and canonical text."""


@transaction.atomic
def keep(document: Document, rows: Mapping[str, Any], *, name: str, by: Actor, at: datetime) -> SheetImport:
    """Keep what a workbook said until it is decided; an undecided one of the same person before goes."""
    if by.user is None:
        raise ValueError("a workbook is handed in by a person")
    SheetImport.objects.filter(document=document, by=by.user, applied_at=None).delete()
    return SheetImport.objects.create(document=document, by=by.user, name=name[:200], rows=rows, at=at)


@transaction.atomic
def put_away(kept: SheetImport) -> None:
    """Take nothing of it. What was never applied is no part of the record."""
    SheetImport.objects.filter(pk=kept.pk, applied_at=None).delete()


@transaction.atomic
def apply_import(kept: SheetImport, found: Difference, *, remove_gone: bool, by: Actor, at: datetime) -> Difference:
    """As `apply`, and once only. Raises `Refused` also when this workbook was decided already."""
    row = SheetImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if row.applied_at is not None:
        raise Refused(_("Buku kerja ini sudah diterapkan."))
    done = apply(row.document, found, remove_gone=remove_gone, by=by, at=at)
    row.applied_at, row.rows = at, {}
    row.save(update_fields=["applied_at", "rows"])
    return done


@transaction.atomic
def apply(
    document: Document, found: Difference, *, remove_gone: bool = False, whole: bool = True, by: Actor, at: datetime
) -> Difference:
    """Store what `found` shows; `remove_gone` also takes out what its tables do not list. Returns what was done.

    Raises `Refused` when a row is invalid, when the document changed since the difference was made, and when something
    refers to a row that would go.
    """
    row = locked(document)
    now = difference(stored(row), found.incoming, whole=whole)
    if now.mark != found.mark:
        raise Refused(_("Dokumen ini berubah sejak bedanya ditampilkan. Tidak ada yang diterapkan; periksa lagi."))
    if now.invalid:
        raise Refused(_("Ada baris yang belum benar. Tidak ada yang diterapkan."))
    if not (now.new or now.changed or (remove_gone and now.gone)):
        return now
    known = _known(row)
    for level in _levels(row):
        level(row, [change for change in (*now.new, *now.changed) if change.sheet.slug == level.slug], known)
    if remove_gone:
        for level in reversed(_levels(row)):
            codes = [change.code for change in now.gone if change.sheet.slug == level.slug]
            if codes:
                delete_free(level.model, list(level.model._default_manager.filter(document=row, code__in=codes)))
    _tell(row, now, remove_gone=remove_gone, by=by, at=at)
    return now


def _tell(document: Document, done: Difference, *, remove_gone: bool, by: Actor, at: datetime) -> None:
    before: dict[str, Any] = {
        "changed": {_named(row): {h: was for h, was, _is in row.differences} for row in done.changed}
    }
    after: dict[str, Any] = {
        "changed": {_named(row): {h: now for h, _was, now in row.differences} for row in done.changed}
    }
    after["added"] = [_named(row) for row in done.new]
    if remove_gone:
        before["removed"] = {_named(row): row.before for row in done.gone}
    tell("document.sheet", document, by=by, at=at, before=before, after=after)


def _named(change: Change) -> str:
    return f"{change.sheet.name} {change.code}"


def _known(document: Document) -> Rows:
    """Everything that a row can name or be, by canonical text."""
    own = {"document": document}
    goals = {row.code: row for row in Goal.objects.filter(**own)}
    targets = {row.code: row for row in Target.objects.filter(**own)}
    return {
        "misi": {row.code: row for row in Mission.objects.filter(**own)},
        "tujuan": goals,
        "sasaran": targets,
        "agency": {row.code: row for row in Agency.objects.filter(regency=document.regency_id)},
        "pillar": {row.name_id: row for row in Pillar.objects.all()},
        "sub_pillar": {(row.pillar.name_id, row.name_id): row for row in SubPillar.objects.select_related("pillar")},
    }


class Level:
    """How the rows of one table are stored: `fill` sets the fields of one, `years` says where its years stand."""

    def __init__(
        self,
        slug: str,
        model: type[models.Model],
        fill: Callable[[Any, Texts, Rows], None],
        years: tuple[type[models.Model], str, tuple[str, ...]] | None = None,
    ) -> None:
        self.slug, self.model, self.fill, self.years = slug, model, fill, years

    def __call__(self, document: Document, changes: list[Change], known: Rows) -> None:
        """Store these rows with a handful of queries, and make them known to the levels below."""
        if not changes:
            return
        codes = [change.code for change in changes]
        stored_rows: Any = self.model._default_manager.filter(document=document, code__in=codes)
        rows: dict[str, Any] = {row.code: row for row in stored_rows}
        new: list[Any] = []
        old: list[Any] = []
        for change in changes:
            row = rows.get(change.code)
            (old if row is not None else new).append(row := row or self.model(document=document, code=change.code))
            self.fill(row, change.after, known)
            rows[change.code] = row
        self.model._default_manager.bulk_create(new)
        names = [one.name for one in self.model._meta.concrete_fields if one.name not in ("id", "document", "code")]
        self.model._default_manager.bulk_update(old, names, batch_size=200)
        known.setdefault(self.slug, {}).update(rows)
        if self.model is Goal:
            _set_missions(changes, rows, known)
        if self.years is not None:
            self._store_years(changes, rows)

    def _store_years(self, changes: list[Change], rows: Mapping[str, Any]) -> None:
        """Years whose texts differ; a year that is not there and says nothing gets no row."""
        assert self.years is not None
        model, owner, names = self.years
        made = []
        for change in changes:
            years = sorted({one.year for one in change.sheet.fields if one.year})
            for year in years:
                was, now = ([texts.get(f"{n}:{year}", "") for n in names] for texts in (change.before, change.after))
                if was != now:
                    values = dict(
                        zip(names, (_status(n, text) for n, text in zip(names, now, strict=True)), strict=True)
                    )
                    made.append(model(**{owner: rows[change.code], "year": year}, **values))
        model._default_manager.bulk_create(
            made, update_conflicts=True, unique_fields=[owner, "year"], update_fields=list(names), batch_size=500
        )


def _levels(document: Document) -> list[Level]:
    """Upper levels first."""
    measured = ("text", "realisation")
    if document.kind == Document.Kind.MASTERPLAN:
        years = (MasterplanYear, "programme", ("status", "target", "realisation"))
        return [Level("program", MasterplanProgramme, _fill_masterplan, years)]
    return [
        Level("misi", Mission, _fill_mission),
        Level("tujuan", Goal, _fill_goal),
        Level("sasaran", Target, _fill_target),
        Level("indikator", LevelIndicator, _fill_indicator, (LevelYear, "indicator", measured)),
        Level("program", RpjmdProgramme, _fill_programme, (YearTarget, "programme", measured)),
    ]


def _fill_mission(row: Mission, texts: Texts, known: Rows) -> None:
    row.order, row.text = int(texts["order"]), texts["text"]


def _fill_goal(row: Goal, texts: Texts, known: Rows) -> None:
    row.text = texts["text"]


def _fill_target(row: Target, texts: Texts, known: Rows) -> None:
    row.goal, row.text = known["tujuan"][texts["goal"]], texts["text"]


def _fill_indicator(row: LevelIndicator, texts: Texts, known: Rows) -> None:
    word, _space, code = texts["parent"].partition(" ")
    row.goal = known["tujuan"][code] if word == "Tujuan" else None
    row.target = known["sasaran"][code] if word == "Sasaran" else None
    row.name, row.unit = texts["name"], texts.get("unit", "")


def _fill_programme(row: RpjmdProgramme, texts: Texts, known: Rows) -> None:
    row.target, row.name = known["sasaran"][texts["target"]], texts["name"]
    row.indicator, row.unit = texts.get("indicator", ""), texts.get("unit", "")
    row.agency = known["agency"].get(texts.get("agency", ""))
    row.budget_rupiah = _number(texts.get("budget_rupiah", ""))


def _fill_masterplan(row: MasterplanProgramme, texts: Texts, known: Rows) -> None:
    row.name, row.description = texts["name"], texts.get("description", "")
    row.pillar = known["pillar"][texts["pillar"]]
    row.sub_pillar = known["sub_pillar"].get((texts["pillar"], texts.get("sub_pillar", "")))
    row.horizon = _choice(MasterplanProgramme.Horizon, texts["horizon"])
    row.start_year, row.end_year = _number(texts.get("start_year", "")), _number(texts.get("end_year", ""))
    row.budget_rupiah = _number(texts.get("budget_rupiah", ""))
    row.agency = known["agency"].get(texts.get("agency", ""))


def _set_missions(changes: list[Change], goals: Mapping[str, Goal], known: Rows) -> None:
    through = Goal.missions.through
    moved = [change for change in changes if change.before.get("missions") != change.after["missions"]]
    through.objects.filter(goal__in=[goals[change.code] for change in moved]).delete()
    through.objects.bulk_create(
        through(goal_id=goals[change.code].pk, mission_id=known["misi"][code].pk)
        for change in moved
        for code in change.after["missions"].split(", ")
    )


def _status(name: str, text: str) -> str:
    return _choice(MasterplanYear.Status, text) if name == "status" and text else text


def _choice(choices: type[models.TextChoices], label: str) -> str:
    """The stored value of a label as tables write it, in Indonesian."""
    with override("id"):
        return next(value for value, known in choices.choices if str(known) == label)


def _number(text: str) -> int | None:
    return int(text) if text else None
