"""One mark, or the reason of one, saved by itself as it was chosen or typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions.given import Conflict, Given, given_of
from evaluations.actions.marks import tell, why_closed
from evaluations.models import Mark
from evaluations.queries.slots import Slot


class Overtaken(Exception):
    """The mark changed between reading and writing: read again, with the lock that is held by now."""


@dataclass(frozen=True)
class Change:
    """What one window wants of a mark. `is_current` says whether what that window saw still stands."""

    sent_id: UUID
    wanted: Given
    is_current: bool


def change(slot: Slot, sent: Change, *, by: Actor, at: datetime) -> Given:
    """Save one mark. Returns what stands now; a mark taken away takes its reason with it.

    The slot comes from `slot_of` in the same transaction. A change that was saved before, or that changes nothing,
    writes nothing. Raises `Conflict` when another window was faster, `Overtaken` when the slot is older than the row,
    `Refused` when marks cannot be given now.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a slot is locked only inside a transaction")
    before = given_of(slot.mark)
    if slot.is_known:
        return before
    if reason := why_closed(slot.seat, slot.windows, at):
        raise Refused(reason)
    wanted = replace(sent.wanted, reason="") if sent.wanted.is_blank else sent.wanted
    if wanted == before:
        return before
    if not sent.is_current:
        raise Conflict({slot.indicator: before})
    _write(slot, wanted, at=at)
    tell(slot.seat, slot.indicator, before, wanted, by=by, at=at, sent_id=sent.sent_id)
    return wanted


def _write(slot: Slot, wanted: Given, *, at: datetime) -> None:
    fields = {
        "value": wanted.value,
        "not_applicable": wanted.not_applicable,
        "abstained": wanted.abstained,
        "reason": wanted.reason or "",
        "changed_at": at,
    }
    if slot.mark is None:
        try:
            with transaction.atomic():
                Mark.objects.create(seat=slot.seat, indicator=slot.indicator, **fields)
        except IntegrityError as given:
            raise Overtaken from given
        return
    row = Mark.objects.filter(pk=slot.mark.pk, changed_at=slot.mark.changed_at)
    done = row.delete()[0] if wanted.is_blank else row.update(**fields)
    if not done:
        raise Overtaken
