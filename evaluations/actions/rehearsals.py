"""Rehearsing an announcement: everything is checked and computed, nothing is published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Actor
from evaluations.actions import letters
from evaluations.actions.results import (
    Computed,
    compute,
    places_of,
    require_finals,
    require_ready,
)
from evaluations.fingerprints import fingerprint, region_hashes
from evaluations.models import Rehearsal
from evaluations.queries import gather
from journal import actions as journal
from submissions.models import Cycle


@transaction.atomic
def rehearse(cycle: Cycle, *, by: Actor, at: datetime) -> Rehearsal:
    """Try the announcement out and keep what it would fix. Raises `Refused` with what is missing, as announcing does.

    Earlier rehearsals stay; the newest is the one that is announced.
    """
    require_ready(cycle, at)
    gathered = gather(cycle)
    computed = compute(gathered)
    require_finals(computed)
    row = Rehearsal.objects.create(
        cycle=cycle,
        at=at,
        by=by.user,
        input_hash=fingerprint(gathered),
        regions=region_hashes(gathered),
        preview=_preview(computed, cycle.tie_chain),
        letters=letters.rehearsed(cycle),
    )
    after = {"results": len(computed), "input_hash": row.input_hash}
    journal.write("announcement.rehearse", row, by=by, at=at, after=after, cycle_id=cycle.pk)
    return row


def _preview(computed: list[Computed], chain: list[str]) -> list[dict[str, object]]:
    places = places_of(computed, chain)
    rows = sorted(
        zip(computed, places, strict=True),
        key=lambda pair: (pair[0].submission.cohort, pair[1][0] or 0, pair[0].submission.regency_id),
    )
    return [
        {
            "regency": str(row.submission.regency),
            "cohort": str(row.submission.get_cohort_display()),
            "final": str(row.score.final),
            "improvement": None if row.improvement is None else str(row.improvement),
            "rank": place,
            "of": size,
        }
        for row, (place, size) in rows
    ]
