"""Filled workbooks: kept until decided, then taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from pillars.models import Indicator
from submissions.actions import answers
from submissions.actions.answers import Draft
from submissions.actions.submissions import require_open
from submissions.models import Submission, WorkbookImport

KEPT = timedelta(days=7)


@transaction.atomic
def keep(
    submission: Submission, rows: list[dict[str, Any]], *, name: str, made_for: str, by: Actor, at: datetime
) -> WorkbookImport:
    """Keep what a workbook said until it is decided; an undecided one of the same person before goes. Raises `Refused`
    when answers are closed."""
    if by.user is None:
        raise ValueError("a workbook is handed in by a person")
    require_open(submission, at=at)
    WorkbookImport.objects.filter(submission=submission, by=by.user, applied_at=None).delete()
    return WorkbookImport.objects.create(
        submission=submission, by=by.user, name=name[:200], made_for=made_for[:200], rows=rows, at=at
    )


@transaction.atomic
def apply(kept: WorkbookImport, wanted: Sequence[tuple[Indicator, Draft, int]], *, by: Actor, at: datetime) -> int:
    """Save these answers, each over the version it was compared with; returns how many. All of them or none.

    Raises `answers.Conflict` when one was changed since, `Refused` when answers are closed or this workbook was decided.
    """
    locked = WorkbookImport.objects.select_for_update().get(pk=kept.pk)
    if locked.applied_at is not None:
        raise Refused(_("Buku kerja ini sudah diterapkan."))
    submission = Submission.objects.select_related("cycle", "regency").get(pk=locked.submission_id)
    source = f"XLSX {locked.name}"
    for indicator, draft, version in wanted:
        answers.save(submission, indicator, draft, version=version, by=by, at=at, source=source)
    locked.applied_at, locked.rows = at, []
    locked.save(update_fields=["applied_at", "rows"])
    return len(wanted)


@transaction.atomic
def put_away(kept: WorkbookImport) -> None:
    """Take nothing of it. What was never applied is no part of the record."""
    WorkbookImport.objects.filter(pk=kept.pk, applied_at=None).delete()


def expire(*, at: datetime) -> int:
    """Forget what nobody decided within `KEPT`; returns how many went."""
    gone, _by_model = WorkbookImport.objects.filter(applied_at=None, at__lt=at - KEPT).delete()
    return gone
