"""The evidence library of a regency: its files, where each is used, and whether a document holds for a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Actor
from submissions.models import Attachment, Evidence, HandOver

KINDS = ("pdf", "docx", "xlsx", "jpg", "png")
UNUSED, UNDATED, OLD = "unused", "undated", "old"


@dataclass(frozen=True)
class Wanted:
    """What a person looks for; empty: anything. `only` is UNUSED, UNDATED or OLD (replaced versions)."""

    search: str = ""
    kind: str = ""
    year: int | None = None
    only: str = ""


def library_of(regency_code: str, reader: Actor, agencies: Collection[Any] | None) -> QuerySet[Evidence]:
    """Files of the regency that this person sees, with `uses`. With `agencies` only those attached to questions handed
    to them, and what this person brought."""
    rows = Evidence.objects.filter(regency_id=regency_code)
    if agencies is not None:
        handed = Attachment.objects.filter(
            answer__submission__regency=regency_code, answer__indicator__in=_handed(regency_code, agencies)
        )
        rows = rows.filter(Q(pk__in=handed.values("evidence")) | Q(added_by=reader.user))
    return rows.annotate(uses=Count("attachments")).select_related("added_by", "replaced_by").order_by("name", "pk")


def found(rows: QuerySet[Evidence], wanted: Wanted) -> QuerySet[Evidence]:
    """Those a person looks for. Replaced versions only when they are asked for."""
    rows = rows.filter(replaced_by__isnull=wanted.only != OLD)
    if wanted.search:
        rows = rows.filter(Q(name__icontains=wanted.search) | Q(sha256__startswith=wanted.search.lower()))
    if wanted.kind in KINDS:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year is not None:
        used = Attachment.objects.filter(answer__submission__cycle__year=wanted.year)
        rows = rows.filter(pk__in=used.values("evidence"))
    if wanted.only == UNUSED:
        rows = rows.filter(attachments=None)
    if wanted.only == UNDATED:
        rows = rows.filter(valid_from=None, valid_until=None)
    return rows


def years_of(regency_code: str) -> list[int]:
    """Years of cycles in which the regency used files, newest first. One query."""
    used = Attachment.objects.filter(evidence__regency=regency_code)
    years = used.order_by("-answer__submission__cycle__year").values_list("answer__submission__cycle__year", flat=True)
    return list(dict.fromkeys(years))


def uses_of(evidence: Evidence, agencies: Collection[Any] | None) -> list[Attachment]:
    """Where a file is used, newest cycle first, each with its question and cycle. One query."""
    rows = evidence.attachments.select_related("answer__indicator", "answer__submission__cycle")
    if agencies is not None:
        rows = rows.filter(answer__indicator__in=_handed(evidence.regency_id, agencies))
    return list(rows.order_by("-answer__submission__cycle__year", "answer__indicator__order"))


def versions_of(evidence: Evidence) -> list[Evidence]:
    """All versions of a file, newest first; alone it is the only one. One query for the regency's versions."""
    rows = Evidence.objects.filter(regency_id=evidence.regency_id)
    rows = rows.filter(Q(replaced_by__isnull=False) | Q(replaces__isnull=False) | Q(pk=evidence.pk))
    by_pk = {row.pk: row for row in rows.select_related("added_by")}
    older = {row.replaced_by_id: row for row in by_pk.values() if row.replaced_by_id}
    newest = by_pk[evidence.pk]
    while newest.replaced_by_id is not None:
        newest = by_pk[newest.replaced_by_id]
    line: list[Evidence] = [newest]
    while (before := older.get(line[-1].pk)) is not None:
        line.append(before)
    return line


class Dated(Protocol):
    """A document with the first and last day on which it holds; None: not known."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


def validity_fault(evidence: Dated, year: int) -> str:
    """A sentence when the document does not hold in any day of `year`; "" when it does or nothing is known."""
    if evidence.valid_from is not None and evidence.valid_from > date(year, 12, 31):
        return _("Baru berlaku sesudah tahun %(year)d") % {"year": year}
    if evidence.valid_until is not None and evidence.valid_until < date(year, 1, 1):
        return _("Tidak berlaku lagi pada tahun %(year)d") % {"year": year}
    return ""


def _handed(regency_code: str, agencies: Collection[Any]) -> QuerySet[HandOver, UUID]:
    rows = HandOver.objects.filter(submission__regency=regency_code, agency__in=agencies)
    return rows.values_list("indicator_id", flat=True)
