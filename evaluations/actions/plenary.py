"""What a panel will talk about: the threshold of a cycle, and the agenda of one panel."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from evaluations.models import AgendaItem, BoardSetting, Mark, Plenary, Seat
from evaluations.queries.divergence import board_of, threshold_of
from journal import actions as journal
from pillars.models import Indicator
from submissions.models import Cycle, Submission


@transaction.atomic
def set_threshold(cycle: Cycle, threshold: int, *, by: Actor, at: datetime) -> bool:
    """From how many steps (1 to 4) the panels of a cycle should talk. True: changed. Agendas stay as they are."""
    if threshold not in range(1, 5):
        raise ValueError("a threshold is a whole number of steps, 1 to 4")
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if locked.state == Cycle.State.ANNOUNCED:
        raise Refused(_("Hasil siklus ini sudah diumumkan."))
    before = threshold_of(locked.pk)
    if before == threshold:
        return False
    BoardSetting.objects.update_or_create(cycle=locked, defaults={"threshold": threshold})
    journal.write(
        "plenary.threshold",
        locked,
        by=by,
        at=at,
        cycle_id=locked.pk,
        before={"threshold": before},
        after={"threshold": threshold},
    )
    return True


@transaction.atomic
def gather_agenda(submission: Submission, *, by: Actor, at: datetime) -> list[AgendaItem]:
    """Put every question whose marks lie apart on the agenda, behind what stands there. Returns what came on."""
    locked = _open_panel(submission, by)
    rows = board_of(locked, Mark.objects.all()).divergent
    return _append(locked, [row.indicator for row in rows if not row.on_agenda], by=by, at=at, by_hand=False)


@transaction.atomic
def add_item(submission: Submission, indicator: Indicator, *, by: Actor, at: datetime) -> list[AgendaItem]:
    """Put one question on the agenda; nothing happens when it stands there already."""
    locked = _open_panel(submission, by)
    if indicator.instrument_id != locked.instrument_id:
        raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
    held = AgendaItem.objects.filter(submission=locked, indicator=indicator).exists()
    return [] if held else _append(locked, [indicator], by=by, at=at, by_hand=True)


@transaction.atomic
def remove_item(submission: Submission, indicator_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a question off the agenda. Refused when somebody else did so meanwhile."""
    locked = _open_panel(submission, by)
    item = _item(locked, indicator_id)
    if item.opened_at is not None:
        raise Refused(_("Pertanyaan ini sudah dibahas dan tetap ada di berita acara."))
    key = item.indicator.key
    item.delete()
    journal.write("plenary.agenda", locked, **_place(locked, by, at), before={"indicator": key})


@transaction.atomic
def move_item(submission: Submission, indicator_id: UUID, *, up: bool, by: Actor, at: datetime) -> None:
    """Let a question change places with the one before (`up`) or behind it; nothing happens at either end."""
    locked = _open_panel(submission, by)
    item = _item(locked, indicator_id)
    rows = list(AgendaItem.objects.filter(submission=locked))
    place = rows.index(item) + (-1 if up else 1)
    if not 0 <= place < len(rows):
        return
    other = rows[place]
    before = {"indicator": item.indicator.key, "order": item.order}
    item.order, other.order = other.order, item.order
    AgendaItem.objects.bulk_update([item, other], ["order"])
    journal.write("plenary.agenda", locked, **_place(locked, by, at), before=before, after={"order": item.order})


def waits_for_marks(submission: Submission, states: Iterable[str]) -> bool:
    """Whether somebody on the panel still scores. Once the plenary has begun nobody does: what lacks then stays so."""
    return submission.cycle.state == Cycle.State.ASSESSMENT and Seat.State.SCORING in states


def _append(
    locked: Submission, indicators: Collection[Indicator], *, by: Actor, at: datetime, by_hand: bool
) -> list[AgendaItem]:
    if not indicators:
        return []
    last = AgendaItem.objects.filter(submission=locked).order_by("-order").values_list("order", flat=True).first() or 0
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            submission=locked, indicator=indicator, order=order, is_by_hand=by_hand, added_at=at, added_by=by.user
        )
        for order, indicator in enumerate(indicators, start=last + 1)
    )
    after = {"indicator": [indicator.key for indicator in indicators]}
    journal.write("plenary.agenda", locked, **_place(locked, by, at), after=after)
    return items


def _item(locked: Submission, indicator_id: UUID) -> AgendaItem:
    rows = AgendaItem.objects.filter(submission=locked, indicator=indicator_id).select_related("indicator")
    if (item := rows.first()) is None:
        raise Refused(_("Pertanyaan itu sudah tidak ada di agenda."))
    return item


def _open_panel(submission: Submission, by: Actor) -> Submission:
    """The submission, locked: two chairs' pages and a change of the panel wait for one another."""
    rows = Submission.objects.select_for_update(of=("self", "cycle")).select_related("cycle", "regency")
    locked = rows.get(pk=submission.pk)
    seats = list(Seat.objects.filter(submission=locked).values_list("state", "is_chair", "assessor_id"))
    if locked.cycle.state not in (Cycle.State.ASSESSMENT, Cycle.State.PLENARY):
        raise Refused(_("Agenda pleno hanya disusun selama penilaian dan pleno."))
    if (Seat.State.HANDED_IN, True, by.user.pk if by.user else None) not in seats:
        raise Refused(_("Hanya ketua panel ini yang menyusun agenda."))
    if waits_for_marks(locked, [state for state, _is_chair, _assessor in seats]):
        raise Refused(_("Masih ada asesor yang menilai; agenda disusun setelah semuanya menyerahkan."))
    if Plenary.objects.filter(submission=locked).exclude(state=Plenary.State.TALKING).exists():
        raise Refused(_("Pembahasan sudah diakhiri; agenda tidak dapat diubah lagi."))
    Plenary.objects.filter(submission=locked).update(version=F("version") + 1)  # other screens draw the agenda anew
    return locked


def _place(locked: Submission, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "by": by,
        "at": at,
        "label": str(locked.regency),
        "regency_code": locked.regency_id,
        "cycle_id": locked.cycle_id,
    }
