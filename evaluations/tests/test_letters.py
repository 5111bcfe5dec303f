"""Letters of an announcement: rehearsed with their numbers, written with the results, sent once to people who are awake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from evaluations import tasks
from evaluations.actions import letters, results
from evaluations.actions.rehearsals import rehearse
from evaluations.models import AnnouncementLetter, Result, Seat
from evaluations.queries.letters import addressees_of, counts_of
from evaluations.tests.factories import make_secretary, plenary, ready, secretary
from regencies.models import Membership
from submissions.models import Cycle
from submissions.tests.factories import make_member, make_regency

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 12.00 WIB, 13.00 WITA
NIGHT = NOON + timedelta(hours=10)  # 22.00 WIB, 23.00 WITA


@pytest.fixture
def cycle() -> Cycle:
    cycle = plenary()
    ready("64.01", cycle)
    return cycle


def people(code: str = "64.01") -> list[User]:
    regency = make_regency(code)
    return [make_member(regency, role) for role in (Role.OPERATOR, Role.HEAD, Role.COUNCIL)]


def announced(cycle: Cycle, at: datetime = NOON) -> None:
    results.announce(cycle, by=secretary(), at=at)


def test_everybody_concerned_has_one_letter_whatever_the_number_of_roles(cycle: Cycle) -> None:
    operator, head, _council = people()
    Membership.objects.create(user=operator, role=Role.HEAD, regency=make_regency("64.01"))
    User.objects.filter(pk=head.pk).update(is_active=False)
    people("64.02")  # takes no part
    found = addressees_of(cycle)
    assert counts_of(found) == [("operator", 1), ("head", 1), ("council", 1), ("assessor", 3)]
    announced(cycle)
    assert AnnouncementLetter.objects.count() == len(found) == 5
    assert mail.outbox == []


def test_a_rehearsal_tells_whom_and_what_and_sends_nothing(cycle: Cycle, client: Client) -> None:
    people()
    row = rehearse(cycle, by=secretary(), at=NOON)
    assert row.letters["people"] == 6
    assert not AnnouncementLetter.objects.exists()
    client.force_login(make_secretary())
    text = client.get(reverse("evaluations:announce", args=[cycle.pk])).content.decode()
    assert "6 orang menerima satu surel" in text
    assert row.letters["sample"]["subject"] in text
    announced(cycle)
    assert AnnouncementLetter.objects.count() == row.letters["people"]
    letters.send_due(at=NOON)
    sent = next(letter for letter in mail.outbox if letter.to == [row.letters["sample"]["to"]])
    assert (sent.subject, sent.body) == (row.letters["sample"]["subject"], row.letters["sample"]["body"])
    assert "6 dari 6 terkirim" in client.get(reverse("evaluations:announce", args=[cycle.pk])).content.decode()


def test_letters_wait_for_the_morning_and_go_once(cycle: Cycle) -> None:
    people()
    announced(cycle, NIGHT)
    assert letters.send_due(at=NIGHT) == 0
    morning = NIGHT + timedelta(hours=9)  # 07.00 WIB
    assert letters.send_due(at=morning) == 6
    assert letters.send_due(at=morning) == 0
    assert len(mail.outbox) == 6
    assert all(letter.body.count("http") >= 2 for letter in mail.outbox)


def test_a_letter_names_the_regions_and_no_number_of_the_evaluation(cycle: Cycle) -> None:
    operator, *_rest = people()
    announced(cycle)
    letters.send_due(at=NOON)
    body = next(letter.body for letter in mail.outbox if letter.to == [operator.email])
    assert make_regency("64.01").name in body
    assert reverse("reports:regency", args=["64.01"]) in body
    final = Result.objects.get(run__cycle=cycle).final
    assert str(final) not in body
    assert str(final).replace(".", ",") not in body


def test_what_is_a_week_old_is_no_news(cycle: Cycle) -> None:
    people()
    announced(cycle)
    assert letters.send_due(at=NOON + timedelta(days=7)) == 0


class Unwilling(EmailBackend):
    """A mail server that takes no letter to assessors."""

    def send_messages(self, messages: Any) -> int:
        if User.objects.filter(email__in=[to for message in messages for to in message.to], seats__isnull=False):
            raise ConnectionRefusedError("mail server is away")
        return super().send_messages(messages)


def test_a_letter_that_is_not_taken_holds_back_no_other_and_is_tried_again(cycle: Cycle, settings: Any) -> None:
    people()
    announced(cycle)
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    assert letters.send_due(at=NOON) == 3
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters.send_due(at=NOON + timedelta(minutes=5)) == Seat.objects.count() == 3


def test_who_is_told_is_read_in_two_queries_and_the_scheduler_knows_the_errand(cycle: Cycle) -> None:
    for code in ("64.01", "64.02", "31.71"):
        if code != "64.01":
            ready(code, cycle)
        people(code)
        with CaptureQueriesContext(connection) as found:
            addressees_of(cycle)
        assert len(found) == 2
    assert conf.CELERY_BEAT_SCHEDULE["send-letters"]["task"] == tasks.send_letters.name
