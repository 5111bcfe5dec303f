"""Bringing a table to the state of a published list, in bulk and so that a second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Tally:
    """What one list did to its table: rows in the list, of these new ones, and ones that differed."""

    total: int
    created: int = 0
    changed: int = 0

    @property
    def is_unchanged(self) -> bool:
        return not (self.created or self.changed)


def bring(
    model: type[Row],
    wanted: Sequence[Row],
    *,
    key: str,
    fields: Sequence[str],
    among: models.QuerySet[Row] | None = None,
) -> Tally:
    """Create the rows of `wanted` that are not there yet (compared by `key`) and correct those whose `fields` differ.

    Rows that the list does not name are left alone. At most three statements a few hundred rows each; call it inside
    a transaction. `among` narrows where to look.
    """
    rows = model._default_manager.all() if among is None else among
    known: dict[Any, Row] = {getattr(row, key): row for row in rows}
    new = [row for row in wanted if getattr(row, key) not in known]
    differing = []
    for row in wanted:
        old = known.get(getattr(row, key))
        if old is not None and any(getattr(old, name) != getattr(row, name) for name in fields):
            for name in fields:
                setattr(old, name, getattr(row, name))
            differing.append(old)
    model._default_manager.bulk_create(new)
    if differing:
        model._default_manager.bulk_update(differing, fields, batch_size=200)
    return Tally(len(wanted), len(new), len(differing))
