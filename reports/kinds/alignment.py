"""The annex about alignment: what a Masterplan serves in the RPJMD, on landscape pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from alignment.rules import reads, visible_plans
from documents.models import Document
from journal.models import Audience
from reports import qr
from reports.kinds.kind import Kind, Person, Told
from reports.queries.alignment import AlignmentAnnex, alignment_annex


def _rows() -> QuerySet[Document]:
    return Document.objects.filter(kind=Document.Kind.MASTERPLAN).select_related("regency__province")


def _visible(user: Person) -> QuerySet[Document]:
    return visible_plans(user).select_related("regency__province")


def _refusal(_plan: Document) -> str:
    """It can always be printed: a plan without links is told as such."""
    return ""


def _tell(plan: Document) -> Told:
    return Told(plan.regency.name, plan.title, plan.regency, None)


def _context(data: AlignmentAnnex, key: str) -> dict[str, Any]:
    return {"report": data, "check": qr.code(key, "alignment")}


KIND: Kind[Document, AlignmentAnnex] = Kind(
    code="alignment",
    title=gettext_lazy("Lampiran keselarasan"),
    template="reports/pdf/alignment.html",
    rows=_rows,
    visible=_visible,
    reads=reads,
    data=alignment_annex,
    context=_context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=False,
    audience=Audience.REGION,
)
