"""The talk of a panel: opened by its chair, one question after the other on everybody's screen, with what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions import marks
from evaluations.actions.given import Given
from evaluations.models import AgendaItem, Dissent, MarkRevision, PanelValue, Plenary, ResultRun, Seat
from journal import actions as journal
from submissions import locks
from submissions.models import Cycle, Submission, Window
from submissions.queries import windows_of


@dataclass(frozen=True)
class Decision:
    """What came of the talk about a question. `value` blank: no value of the panel; otherwise it has a `reason`."""

    outcome: str = ""
    value: Given = field(default_factory=Given)
    reason: str = ""


class Overtaken(Refused):
    """Somebody kept something else of it since this page was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Bagian ini diubah di jendela lain sejak halaman dibuka. Periksa yang tersimpan, lalu simpan lagi.")
        )


@transaction.atomic
def start(submission: Submission, *, by: Actor, at: datetime) -> Plenary:
    """Open the talk of a panel. Refused for a second one, outside the plenary, and once a draft of the result is out."""
    locked = lock(submission, at=at)
    require_chair(locked, by)
    if Plenary.objects.filter(submission=locked).exists():
        raise Refused(_("Pleno panel ini sudah dibuka."))
    if ResultRun.objects.filter(cycle=locked.cycle_id, kind=ResultRun.Kind.DRAFT).exists():
        raise Refused(_("Rancangan hasil sudah disampaikan; nilai hanya berubah karena sanggahan."))
    found = Plenary.objects.create(submission=locked, opened_at=at)
    tell("plenary.start", locked, by=by, at=at)
    return found


@transaction.atomic
def open_item(submission: Submission, indicator_id: UUID, *, by: Actor, at: datetime) -> AgendaItem:
    """Put a question of the agenda on everybody's screen, in place of the one that stands there."""
    locked, plenary = lock_talk(submission, at=at)
    require_chair(locked, by)
    item = _item(locked, indicator_id)
    if item.opened_at is None:
        item.opened_at = at
        item.save(update_fields=["opened_at"])
    plenary.open_item, plenary.item_since = item, at
    touch(plenary, "open_item", "item_since")
    tell("plenary.item", locked, by=by, at=at, after={"indicator": item.indicator.key})
    return item


@transaction.atomic
def decide(
    submission: Submission,
    indicator_id: UUID,
    decision: Decision,
    *,
    seen: int,
    done: bool,
    by: Actor,
    at: datetime,
) -> AgendaItem:
    """Keep what the chair wrote of a question; `done` ends the talk about it and takes it off the screens.

    `seen` is the version on the chair's page. Raises `Overtaken` when another window kept something since, `Refused` for
    a panel's value without a reason or where the instrument knows none; then nothing is kept.
    """
    locked, plenary = lock_talk(submission, at=at)
    require_chair(locked, by)
    item = _item(locked, indicator_id)
    if item.opened_at is None:
        raise Refused(_("Buka pertanyaan ini dahulu."))
    if item.version != seen:
        raise Overtaken
    before = PanelValue.objects.filter(item=item).first()
    _keep_value(locked, item, before, decision, by=by, at=at)
    old = {"discussion": item.outcome, "value": str(before or "")}
    item.outcome, item.version = decision.outcome.strip(), item.version + 1
    item.done_at = (item.done_at or at) if done else None
    item.save(update_fields=["outcome", "version", "done_at"])
    if done and plenary.open_item_id == item.pk:
        plenary.open_item = plenary.item_since = None
    touch(plenary, "open_item", "item_since")
    after = {"indicator": item.indicator.key, "discussion": item.outcome, "value": str(decision.value)}
    tell("plenary.decide", locked, by=by, at=at, before=old, after=after, reason=decision.reason)
    return item


@transaction.atomic
def dissent(submission: Submission, indicator_id: UUID, text: str, *, by: Actor, at: datetime) -> None:
    """Keep the own differing view of a question that was talked about; an empty text takes it away."""
    locked, plenary = lock_talk(submission, at=at)
    seat, item = own_seat(locked, by), _item(locked, indicator_id)
    if item.opened_at is None:
        raise Refused(_("Pertanyaan ini belum dibahas."))
    held = Dissent.objects.filter(item=item, seat=seat).first()
    before, after = held.text if held else "", text.strip()
    if before == after:
        return
    if after:
        Dissent.objects.update_or_create(item=item, seat=seat, defaults={"text": after, "at": at})
    elif held:
        held.delete()
    touch(plenary)
    words: dict[str, Any] = {"before": {"text": before}, "after": {"text": after, "indicator": item.indicator.key}}
    tell("plenary.dissent", locked, by=by, at=at, **words)


