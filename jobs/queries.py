"""When a piece of work will be finished, from its own pace or from what work of its kind took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Avg, F

from jobs.models import Job

ENOUGH = 5  # percent after which a job's own pace tells more than that of others


def usual(kinds: Iterable[str]) -> dict[str, timedelta]:
    """The mean time that finished work of each kind took. One query."""
    rows = Job.objects.filter(kind__in=set(kinds), state=Job.State.DONE, started_at__isnull=False).order_by()
    took = rows.values("kind").annotate(took=Avg(F("finished_at") - F("started_at")))
    return {row["kind"]: row["took"] for row in took}


def expected_end(job: Job, known: dict[str, timedelta], at: datetime) -> datetime | None:
    """When a running job will end; None for any other, and while nothing is known. Never in the past."""
    if job.state != Job.State.RUNNING or job.started_at is None:
        return None
    if job.percent >= ENOUGH:
        return max(at, job.started_at + (at - job.started_at) * 100 / job.percent)
    return max(at, job.started_at + known[job.kind]) if job.kind in known else None
