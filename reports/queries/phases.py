"""The rows that a dry run of a cycle's phases is asked with: copies in memory, with a supposed state and moment."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from evaluations.actions.gate import what_blocks
from evaluations.models import Result, ResultRun, Seat
from reports.phases import Situation
from submissions.models import Cycle, OwnWindow, Submission, Window
from submissions.queries import windows_for, windows_of
from submissions.queries.cycles import what_it_lacks


def regions_of(cycle: Cycle) -> list[Submission]:
    """The invited regions, for the choice of one. One query."""
    rows = Submission.objects.filter(cycle=cycle).exclude(state=Submission.State.ARCHIVED)
    return list(rows.select_related("regency").order_by("regency_id"))


def situation_of(cycle: Cycle, region: Submission | None, *, state: str, at: datetime) -> Situation:
    """`region` as it stands, in the cycle as if it were in `state` at the moment `at`. Seven queries at most.

    Without a region a usual one is supposed: filling before the assessment, handed in from then on.
    """
    supposed = copy(cycle)
    supposed.state = state
    submission = _usual(supposed) if region is None else copy(region)
    submission.cycle = supposed
    windows = windows_of(cycle) if region is None else windows_for(region)
    return Situation(
        cycle=supposed,
        submission=submission,
        windows=windows,
        seat=Seat(submission=submission, state=Seat.State.SCORING),
        draft=_draft(supposed, submission),
        has_late_window=region is not None and _has_late_window(region, at),
        lacks=[lack.text for lack in what_it_lacks(cycle)] if state == Cycle.State.DRAFT else [],
        blocks=what_blocks(cycle, at) if state == Cycle.State.PLENARY else [],
        at=at,
    )


def _usual(cycle: Cycle) -> Submission:
    filling = cycle.state in (Cycle.State.DRAFT, Cycle.State.SELF_ASSESSMENT)
    return Submission(cycle=cycle, state=Submission.State.FILLING if filling else Submission.State.HANDED_IN)


def _draft(cycle: Cycle, submission: Submission) -> Result | None:
    run = ResultRun.objects.filter(cycle=cycle.pk, kind=ResultRun.Kind.DRAFT).first()
    if run is None:
        return None
    run.cycle = cycle
    return Result(run=run, submission=submission)


def _has_late_window(region: Submission, at: datetime) -> bool:
    rows = OwnWindow.objects.filter(submission=region, kind=OwnWindow.Kind.LATE, opens_at__lte=at, closes_at__gt=at)
    return rows.exists()


def edges_of(windows: dict[str, Window]) -> list[tuple[datetime, Window, bool]]:
    """Openings (True) and closings of these windows in order of time."""
    found = [(row.opens_at, row, True) for row in windows.values()]
    found += [(row.closes_at, row, False) for row in windows.values()]
    return sorted(found, key=lambda edge: (edge[0], edge[2]))
