"""Reminders to assessors: invitations without an answer, and seats not handed in when the assessment is about to close.

One letter a person and day at most, together with the reminders of the regions (`Digest`); on Jakarta's clock, for assessors
have no region of their own.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.clock import days_left, local, sentence
from evaluations.models import Seat
from submissions.models import Cycle, Digest, Muted, Window
from submissions.queries.reminders import CLOSING_DAYS, REMEMBERED, SEAT_CLOSING, SEAT_INVITED, is_awake

log = logging.getLogger(__name__)
ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Line:
    """One thing to do: its kind, its sentence, where it is done, and for news what it tells of."""

    kind: str
    text: str
    url: str
    keys: tuple[str, ...] = ()


@dataclass
class Letter:
    """What an assessor is told in one day."""

    user: User
    lines: list[Line] = field(default_factory=list)


def remind(*, at: datetime) -> int:
    """Send what is due now. Returns how many letters went out. Safe to run twice, and twice at once."""
    if not is_awake(at, ZONE):
        return 0
    sent = 0
    with translation.override("id"):
        for letter in letters_due(at):
            try:
                sent += _send(letter, at)
            except OSError:  # includes every fault of the mail protocol
                log.exception(
                    "a letter to %s was not taken by the mail server; the next run tries again", letter.user.pk
                )
    return sent


def letters_due(at: datetime) -> Iterator[Letter]:
    """Letters of today, without what is switched off or was told already. Four queries."""
    rows = Seat.objects.filter(
        state__in=(Seat.State.INVITED, Seat.State.SCORING),
        submission__cycle__state=Cycle.State.ASSESSMENT,
        assessor__is_active=True,
    )
    by_person: dict[UUID, dict[UUID, list[Seat]]] = defaultdict(lambda: defaultdict(list))
    for seat in rows.select_related("assessor", "submission__cycle").order_by("assessor", "submission__cycle", "pk"):
        by_person[seat.assessor_id][seat.submission.cycle_id].append(seat)
    cycles = {pk for found in by_person.values() for pk in found}
    windows = {row.cycle_id: row for row in Window.objects.filter(cycle__in=cycles, kind=Window.Kind.ASSESSMENT)}
    muted = set(Muted.objects.filter(user__in=by_person).values_list("user_id", "kind"))
    told = _told(by_person, at)
    for user_pk, found in by_person.items():
        letter = Letter(next(iter(found.values()))[0].assessor)
        for cycle_pk, seats in found.items():
            letter.lines += _lines(seats, windows.get(cycle_pk), at)
        letter.lines = [
            line
            for line in letter.lines
            if (user_pk, line.kind) not in muted and not (line.keys and told[user_pk].issuperset(line.keys))
        ]
        if letter.lines:
            yield letter


def _lines(seats: list[Seat], window: Window | None, at: datetime) -> Iterator[Line]:
    """Of one assessor in one cycle."""
    cycle = seats[0].submission.cycle
    url = f"{settings.PORTAL_URL}{reverse('evaluations:desk')}"
    invited = [seat for seat in seats if seat.state == Seat.State.INVITED]
    if invited:
        text = ngettext(
            "%(cycle)s: %(count)d undangan menilai menunggu jawaban Anda.",
            "%(cycle)s: %(count)d undangan menilai menunggu jawaban Anda.",
            len(invited),
        ) % {"cycle": cycle.name, "count": len(invited)}
        yield Line(SEAT_INVITED, text, url, tuple(f"{SEAT_INVITED}:{seat.pk}" for seat in invited))
    if window is None or at >= window.closes_at:
        return
    days = days_left(at, window.closes_at, ZONE)
    if days in CLOSING_DAYS:
        text = ngettext(
            "%(cycle)s: %(count)d penilaian Anda belum diserahkan. Ditutup %(when)s, %(days)d hari lagi.",
            "%(cycle)s: %(count)d penilaian Anda belum diserahkan. Ditutup %(when)s, %(days)d hari lagi.",
            len(seats),
        ) % {"cycle": cycle.name, "count": len(seats), "when": sentence(window.closes_at, ZONE), "days": days}
        yield Line(SEAT_CLOSING, text, url)


def _told(users: Collection[UUID], at: datetime) -> dict[UUID, set[str]]:
    """What each person was told lately."""
    keys: dict[UUID, set[str]] = defaultdict(set)
    rows = Digest.objects.filter(user__in=users, day__gte=(at - REMEMBERED).date(), sent_at__isnull=False)
    for user, items in rows.values_list("user_id", "items"):
        keys[user].update(key for item in items for key in item["keys"])
    return keys


@transaction.atomic
def _send(letter: Letter, at: datetime) -> bool:
    """The row of a person and day is made and locked before the letter goes, and says so afterwards."""
    digest, _made = Digest.objects.get_or_create(user=letter.user, day=local(at, ZONE).date())
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.sent_at is not None:
        return False
    message(letter).send()
    digest.items = [{"kind": line.kind, "text": line.text, "keys": list(line.keys)} for line in letter.lines]
    digest.sent_at = at
    digest.save(update_fields=["items", "sent_at"])
    return True


def message(letter: Letter) -> EmailMessage:
    """The letter as plain text, with links to where each thing is done."""
    context = {
        "name": letter.user.name,
        "lines": letter.lines,
        "settings_url": f"{settings.PORTAL_URL}{reverse('submissions:reminders')}",
    }
    body = render_to_string("submissions/mail/digest.txt", context)
    return EmailMessage(_("Pengingat penilaian smart city"), body.strip() + "\n", to=[letter.user.email])
