"""The queue, the page of one question and the grids: what comes next, what is side by side, how cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from evaluations.models import Mark, Note, Seat
from evaluations.queries.queue import Order, Place, next_open
from evaluations.tests.factories import (
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_scored,
    make_seat,
)
from journal.models import Entry
from pillars.models import Indicator
from submissions.models import Answer, Attachment, Cycle, Evidence, Submission
from submissions.tests.factories import (
    indicators,
    make_regency,
    make_submission,
    set_window,
)

pytestmark = pytest.mark.django_db
PLACES = ("31.71", "64.01", "64.72")


@pytest.fixture
def person() -> User:
    return make_assessor()


@pytest.fixture
def seats(person: User, client: Client) -> list[Seat]:
    """Three regions of one cycle, in the order of their codes."""
    client.force_login(person)
    cycle = make_assessed_cycle()
    return [make_seat(make_scored(cycle=cycle, regency=make_regency(code)), person) for code in PLACES]


def walk(person: User, order: Order, seats: list[Seat], steps: int) -> list[tuple[str, int]]:
    """Where one comes by skipping, from the start."""
    found, place = [], None
    for _step in range(steps):
        ends = seats[0].submission.cycle.windows.get(kind="assessment").closes_at
        pair = next_open(person.pk, order, at=timezone.now(), after=place, closes_at=ends)
        assert pair is not None
        seat, indicator = (
            Seat.objects.select_related("submission__cycle").get(pk=pair[0]),
            Indicator.objects.get(pk=pair[1]),
        )
        place = Place(seat, indicator)
        found.append((seat.submission.regency_id, indicator.order))
    return found


def test_by_region_one_region_is_finished_before_the_next(person: User, seats: list[Seat]) -> None:
    many = len(indicators(seats[0].submission))
    give_marks(seats[0], [3])
    walked = walk(person, Order.REGION, seats, 3 * many)
    expected = [(code, number) for code in PLACES for number in range(1, many + 1)][1:]
    assert walked == [*expected, expected[0]]  # what was skipped comes round


def test_by_question_the_same_question_goes_through_the_regions(person: User, seats: list[Seat]) -> None:
    assert walk(person, Order.QUESTION, seats, 4) == [(code, 1) for code in PLACES] + [("31.71", 2)]


def test_by_deadline_what_closes_first_comes_first(person: User, seats: list[Seat]) -> None:
    soon = make_assessed_cycle()
    now = timezone.now()
    set_window(soon, "assessment", now - timedelta(days=1), now + timedelta(hours=2))
    make_seat(make_scored(cycle=soon, regency=make_regency("94.01")), person)
    assert walk(person, Order.DEADLINE, seats, 1) == [("94.01", 1)]


def test_the_queue_holds_only_what_can_be_marked_now(person: User, seats: list[Seat]) -> None:
    handed_in(seats[0])
    Submission.objects.filter(pk=seats[1].submission_id).update(state="filling", handed_in_at=None)
    give_marks(seats[2], [3] * len(indicators(seats[2].submission)))
    assert next_open(person.pk, Order.REGION, at=timezone.now()) is None
    Mark.objects.filter(seat=seats[2], indicator__order=2).delete()
    assert next_open(make_assessor().pk, Order.REGION, at=timezone.now()) is None
    found = next_open(person.pk, Order.REGION, at=timezone.now())
    assert found is not None
    assert found[0] == seats[2].pk
    assert next_open(person.pk, Order.REGION, at=timezone.now() + timedelta(days=900)) is None


def page_of(seat: Seat, number: int = 1, order: str = "daerah") -> str:
    question = indicators(seat.submission)[number - 1]
    return f"{reverse('evaluations:question', args=[seat.pk, question.pk])}?urut={order}"


def test_save_and_next_and_skip_lead_through_the_queue(client: Client, seats: list[Seat]) -> None:
    start = client.get(reverse("evaluations:queue"), {"urut": "pertanyaan", "mulai": "1"})
    assert start["Location"] == page_of(seats[0], order="pertanyaan")
    saved = client.post(start["Location"], {"n-1": "3", "next": "1"})
    assert client.get(saved["Location"])["Location"] == page_of(seats[1], order="pertanyaan")
    skip = client.get(page_of(seats[1], order="pertanyaan")).context["onward"]
    assert client.get(skip)["Location"] == page_of(seats[2], order="pertanyaan")
    assert Mark.objects.count() == 1


def test_the_last_open_question_comes_round_until_it_is_marked(client: Client) -> None:
    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    give_marks(seat, [3] * (len(indicators(seat.submission)) - 1))
    last = page_of(seat, len(indicators(seat.submission)))
    assert client.get(client.get(last).context["onward"])["Location"] == last
    number = len(indicators(seat.submission))
    saved = client.post(last, {f"n-{number}": "3", "next": "1"})
    assert "Tidak ada lagi pertanyaan" in client.get(saved["Location"], follow=True).content.decode()


def test_a_bad_mark_stays_on_its_page(client: Client, seats: list[Seat]) -> None:
    answer = client.post(page_of(seats[0]), {"n-1": "9", "r-1": "Sebab.", "next": "1"})
    assert answer.status_code == 422
    assert "bukan nilai" in answer.content.decode()
    assert "Sebab." in answer.content.decode()


@pytest.mark.parametrize("query", ["urut=acak", "setelah=x.y", f"setelah={'0' * 32}.{'0' * 32}"])
def test_an_order_or_a_place_that_is_none_is_not_found(client: Client, seats: list[Seat], query: str) -> None:
    assert client.get(f"{reverse('evaluations:queue')}?{query}").status_code == 404


def test_an_empty_queue_says_so(client: Client) -> None:
    client.force_login(make_assessor())
    assert "Antrean Anda kosong" in client.get(reverse("evaluations:queue")).content.decode()
    led = client.get(reverse("evaluations:queue"), {"mulai": "1"}, follow=True).content.decode()
    assert "Tidak ada lagi pertanyaan yang terbuka" in led


def with_notes_of_last_year(client: Client) -> Seat:
    before = make_submission(state="handed_in")
    old = handed_in(complete(make_seat(before)))
    question = indicators(before)[0]
    Note.objects.filter(seat=old).delete()
    texts = {"region": "Perbarui peraturan.", "panel": "Rahasia panel.", "private": "Rahasia sendiri."}
    for number, (audience, text) in enumerate(texts.items()):
        Note.objects.create(
            seat=old, indicator=question, audience=audience, kind="recommendation", order=number, text=text,
            changed_at=timezone.now(),
        )  # fmt: skip
    seat = make_seat(make_scored(cycle=make_assessed_cycle(instrument=before.instrument, previous=before.cycle)))
    client.force_login(seat.assessor)
    return seat


def test_last_years_recommendation_stands_there_once_the_region_has_read_it(client: Client) -> None:
    seat = with_notes_of_last_year(client)
    assert "Perbarui peraturan." not in client.get(page_of(seat)).content.decode()
    Cycle.objects.filter(pk=seat.submission.cycle.previous_id).update(state="announced", announced_at=timezone.now())
    page = client.get(page_of(seat)).content.decode()
    assert "Perbarui peraturan." in page
    assert "Rahasia" not in page


def test_the_page_of_a_question_takes_eight_queries(client: Client) -> None:
    seat = with_notes_of_last_year(client)
    Cycle.objects.filter(pk=seat.submission.cycle.previous_id).update(state="announced", announced_at=timezone.now())
    seat.submission.instrument.frozen_at = timezone.now()
    seat.submission.instrument.save()
    assert asked(client, page_of(seat)) <= 8


# --- what moved on after it was marked ----------------------------------------------------------------------------


def later(seat: Seat, number: int = 1) -> Answer:
    """The region's answer, younger than the mark."""
    answer = Answer.objects.get(submission=seat.submission, indicator__order=number)
    Answer.objects.filter(pk=answer.pk).update(changed_at=timezone.now() + timedelta(minutes=1))
    return answer


