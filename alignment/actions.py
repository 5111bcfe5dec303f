"""What a Masterplan programme serves: only a person says so, and every word of it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from alignment.ends import End, Kind
from alignment.models import ENDS, Dismissal, Link
from common.steps import Refused
from documents.actions.documents import locked
from documents.models import Document, LevelIndicator, MasterplanProgramme, RpjmdProgramme
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from quickwins.models import QuickWin


@transaction.atomic
def confirm(
    programme: MasterplanProgramme,
    end: End,
    *,
    programme_pages: str = "",
    other_pages: str = "",
    by: Actor,
    at: datetime,
) -> Link:
    """The programme serves this; a pair that was dismissed is suggested no more either way.

    Raises `Refused` for what does not exist in this regency and for what is linked already.
    """
    document = locked(programme.document)
    name = ENDS.get(end.kind, "indicator_key")
    held = _end_of(document, end)
    if Link.objects.filter(programme=programme, **{name: held}).exists() or _says_so_itself(programme, held):
        raise Refused(_("Program ini sudah dikaitkan dengan “%s”.") % held)
    values = {name: held, "programme_pages": programme_pages.strip(), "other_pages": other_pages.strip()}
    link = Link.objects.create(programme=programme, confirmed_by=by.user, confirmed_at=at, **values)
    if isinstance(held, RpjmdProgramme):
        Dismissal.objects.filter(programme=programme, rpjmd_programme=held).delete()
    _tell("link.confirm", programme, document, by=by, at=at, after={"linked_to": str(held), **_pages(link)})
    return link


@transaction.atomic
def change_pages(link: Link, *, programme_pages: str, other_pages: str, by: Actor, at: datetime) -> Link:
    """Other page pointers; who confirmed the link stays. Returns the stored row."""
    document = locked(link.programme.document)
    row = Link.objects.get(pk=link.pk)
    wanted = {"programme_pages": programme_pages.strip(), "other_pages": other_pages.strip()}
    before, after = journal.changes(row, wanted)
    if after:
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=list(after))
        _tell("link.change", link.programme, document, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def withdraw(link: Link, *, by: Actor, at: datetime) -> None:
    """The programme does not serve this after all; the pair may be suggested again. Nothing to do when it is gone."""
    document = locked(link.programme.document)
    row = Link.objects.select_related("rpjmd_programme", "level_indicator", "quick_win").filter(pk=link.pk).first()
    if row is None:
        return
    before = {"linked_to": str(getattr(row, ENDS.get(row.end.kind, "indicator_key"))), **_pages(row)}
    row.delete()
    _tell("link.withdraw", link.programme, document, by=by, at=at, before=before)


@transaction.atomic
def dismiss(programme: MasterplanProgramme, other: RpjmdProgramme, *, by: Actor, at: datetime) -> Dismissal:
    """The suggestion is wrong: it is not made again. Raises `Refused` for another regency's and for a linked pair."""
    document = locked(programme.document)
    held = _end_of(document, End(Kind.RPJMD, str(other.pk)))
    if Link.objects.filter(programme=programme, rpjmd_programme=other).exists():
        raise Refused(_("Program ini sudah dikaitkan dengan “%s”.") % held)
    who = {"dismissed_by": by.user, "dismissed_at": at}
    row, new = Dismissal.objects.get_or_create(programme=programme, rpjmd_programme=other, defaults=who)
    if new:
        _tell("link.dismiss", programme, document, by=by, at=at, after={"linked_to": str(held)})
    return row


@transaction.atomic
def recall(dismissal: Dismissal, *, by: Actor, at: datetime) -> None:
    """The pair may be suggested again. Nothing to do when that was said already."""
    document = locked(dismissal.programme.document)
    gone, _kinds = Dismissal.objects.filter(pk=dismissal.pk).delete()
    if gone:
        before = {"linked_to": str(dismissal.rpjmd_programme)}
        _tell("link.recall", dismissal.programme, document, by=by, at=at, before=before)


def _end_of(document: Document, end: End) -> Any:
    """The row at the other end, or the key of a question. Raises `Refused` when this regency has none such."""
    if end.kind == Kind.QUESTION:
        held: Any = end.value if Indicator.objects.filter(key=end.value).exists() else None
    else:
        owner = "regency" if end.kind == Kind.QUICK_WIN else "document__regency"
        rows = _model(end.kind)._default_manager.filter(**{owner: document.regency_id})
        held = rows.filter(pk=_uuid(end.value)).first()
    if held is None:
        raise Refused(_("Yang dikaitkan tidak ditemukan di daerah ini."))
    return held


def _model(kind: Kind) -> type[models.Model]:
    kinds: dict[Kind, type[models.Model]]
    kinds = {Kind.RPJMD: RpjmdProgramme, Kind.INDICATOR: LevelIndicator, Kind.QUICK_WIN: QuickWin}
    return kinds[kind]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _says_so_itself(programme: MasterplanProgramme, held: Any) -> bool:
    """A Quick Win names the one programme it springs from in its own row."""
    return isinstance(held, QuickWin) and held.masterplan_programme_id == programme.pk


def _pages(link: Link) -> dict[str, str]:
    pages = {"programme_pages": link.programme_pages, "other_pages": link.other_pages}
    return {name: text for name, text in pages.items() if text}


def _tell(verb: str, programme: MasterplanProgramme, document: Document, **more: Any) -> None:
    """One journal row about the Masterplan, for its region."""
    label = f"{document} · {programme}"
    journal.write(verb, document, label=label, regency_code=document.regency_id, audience=Audience.REGION, **more)
