"""An assessor's answer to a seat: accepted with a word about conflicts of interest, declined, or given up later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from evaluations.actions.panels import locked_seat, tell
from evaluations.models import Conflict, Seat
from evaluations.workflow import SEAT_STEPS
from submissions import locks
from submissions.models import Cycle


@dataclass(frozen=True)
class Interest:
    """A conflict of interest as an assessor declares it."""

    kind: Conflict.Kind
    text: str = ""


@transaction.atomic
def accept(row: Seat, *, by: Actor, at: datetime) -> Seat:
    """Take the seat and declare that there is no conflict of interest: the desk opens."""
    locked = locked_seat(row)
    _require_open(locked)
    locked.state = take(SEAT_STEPS, "accept", locked.state)
    locked.declared, locked.answered_at = Seat.Declared.NONE, at
    locked.save(update_fields=["state", "declared", "answered_at"])
    tell("seat.accept", locked, by=by, at=at, after={"state": locked.state, "declared": locked.declared})
    return locked


@transaction.atomic
def decline(row: Seat, *, by: Actor, at: datetime, reason: str) -> Seat:
    """Refuse the seat, with a reason: its place is free at once. Whoever declines was asked, and declared none."""
    locked = locked_seat(row)
    _require_open(locked)
    locked.state = take(SEAT_STEPS, "decline", locked.state, reason)
    locked.declared = Seat.Declared.NONE
    _end(locked, at, reason)
    tell("seat.decline", locked, by=by, at=at, after={"state": locked.state}, reason=reason)
    return locked


@transaction.atomic
def recuse(row: Seat, interest: Interest, *, by: Actor, at: datetime) -> Seat:
    """Declare a conflict of interest, when asked or at any time later. The desk closes at once and the place is free;
    marks given are kept as withdrawn and count nowhere. Refused once the results are announced."""
    locked = locked_seat(row)
    _require_open(locked)
    words = {"kind": interest.kind.label, "text": interest.text.strip()}
    reason = _("Benturan kepentingan: %(kind)s. %(text)s") % words
    step = "decline" if locked.state == Seat.State.INVITED else "withdraw"
    locked.state, locked.declared = take(SEAT_STEPS, step, locked.state, reason), Seat.Declared.CONFLICT
    _end(locked, at, reason)
    remember(locked.submission.cycle, locked.submission.regency_id, interest, by=by, at=at)
    tell("seat.recuse", locked, by=by, at=at, after={"state": locked.state, "kind": interest.kind}, reason=reason)
    return locked


def remember(cycle: Cycle, code: str, interest: Interest, *, by: Actor, at: datetime) -> Conflict:
    """Keep a declared conflict of `by`; what the assessor says outweighs a hint decided before."""
    if by.user is None:
        raise ValueError("a conflict is declared by a person")
    conflict, _is_new = Conflict.objects.update_or_create(
        cycle=cycle,
        assessor=by.user,
        regency_id=code,
        kind=interest.kind,
        defaults={
            "text": interest.text.strip()[:1000],
            "source": Conflict.Source.DECLARED,
            "is_dismissed": False,
            "at": at,
            "by": by.user,
        },
    )
    return conflict


def _end(row: Seat, at: datetime, reason: str) -> None:
    row.answered_at, row.ended_at, row.end_reason = row.answered_at or at, at, reason.strip()[:1000]
    row.is_chair = False
    row.save(update_fields=["state", "declared", "answered_at", "ended_at", "end_reason", "is_chair"])


def _require_open(row: Seat) -> None:
    if row.submission.cycle.state == Cycle.State.ANNOUNCED:
        raise Refused(locks.by_state(_("Panel ini tidak dapat diubah lagi."), row.submission.cycle.state))
