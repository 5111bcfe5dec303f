"""Is a file one of our reports? Looked up by id or by SHA-256, told without any number of the evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.models import Result
from regencies.models import Regency
from reports.models import Report
from submissions.models import Cycle, Receipt
from submissions.queries.receipts import newest_number

ABOUT_A_RESULT = ("region", "brief")
"""Kinds whose subject is a result, which a later calculation supersedes."""

ABOUT_A_RECEIPT = "receipt"
"""The kind whose subject is a receipt, which the next hand-in supersedes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A stored report; `result` is its own where it is about one, `newer` the result in force when its own no longer is."""

    report: Report
    is_newest: bool
    result: Result | None
    newer: Result | None

    @property
    def place(self) -> Regency | None:
        """Whose clock tells its time; None for the ministry's own."""
        return self.result.submission.regency if self.result else None


def origin(**which: object) -> Origin | None:
    """The report with this `pk` or `sha256`, and whether a later version or calculation has taken its place."""
    report = Report.objects.filter(**which).first()
    if report is None:
        return None
    later = Report.objects.filter(kind=report.kind, subject=report.subject, made_at__gt=report.made_at)
    is_last = not (report.source and later.exists())
    if report.kind == ABOUT_A_RECEIPT:
        receipt = Receipt.objects.select_related("submission").defer("content").get(pk=report.subject)
        return Origin(report, receipt.number == newest_number(receipt.submission), None, None)
    if report.kind not in ABOUT_A_RESULT:
        return Origin(report, is_last, None, None)
    result = Result.objects.select_related("run__cycle", "submission__regency").get(pk=report.subject)
    if result.run.is_current and result.run.cycle.state == Cycle.State.ANNOUNCED:
        return Origin(report, is_last, result, None)
    others = result.submission.results.filter(run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED)
    return Origin(report, False, result, others.select_related("run").first())


def fingerprint(chunks: Iterable[bytes]) -> str:
    """SHA-256 in hex, a piece at a time; nothing is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