def test_an_answer_that_moved_on_is_marked_until_the_mark_is_kept_or_changed(client: Client, seats: list[Seat]) -> None:
    seat = seats[0]
    give_marks(seat, [3, 3])
    section = reverse("evaluations:section", args=[seat.pk, "baseline"])
    badge = '<span class="state state-late">Berubah sejak dinilai</span>'
    later(seat)
    assert client.get(section).content.decode().count(badge) == 1
    assert badge in client.get(page_of(seat)).content.decode()
    moved = client.get(reverse("evaluations:grid", args=[seat.pk]), {"saring": "berubah"})
    assert moved.content.decode().count('class="slot') == 1
    Answer.objects.filter(submission=seat.submission).update(changed_at=timezone.now())
    assert client.post(section, {"keep": "1"}).status_code == 302
    assert badge not in client.get(page_of(seat)).content.decode()
    assert badge in client.get(section).content.decode()  # the second question's mark is still older
    assert Entry.objects.filter(verb="mark.keep").count() == 1
    assert Mark.objects.get(seat=seat, indicator__order=1).value == 3


def attach(answer: Answer) -> None:
    now = timezone.now()
    file = Evidence.objects.create(
        regency=answer.submission.regency, file="evidence/x", name="x.pdf", kind="pdf", mime="application/pdf", size=9,
        sha256="0" * 64, added_at=now,
    )  # fmt: skip
    Attachment.objects.create(answer=answer, evidence=file, added_at=now)


