"""Seating assessors and taking them off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Actor, Role, User
from accounts.rules import national_roles
from common.steps import Refused, take
from evaluations.models import Mark, Note, Seat
from evaluations.workflow import SEAT_STEPS
from journal import actions as journal
from regencies.rules import own_codes
from submissions.models import Cycle, Submission


@transaction.atomic
def seat(submission: Submission, assessor: User, *, by: Actor, at: datetime) -> Seat:
    """Give an assessor a seat. Refused when the panel is full, the person sits there, or works for that region."""
    locked = (
        Submission.objects.select_for_update(of=("self",)).select_related("cycle", "instrument").get(pk=submission.pk)
    )
    _require_seating(locked)
    if Role.ASSESSOR not in national_roles(assessor) or not assessor.is_active:
        raise Refused(_("Orang ini tidak memegang peran asesor."))
    if locked.regency_id in own_codes(assessor):
        raise Refused(_("%(name)s bekerja untuk daerah ini, jadi tidak dapat menilainya.") % {"name": assessor.name})
    held = Seat.objects.filter(submission=locked)
    if held.filter(assessor=assessor).exists():
        raise Refused(_("%(name)s sudah menempati kursi pada panel ini.") % {"name": assessor.name})
    if held.count() >= locked.instrument.panel_size:
        raise Refused(_("Panel ini sudah penuh: %(size)d asesor.") % {"size": locked.instrument.panel_size})
    number = (held.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Seat.objects.create(submission=locked, assessor=assessor, number=number)
    _tell("panel.seat", row, by=by, at=at, after={"assessor": assessor, "number": number})
    return row


@transaction.atomic
def unseat(row: Seat, *, by: Actor, at: datetime) -> None:
    """Take an assessor off a panel. Refused once marks or notes stand there: they may not vanish."""
    _require_seating(row.submission)
    if Mark.objects.filter(seat=row).exists() or Note.objects.filter(seat=row).exists():
        raise Refused(_("Asesor ini sudah mulai menilai; kursinya tidak dapat dikosongkan."))
    _tell("panel.unseat", row, by=by, at=at, before={"assessor": row.assessor, "number": row.number})
    row.delete()


@transaction.atomic
def reopen(row: Seat, *, by: Actor, at: datetime, reason: str) -> Seat:
    """Give a handed-in seat back to its assessor, with a reason, while the assessment runs."""
    locked = Seat.objects.select_for_update(of=("self",)).select_related("submission__cycle", "assessor").get(pk=row.pk)
    target = take(SEAT_STEPS, "reopen", locked.state, reason)
    if locked.submission.cycle.state != Cycle.State.ASSESSMENT:
        raise Refused(_("Siklus ini tidak sedang dalam masa penilaian."))
    locked.state, locked.handed_in_at = target, None
    locked.save(update_fields=["state", "handed_in_at"])
    _tell("seat.reopen", locked, by=by, at=at, after={"state": target}, reason=reason)
    return locked


def _require_seating(submission: Submission) -> None:
    if submission.cycle.state in (Cycle.State.PLENARY, Cycle.State.ANNOUNCED):
        raise Refused(_("Panel tidak dapat diubah setelah pleno dimulai."))
    if submission.state in (Submission.State.ABSENT, Submission.State.ARCHIVED):
        raise Refused(_("Daerah ini tidak ikut serta dalam siklus ini."))


def _tell(verb: str, row: Seat, *, by: Actor, at: datetime, **words: Any) -> None:
    submission = row.submission
    journal.write(
        verb,
        row,
        by=by,
        at=at,
        label=f"{submission.regency} · {row.assessor}",
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        **words,
    )
