"""How far marks lie apart, the board that shows it, and the agenda made from it."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.steps import Refused
from evaluations.actions import panels, plenary
from evaluations.divergence import is_split, lonely, spread
from evaluations.models import AgendaItem, Seat
from evaluations.tests import factories as make
from journal.models import Entry
from submissions.models import Cycle, Submission
from submissions.tests.factories import indicators, make_member, make_regency

MARKS = st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=6)


@given(MARKS, st.randoms())
def test_spread_and_lonely_do_not_depend_on_the_order(marks: list[int | None], dice) -> None:
    shuffled = list(marks)
    dice.shuffle(shuffled)
    assert spread(shuffled) == spread(marks)
    for threshold in (1, 2, 3, 4):
        found, again = lonely(marks, threshold), lonely(shuffled, threshold)
        assert (found is None) == (again is None)
        if found is not None and again is not None:
            assert marks[found] == shuffled[again]


@given(MARKS, st.integers(1, 4))
def test_a_lonely_mark_is_far_from_all_others_and_there_is_only_one(marks: list[int | None], threshold: int) -> None:
    place = lonely(marks, threshold)
    numbers = [mark for mark in marks if mark is not None]
    alone = [
        at
        for at, mark in enumerate(marks)
        if mark is not None
        and len(rest := [other for pos, other in enumerate(marks) if pos != at and other is not None]) > 1
        and all(abs(mark - other) >= threshold for other in rest)
        and all(abs(one - two) < threshold for one, two in itertools.combinations(rest, 2))
    ]
    assert alone == ([] if place is None else [place])
    if place is not None:
        assert spread(numbers) >= threshold


@given(MARKS)
def test_not_applicable_is_never_a_zero(marks: list[int | None]) -> None:
    numbers = [mark for mark in marks if mark is not None]
    assert spread(marks) == spread(numbers)
    assert spread(marks) == (max(numbers) - min(numbers) if len(numbers) > 1 else None)
    assert is_split(marks) == (bool(numbers) and len(numbers) < len(marks))


def apart(seats: int = 3) -> tuple[Submission, Seat]:
    """A panel of complete marks which differ by three on every question; its first seat is the chair."""
    submission = make.make_scored()
    found = make.make_full_panel(submission, [1, 4, 4, 4, 4][:seats])
    Seat.objects.filter(pk=found[0].pk).update(is_chair=True)
    return submission, Seat.objects.get(pk=found[0].pk)


def address(submission: Submission) -> str:
    return reverse("evaluations:board", args=[submission.pk])


@pytest.mark.django_db
def test_the_chair_makes_the_agenda_from_the_board_and_changes_it(client: Client) -> None:
    submission, chair = apart()
    questions = indicators(submission)
    client.force_login(chair.assessor)
    page = client.get(address(submission)).content.decode()
    assert "<strong>1*</strong>" in page
    assert "Agenda masih kosong" in page
    client.post(address(submission), {"gather": "1"})
    assert [item.indicator for item in AgendaItem.objects.all()] == questions
    client.post(address(submission), {"gather": "1"})  # twice changes nothing
    assert AgendaItem.objects.count() == len(questions)
    client.post(address(submission), {"up": questions[1].pk})
    assert [item.indicator for item in AgendaItem.objects.all()][:2] == [questions[1], questions[0]]
    client.post(address(submission), {"up": questions[1].pk})  # already the first
    client.post(address(submission), {"remove": questions[1].pk})
    answer = client.post(address(submission), {"remove": questions[1].pk})
    assert answer.status_code == 409
    assert "Pertanyaan itu sudah tidak ada di agenda." in answer.content.decode()
    client.post(address(submission), {"add": questions[1].pk})
    last = AgendaItem.objects.last()
    assert (last.indicator, last.is_by_hand) == (questions[1], True)
    assert Entry.objects.filter(verb="plenary.agenda").count() == 4


@pytest.mark.django_db
def test_the_board_opens_for_nobody_but_the_finished_panel_and_the_secretariat(client: Client) -> None:
    submission, chair = apart()
    unfinished = make.complete(make.make_seat(submission))
    abroad = make.handed_in(make.make_seat(make.make_scored(regency=make_regency("31.71"))))
    withdrawn = make.make_full_panel(submission, [2])[0]
    Seat.objects.filter(pk=withdrawn.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="Contoh")
    people = {
        chair.assessor: 200,
        make.make_secretary(): 200,
        unfinished.assessor: 404,
        withdrawn.assessor: 404,
        abroad.assessor: 404,
        make_member(submission.regency): 404,
    }
    for person, status in people.items():
        client.force_login(person)
        assert client.get(address(submission)).status_code == status
        assert client.post(address(submission), {"gather": "1"}).status_code == {200: 403, 404: 404}[status] or (
            person == chair.assessor
        )


@pytest.mark.django_db
def test_only_the_chair_changes_the_agenda_and_only_once_all_have_handed_in(client: Client) -> None:
    submission, chair = apart()
    member = Seat.objects.filter(submission=submission, is_chair=False).first()
    client.force_login(member.assessor)
    assert client.post(address(submission), {"gather": "1"}).status_code == 403
    late = make.make_seat(submission)
    client.force_login(chair.assessor)
    answer = client.post(address(submission), {"gather": "1"})
    assert answer.status_code == 409
    assert "Masih ada asesor yang menilai" in answer.content.decode()
    make.handed_in(make.complete(late))
    assert client.post(address(submission), {"gather": "1"}).status_code == 302
    Cycle.objects.update(state=Cycle.State.ANNOUNCED, announced_at=timezone.now())
    assert client.post(address(submission), {"gather": "1"}).status_code == 409


@pytest.mark.django_db
def test_the_secretariat_sets_the_threshold_of_the_whole_cycle(client: Client) -> None:
    submission, chair = apart()
    client.force_login(make.make_secretary())
    answer = client.post(address(submission), {"threshold": "5"})
    assert answer.status_code == 422
    assert "Pilih ambang dari 1 sampai 4." in answer.content.decode()
    client.post(address(submission), {"threshold": "4"})
    assert Entry.objects.get(verb="plenary.threshold").after == {"threshold": 4}
    client.force_login(chair.assessor)
    assert "Tidak ada pertanyaan untuk saringan ini" in client.get(address(submission)).content.decode()
    assert "<strong>1*</strong>" not in client.get(address(submission), {"tampil": "semua"}).content.decode()
    assert client.post(address(submission), {"threshold": "1"}).status_code == 403


@pytest.mark.django_db
def test_the_board_asks_the_same_few_questions_for_any_panel_and_agenda(client: Client) -> None:
    counts = []
    for seats in (1, 3):
        submission, chair = apart(seats)
        client.force_login(chair.assessor)
        client.post(address(submission), {"gather": "1"})
        client.get(address(submission))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(address(submission))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 16


@pytest.mark.django_db
def test_a_panel_without_a_chair_gets_one_in_its_plenary_and_no_second(client: Client) -> None:
    submission, chair = apart()
    Cycle.objects.update(state=Cycle.State.PLENARY)
    other = Seat.objects.filter(submission=submission, is_chair=False).first()
    with pytest.raises(Refused):
        panels.make_chair(other, by=make.secretary(), at=timezone.now())
    Seat.objects.filter(pk=chair.pk).update(is_chair=False)
    client.force_login(make.make_secretary())
    panel = reverse("evaluations:panel", args=[submission.pk])
    assert "Jadikan ketua" in client.get(panel).content.decode()
    client.post(panel, {"do": "chair", "kursi": other.pk})
    other.refresh_from_db()
    assert other.is_chair
    assert "Jadikan ketua" not in client.get(panel).content.decode()
    assert plenary.gather_agenda(submission, by=make.assessor(other.assessor), at=timezone.now())
