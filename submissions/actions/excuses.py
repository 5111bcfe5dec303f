"""Why warnings may stand when a submission is handed in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Actor
from common.steps import Refused
from submissions.actions.submissions import lock_open, tell
from submissions.models import Excuse, Submission
from submissions.queries.checks import findings_of


@transaction.atomic
def excuse(
    submission: Submission, keys: Collection[str] | None, *, reason: str, by: Actor, at: datetime
) -> list[Excuse]:
    """Give one reason to several warnings, named by the keys of their findings; None: to all that have none yet.

    A newer reason takes the place of an older. Raises `Refused` when answers are closed, without a reason, or when none
    of these warnings stands any more.
    """
    lock_open(submission, at=at)
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))
    with override("id"):  # what is kept is kept in the language of the portal
        found = findings_of(submission)
    wanted = found.warnings if keys is None else [r for r in (*found.warnings, *found.excused) if r.key in keys]
    if not wanted:
        raise Refused(_("Peringatan yang dipilih sudah tidak ada. Muat ulang halaman."))
    rows = [
        Excuse.objects.update_or_create(
            submission=submission,
            indicator=row.indicator,
            code=row.code,
            defaults={
                "sentence": row.sentence,
                "facts": row.facts,
                "answer_version": row.answer_version,
                "reason": reason.strip(),
                "at": at,
                "by": by.user,
            },
        )[0]
        for row in wanted
    ]
    warnings = [f"{row.indicator.order}. {row.sentence}" for row in wanted]
    tell("warning.excuse", submission, by=by, at=at, after={"warnings": warnings}, reason=reason)
    return rows
