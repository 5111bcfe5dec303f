"""Is a file one of our reports? Looked up by id or by SHA-256, told without any number of the evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.models import Result
from reports.models import Report
from submissions.models import Cycle


@dataclass(frozen=True, slots=True)
class Origin:
    """A stored report; `newer` is the result in force when its own no longer is."""

    report: Report
    is_newest: bool
    newer: Result | None


def origin(**which: object) -> Origin | None:
    """The report with this `pk` or `sha256`, and whether its run is still in force."""
    rows = Report.objects.select_related("result__run__cycle", "result__submission__regency")
    report = rows.filter(**which).first()
    if report is None:
        return None
    run = report.result.run
    if run.is_current and run.cycle.state == Cycle.State.ANNOUNCED:
        return Origin(report, True, None)
    others = report.result.submission.results.filter(run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED)
    return Origin(report, False, others.select_related("run").first())


def fingerprint(chunks: Iterable[bytes]) -> str:
    """SHA-256 in hex, a piece at a time; nothing is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
