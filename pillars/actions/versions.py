"""An instrument in time: frozen by its first cycle, corrected by a new version, copied into the next year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from pillars.models import DimensionWeight, Indicator, Instrument, LevelText
from pillars.rules import what_forbids_change, what_forbids_level_texts, what_forbids_new_version

RULES = ("panel_size", "rounding", "improvement_rule", "panel_value_replaces")


def require_changeable(instrument: Instrument) -> Instrument:
    """The instrument, locked until the end of the transaction. Raises `Refused` when it is frozen."""
    return _locked(instrument, what_forbids_level_texts)


def require_own(instrument: Instrument) -> Instrument:
    """As `require_changeable`; questions and weights of the published letters are not the secretariat's to change."""
    return _locked(instrument, what_forbids_change)


def _locked(instrument: Instrument, forbids: Callable[[Instrument], str]) -> Instrument:
    locked: Instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if reason := forbids(locked):
        raise Refused(reason)
    return locked


@transaction.atomic
def freeze(instrument: Instrument, *, by: Actor, at: datetime) -> Instrument:
    """Fix the ruler because a cycle now measures with it. Already frozen: nothing happens, the first time stays."""
    locked = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if not locked.is_frozen:
        locked.frozen_at = at
        locked.save(update_fields=["frozen_at"])
        journal.write("instrument.freeze", locked, by=by, at=at, after={"frozen_at": at})
    return locked


@transaction.atomic
def clone(
    instrument: Instrument,
    *,
    slug: str,
    name: str,
    year: int,
    by: Actor,
    at: datetime,
    panel_value_replaces: bool | None = None,
) -> Instrument:
    """A new instrument with the same rules, weights, questions and level texts: next year's beginning.

    `panel_value_replaces`: whether a panel's value replaces the mean from now on; None leaves that rule as it was.
    Raises `Refused` when the slug is taken.
    """
    copy = _copy(instrument, slug=slug, version=1, name=name, year=year)
    after: dict[str, Any] = {"slug": slug, "name": name, "year": year, "based_on": instrument}
    if panel_value_replaces not in (None, copy.panel_value_replaces):
        copy.panel_value_replaces = after["panel_value_replaces"] = bool(panel_value_replaces)
        copy.save(update_fields=["panel_value_replaces"])
    journal.write("instrument.clone", copy, by=by, at=at, after=after)
    return copy


@transaction.atomic
def new_version(instrument: Instrument, *, reason: str, by: Actor, at: datetime) -> Instrument:
    """The next version of an instrument that can no longer be changed itself. Cycles keep the version they opened with.

    Raises `Refused` without a reason, for an instrument that can still be changed, and while a draft version waits.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan alasan perbaikan."))
    versions = {row.pk: row for row in Instrument.objects.select_for_update().filter(slug=instrument.slug)}
    if reason_against := what_forbids_new_version(versions[instrument.pk]):
        raise Refused(reason_against)
    latest = max(row.version for row in versions.values())
    copy = _copy(instrument, slug=instrument.slug, version=latest + 1, name=instrument.name, year=instrument.year)
    after = {"version": copy.version, "based_on": instrument}
    before = {"version": instrument.version}
    journal.write("instrument.version", copy, by=by, at=at, before=before, after=after, reason=reason)
    return copy


def _copy(source: Instrument, *, slug: str, version: int, name: str, year: int) -> Instrument:
    header = {field: getattr(source, field) for field in (*RULES, "stage", "cohort")}
    try:
        with transaction.atomic():
            copy = Instrument.objects.create(
                slug=slug, version=version, name=name, year=year, based_on=source, **header
            )
    except IntegrityError:
        raise Refused(_("Kode “%s” sudah dipakai instrumen lain.") % slug) from None
    DimensionWeight.objects.bulk_create(
        DimensionWeight(instrument=copy, **_values(weight)) for weight in source.weights.all()
    )
    by_key = {row.key: Indicator(instrument=copy, **_values(row)) for row in source.indicators.all()}
    Indicator.objects.bulk_create(by_key.values())
    texts = LevelText.objects.filter(indicator__instrument=source).select_related("indicator")
    LevelText.objects.bulk_create(
        LevelText(indicator=by_key[text.indicator.key], level=text.level, text_id=text.text_id, text_en=text.text_en)
        for text in texts
    )
    return copy


def _values(row: DimensionWeight | Indicator) -> dict[str, Any]:
    """Every field of a part but its identity and the instrument it belongs to."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name != "instrument"
    }
