"""The one way to write the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from accounts.models import Actor
from common import request_id
from journal.models import Audience, Entry
from journal.verbs import VERBS


def write(
    verb: str,
    target: models.Model,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    label: str = "",
    regency_code: str = "",
    cycle_id: UUID | str = "",
    audience: str = Audience.SECRETARIAT,
    sent_id: UUID | None = None,
) -> Entry:
    """Append one row about `target`. Must run inside the transaction of the change it tells of.

    `sent_id` is the browser's own id of the change: a second row with it is refused by the database.
    `verb` is a key of `journal.verbs.VERBS` (KeyError otherwise); `before` and `after` hold only what changed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal row belongs into the transaction of its change")
    VERBS[verb]
    return Entry.objects.create(
        at=at,
        user=by.user,
        role=by.role,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=(label or str(target))[:240],
        regency_code=regency_code,
        cycle_id=str(cycle_id),
        audience=audience,
        before=plain(before or {}),
        after=plain(after or {}),
        reason=reason.strip(),
        request_id=request_id.current(),
        sent_id=sent_id,
    )


def changes(row: models.Model, new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of the fields in `new` that really differ from `row`; two empty dicts: nothing changed."""
    differing = [name for name, value in new.items() if getattr(row, name) != value]
    return {name: getattr(row, name) for name in differing}, {name: new[name] for name in differing}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values as JSON can hold: decimals, dates and ids as text, never a float."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"a journal row cannot hold {type(value).__name__}")
