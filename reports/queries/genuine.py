"""Is a file one of our reports? Looked up by id or by SHA-256, told without any number of the evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.models import Result
from evaluations.queries.recomputing import recomputes
from regencies.models import Regency
from reports.kinds import KINDS
from reports.models import Report
from submissions.models import Cycle


@dataclass(frozen=True, slots=True)
class Origin:
    """A stored report; `result` is its own where it is about one, `newer` the result in force when its own no longer is.

    `recomputes`: whether the result's stored numbers give the same final value again; None where there is nothing to
    compute. `place`: whose clock tells its time; None for the ministry's own.
    """

    report: Report
    is_newest: bool
    result: Result | None
    newer: Result | None
    place: Regency | None
    recomputes: bool | None = None


def origin(**which: object) -> Origin | None:
    """The report with this `pk` or `sha256`, and whether a later version or calculation has taken its place."""
    report = Report.objects.filter(**which).first()
    if report is None:
        return None
    kind = KINDS[report.kind]
    subject = kind.rows().filter(pk=report.subject).first()
    if subject is None:  # a seat or programme that is gone: its report stays genuine, but is no longer in force
        return Origin(report, False, None, None, None)
    later = Report.objects.filter(kind=report.kind, subject=report.subject, made_at__gt=report.made_at)
    in_force = kind.in_force(subject)
    is_newest = in_force and (kind.is_fixed or not later.exists())  # another emblem changes no number
    result = subject if isinstance(subject, Result) else None
    newer = None if in_force or result is None else _in_force_instead(result)
    again = recomputes(result) if result else None
    return Origin(report, is_newest, result, newer, kind.tell(subject).regency, again)


def _in_force_instead(result: Result) -> Result | None:
    others = result.submission.results.filter(run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED)
    return others.select_related("run").first()


def fingerprint(chunks: Iterable[bytes]) -> str:
    """SHA-256 in hex, a piece at a time; nothing is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
