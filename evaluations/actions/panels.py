"""Seating assessors and taking them off again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Role, User
from accounts.rules import national_roles
from common.spreadsheet import TableError
from common.steps import Refused, take
from evaluations.models import Mark, Note, Seat
from evaluations.workflow import SEAT_STEPS
from journal import actions as journal
from regencies.rules import own_codes
from submissions.models import Cycle, Submission


@dataclass(frozen=True)
class Order:
    """One line of a filled-in list: a seat for the assessor with this address on the panel of this region."""

    line: int
    code: str
    email: str


@transaction.atomic
def seat(submission: Submission, assessor: User, *, by: Actor, at: datetime) -> Seat:
    """Give an assessor a seat. Refused when the panel is full, the person sits there, or works for that region."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("cycle", "instrument", "regency")
    locked = rows.get(pk=submission.pk)
    _require_seating(locked)
    return _seat(locked, assessor, list(Seat.objects.filter(submission=locked)), by=by, at=at)


def _seat(locked: Submission, assessor: User, held: Sequence[Seat], *, by: Actor, at: datetime) -> Seat:
    """`held` are the seats that `locked` has already. The new one takes the lowest free number."""
    if Role.ASSESSOR not in national_roles(assessor) or not assessor.is_active:
        raise Refused(_("%(name)s tidak memegang peran asesor.") % {"name": assessor.name})
    if locked.regency_id in own_codes(assessor):
        raise Refused(_("%(name)s bekerja untuk daerah ini, jadi tidak dapat menilainya.") % {"name": assessor.name})
    if any(row.assessor_id == assessor.pk for row in held):
        raise Refused(_("%(name)s sudah menempati kursi pada panel ini.") % {"name": assessor.name})
    if len(held) >= locked.instrument.panel_size:
        raise Refused(_("Panel ini sudah penuh: %(size)d asesor.") % {"size": locked.instrument.panel_size})
    taken = {row.number for row in held}
    number = next(place for place in range(1, len(taken) + 2) if place not in taken)
    row = Seat.objects.create(submission=locked, assessor=assessor, number=number, state=Seat.State.SCORING)
    _tell("panel.seat", row, by=by, at=at, after={"assessor": assessor, "number": number})
    return row


@transaction.atomic
def fill(cycle: Cycle, orders: Sequence[Order], *, by: Actor, at: datetime) -> list[Seat]:
    """Seat all of a list, or nobody: raises `TableError` with every fault by its line."""
    rows = Submission.objects.select_for_update(of=("self",)).filter(
        cycle=cycle, regency__in={order.code for order in orders}
    )
    submissions = {row.regency_id: row for row in rows.select_related("cycle", "instrument", "regency")}
    people = {row.email: row for row in User.objects.filter(email__in={order.email for order in orders})}
    held: dict[UUID, list[Seat]] = defaultdict(list)
    for row in Seat.objects.filter(submission__in=submissions.values()):
        held[row.submission_id].append(row)
    seated, errors = [], []
    for order in orders:
        try:
            submission, person = _named(order, submissions, people)
            row = _seat(submission, person, held[submission.pk], by=by, at=at)
        except Refused as reason:
            errors.append((order.line, str(reason)))
        else:
            held[submission.pk].append(row)
            seated.append(row)
    if errors:
        raise TableError(errors)
    return seated


def _named(order: Order, submissions: dict[str, Submission], people: dict[str, User]) -> tuple[Submission, User]:
    submission, person = submissions.get(order.code), people.get(order.email)
    if submission is None:
        raise Refused(_("Daerah dengan kode “%(code)s” tidak diundang dalam siklus ini.") % {"code": order.code})
    if person is None:
        raise Refused(_("Tidak ada akun dengan surel “%(email)s”.") % {"email": order.email})
    _require_seating(submission)
    return submission, person


@transaction.atomic
def unseat(row: Seat, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an assessor off a panel, with a reason. Refused once marks or notes stand there: they may not vanish."""
    locked = _locked(row)
    _require_seating(locked.submission)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan mengosongkan kursi ini."))
    if Mark.objects.filter(seat=locked).exists() or Note.objects.filter(seat=locked).exists():
        raise Refused(_("Asesor ini sudah mulai menilai; kursinya tidak dapat dikosongkan."))
    before = {"assessor": locked.assessor, "number": locked.number}
    _tell("panel.unseat", locked, by=by, at=at, before=before, reason=reason)
    locked.delete()


@transaction.atomic
def reopen(row: Seat, *, by: Actor, at: datetime, reason: str) -> Seat:
    """Give a handed-in seat back to its assessor, with a reason, while the assessment runs."""
    locked = _locked(row)
    target = take(SEAT_STEPS, "reopen", locked.state, reason)
    if locked.submission.cycle.state != Cycle.State.ASSESSMENT:
        raise Refused(_("Siklus ini tidak sedang dalam masa penilaian."))
    locked.state, locked.handed_in_at = target, None
    locked.save(update_fields=["state", "handed_in_at"])
    _tell("seat.reopen", locked, by=by, at=at, after={"state": target}, reason=reason)
    return locked


def _locked(row: Seat) -> Seat:
    """The seat and its cycle, both locked: the cycle must not move on while a panel changes."""
    rows = Seat.objects.select_for_update(of=("self", "submission__cycle"))
    locked = rows.select_related("submission__cycle", "submission__regency", "assessor").filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_("Kursi ini sudah dikosongkan."))
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
