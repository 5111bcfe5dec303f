"""Replacing an assessor in mid-cycle: the old seat is withdrawn and kept, the new one starts anew or from its drafts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused, take
from evaluations.actions.panels import locked_seat, place, require_seating, tell
from evaluations.models import LIVE, Mark, Note, Seat
from evaluations.queries.seating import barred_pairs
from evaluations.workflow import SEAT_STEPS
from submissions.models import Submission


@transaction.atomic
def replace(row: Seat, successor: User, *, hand_over: bool, by: Actor, at: datetime, reason: str) -> Seat:
    """Give the place of `row` to `successor`. Returns the new seat, which is invited and under the same number.

    With `hand_over` the marks and notes are copied as drafts of the new seat; the old ones stay on the withdrawn seat
    and count nowhere. Drafts of somebody who declared a conflict of interest are not handed over. Refused without a
    reason, from the plenary on, or when the successor may not sit there.
    """
    locked = locked_seat(row)
    submission = locked.submission
    Submission.objects.select_for_update().get(pk=submission.pk)  # one change of a panel at a time
    require_seating(submission)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penggantian ini."))
    if hand_over and locked.declared == Seat.Declared.CONFLICT:
        raise Refused(_("Rancangan dari asesor dengan benturan kepentingan tidak dapat diserahterimakan."))
    panel = Seat.objects.filter(submission=submission, state__in=LIVE).exclude(pk=locked.pk)
    if panel.filter(number=locked.number).exists():
        raise Refused(_("Tempat ini sudah diisi asesor lain."))
    was_chair = locked.is_chair
    if locked.is_live:
        _withdraw(locked, reason, at)
    new = place(
        submission, successor, list(panel), barred_pairs(submission.cycle), by=by, at=at, replaces=locked,
        is_chair=was_chair, number=locked.number,
    )  # fmt: skip
    if hand_over:
        _copy(locked, new, at)
    after = {"assessor": successor, "hand_over": hand_over, "number": new.number}
    tell("panel.replace", locked, by=by, at=at, before={"assessor": locked.assessor}, after=after, reason=reason)
    return new


def _withdraw(row: Seat, reason: str, at: datetime) -> None:
    row.state = take(SEAT_STEPS, "withdraw", row.state, reason)
    row.ended_at, row.end_reason, row.is_chair = at, reason.strip()[:1000], False
    row.save(update_fields=["state", "ended_at", "end_reason", "is_chair"])


def _copy(old: Seat, new: Seat, at: datetime) -> None:
    """Copies, so that both seats tell their own story afterwards. Private notes stay their author's."""
    Mark.objects.bulk_create(
        Mark(
            seat=new,
            indicator_id=row.indicator_id,
            value=row.value,
            not_applicable=row.not_applicable,
            abstained=row.abstained,
            reason=row.reason,
            changed_at=at,
        )
        for row in Mark.objects.filter(seat=old)
    )
    Note.objects.bulk_create(
        Note(
            seat=new,
            kind=row.kind,
            audience=row.audience,
            indicator_id=row.indicator_id,
            order=row.order,
            text=row.text,
            changed_at=at,
        )
        for row in Note.objects.filter(seat=old).exclude(audience=Note.Audience.PRIVATE)
    )
