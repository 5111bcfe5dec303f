"""Being asked: conflicts of interest and readiness, before the desk opens; giving a seat up later."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.steps import Refused
from evaluations.actions import acceptance, panels, results
from evaluations.actions.acceptance import Interest
from evaluations.actions.gate import what_blocks_announcement
from evaluations.models import Conflict, Mark, Seat
from evaluations.queries import gather
from evaluations.queries.seating import places_to_fill
from evaluations.rules import own_seats, visible_marks, visible_notes, visible_results
from evaluations.tests.factories import (
    assessor,
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
    ready,
    secretary,
)
from journal.models import Entry
from submissions.models import Cycle
from submissions.tests.factories import make_member, make_regency

pytestmark = pytest.mark.django_db
FAMILY = Interest(Conflict.Kind.FAMILY, "Ipar kepala dinas.")


@pytest.fixture
def invited(client: Client) -> Seat:
    seat = panels.seat(make_scored(), make_assessor(), by=secretary(), at=timezone.now())
    client.force_login(seat.assessor)
    return seat


def url(seat: Seat, name: str = "acceptance") -> str:
    return reverse(f"evaluations:{name}", args=[seat.pk])


def test_not_asked_declared_none_and_declared_are_three_things(client: Client, invited: Seat) -> None:
    assert invited.declared == Seat.Declared.NOT_ASKED
    client.post(url(invited), {"conflict": "none", "answer": "accept"})
    invited.refresh_from_db()
    assert (invited.state, invited.declared) == (Seat.State.SCORING, Seat.Declared.NONE)
    acceptance.recuse(invited, FAMILY, by=assessor(invited.assessor), at=timezone.now())
    invited.refresh_from_db()
    assert (invited.state, invited.declared) == (Seat.State.WITHDRAWN, Seat.Declared.CONFLICT)


@pytest.mark.parametrize("name", ["seat", "notes", "hand_in"])
def test_the_desk_asks_first(client: Client, invited: Seat, name: str) -> None:
    answer = client.get(url(invited, name))
    assert answer.status_code == 302
    assert answer["Location"] == url(invited)
    assert not own_seats(invited.assessor).exists()
    assert "Penugasan yang menunggu jawaban Anda" in client.get("/penilaian/").content.decode()


def test_nobody_else_is_asked(client: Client, invited: Seat) -> None:
    for stranger in (make_secretary(), make_assessor(), make_member(invited.submission.regency)):
        client.force_login(stranger)
        assert client.get(url(invited)).status_code == 404
        assert client.post(url(invited), {"conflict": "none", "answer": "accept"}).status_code == 404
        assert client.get(url(invited, "seat")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Bidang ini"),
        ({"conflict": "none"}, "Pilih bersedia atau tidak bersedia."),
        ({"conflict": "none", "answer": "decline"}, "Tuliskan alasan Anda tidak bersedia."),
        ({"conflict": "conflict", "text": "Ipar"}, "Pilih jenis benturan kepentingan."),
    ],
)
def test_half_an_answer_is_none(client: Client, invited: Seat, sent: dict[str, str], sentence: str) -> None:
    answer = client.post(url(invited), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Seat.objects.get().state == Seat.State.INVITED


def test_declining_wants_a_reason_frees_the_place_and_is_told(client: Client, invited: Seat) -> None:
    client.post(url(invited), {"conflict": "none", "answer": "decline", "reason": "Cuti"})
    assert [place.seat for place in places_to_fill(invited.submission.cycle)] == [invited]
    assert Entry.objects.get(verb="seat.decline").reason == "Cuti"
    client.force_login(make_secretary())
    page = client.get(reverse("evaluations:panels", args=[invited.submission.cycle_id])).content.decode()
    assert "Tempat yang perlu diisi lagi" in page
    assert "Cuti" in page
    again = panels.seat(invited.submission, make_assessor(), by=secretary(), at=timezone.now())
    assert again.number == invited.number
    assert places_to_fill(invited.submission.cycle) == []


def test_a_declared_conflict_closes_the_desk_at_once_and_bars_from_the_region(client: Client, invited: Seat) -> None:
    client.post(url(invited), {"conflict": "conflict", "kind": "family", "text": "Ipar"})
    assert Conflict.objects.get().regency_id == invited.submission.regency_id
    assert client.get(url(invited, "seat"))["Location"] == url(invited)
    assert "Kursi ini sudah dilepas" in client.get(url(invited)).content.decode()
    with pytest.raises(Refused, match="benturan kepentingan"):
        panels.seat(invited.submission, invited.assessor, by=secretary(), at=timezone.now())


def test_a_page_left_open_says_that_the_seat_is_gone(client: Client) -> None:
    seat = make_seat(make_scored())
    give_marks(seat, [3])
    client.force_login(seat.assessor)
    acceptance.recuse(seat, FAMILY, by=assessor(seat.assessor), at=timezone.now())
    answer = client.post(reverse("evaluations:section", args=[seat.pk, "baseline"]), {"n-1": "4"})
    assert answer.status_code == 409
    assert "kursi Anda pada panel ini sudah dicabut" in answer.content.decode()
    assert list(Mark.objects.values_list("value", flat=True)) == [3]


def test_giving_up_later_needs_only_the_conflict(client: Client) -> None:
    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    assert "Nyatakan dan lepas kursi" in client.get(url(seat)).content.decode()
    assert client.post(url(seat), {"conflict": "none", "answer": "accept"}).status_code == 422
    assert client.post(url(seat), {"kind": "employer", "text": "Konsultan"}).status_code == 302
    assert Seat.objects.get().state == Seat.State.WITHDRAWN


def test_an_announced_panel_is_not_left(client: Client) -> None:
    seat = make_seat(make_scored())
    Cycle.objects.update(state=Cycle.State.ANNOUNCED, announced_at=timezone.now())
    with pytest.raises(Refused, match="sudah diumumkan"):
        acceptance.recuse(seat, FAMILY, by=assessor(seat.assessor), at=timezone.now())


def test_withdrawn_marks_never_count() -> None:
    submission = ready(cycle=make_assessed_cycle(), values=(4, 4, 4))
    gone = submission.seats.get(number=1)
    acceptance.recuse(gone, FAMILY, by=assessor(gone.assessor), at=timezone.now())
    sums = gather(submission.cycle).sums[submission.pk]
    assert set(sums.values()) == {(8, 2)}
    assert what_blocks_announcement(submission.cycle) == [f"Panel {submission.regency}: baru 2 dari 3 kursi terisi."]
    assert Mark.objects.filter(seat=gone).exists()
    reader = make_secretary()
    assert not visible_marks(reader).filter(seat=gone).exists()
    assert not visible_notes(reader).filter(seat=gone).exists()


def test_a_withdrawn_assessor_reads_nothing_more() -> None:
    submission = make_scored()
    make_full_panel(submission, (3, 3))
    own = handed_in(complete(make_seat(submission)))
    assert visible_marks(own.assessor).count() > 4
    acceptance.recuse(own, FAMILY, by=assessor(own.assessor), at=timezone.now())
    assert not visible_marks(own.assessor).exists()
    assert not visible_notes(own.assessor).exists()
    assert not own_seats(own.assessor).exists()


def test_the_result_of_a_region_one_withdrew_from_is_not_ones_own() -> None:
    submission = ready(cycle=make_assessed_cycle())
    stays, gone = submission.seats.get(number=1), submission.seats.get(number=2)
    acceptance.recuse(gone, FAMILY, by=assessor(gone.assessor), at=timezone.now())
    handed_in(complete(make_seat(submission, number=2)))
    Cycle.objects.update(state=Cycle.State.PLENARY)
    submission.cycle.refresh_from_db()
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    assert visible_results(stays.assessor).count() == 1
    assert not visible_results(gone.assessor).exists()


def test_who_declined_elsewhere_sees_nothing_of_the_region() -> None:
    seat = panels.seat(make_scored(regency=make_regency("31.71")), make_assessor(), by=secretary(), at=timezone.now())
    acceptance.decline(seat, by=assessor(seat.assessor), at=timezone.now(), reason="Sibuk")
    assert not own_seats(seat.assessor).exists()
