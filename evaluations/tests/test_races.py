"""Two people at once, on PostgreSQL: one step is taken once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions import marks, minutes, panels, plenary, results, talks
from evaluations.actions.given import Given
from evaluations.models import AgendaItem, Dissent, PanelValue, Plenary, QuestionValue, ResultRun, Seat
from evaluations.tests.factories import (
    assessor,
    complete,
    make_assessed_cycle,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    secretary,
)
from journal.models import Entry
from submissions.models import Cycle, Submission
from submissions.tests.factories import indicators, make_instrument

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time anyway")


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each of `works` gave, or the `Refused` it met, all started at the same moment on own connections."""
    start = Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        start.wait(10)
        try:
            found[place] = work()
        except Refused as refused:
            found[place] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return found


def refusals(found: list[object]) -> list[str]:
    assert None not in found
    return [str(one) for one in found if isinstance(one, Refused)]


def test_two_hand_ins_of_one_seat_are_one() -> None:
    seat = complete(make_seat(make_scored()))
    by, now = assessor(seat.assessor), timezone.now()
    found = at_once(*[lambda: marks.hand_in(Seat.objects.get(pk=seat.pk), by=by, at=now)] * 2)
    (told,) = refusals(found)
    assert told.startswith("Penilaian Anda untuk daerah ini sudah diserahkan.")
    assert Entry.objects.filter(verb="seat.hand_in").count() == 1


def test_the_last_place_of_a_panel_is_given_once() -> None:
    submission = make_scored()
    make_seat(submission)
    make_seat(submission)
    by, now, people = secretary(), timezone.now(), (make_assessor(), make_assessor())
    found = at_once(*[lambda person=person: panels.seat(submission, person, by=by, at=now) for person in people])
    assert refusals(found) == ["Panel ini sudah penuh: 3 asesor."]
    assert submission.seats.count() == 3


def test_two_announcements_are_one() -> None:
    submission = make_scored(cycle=make_assessed_cycle(state=Cycle.State.PLENARY))
    make_full_panel(submission)
    by, now = secretary(), timezone.now()
    found = at_once(*[lambda: results.announce(submission.cycle, by=by, at=now)] * 2)
    assert len(refusals(found)) == 1
    assert ResultRun.objects.count() == 1


def test_an_agenda_gathered_twice_at_once_holds_each_question_once() -> None:
    submission = make_scored()
    seats = make_full_panel(submission, (0, 4, 4))
    Seat.objects.filter(pk=seats[0].pk).update(is_chair=True)
    by, now = assessor(seats[0].assessor), timezone.now()
    gather = lambda: plenary.gather_agenda(submission, by=by, at=now)  # noqa: E731
    found = at_once(gather, gather)
    assert refusals(found) == []
    assert sorted(len(items) for items in found) == [0, AgendaItem.objects.count()]
    assert list(AgendaItem.objects.values_list("order", flat=True)) == list(range(1, AgendaItem.objects.count() + 1))


def talking(panel: tuple[int, ...] = (1, 4, 4)) -> tuple[Submission, list[Seat]]:
    """A panel whose chair (its first seat) opened the first question of its plenary."""
    instrument = make_instrument(panel_value_replaces=True, panel_size=len(panel))
    submission = make_scored(cycle=make_assessed_cycle(state=Cycle.State.PLENARY, instrument=instrument))
    seats = make_full_panel(submission, panel)
    Seat.objects.filter(pk=seats[0].pk).update(is_chair=True)
    by, now, question = assessor(seats[0].assessor), timezone.now(), indicators(submission)[0]
    plenary.add_item(submission, question, by=by, at=now)
    talks.start(submission, by=by, at=now)
    talks.open_item(submission, question.pk, by=by, at=now)
    return submission, seats


def test_two_members_and_the_chair_saving_at_once_lose_nothing() -> None:
    submission, seats = talking()
    question, now = indicators(submission)[0].pk, timezone.now()
    chair, *members = (assessor(seat.assessor) for seat in seats)
    before = Plenary.objects.get().version
    decision = talks.Decision("Sepakat.", Given(2), "Alasan contoh.")

    def dissents(by: Actor) -> bool:
        talks.dissent(submission, question, f"Beda: {by.user}.", by=by, at=now)
        return True

    decides = lambda: talks.decide(submission, question, decision, seen=0, done=False, by=chair, at=now)  # noqa: E731
    found = at_once(*(lambda by=by: dissents(by) for by in members), decides, decides)
    assert refusals(found) == [str(talks.Overtaken())]  # of two presses in two windows one is told
    assert Dissent.objects.count() == 2
    assert str(PanelValue.objects.get()) == "2"
    assert Plenary.objects.get().version == before + 3


def test_minutes_signed_and_closed_at_once_hold_every_signature() -> None:
    submission, seats = talking()
    question, now = indicators(submission)[0].pk, timezone.now()
    people = [assessor(seat.assessor) for seat in seats]
    talks.decide(submission, question, talks.Decision("Sepakat."), seen=0, done=True, by=people[0], at=now)
    for seat, by in zip(seats, people, strict=True):
        minutes.attend(submission, seat, is_present=True, by=by, at=now)
    minutes.present(submission, by=people[0], at=now)
    signs = [lambda by=by: minutes.sign(submission, assents=True, text="", seen=1, by=by, at=now) for by in people]
    found = at_once(*signs, lambda: minutes.close(submission, by=people[0], at=now))
    told, row = refusals(found), Plenary.objects.get()
    assert row.attendance.filter(assents=True).count() == 3
    assert row.state == ("signing" if told else "closed")
    if told:
        assert "Belum menandatangani" in told[0]
        row = minutes.close(submission, by=people[0], at=now)
    assert all(member["assents"] for member in row.content["members"])


def test_a_value_and_an_announcement_at_once_never_part() -> None:
    submission, seats = talking((3, 3, 3))
    question, now = indicators(submission)[0], timezone.now()
    Plenary.objects.update(state="closed", closed_at=now, open_item=None, item_since=None, sha256="0" * 64)
    item, by = AgendaItem.objects.get(), assessor(seats[0].assessor)
    PanelValue.objects.create(item=item, value=1, reason="Contoh.", at=now, by=seats[0].assessor)
    found = at_once(
        lambda: results.announce(submission.cycle, by=secretary(), at=now),
        lambda: talks.decide(submission, question.pk, talks.Decision("Lain."), seen=0, done=True, by=by, at=now),
    )
    assert len(refusals(found)) == 1
    assert QuestionValue.objects.get(indicator=question).total == 1


def test_a_panel_without_chair_gets_one_chair_when_two_are_named_at_once() -> None:
    submission = make_scored(cycle=make_assessed_cycle(state=Cycle.State.PLENARY))
    first, second, _third = make_full_panel(submission)
    by, now = secretary(), timezone.now()
    found = at_once(
        lambda: panels.make_chair(first, by=by, at=now),
        lambda: panels.make_chair(second, by=by, at=now),
    )
    assert len(refusals(found)) == 1
    assert Seat.objects.filter(submission=submission, is_chair=True).count() == 1
