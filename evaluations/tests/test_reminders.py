"""Assessors are reminded of invitations and of a window that closes, by one letter a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Actor, Role
from evaluations.actions.reminders import letters, remind
from evaluations.models import Seat
from evaluations.tests.factories import make_scored, make_seat
from regencies.models import Membership
from submissions.actions.reminders import set_muted
from submissions.models import Cycle, Digest, Window
from submissions.tests.factories import make_regency, make_submission

pytestmark = pytest.mark.django_db


def noon(days: int = 0) -> datetime:
    """Twelve o'clock in Jakarta."""
    return timezone.now().replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(days=days)


def seats(count: int = 1, *, invited: bool = False) -> tuple[Cycle, list[Seat]]:
    """Seats of one assessor in one cycle."""
    first = make_seat(make_scored(regency=make_regency("64.01")))
    cycle = first.submission.cycle
    more = [
        make_seat(make_scored(cycle=cycle, regency=make_regency(f"64.0{n}")), first.assessor)
        for n in range(2, count + 1)
    ]
    if invited:
        Seat.objects.update(state=Seat.State.INVITED, answered_at=None, declared=Seat.Declared.NOT_ASKED)
    return cycle, [first, *more]


def closing(cycle: Cycle, at: datetime) -> None:
    opens = at - timedelta(days=60)
    Window.objects.update_or_create(
        cycle=cycle, kind=Window.Kind.ASSESSMENT, defaults={"opens_at": opens, "closes_at": at}
    )


def test_a_seat_not_handed_in_is_named_seven_three_and_one_day_before_the_end() -> None:
    cycle, found = seats(2)
    end = noon(20)
    closing(cycle, end)
    told = [
        days
        for days in range(10, -1, -1)
        if any(letter.items for letter in letters(end - timedelta(days=days, minutes=1)))
    ]
    assert told == [7, 3, 1]
    assert remind(at=end - timedelta(days=3, minutes=1)) == 1
    letter = mail.outbox[0]
    assert letter.to == [found[0].assessor.email]
    assert "2 penilaian Anda belum diserahkan" in letter.body
    assert "3 hari lagi" in letter.body
    assert "/penilaian/" in letter.body


def test_an_invitation_is_told_once() -> None:
    cycle, _found = seats(invited=True)
    closing(cycle, noon(40))
    assert [remind(at=noon(day)) for day in (0, 1, 2)] == [1, 0, 0]
    assert "1 undangan menilai" in mail.outbox[0].body


def test_one_letter_a_day_and_none_at_night_none_when_switched_off_none_when_handed_in() -> None:
    cycle, found = seats()
    end = noon(30)
    closing(cycle, end)
    at = end - timedelta(days=7, minutes=1)
    assert remind(at=at.replace(hour=20)) == 0  # three in the morning
    assert [remind(at=at), remind(at=at)] == [1, 0]
    assert Digest.objects.count() == 1
    later = end - timedelta(days=3, minutes=1)
    person = found[0].assessor
    set_muted(person, ["seat_closing"], by=Actor(person, ""), at=at)
    assert remind(at=later) == 0
    set_muted(person, [], by=Actor(person, ""), at=at)
    Seat.objects.update(state=Seat.State.HANDED_IN, handed_in_at=at)
    assert remind(at=later) == 0


def test_three_seats_take_as_many_questions_as_one() -> None:
    counts = []
    for count in (1, 3):
        cycle, _found = seats(count)
        closing(cycle, noon(7) + timedelta(minutes=1))
        with CaptureQueriesContext(connection) as asked:
            assert letters(noon())[0].items
        counts.append(len(asked))
        Seat.objects.all().delete()
    assert counts == [2, 2]


def test_who_works_for_a_region_and_assesses_another_gets_one_letter_with_both() -> None:
    cycle, found = seats()
    closing(cycle, noon(7) + timedelta(minutes=1))
    own = make_submission(regency=make_regency("64.09"))
    Membership.objects.create(user=found[0].assessor, role=Role.OPERATOR, regency=own.regency)
    Window.objects.update_or_create(
        cycle=own.cycle,
        kind=Window.Kind.ANSWERS,
        defaults={"opens_at": noon(-30), "closes_at": noon(7) + timedelta(minutes=1)},
    )
    assert remind(at=noon()) == 1
    (letter,) = mail.outbox
    assert "penilaian Anda belum diserahkan" in letter.body
    assert f"{own.regency.name}: isian" in letter.body
