"""Taking rows out of a programme tree: refused as long as something refers to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from documents.actions.documents import locked, tell
from documents.models import Goal, LevelIndicator, MasterplanProgramme, Mission, RpjmdProgramme, Target
from documents.sheets import stored

Part = Mission | Goal | Target | LevelIndicator | RpjmdProgramme | MasterplanProgramme
GO_ALONG = frozenset({"documents.yeartarget", "documents.levelyear", "documents.masterplanyear", "alignment.dismissal"})
"""Rows that say nothing without the one that goes. Every other row that refers to it holds it back."""
SHEETS: dict[type[models.Model], str] = {
    Mission: "misi",
    Goal: "tujuan",
    Target: "sasaran",
    LevelIndicator: "indikator",
    RpjmdProgramme: "program",
    MasterplanProgramme: "program",
}


@transaction.atomic
def remove(part: Part, *, by: Actor, at: datetime) -> None:
    """Take one row out. Raises `Refused`, with what refers to it, when something does."""
    document = locked(part.document)
    texts = stored(document).rows[SHEETS[type(part)]].get(part.code)
    if texts is None:
        raise Refused(_("“%s” sudah tidak ada.") % part)
    delete_free(type(part), [part])
    tell("document.remove", document, by=by, at=at, label=f"{document} · {part}", before=texts, after={})


def delete_free(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Delete rows of one kind. Raises `Refused` when something refers to one of them; one query for each kind of row
    that could."""
    if held := referring(model, rows):
        raise Refused(_("Tidak dapat dihapus karena masih dirujuk: %s. Lepaskan rujukannya dahulu.") % "; ".join(held))
    model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def referring(model: type[models.Model], rows: Sequence[Any]) -> list[str]:
    """What refers to these rows, in words: "2 kaitan", "1 Quick Win"."""
    found = []
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other._meta.label_lower not in GO_ALONG:
            name = relation.field.name
            count = other._default_manager.filter(**{f"{name}__in": [row.pk for row in rows]}).distinct().count()
            if count:
                found.append(f"{count} {other._meta.verbose_name}")
    return found
