"""Windows of one region alone: more time for its answers, and late evidence for named questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from pillars.models import Indicator
from submissions.models import Cycle, OwnWindow, Submission

AFTER_FILLING = (Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
"""States of a cycle in which late evidence may be asked for."""


def extension_of(submission: Submission) -> OwnWindow | None:
    """The extension that ends last, running or over; None: the region never had one. One query."""
    rows = OwnWindow.objects.filter(submission=submission, kind=OwnWindow.Kind.EXTENSION)
    return rows.order_by("-closes_at").first()


def takes_late_evidence(submission: Submission) -> bool:
    """Whether a window for late evidence counts at all: answers are handed in, results do not stand yet."""
    return submission.cycle.state in AFTER_FILLING and submission.state == Submission.State.HANDED_IN


def late_open(submission: Submission, at: datetime) -> Sequence[OwnWindow]:
    """Windows for late evidence that are open now, each with its questions. No query in other states, else two."""
    if not takes_late_evidence(submission):
        return ()
    rows = OwnWindow.objects.filter(submission=submission, kind=OwnWindow.Kind.LATE)
    return list(rows.filter(opens_at__lte=at, closes_at__gt=at).prefetch_related("indicators"))


def late_of(submission: Submission, indicator: Indicator) -> QuerySet[OwnWindow]:
    """Windows for late evidence of one question, open or not, the one that ends last first."""
    rows = OwnWindow.objects.filter(submission=submission, kind=OwnWindow.Kind.LATE, indicators=indicator)
    return rows.order_by("-closes_at")


def own_windows_of(submission: Submission, kind: str) -> list[OwnWindow]:
    """Windows of one kind, the newest first, with their questions and who gave them. Two queries."""
    rows = OwnWindow.objects.filter(submission=submission, kind=kind).select_related("by")
    return list(rows.prefetch_related("indicators"))


def own_windows_in(cycle: Cycle) -> QuerySet[OwnWindow]:
    """All windows of single regions in a cycle, the newest first, with region and questions. Two queries a page."""
    rows = OwnWindow.objects.filter(submission__cycle=cycle).select_related("submission__regency", "by")
    return rows.prefetch_related("indicators").order_by("-at", "pk")
