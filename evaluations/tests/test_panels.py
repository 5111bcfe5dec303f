"""Panels: seating, unseating, reopening, filling from a list; the secretariat's pages, in numbers only."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.steps import Refused
from evaluations.actions import panels
from evaluations.forms import read_orders
from evaluations.models import Mark, Seat
from evaluations.tests.factories import (
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
    secretary,
)
from journal.models import Entry
from submissions.models import Cycle, Submission
from submissions.tests.factories import make_member, make_regency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(client: Client) -> Submission:
    client.force_login(make_secretary())
    return make_scored()


def panel(submission: Submission) -> str:
    return reverse("evaluations:panel", args=[submission.pk])


def all_panels(cycle: Cycle) -> str:
    return reverse("evaluations:panels", args=[cycle.pk])


def test_an_assessor_is_seated_and_it_is_told(client: Client, submission: Submission) -> None:
    person = make_assessor("Asesor Baru")
    answer = client.post(panel(submission), {"do": "seat", "assessor": person.pk}, follow=True)
    assert "Asesor Baru ditempatkan pada panel ini." in answer.content.decode()
    assert Seat.objects.get().number == 1
    assert Entry.objects.get(verb="panel.seat").regency_code == submission.regency_id


def test_who_works_for_the_region_is_named_as_such_and_refused(client: Client, submission: Submission) -> None:
    person = make_member(submission.regency, name="Asesor Setempat")
    person.national_roles.create(role="assessor")
    assert "Bekerja untuk daerah ini" in client.get(panel(submission)).content.decode()
    answer = client.post(panel(submission), {"do": "seat", "assessor": person.pk})
    assert answer.status_code == 409
    assert "bekerja untuk daerah ini" in answer.content.decode()
    assert not Seat.objects.exists()


def test_nobody_sits_twice_and_no_panel_overflows(submission: Submission) -> None:
    by, now = secretary(), timezone.now()
    people = [make_assessor() for _ in range(4)]
    panels.seat(submission, people[0], by=by, at=now)
    with pytest.raises(Refused, match="sudah menempati kursi"):
        panels.seat(submission, people[0], by=by, at=now)
    for person in people[1:3]:
        panels.seat(submission, person, by=by, at=now)
    with pytest.raises(Refused, match="sudah penuh: 3 asesor"):
        panels.seat(submission, people[3], by=by, at=now)


def test_only_assessors_are_seated(submission: Submission) -> None:
    with pytest.raises(Refused, match="tidak memegang peran asesor"):
        panels.seat(submission, make_user(), by=secretary(), at=timezone.now())


def test_unseating_wants_a_reason_and_frees_the_number(client: Client, submission: Submission) -> None:
    first, _second = make_seat(submission), make_seat(submission)
    refused = client.post(panel(submission), {"do": "unseat", "kursi": first.pk, "reason": "  "})
    assert refused.status_code == 409
    client.post(panel(submission), {"do": "unseat", "kursi": first.pk, "reason": "Berhalangan"})
    assert Entry.objects.get(verb="panel.unseat").reason == "Berhalangan"
    assert panels.seat(submission, make_assessor(), by=secretary(), at=timezone.now()).number == 1


def test_a_seat_with_marks_is_not_emptied(client: Client, submission: Submission) -> None:
    seat = make_seat(submission)
    give_marks(seat, [0])
    answer = client.post(panel(submission), {"do": "unseat", "kursi": seat.pk, "reason": "Sakit"})
    assert answer.status_code == 409
    assert "sudah mulai menilai" in answer.content.decode()
    assert Mark.objects.count() == 1


def test_reopening_wants_a_reason_and_gives_the_seat_back(client: Client, submission: Submission) -> None:
    seat = handed_in(complete(make_seat(submission)))
    assert client.post(panel(submission), {"do": "reopen", "kursi": seat.pk, "reason": ""}).status_code == 409
    client.post(panel(submission), {"do": "reopen", "kursi": seat.pk, "reason": "Salah baca"})
    seat.refresh_from_db()
    assert (seat.state, seat.handed_in_at) == (Seat.State.SCORING, None)
    assert Entry.objects.get(verb="seat.reopen").reason == "Salah baca"


def test_a_refused_reason_stays_typed(client: Client, submission: Submission) -> None:
    seat = handed_in(complete(make_seat(submission)))
    Cycle.objects.update(state=Cycle.State.PLENARY)
    answer = client.post(panel(submission), {"do": "reopen", "kursi": seat.pk, "reason": "Alasan panjang"})
    assert answer.status_code == 409
    assert "tidak sedang dalam masa penilaian" in answer.content.decode()


def test_panels_are_fixed_from_the_plenary_on(client: Client, submission: Submission) -> None:
    Cycle.objects.update(state=Cycle.State.PLENARY)
    answer = client.post(panel(submission), {"do": "seat", "assessor": make_assessor().pk})
    assert answer.status_code == 409
    assert "setelah pleno dimulai" in answer.content.decode()


@pytest.mark.parametrize("form", [{}, {"do": "seat", "assessor": "x"}, {"do": "dance", "kursi": ""}])
def test_a_nonsense_step_does_not_exist(client: Client, submission: Submission, form: dict[str, str]) -> None:
    assert client.post(panel(submission), form).status_code == 404


def test_a_seat_of_another_panel_does_not_exist_here(client: Client, submission: Submission) -> None:
    other = make_seat(make_scored(regency=make_regency("31.71")))
    answer = client.post(panel(submission), {"do": "unseat", "kursi": other.pk, "reason": "x"})
    assert answer.status_code == 404


def test_these_pages_are_the_secretariats_alone(client: Client, submission: Submission) -> None:
    seat = make_seat(submission)
    for person in (seat.assessor, make_member(submission.regency)):
        client.force_login(person)
        for address in (panel(submission), all_panels(submission.cycle)):
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404


def test_progress_is_numbers_and_never_marks(client: Client, submission: Submission) -> None:
    seat = make_seat(submission)
    give_marks(seat, [4, 0])
    before = client.get(all_panels(submission.cycle)).content.decode()
    assert "2/4" in before
    Mark.objects.update(value=1)
    assert without_tokens(client.get(all_panels(submission.cycle)).content.decode()) == without_tokens(before)


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_incomplete_panels_can_be_picked_out(client: Client, submission: Submission) -> None:
    other = make_scored(cycle=submission.cycle, regency=make_regency("31.71"))
    make_full_panel(other)
    page = client.get(all_panels(submission.cycle), {"keadaan": "belum"}).content.decode()
    assert "64.01" in page
    assert panel(other) not in page
    assert client.get(all_panels(submission.cycle), {"kohort": "early"}).status_code == 200
    assert client.get(all_panels(submission.cycle), {"kohort": "nonsense"}).status_code == 404


def test_list_asks_as_much_for_three_panels_as_for_one(client: Client, submission: Submission) -> None:
    make_full_panel(submission)
    address = all_panels(submission.cycle)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for code in ("31.71", "94.01"):
        make_full_panel(make_scored(cycle=submission.cycle, regency=make_regency(code)))
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)


def test_fifty_panels_make_a_page(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = make_assessed_cycle()
    for number in range(1, 52):
        make_scored(cycle=cycle, regency=make_regency(f"33.{number:02}"), answered=False)
    first = client.get(all_panels(cycle), {"keadaan": "belum"}).content.decode()
    assert "1–50 dari 51" in first
    assert "keadaan=belum&amp;hal=2" in first
    assert "51–51 dari 51" in client.get(all_panels(cycle), {"hal": "2"}).content.decode()


def test_a_list_fills_the_panels(client: Client, submission: Submission) -> None:
    other = make_scored(cycle=submission.cycle, regency=make_regency("31.71"))
    make_assessor(email="satu@contoh.test")
    make_assessor(email="dua@contoh.test")
    text = "kode;surel\r\n64.01;SATU@contoh.test\r\n\r\n64.01\tdua@contoh.test\r\n31.71, satu@contoh.test\r\n"
    answer = client.post(all_panels(submission.cycle), {"list": text}, follow=True)
    assert "3 asesor ditempatkan." in answer.content.decode()
    assert list(submission.seats.values_list("number", flat=True)) == [1, 2]
    assert other.seats.count() == 1
    assert Entry.objects.filter(verb="panel.seat").count() == 3


def test_one_bad_line_and_nobody_is_seated(client: Client, submission: Submission) -> None:
    make_assessor(email="satu@contoh.test")
    make_user(email="bukan@contoh.test")
    text = "\n".join(
        [
            "64.01,satu@contoh.test",
            "64.01,satu@contoh.test",
            "64.99,satu@contoh.test",
            "64.01,tidakada@contoh.test",
            "64.01,bukan@contoh.test",
        ]
    )
    answer = client.post(all_panels(submission.cycle), {"list": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Seat.objects.exists()
    assert not Entry.objects.filter(verb="panel.seat").exists()
    assert "Baris 1" not in page
    assert "Baris 2: " in page
    assert "Baris 3: Daerah dengan kode “64.99” tidak diundang dalam siklus ini." in page
    assert "Baris 4: Tidak ada akun dengan surel “tidakada@contoh.test”." in page
    assert "Baris 5: " in page
    assert "64.99,satu@contoh.test" in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Daftar ini kosong."), ("64.01", "Tulis kode daerah dan surel"), ("a,b,c", "Tulis kode daerah dan surel")],
)
def test_a_list_that_is_none_is_refused(client: Client, submission: Submission, text: str, sentence: str) -> None:
    answer = client.post(all_panels(submission.cycle), {"list": text})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_lines_keep_their_number_through_headings_and_gaps() -> None:
    orders = read_orders('Kode,Surel\n\n"64.01","A@B.id"\n')
    assert [(order.line, order.code, order.email) for order in orders] == [(3, "64.01", "a@b.id")]
