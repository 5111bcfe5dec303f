"""Documents themselves, and what the verbs about their programmes share: the lock, the code, the journal row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from documents.models import Document
from journal import actions as journal
from journal.models import Audience
from regencies.models import Regency

FIELDS = ("code", "kind", "title", "start_year", "end_year", "status", "legal_basis", "vision")


@transaction.atomic
def create(
    regency: Regency, values: Mapping[str, Any], *, by: Actor, at: datetime, is_sample: bool = False
) -> Document:
    """A new document of a regency; `values` by the names of `FIELDS`. Raises `Refused` when its code is taken."""
    _known(values)
    document = Document(regency=regency, is_sample=is_sample, **values)
    _in_order(document)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        raise Refused(_taken(document)) from None
    tell("document.create", document, by=by, at=at, after=values)
    return document


@transaction.atomic
def change(document: Document, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Document:
    """Set fields of `FIELDS`; what does not differ is not told. Returns the stored row.

    Raises `Refused` when the code is taken, the years are in the wrong order, or the kind would change although
    programmes stand in the document.
    """
    _known(values)
    row = locked(document)
    before, after = journal.changes(row, values)
    if not after:
        return row
    if "kind" in after and has_programmes(row):
        raise Refused(_("Jenis dokumen tidak dapat diubah karena dokumen ini sudah memuat program."))
    for name, value in after.items():
        setattr(row, name, value)
    _in_order(row)
    try:
        with transaction.atomic():
            row.save(update_fields=list(after))
    except IntegrityError:
        raise Refused(_taken(row)) from None
    tell("document.change", row, by=by, at=at, before=before, after=after)
    return row


def has_programmes(document: Document) -> bool:
    """Anything of a programme tree. At most two queries."""
    return document.missions.exists() or document.masterplan_programmes.exists()


def locked(document: Document, *kinds: str) -> Document:
    """The stored document, locked until the end of the transaction. Raises `Refused` when it is none of `kinds`."""
    row = Document.objects.select_for_update(of=("self",)).select_related("regency").get(pk=document.pk)
    if kinds and row.kind not in kinds:
        raise Refused(_("“%(title)s” bukan dokumen yang dapat memuat butir ini.") % {"title": row.title})
    return row


def plant(row: models.Model, document: Document, *, by: Actor, at: datetime, after: Mapping[str, Any]) -> None:
    """Store a new row of the locked document's tree and tell it. Raises `Refused` when its code is taken there."""
    code = getattr(row, "code")  # noqa: B009 - every row of a tree has one, models.Model does not know
    if type(row)._default_manager.filter(document=document, code=code).exists():
        raise Refused(_("Kode “%(code)s” sudah dipakai dalam dokumen ini.") % {"code": code})
    row.save(force_insert=True)
    tell_part(row, document, by=by, at=at, after=after)


def tell(verb: str, document: Document, *, by: Actor, at: datetime, after: Mapping[str, Any], **more: Any) -> None:
    """One journal row about the document, for its region."""
    journal.write(
        verb,
        document,
        by=by,
        at=at,
        after=after,
        regency_code=document.regency_id,
        audience=Audience.REGION,
        **more,
    )


def tell_part(row: models.Model, document: Document, *, by: Actor, at: datetime, **more: Any) -> None:
    """Rows about a part belong to its document, so that one history shows all of it."""
    tell("document.change", document, by=by, at=at, label=f"{document} · {row}", **more)


def _known(values: Mapping[str, Any]) -> None:
    if strangers := set(values) - set(FIELDS):
        raise ValueError(f"not fields of a document: {', '.join(sorted(strangers))}")


def _in_order(document: Document) -> None:
    if document.end_year < document.start_year:
        raise Refused(_("Tahun akhir tidak boleh sebelum tahun awal."))


def _taken(document: Document) -> str:
    return _("%(regency)s sudah memiliki dokumen dengan kode “%(code)s”.") % {
        "regency": document.regency.name,
        "code": document.code,
    }