def test_a_file_that_came_later_is_noticed_too(client: Client, seats: list[Seat]) -> None:
    seat = seats[0]
    answer = Answer.objects.get(submission=seat.submission, indicator__order=1)
    attach(answer)
    give_marks(seat, [3])
    assert "Berubah sejak dinilai" not in client.get(page_of(seat)).content.decode()
    Attachment.objects.filter(answer=answer).update(changed_at=timezone.now() + timedelta(minutes=1))
    assert "Berubah sejak dinilai" in client.get(page_of(seat)).content.decode()
    assert "Berubah sejak dinilai" in client.get(grid_of(seat)).content.decode()


# --- grids --------------------------------------------------------------------------------------------------------


def grid_of(seat: Seat) -> str:
    cycle = seat.submission.cycle_id
    return reverse("evaluations:question_grid", args=[cycle, indicators(seat.submission)[0].pk])


def test_a_grid_saves_one_question_in_every_region(client: Client, seats: list[Seat]) -> None:
    marks = {f"n-{seat.pk.hex}": mark for seat, mark in zip(seats, ("0", "ab", ""), strict=True)}
    reasons = {f"r-{seats[0].pk.hex}": "Tanpa bukti."}
    assert client.post(grid_of(seats[0]), marks | reasons).status_code == 302
    assert [(mark.seat, mark.shown, mark.reason) for mark in Mark.objects.order_by("id")] == [
        (seats[0], "0", "Tanpa bukti."),
        (seats[1], "AB", ""),
    ]


def test_one_region_that_cannot_be_saved_holds_back_no_other(client: Client, seats: list[Seat]) -> None:
    handed_in(seats[1])
    answer = client.post(grid_of(seats[0]), {f"n-{seat.pk.hex}": "2" for seat in seats})
    assert answer.status_code == 409
    assert answer.content.decode().count("sudah diserahkan") == 1
    assert {mark.seat for mark in Mark.objects.all()} == {seats[0], seats[2]}


def test_a_grid_of_a_region_filters_and_saves(client: Client, seats: list[Seat]) -> None:
    seat = seats[0]
    give_marks(seat, [4, 3])
    address = reverse("evaluations:grid", args=[seat.pk])
    assert client.get(address, {"saring": "alasan"}).content.decode().count('class="slot') == 1
    empty = client.get(address, {"saring": "kosong"}).content.decode()
    assert empty.count('class="slot') == len(indicators(seat.submission)) - 2
    assert client.get(address, {"saring": "lain"}).status_code == 404
    assert client.post(f"{address}?saring=kosong", {"n-3": "na"}).status_code == 302
    assert Mark.objects.get(seat=seat, indicator__order=3).not_applicable


def test_a_question_of_no_own_region_is_not_found(client: Client, seats: list[Seat]) -> None:
    client.force_login(make_assessor())
    assert client.get(grid_of(seats[0])).status_code == 404
    assert client.post(grid_of(seats[0]), {}).status_code == 404


def test_pages_of_many_regions_take_as_many_queries_as_of_one(client: Client, person: User, seats: list[Seat]) -> None:
    pages = [grid_of(seats[0]), reverse("evaluations:queue"), f"{reverse('evaluations:queue')}?urut=pertanyaan"]
    many = [asked(client, page) for page in pages]
    Seat.objects.filter(pk__in=[seat.pk for seat in seats[1:]]).update(state="withdrawn", ended_at=timezone.now())
    assert many == [asked(client, page) for page in pages]


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
