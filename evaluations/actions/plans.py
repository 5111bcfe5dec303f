"""Plans for all panels of a cycle: computed in the background, looked at, and applied as a whole or not at all."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused
from evaluations import seating, seating_reasons, seating_start
from evaluations.actions.panels import place, why_panels_stand
from evaluations.models import LIVE, PlannedSeat, Seat, SeatingPlan
from evaluations.queries.seating import Options, barred_pairs, may_move, problem_of
from evaluations.rules import seats_panels
from evaluations.seating import Plan, Problem
from jobs.actions import Progress, WorkFailed, silent
from journal import actions as journal
from submissions.models import Cycle, Submission

CENT = Decimal("0.01")


def make(cycle: Cycle, options: Options, *, by: Actor, at: datetime, tell_progress: Progress = silent) -> SeatingPlan:
    """Compute and store a plan, or why there is none. Changes no seat. Raises `Refused` from the plenary on."""
    _require_open(cycle)
    tell_progress(_("Mengumpulkan profil, benturan kepentingan, dan panel"), 5)
    problem = problem_of(cycle, options)
    if not problem.panels:
        raise Refused(_("Belum ada daerah yang ikut serta dalam siklus ini."))
    start = time.monotonic()
    tell_progress(_("Mencari susunan awal"), 15)
    first = seating_start.start(problem)
    tell_progress(_("Menyusun %(count)d panel sebaik mungkin") % {"count": len(problem.panels)}, 35)
    plan = seating.solve(problem, first=first)
    clashes: list[Any] = []
    if plan is None:
        tell_progress(_("Mencari aturan yang saling bertentangan"), 60)
        clashes = [[code, values] for code, values in _clashes(problem)]
    seconds = Decimal(str(time.monotonic() - start)).quantize(CENT)
    tell_progress(_("Menulis alasan dan menyimpan rencana"), 90)
    return _store(cycle, options, problem, plan, clashes, seconds, by=by, at=at)


def _clashes(problem: Problem) -> list[seating_reasons.Reason]:
    """What makes it impossible: rules that would each free the way, panels with too few people, too little room."""
    found: list[seating_reasons.Reason] = [(f"rule_{rule}", {}) for rule in seating.clashes(problem)]
    return [*(found or [("several", {})]), *seating_reasons.shortages_of(problem)]


@transaction.atomic
def _store(
    cycle: Cycle,
    options: Options,
    problem: Problem,
    plan: Plan | None,
    clashes: list[Any],
    seconds: Decimal,
    *,
    by: Actor,
    at: datetime,
) -> SeatingPlan:
    if by.user is None:
        raise ValueError("a plan is asked for by a person")
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    last = SeatingPlan.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    row = SeatingPlan.objects.create(
        cycle=cycle,
        number=last + 1,
        state=SeatingPlan.State.IMPOSSIBLE if plan is None else SeatingPlan.State.READY,
        options=options.as_json(),
        input_hash=problem.fingerprint(),
        cost=None if plan is None else Decimal(plan.cost),
        bound=None if plan is None else Decimal(str(plan.bound)).quantize(CENT),
        gap=None if plan is None else Decimal(str(plan.gap)).quantize(Decimal("0.000001")),
        seconds=seconds,
        unmet=[] if plan is None else [[code, words] for code, words in seating_reasons.unmet_by(problem, plan)],
        clashes=clashes,
        at=at,
        by=by.user,
    )
    if plan is not None:
        PlannedSeat.objects.bulk_create(_rows(row, problem, plan))
    after = {"number": row.number, "state": row.state, "gap": row.gap, "input_hash": row.input_hash}
    journal.write("panel.plan", row, by=by, at=at, cycle_id=cycle.pk, after=after)
    return row


def _rows(row: SeatingPlan, problem: Problem, plan: Plan) -> list[PlannedSeat]:
    reasons = seating_reasons.reasons_for(problem, plan)
    kept = {(panel.key, who) for panel in problem.panels for who in panel.kept}
    return [
        PlannedSeat(
            plan=row,
            submission_id=UUID(panel),
            assessor_id=UUID(who),
            is_chair=plan.chairs.get(panel) == who,
            is_kept=(panel, who) in kept,
            reasons=[[code, values] for code, values in reasons[panel, who]],
        )
        for panel, members in plan.seats.items()
        for who in members
    ]


@transaction.atomic
def apply(plan: SeatingPlan, *, by: Actor, at: datetime) -> list[Seat]:
    """Make the seats of a plan, all or none. Returns the new ones, which are invited.

    Refused when anything that the plan was made from has changed since: another seat, a conflict, a profile, a region.
    """
    cycle = Cycle.objects.select_for_update().get(pk=plan.cycle_id)
    locked = SeatingPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != SeatingPlan.State.READY:
        raise Refused(_("Rencana ini tidak dapat diterapkan: sudah diterapkan, atau tidak ada susunannya."))
    _require_open(cycle)
    rows = Submission.objects.select_for_update(of=("self",)).filter(cycle=cycle)
    submissions = {row.pk: row for row in rows.select_related("cycle", "regency", "instrument")}
    options = Options(**locked.options)
    if problem_of(cycle, options).fingerprint() != locked.input_hash:
        raise Refused(
            _(
                "Siklus berubah sejak rencana ini disusun (kursi, benturan kepentingan, profil, atau daerah). Susun ulang."
            )
        )
    planned = list(PlannedSeat.objects.filter(plan=locked).select_related("assessor").order_by("id"))
    held = _free_movable(cycle, options, planned)
    barred, made = barred_pairs(cycle), []
    for seat in planned:
        members = held[seat.submission_id]
        if (known := next((row for row in members if row.assessor_id == seat.assessor_id), None)) is not None:
            _set_chair(known, seat.is_chair)
            continue
        new = place(
            submissions[seat.submission_id],
            seat.assessor,
            members,
            barred,
            by=by,
            at=at,
            is_pinned=False,
            is_chair=seat.is_chair,
        )
        members.append(new)
        made.append(new)
    locked.state, locked.applied_at = SeatingPlan.State.APPLIED, at
    locked.save(update_fields=["state", "applied_at"])
    after = {"number": locked.number, "seats": len(made), "input_hash": locked.input_hash}
    journal.write("panel.apply", locked, by=by, at=at, cycle_id=cycle.pk, after=after)
    return made


def _free_movable(cycle: Cycle, options: Options, planned: list[PlannedSeat]) -> Mapping[UUID, list[Seat]]:
    """Live seats by submission, after those that the plan gives to others are gone (nothing was written on them)."""
    wanted = {(row.submission_id, row.assessor_id) for row in planned}
    rows = Seat.objects.filter(submission__cycle=cycle, state__in=LIVE).select_related("assessor")
    held: dict[UUID, list[Seat]] = defaultdict(list)
    for row in rows:
        if options.rebuild and may_move(row) and (row.submission_id, row.assessor_id) not in wanted:
            row.delete()
            continue
        if options.rebuild and may_move(row):
            _set_chair(row, False)  # the plan names the chair anew
        held[row.submission_id].append(row)
    return held


def _set_chair(row: Seat, is_chair: bool) -> None:
    if row.is_chair != is_chair:
        row.is_chair = is_chair
        row.save(update_fields=["is_chair"])


def _require_open(cycle: Cycle) -> None:
    if why := why_panels_stand(cycle):
        raise Refused(why)


def plan_job(*, progress: Progress, cycle_id: str, options: dict[str, Any], user_id: str, asked_at: str) -> None:
    """A plan as background work (`settings.JOB_KINDS`). Safe to run twice: what this order has made already is done."""
    user = User.objects.get(pk=user_id)
    by = seats_panels(user)
    if by is None or not user.is_active:
        raise WorkFailed(_("Anda tidak lagi memegang peran yang boleh menyusun panel."))
    cycle = Cycle.objects.get(pk=cycle_id)
    if SeatingPlan.objects.filter(cycle=cycle, by=user, at__gte=datetime.fromisoformat(asked_at)).exists():
        return
    try:
        make(cycle, Options(**options), by=by, at=timezone.now(), tell_progress=progress)
    except Refused as reason:
        raise WorkFailed(str(reason)) from reason
