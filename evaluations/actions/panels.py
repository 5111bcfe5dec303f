"""Seating assessors and taking them off again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
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
from evaluations.actions.marks import assessment_closed
from evaluations.models import LIVE, Mark, Note, Seat
from evaluations.queries.seating import barred_pairs
from evaluations.workflow import SEAT_STEPS
from journal import actions as journal
from regencies.rules import own_codes
from submissions import locks
from submissions.models import Cycle, Submission


@dataclass(frozen=True)
class Order:
    """One line of a filled-in list: a seat for the assessor with this address on the panel of this region."""

    line: int
    code: str
    email: str


@transaction.atomic
def seat(submission: Submission, assessor: User, *, by: Actor, at: datetime) -> Seat:
    """Invite an assessor to a seat, chosen by hand and so pinned. Refused when the panel is full, the person sits
    there, works for that region, or has a conflict of interest with it."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("cycle", "instrument", "regency")
    locked = rows.get(pk=submission.pk)
    require_seating(locked)
    held = list(Seat.objects.filter(submission=locked, state__in=LIVE))
    return place(locked, assessor, held, barred_pairs(locked.cycle), by=by, at=at)


def place(
    locked: Submission,
    assessor: User,
    held: Sequence[Seat],
    barred: Collection[tuple[UUID, str]],
    *,
    by: Actor,
    at: datetime,
    **fields: Any,
) -> Seat:
    """`held` are the live seats that `locked` has already, `barred` who may not sit where. The new seat takes the lowest
    free number. Must run inside a transaction that holds `locked`."""
    if Role.ASSESSOR not in national_roles(assessor) or not assessor.is_active:
        raise Refused(_("%(name)s tidak memegang peran asesor.") % {"name": assessor.name})
    if locked.regency_id in own_codes(assessor):
        raise Refused(_("%(name)s bekerja untuk daerah ini, jadi tidak dapat menilainya.") % {"name": assessor.name})
    if (assessor.pk, locked.regency_id) in barred:
        raise Refused(_("%(name)s memiliki benturan kepentingan dengan daerah ini.") % {"name": assessor.name})
    if any(row.assessor_id == assessor.pk for row in held):
        raise Refused(_("%(name)s sudah menempati kursi pada panel ini.") % {"name": assessor.name})
    if len(held) >= locked.instrument.panel_size:
        raise Refused(_("Panel ini sudah penuh: %(size)d asesor.") % {"size": locked.instrument.panel_size})
    taken = {row.number for row in held}
    number = next(free for free in range(1, len(taken) + 2) if free not in taken)
    row = Seat.objects.create(
        submission=locked, assessor=assessor, invited_at=at, **{"number": number, "is_pinned": True, **fields}
    )
    tell("panel.seat", row, by=by, at=at, after={"assessor": assessor, "number": row.number})
    return row


@transaction.atomic
def fill(cycle: Cycle, orders: Sequence[Order], *, by: Actor, at: datetime, dry_run: bool = False) -> list[Seat]:
    """Seat all of a list, or nobody: raises `TableError` with every fault by its line.

    With `dry_run` nobody is seated either: the seats returned are those that would be made.
    """
    rows = Submission.objects.select_for_update(of=("self",)).filter(
        cycle=cycle, regency__in={order.code for order in orders}
    )
    submissions = {row.regency_id: row for row in rows.select_related("cycle", "instrument", "regency")}
    people = {row.email: row for row in User.objects.filter(email__in={order.email for order in orders})}
    held: dict[UUID, list[Seat]] = defaultdict(list)
    barred = barred_pairs(cycle)
    for row in Seat.objects.filter(submission__in=submissions.values(), state__in=LIVE):
        held[row.submission_id].append(row)
    seated, errors = [], []
    for order in orders:
        try:
            submission, person = _named(order, submissions, people)
            row = place(submission, person, held[submission.pk], barred, by=by, at=at)
        except Refused as reason:
            errors.append((order.line, str(reason)))
        else:
            held[submission.pk].append(row)
            seated.append(row)
    if errors:
        raise TableError(errors)
    if dry_run:
        transaction.set_rollback(True)
    return seated


