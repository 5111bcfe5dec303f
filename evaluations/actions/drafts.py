"""Publishing the draft of a cycle's results to its regions, and with it the right of reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions.gate import shortened, what_blocks_announcement
from evaluations.actions.results import BATCH, compute, new_run, require_finals, store
from evaluations.fingerprints import fingerprint
from evaluations.models import ResultRun
from evaluations.queries import Gathered, gather
from journal import actions as journal
from submissions.models import Cycle, OwnWindow, Window
from submissions.queries import windows_of


@transaction.atomic
def publish(cycle: Cycle, *, by: Actor, at: datetime) -> ResultRun:
    """Compute and store the draft, show each region its own, take replies and new evidence until the window ends.

    Raises `Refused` outside the plenary, with an incomplete panel, a second time, or when the window for objections
    is not set or over. The cycle stays in its plenary. Its end is fixed here: later changes of the window move nothing.
    """
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    closes_at = _require_publishable(locked, at)
    gathered = gather(locked)
    computed = compute(gathered)
    require_finals(computed)
    run = new_run(locked, ResultRun.Kind.DRAFT, input_hash=fingerprint(gathered), by=by, at=at, replies_until=closes_at)
    store(run, computed)
    _take_evidence(gathered, closes_at, by=by, at=at)
    after = {"run": run.number, "results": len(computed), "closes_at": closes_at}
    journal.write("draft.publish", run, by=by, at=at, after=after, cycle_id=locked.pk, audience="region")
    return run


def what_blocks_draft(cycle: Cycle, at: datetime) -> list[str]:
    """Why the draft cannot be published now, as sentences; empty: go."""
    if cycle.state != Cycle.State.PLENARY:
        return [_("Rancangan hasil hanya dapat disampaikan dalam masa pleno.")]
    if ResultRun.objects.filter(cycle=cycle, kind=ResultRun.Kind.DRAFT).exists():
        return [_("Rancangan hasil siklus ini sudah disampaikan.")]
    window = windows_of(cycle).get(Window.Kind.OBJECTION)
    if window is None or window.closes_at <= at:
        return [_("Tetapkan dahulu jendela “Sanggah” yang berakhir sesudah sekarang.")]
    return what_blocks_announcement(cycle)


def _require_publishable(locked: Cycle, at: datetime) -> datetime:
    if blocks := what_blocks_draft(locked, at):
        raise Refused(" ".join(shortened(blocks)))
    return windows_of(locked)[Window.Kind.OBJECTION].closes_at


def _take_evidence(gathered: Gathered, closes_at: datetime, *, by: Actor, at: datetime) -> None:
    """A window for late evidence to every question, for each region: the machinery that marks files as late."""
    reason = _("Hak sanggah atas rancangan hasil")
    windows = OwnWindow.objects.bulk_create(
        OwnWindow(
            submission=submission,
            kind=OwnWindow.Kind.LATE,
            opens_at=at,
            closes_at=closes_at,
            reason=reason,
            at=at,
            by=by.user,
        )
        for submission in gathered.submissions
    )
    pairs: Sequence[tuple[OwnWindow, UUID]] = [
        (window, indicator)
        for window, submission in zip(windows, gathered.submissions, strict=True)
        for indicator, _dimension in gathered.indicators[submission.instrument_id]
    ]
    through = OwnWindow.indicators.through
    through.objects.bulk_create(
        (through(ownwindow_id=window.pk, indicator_id=indicator) for window, indicator in pairs), batch_size=BATCH
    )
