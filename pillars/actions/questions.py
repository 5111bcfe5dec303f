"""Single questions of a draft: one more, another place, one less. Numbers always run from 1 without gaps.

In between, a dimension may have questions and no weight, or a weight and no questions; `pillars.queries.faults_of` tells,
and no cycle opens with such an instrument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from pillars.actions.versions import require_own
from pillars.models import Indicator, Instrument
from pillars.rows import KEY, TEXTS

FIELDS = (*TEXTS, "dimension", "pillar", "sub_pillar", "answer_kind", "horizon")
"""What a new question is made of, beside its key and its place."""
ASIDE = 10_000
"""Numbers are unique: what moves stands behind all others for a moment."""
KEY_WORDS = 40


@transaction.atomic
def add(
    instrument: Instrument, values: Mapping[str, Any], *, key: str, place: int, by: Actor, at: datetime
) -> Indicator:
    """A new question as number `place` (behind the last: at the end); those from there on move by one.

    Without a `key` one is made from dimension and wording. Raises `Refused` when the key is none, or taken.
    """
    locked = require_own(instrument)
    if strangers := set(values) - set(FIELDS):
        raise ValueError(f"not of a question: {', '.join(sorted(strangers))}")
    keys = set(locked.indicators.values_list("key", flat=True))
    key = key or _free_key(f"{values['dimension']}.{slugify(values['label_id'])[:KEY_WORDS].replace('-', '_')}", keys)
    if not KEY.fullmatch(key):
        raise Refused(
            _("key “%s” hanya boleh memuat huruf kecil, angka, garis bawah, dan titik sebagai pemisah.") % key
        )
    if key in keys:
        raise Refused(_("Kode “%s” sudah dipakai pertanyaan lain dalam instrumen ini.") % key)
    row = Indicator.objects.create(instrument=locked, key=key, order=len(keys) + 1, **values)
    order = [pk for pk in _in_order(locked) if pk != row.pk]
    order.insert(max(0, place - 1), row.pk)
    _renumber(locked, order)
    row.refresh_from_db(fields=["order"])
    _tell("instrument.question_add", locked, row, by=by, at=at, after={"order": row.order, "label_id": row.label_id})
    return row


@transaction.atomic
def move(indicator: Indicator, place: int, *, by: Actor, at: datetime) -> Indicator:
    """Make it number `place`; too small is the first, too large the last. The same place again changes nothing.

    Raises `Refused` once the question is gone.
    """
    locked = require_own(indicator.instrument)
    row = _still(locked, indicator)
    order = [pk for pk in _in_order(locked) if pk != row.pk]
    order.insert(max(0, place - 1), row.pk)
    if (wanted := order.index(row.pk) + 1) == row.order:
        return row
    before = row.order
    _renumber(locked, order)
    row.order = wanted
    _tell("instrument.question_move", locked, row, by=by, at=at, before={"order": before}, after={"order": wanted})
    return row


@transaction.atomic
def remove(indicator: Indicator, *, by: Actor, at: datetime) -> None:
    """Take a question with its level texts out; those behind it move up.

    Raises `Refused` when somebody answered it, and once it is gone.
    """
    locked = require_own(indicator.instrument)
    row = _still(locked, indicator)
    before = {"key": row.key, "order": row.order, "label_id": row.label_id}
    label = str(row)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise Refused(_("Pertanyaan ini sudah dijawab atau dinilai, jadi tidak dapat dihapus.")) from None
    _renumber(locked, _in_order(locked))
    journal.write("instrument.question_remove", locked, by=by, at=at, label=f"{locked} · {label}", before=before)


def _still(instrument: Instrument, indicator: Indicator) -> Indicator:
    """The question as it is stored: another click may have taken it out meanwhile."""
    row: Indicator | None = instrument.indicators.filter(pk=indicator.pk).first()
    if row is None:
        raise Refused(_("“%s” sudah tidak ada.") % indicator)
    return row


def _in_order(instrument: Instrument) -> list[Any]:
    return list(instrument.indicators.order_by("order").values_list("pk", flat=True))


def _renumber(instrument: Instrument, order: Sequence[Any]) -> None:
    """Number the questions in this order from 1 on; only those whose number changes are written."""
    numbers = {pk: number for number, pk in enumerate(order, 1)}
    rows = [row for row in instrument.indicators.all() if row.order != numbers[row.pk]]
    if not rows:
        return
    instrument.indicators.filter(pk__in=[row.pk for row in rows]).update(order=F("order") + ASIDE)
    for row in rows:
        row.order = numbers[row.pk]
    Indicator.objects.bulk_update(rows, ["order"])


def _free_key(key: str, taken: set[str]) -> str:
    """`key`, or the first free one of key_2, key_3, …"""
    key = key.strip("_.") or "pertanyaan"
    free, number = key, 1
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def _tell(
    verb: str,
    instrument: Instrument,
    row: Indicator,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object],
) -> None:
    label = f"{instrument} · {row}"
    journal.write(verb, instrument, by=by, at=at, label=label, before=before or {}, after={"key": row.key, **after})