def _named(order: Order, submissions: dict[str, Submission], people: dict[str, User]) -> tuple[Submission, User]:
    submission, person = submissions.get(order.code), people.get(order.email)
    if submission is None:
        raise Refused(_("Daerah dengan kode “%(code)s” tidak diundang dalam siklus ini.") % {"code": order.code})
    if person is None:
        raise Refused(_("Tidak ada akun dengan surel “%(email)s”.") % {"email": order.email})
    require_seating(submission)
    return submission, person


@transaction.atomic
def unseat(row: Seat, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an assessor off a panel, with a reason. Refused once marks or notes stand there: they may not vanish."""
    locked = locked_seat(row)
    require_seating(locked.submission)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan mengosongkan kursi ini."))
    if not locked.is_live:
        raise Refused(_("Kursi ini sudah tidak ditempati."))
    if Mark.objects.filter(seat=locked).exists() or Note.objects.filter(seat=locked).exists():
        raise Refused(_("Asesor ini sudah mulai menilai; kursinya tidak dapat dikosongkan."))
    before = {"assessor": locked.assessor, "number": locked.number}
    tell("panel.unseat", locked, by=by, at=at, before=before, reason=reason)
    locked.delete()


@transaction.atomic
def make_chair(row: Seat, *, by: Actor, at: datetime) -> Seat:
    """Make the assessor of a live seat the chair of its panel; who chaired before does so no more.

    Once the plenary runs a chair stays, but a panel that has none gets one: without it nobody leads its talk.
    """
    locked = locked_seat(row)
    chaired = Seat.objects.filter(submission=locked.submission, is_chair=True, state__in=LIVE).exists()
    if chaired or locked.submission.cycle.state != Cycle.State.PLENARY:
        require_seating(locked.submission)
    if not locked.is_live:
        raise Refused(_("Kursi ini sudah tidak ditempati."))
    if locked.is_chair:
        raise Refused(_("%(name)s sudah menjadi ketua panel ini.") % {"name": locked.assessor.name})
    former = Seat.objects.filter(submission=locked.submission, is_chair=True, state__in=LIVE).first()
    Seat.objects.filter(submission=locked.submission, is_chair=True).update(is_chair=False)
    locked.is_chair = True
    locked.save(update_fields=["is_chair"])
    before = {"chair": former.assessor} if former else {}
    tell("panel.chair", locked, by=by, at=at, before=before, after={"chair": locked.assessor})
    return locked


@transaction.atomic
def reopen(row: Seat, *, by: Actor, at: datetime, reason: str) -> Seat:
    """Give a handed-in seat back to its assessor, with a reason, while the assessment runs."""
    locked = locked_seat(row)
    target = take(SEAT_STEPS, "reopen", locked.state, reason)
    if locked.submission.cycle.state != Cycle.State.ASSESSMENT:
        raise Refused(assessment_closed(locked.submission.cycle))
    locked.state, locked.handed_in_at = target, None
    locked.save(update_fields=["state", "handed_in_at"])
    tell("seat.reopen", locked, by=by, at=at, after={"state": target}, reason=reason)
    return locked


def locked_seat(row: Seat) -> Seat:
    """The seat and its cycle, both locked: the cycle must not move on while a panel changes."""
    rows = Seat.objects.select_for_update(of=("self", "submission__cycle"))
    related = ("submission__cycle", "submission__regency", "submission__instrument", "assessor")
    locked = rows.select_related(*related).filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_("Kursi ini sudah dikosongkan."))
    return locked


def why_panels_stand(cycle: Cycle) -> str:
    """Why no panel of this cycle can be changed any more; empty: they can."""
    if cycle.state in (Cycle.State.PLENARY, Cycle.State.ANNOUNCED):
        return locks.by_state(_("Panel tidak dapat diubah setelah pleno dimulai."), cycle.state)
    return ""


def require_seating(submission: Submission) -> None:
    if why := why_panels_stand(submission.cycle):
        raise Refused(why)
    if submission.state in (Submission.State.ABSENT, Submission.State.ARCHIVED):
        raise Refused(_("Daerah ini tidak ikut serta dalam siklus ini."))


def tell(verb: str, row: Seat, *, by: Actor, at: datetime, **words: Any) -> None:
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
