"""Letters of an announcement: written with the results in one transaction, sent by the clock when people are awake."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.models import AnnouncementLetter, ResultRun
from evaluations.queries.letters import addressees_of, counts_of
from submissions.models import Cycle
from submissions.queries.reminders import is_awake

log = logging.getLogger(__name__)
MOST_REGIONS = 20
AT_A_TIME = 200
STALE = timedelta(days=7)
"""An announcement is no news after a week: what could not be sent by then is left."""


def write_out(run: ResultRun) -> int:
    """A row for everybody who is told of this run. Returns how many. Must run in the transaction of the announcement."""
    rows = [
        AnnouncementLetter(run=run, user=one.user, timezone=one.timezone, regions=sorted(one.regions.items()))
        for one in addressees_of(run.cycle)
    ]
    AnnouncementLetter.objects.bulk_create(rows)
    return len(rows)


def rehearsed(cycle: Cycle) -> dict[str, object]:
    """What would be sent: people by role, all together, and one letter complete. Plain values for the rehearsal's row."""
    people = addressees_of(cycle)
    sample = None
    if people:
        first = people[0]
        letter = text_of(cycle, first.user.name, first.regions)
        sample = {"to": first.user.email, "subject": letter[0], "body": letter[1]}
    return {"roles": counts_of(people), "people": len(people), "sample": sample}


def send_due(*, at: datetime) -> int:
    """Send what waits for people who are awake. Returns how many went out. Safe to run twice, and twice at once.

    Each row is locked before its letter goes and says so afterwards; one that the mail server does not take stays and is
    tried again.
    """
    waiting = AnnouncementLetter.objects.filter(sent_at__isnull=True, run__at__gt=at - STALE)
    rows = waiting.order_by("pk").values_list("pk", "timezone")
    due = [pk for pk, zone in rows if is_awake(at, zone)][:AT_A_TIME]
    return sum(_send(pk, at) for pk in due)


def _send(pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = AnnouncementLetter.objects.select_for_update(of=("self",), skip_locked=True)
            row = rows.select_related("run__cycle", "user").filter(pk=pk, sent_at__isnull=True).first()
            if row is None or not row.user.is_active:
                return False
            subject, body = text_of(row.run.cycle, row.user.name, dict(row.regions))
            EmailMessage(subject, body, to=[row.user.email]).send()
            row.sent_at = at
            row.save(update_fields=["sent_at"])
    except OSError:  # includes every fault of the mail protocol
        log.exception("a letter of an announcement was not taken by the mail server; the next run tries again")
        return False
    return True


def text_of(cycle: Cycle, name: str, regions: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body in Indonesian, plain text. No number of the evaluation: those stand behind the sign-in."""
    with translation.override("id"):
        shown = sorted(regions.items())[:MOST_REGIONS]
        lines = [{"name": region, "url": _absolute(reverse("reports:regency", args=[code]))} for code, region in shown]
        ranking = _absolute(f"{reverse('reports:ranking')}?siklus={cycle.pk}")
        context = {
            "name": name,
            "cycle": cycle.name,
            "lines": lines,
            "more": len(regions) - len(shown),
            "ranking": ranking,
        }
        body = render_to_string("evaluations/mail/announced.txt", context)
        return _("Hasil %(cycle)s sudah diumumkan") % {"cycle": cycle.name}, body.strip() + "\n"


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
