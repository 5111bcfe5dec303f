"""The right of reply: written, sent, looked at again by assessors, decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Role
from common.steps import Refused, take
from evaluations.actions import marks
from evaluations.actions.given import Given
from evaluations.models import MarkRevision, QuestionValue, Reply, Result, Seat
from evaluations.queries.replies import mean, sums_now, sums_then
from evaluations.workflow import REPLY_STEPS
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions.models import Cycle


def why_no_reply(result: Result, at: datetime) -> str:
    """Why this draft takes no replies now; empty: it does."""
    until = result.run.replies_until
    if result.run.cycle.state != Cycle.State.PLENARY or until is None or at >= until:
        return _("Masa sanggah sudah berakhir.")
    return ""


@transaction.atomic
def write(result: Result, indicator: Indicator, *, kind: str, text: str, by: Actor, at: datetime) -> Reply:
    """Accept or object to a question of the draft; written again it replaces what was not sent yet.

    Raises `Refused` outside the window, after sending, for a question of another draft, or an objection without words.
    """
    _require_open(result, at)
    if not QuestionValue.objects.filter(result=result, indicator=indicator).exists():
        raise Refused(_("Pertanyaan itu bukan bagian dari rancangan ini."))
    if kind == Reply.Kind.OBJECT and not text.strip():
        raise Refused(_("Tuliskan alasan sanggahan."))
    row = Reply.objects.select_for_update().filter(result=result, indicator=indicator).first()
    if row is not None and row.state != Reply.State.WRITTEN:
        raise Refused(_("Tanggapan ini sudah dikirim dan tidak dapat diubah lagi."))
    row = row or Reply(result=result, indicator=indicator)
    row.kind, row.text, row.written_at, row.written_by = kind, text.strip(), at, by.user
    row.save()
    _tell("reply.write", row, by=by, at=at, after={"indicator": indicator.key})  # its words are nobody's until sent
    return row


@transaction.atomic
def send(result: Result, *, by: Actor, at: datetime) -> int:
    """Send all that was written, officially. Returns how many. Raises `Refused` when closed or nothing is written."""
    _require_open(result, at)
    rows = Reply.objects.select_for_update().filter(result=result, state=Reply.State.WRITTEN)
    count = rows.update(state=Reply.State.SENT, sent_at=at)
    if not count:
        raise Refused(_("Belum ada tanggapan yang dapat dikirim."))
    submission = result.submission
    journal.write(
        "reply.send",
        result,
        by=by,
        at=at,
        after={"count": count},
        label=str(submission.regency),
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
    )
    return count


@transaction.atomic
def ask(reply: Reply, seats: Sequence[Seat], *, by: Actor, at: datetime) -> Reply:
    """Ask these assessors of the panel to look again at their own mark; more may be asked later."""
    locked = _locked(reply)
    target = take(REPLY_STEPS, "ask", locked.state)
    panel = locked.result.submission_id
    if not seats or any(row.submission_id != panel or row.state != Seat.State.HANDED_IN for row in seats):
        raise Refused(_("Pilih sekurangnya satu asesor dari panel ini."))
    locked.state = target
    locked.save(update_fields=["state"])
    locked.asked.add(*seats)
    _tell("reply.ask", locked, by=by, at=at, after={"seats": sorted(row.number for row in seats)}, is_inner=True)
    return locked


@transaction.atomic
def revise(reply: Reply, seat: Seat, given: Given, *, reason: str, by: Actor, at: datetime) -> MarkRevision:
    """The assessor asked changes the own mark, and says why; the old mark is kept in the revision.

    Raises `Refused` when not asked, when it was decided meanwhile, without a reason, or when nothing changes.
    """
    locked = _locked(reply)
    if locked.state != Reply.State.ASKED or not locked.asked.filter(pk=seat.pk, state=Seat.State.HANDED_IN).exists():
        raise Refused(_("Anda tidak sedang diminta meninjau nilai pertanyaan ini."))
    cause = MarkRevision.Cause.OBJECTION
    return marks.revise(seat, locked.indicator, given, reason=reason, cause=cause, by=by, at=at, reply=locked)


@transaction.atomic
def decide(reply: Reply, name: str, *, reason: str, by: Actor, at: datetime) -> Reply:
    """`accept` an objection, only when the question's value really changed; or `reject` it with a reason, only when not."""
    locked = _locked(reply)
    target = take(REPLY_STEPS, name, locked.state, reason)
    has_changed = mean(*sums_now(locked.result.submission_id, locked.indicator_id)) != mean(*sums_then(locked))
    is_revised = locked.revisions.exists()
    if name == "accept" and not (has_changed and is_revised):
        raise Refused(
            _("Sanggahan hanya dapat diterima setelah asesor mengubah nilainya, sehingga nilai pertanyaan berubah.")
        )
    if name == "reject" and has_changed and is_revised:
        raise Refused(_("Nilai pertanyaan ini sudah berubah karena sanggahan; sanggahan tidak dapat ditolak."))
    locked.state, locked.decided_at, locked.decided_by, locked.reason = target, at, by.user, reason.strip()
    locked.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    is_inner = by.role == Role.ASSESSOR
    _tell(f"reply.{name}", locked, by=by, at=at, after={"state": target}, reason=reason, is_inner=is_inner)
    return locked


def _require_open(result: Result, at: datetime) -> None:
    """Asked under the cycle's lock, so that no reply slips past an announcement."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=result.run.cycle_id)
    result.run.cycle = cycle
    if reason := why_no_reply(result, at):
        raise Refused(reason)


def _locked(reply: Reply) -> Reply:
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=reply.result.run.cycle_id)
    if cycle.state != Cycle.State.PLENARY:
        raise Refused(_("Hasil siklus ini sudah diumumkan atau penilaiannya dibuka kembali."))
    rows = Reply.objects.select_for_update(of=("self",)).select_related("result__submission__regency", "indicator")
    return rows.get(pk=reply.pk)


def _tell(verb: str, reply: Reply, *, is_inner: bool = False, **words: Any) -> None:
    """`is_inner`: the row names an assessor, so the region does not read it."""
    submission = reply.result.submission
    journal.write(
        verb,
        reply,
        label=f"{submission.regency} · {reply.indicator.order}. {reply.indicator.label_id}",
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.SECRETARIAT if is_inner else Audience.REGION,
        **words,
    )
