"""Programmes of a Masterplan: what they are, and how they stand each year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from documents.actions.documents import locked, plant, tell_part
from documents.actions.rpjmd import require_own_agency
from documents.models import Document, MasterplanProgramme, MasterplanYear
from journal import actions as journal

FIELDS = (
    "code",
    "name",
    "description",
    "pillar",
    "sub_pillar",
    "horizon",
    "start_year",
    "end_year",
    "budget_rupiah",
    "agency",
)


@transaction.atomic
def add_masterplan_programme(
    document: Document, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> MasterplanProgramme:
    """A new programme, by the names of `FIELDS`.

    Raises `Refused` when the document is no Masterplan or has this code already, for a sub-pillar of another pillar,
    for an agency of another regency, and for years in the wrong order.
    """
    _known(values)
    row = locked(document, Document.Kind.MASTERPLAN)
    programme = MasterplanProgramme(document=row, **values)
    _require_sense(programme, row)
    plant(programme, row, by=by, at=at, after=values)
    return programme


@transaction.atomic
def change_masterplan_programme(
    programme: MasterplanProgramme, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> MasterplanProgramme:
    """Set fields of `FIELDS`; others stay. Returns the stored row. Raises `Refused` as adding does."""
    _known(values)
    document = locked(programme.document)
    rows = MasterplanProgramme.objects.select_related("pillar", "sub_pillar", "agency")
    row = rows.get(pk=programme.pk)
    before, after = journal.changes(row, values)
    if not after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    _require_sense(row, document)
    twins = MasterplanProgramme.objects.filter(document=document, code=row.code).exclude(pk=row.pk)
    if "code" in after and twins.exists():
        raise Refused(_("Kode “%(code)s” sudah dipakai dalam dokumen ini.") % {"code": row.code})
    row.save(update_fields=list(after))
    tell_part(row, document, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def record_status(programme: MasterplanProgramme, *, year: int, status: str, by: Actor, at: datetime) -> MasterplanYear:
    """How the programme stood in a year; said again, the later word counts."""
    document = locked(programme.document)
    known = programme.years.filter(year=year).first()
    if known is not None and known.status == status:
        return known
    row, _new = MasterplanYear.objects.update_or_create(programme=programme, year=year, defaults={"status": status})
    before = {"year": year, "status": known.status if known else None}
    tell_part(programme, document, by=by, at=at, before=before, after={"year": year, "status": status})
    return row


def _known(values: Mapping[str, Any]) -> None:
    if strangers := set(values) - set(FIELDS):
        raise ValueError(f"not fields of a Masterplan programme: {', '.join(sorted(strangers))}")


def _require_sense(row: MasterplanProgramme, document: Document) -> None:
    require_own_agency(document, row.agency)
    if row.sub_pillar is not None and row.sub_pillar.pillar_id != row.pillar_id:
        raise Refused(_("Subpilar “%s” bukan bagian dari pilar yang dipilih.") % row.sub_pillar.name)
    if row.start_year is not None and row.end_year is not None and row.end_year < row.start_year:
        raise Refused(_("Tahun akhir tidak boleh sebelum tahun awal."))
