"""The receipt of a hand-in on paper. Its code leads to the receipt's own public page, which knows whether it is the newest."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import Actor
from journal.models import Audience
from reports import qr
from reports.kinds.kind import Kind, Person, Told
from reports.queries.receipt import ReceiptReport, receipt_report
from submissions.models import Receipt, Submission
from submissions.queries.receipts import newest_number
from submissions.rules import reads_receipt


def _rows() -> QuerySet[Receipt]:
    return Receipt.objects.select_related("submission__regency__province", "submission__cycle")


def _visible(user: Person) -> QuerySet[Receipt]:
    return _rows().filter(submission__in=Submission.objects.visible_to(user))


def _reads(user: Person, receipt: Receipt) -> Actor | None:
    return reads_receipt(user, receipt.submission)


def _refusal(_receipt: Receipt) -> str:
    """An older receipt is still one: its snapshot never changes."""
    return ""


def _in_force(receipt: Receipt) -> bool:
    return receipt.number == newest_number(receipt.submission)


def _tell(receipt: Receipt) -> Told:
    submission = receipt.submission
    return Told(submission.regency.name, submission.cycle.name, submission.regency, submission.cycle)


def _context(data: ReceiptReport, key: str) -> dict[str, Any]:
    return {"report": data, "check": qr.drawn(reverse("submissions:receipt_check", args=[key]))}


KIND: Kind[Receipt, ReceiptReport] = Kind(
    code="receipt",
    title=gettext_lazy("Tanda terima penyerahan"),
    template="reports/pdf/receipt.html",
    rows=_rows,
    visible=_visible,
    reads=_reads,
    data=receipt_report,
    context=_context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=True,
    audience=Audience.REGION,
    in_force=_in_force,
)