@transaction.atomic
def revise(
    submission: Submission, indicator_id: UUID, given: Given, *, reason: str, by: Actor, at: datetime
) -> MarkRevision:
    """Change the own mark on a question that was talked about. Refused where the panel's value replaces the mean."""
    locked, plenary = lock_talk(submission, at=at)
    seat, item = own_seat(locked, by), _item(locked, indicator_id)
    if item.opened_at is None:
        raise Refused(_("Pertanyaan ini belum dibahas."))
    if locked.instrument.panel_value_replaces:
        raise Refused(_("Instrumen ini memakai nilai panel; nilai tiap asesor tetap."))
    cause = MarkRevision.Cause.PLENARY
    row = marks.revise(seat, item.indicator, given, reason=reason, cause=cause, reference=plenary.pk, by=by, at=at)
    touch(plenary)
    return row


def why_closed(submission: Submission, windows: Mapping[str, Window], at: datetime) -> str:
    """Why no plenary can be held for this region now; empty: it can. A cycle without the window sets no times."""
    window = windows.get(Window.Kind.PLENARY)
    if submission.cycle.state == Cycle.State.ANNOUNCED:
        return locks.by_state(_("Hasil siklus ini sudah diumumkan."), submission.cycle.state)
    if submission.cycle.state != Cycle.State.PLENARY:
        return locks.by_state(_("Siklus ini tidak sedang dalam masa pleno."), submission.cycle.state, comes=True)
    if submission.state != Submission.State.HANDED_IN:
        return _("Isian daerah ini belum diserahkan.")
    if window and at < window.opens_at:
        return _("Jendela pleno belum dibuka.")
    if window and at >= window.closes_at:
        return _("Jendela pleno sudah ditutup.")
    return ""


def lock(submission: Submission, *, at: datetime) -> Submission:
    """The submission and its cycle, locked: all that is kept of one plenary waits for one another."""
    rows = Submission.objects.select_for_update(of=("self", "cycle"))
    locked = rows.select_related("cycle", "regency", "instrument").get(pk=submission.pk)
    if reason := why_closed(locked, windows_of(locked.cycle), at):
        raise Refused(reason)
    return locked


def lock_talk(submission: Submission, *, at: datetime) -> tuple[Submission, Plenary]:
    """Both locked, with the talk going on."""
    locked = lock(submission, at=at)
    plenary = Plenary.objects.filter(submission=locked).first()
    if plenary is None:
        raise Refused(_("Ketua panel belum membuka pleno."))
    if plenary.state == Plenary.State.SIGNING:
        raise Refused(_("Berita acara sedang ditandatangani; pembahasan sudah diakhiri."))
    if plenary.state == Plenary.State.CLOSED:
        raise Refused(_("Berita acara sudah ditutup dan terkunci."))
    return locked, plenary


def own_seat(locked: Submission, by: Actor) -> Seat:
    """The handed-in seat of this person on the panel, read under the lock. Refused when it was taken away."""
    rows = Seat.objects.filter(submission=locked, assessor=by.user, state=Seat.State.HANDED_IN)
    if (seat := rows.first()) is None:
        raise Refused(_("Kursi Anda pada panel ini sudah dicabut."))
    return seat


def require_chair(locked: Submission, by: Actor) -> Seat:
    seat = own_seat(locked, by)
    if not seat.is_chair:
        raise Refused(_("Hanya ketua panel ini yang memimpin pleno."))
    return seat


def touch(plenary: Plenary, *fields: str) -> None:
    """Keep these fields and let every screen know that something changed."""
    plenary.version += 1
    plenary.save(update_fields=["version", *fields])


def tell(verb: str, locked: Submission, *, by: Actor, at: datetime, **words: Any) -> None:
    journal.write(
        verb,
        locked,
        by=by,
        at=at,
        label=str(locked.regency),
        regency_code=locked.regency_id,
        cycle_id=locked.cycle_id,
        **words,
    )


def _item(locked: Submission, indicator_id: UUID) -> AgendaItem:
    rows = AgendaItem.objects.filter(submission=locked, indicator=indicator_id).select_related("indicator")
    if (item := rows.first()) is None:
        raise Refused(_("Pertanyaan itu sudah tidak ada di agenda."))
    return item


def _keep_value(
    locked: Submission, item: AgendaItem, before: PanelValue | None, decision: Decision, *, by: Actor, at: datetime
) -> None:
    if decision.value.is_blank:
        if before is not None:
            before.delete()
        return
    if not locked.instrument.panel_value_replaces:
        raise Refused(_("Instrumen ini tidak mengenal nilai panel; asesor hanya mengubah nilainya sendiri."))
    if not decision.reason.strip():
        raise Refused(_("Tuliskan alasan nilai panel."))
    value = {"value": decision.value.value, "not_applicable": decision.value.not_applicable}
    kept = {**value, "reason": decision.reason.strip(), "at": at, "by": by.user}
    PanelValue.objects.update_or_create(item=item, defaults=kept)
