"""Letters of reminders, one a person and day at most; and which kinds a person does not want."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor, User
from common.clock import local, sentence
from journal import actions as journal
from journal.models import Audience
from submissions.models import Digest, Muted
from submissions.queries.reminders import (
    BACK_AGAIN,
    CLOSING,
    DUE_SOON,
    OVERDUE,
    SEAT_CLOSING,
    SEAT_INVITED,
    WAITING,
    Item,
    Letter,
    Line,
    letters_due,
)

log = logging.getLogger(__name__)

OF_REGIONS = (DUE_SOON, OVERDUE, BACK_AGAIN, WAITING, CLOSING)
KINDS = (*OF_REGIONS, SEAT_INVITED, SEAT_CLOSING)


def remind(*, at: datetime, more: Iterable[Letter] = ()) -> int:
    """Send what is due now, with `more` from rooms above. Returns how many letters went out. Safe to run twice, and twice at
    once.

    The row of a person and day is made and locked before its letter goes, and says so afterwards: whoever comes second
    waits, then sees it. A letter that the mail server does not take leaves nothing behind, so the next run tries again.
    """
    sent = 0
    with translation.override("id"):
        for letter in letters_due(at, more):
            try:
                sent += _send(letter, at)
            except OSError:  # includes every fault of the mail protocol
                log.exception(
                    "a letter to %s was not taken by the mail server; the next run tries again", letter.user.pk
                )
    return sent


@transaction.atomic
def _send(letter: Letter, at: datetime) -> bool:
    day = local(at, letter.timezone).date()
    digest, _made = Digest.objects.get_or_create(user=letter.user, day=day)
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.sent_at is not None:
        return False
    message(letter).send()
    digest.items = [{"kind": item.kind, "text": line(item), "keys": list(item.keys)} for item in letter.items]
    digest.sent_at = at
    digest.save(update_fields=["items", "sent_at"])
    return True


def message(letter: Letter) -> EmailMessage:
    """The letter as plain text, with links to where each thing is done."""
    lines = [{"text": line(item), "url": _absolute(address(item))} for item in letter.items]
    context = {"name": letter.user.name, "lines": lines, "settings_url": _absolute(reverse("submissions:reminders"))}
    body = render_to_string("submissions/mail/digest.txt", context)
    count = len(letter.items)
    subject = ngettext(
        "Pengingat evaluasi smart city: %(count)d hal", "Pengingat evaluasi smart city: %(count)d hal", count
    ) % {"count": count}
    return EmailMessage(subject, body.strip() + "\n", to=[letter.user.email])


def line(item: Item | Line) -> str:
    """One reminder as a sentence, on the clocks of its region."""
    if isinstance(item, Line):
        return item.text
    regency = item.submission.regency
    words = {
        "region": regency.name,
        "cycle": item.submission.cycle.name,
        "count": item.count,
        "total": item.total,
        "agency": item.agency,
        "days": item.days,
        "when": sentence(item.due_at, regency.timezone) if item.due_at else "",
    }
    return _sentence(item) % words


def _sentence(item: Item) -> str:
    count = item.count
    if item.kind == DUE_SOON:
        return ngettext(
            "%(region)s: %(count)d pertanyaan harus diserahkan kembali dalam %(days)d hari, paling lambat %(when)s.",
            "%(region)s: %(count)d pertanyaan harus diserahkan kembali dalam %(days)d hari, paling lambat %(when)s.",
            count,
        )
    if item.kind == BACK_AGAIN:
        return ngettext(
            "%(region)s: %(count)d pertanyaan dikembalikan operator untuk diperbaiki.",
            "%(region)s: %(count)d pertanyaan dikembalikan operator untuk diperbaiki.",
            count,
        )
    if item.kind == WAITING:
        return ngettext(
            "%(region)s: %(count)d jawaban dari %(agency)s menunggu Anda periksa.",
            "%(region)s: %(count)d jawaban dari %(agency)s menunggu Anda periksa.",
            count,
        )
    if item.kind == OVERDUE:
        return _overdue(item)
    if item.count == item.total:
        return _(
            "%(region)s: isian %(cycle)s sudah lengkap tetapi BELUM DISERAHKAN. Ditutup %(when)s, %(days)d hari lagi."
        )
    return _(
        "%(region)s: isian %(cycle)s belum diserahkan; %(count)d dari %(total)d pertanyaan lengkap. Ditutup %(when)s, "
        "%(days)d hari lagi."
    )


def _overdue(item: Item) -> str:
    if item.is_escalation:
        return ngettext(
            "%(region)s: %(count)d pertanyaan pada %(agency)s terlambat sejak %(when)s.",
            "%(region)s: %(count)d pertanyaan pada %(agency)s terlambat sejak %(when)s.",
            item.count,
        )
    return ngettext(
        "%(region)s: %(count)d pertanyaan Anda terlambat sejak %(when)s.",
        "%(region)s: %(count)d pertanyaan Anda terlambat sejak %(when)s.",
        item.count,
    )


def address(item: Item | Line) -> str:
    """The page where that is done."""
    if isinstance(item, Line):
        return item.url
    pk = item.submission.pk
    if item.kind == CLOSING:
        return reverse("submissions:hand_in" if item.count == item.total else "submissions:detail", args=[pk])
    if item.kind == WAITING:
        return reverse("submissions:hand_over_review", args=[pk])
    if item.is_escalation:
        return reverse("submissions:hand_over_message", args=[pk, item.agency_pk])
    return reverse("submissions:hand_over_back", args=[pk])


@transaction.atomic
def set_muted(user: User, kinds: Collection[str], *, by: Actor, at: datetime) -> None:
    """Switch these kinds of reminders off and all others on; nothing is written when nothing differs."""
    User.objects.select_for_update().get(pk=user.pk)
    before = set(Muted.objects.filter(user=user).values_list("kind", flat=True))
    after = set(kinds) & set(KINDS)
    if before == after:
        return
    Muted.objects.filter(user=user, kind__in=before - after).delete()
    Muted.objects.bulk_create([Muted(user=user, kind=kind) for kind in sorted(after - before)])
    was, now = {"muted": sorted(before)}, {"muted": sorted(after)}
    journal.write("reminder.mute", user, by=by, at=at, audience=Audience.OWN, before=was, after=now)


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
