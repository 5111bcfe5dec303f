"""One mark saved by itself: once for each change, a conflict between two windows, refused with a sentence, cheap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.actions.given import digest
from evaluations.models import Mark, Seat
from evaluations.tests.factories import handed_in, make_assessor, make_scored, make_seat
from journal.models import Audience, Entry
from submissions.tests.factories import indicators, make_submission, set_window
from submissions.tests.test_autosave import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client: Client) -> Seat:
    row = make_seat(make_scored())
    client.force_login(row.assessor)
    return row


def send(client: Client, seat: Seat, part: str, text: str, base: str = "", **other: Any) -> Any:
    """One change as the browser sends it; `sent` repeats an id, `user` names who marked."""
    body = {
        "id": str(other.get("sent") or uuid4()),
        "question": str(other.get("question") or indicators(seat.submission)[0].pk),
        "part": part,
        "text": text,
        "base": base,
        "user": str(other.get("user") or client.session.get("_auth_user_id", "")),
    }
    return client.post(reverse("evaluations:save", args=[seat.pk]), body, content_type="application/json")


def kept(seat: Seat) -> list[tuple[str, str]]:
    return [(mark.shown, mark.reason) for mark in Mark.objects.filter(seat=seat)]


def test_mark_and_reason_are_saved_one_after_the_other(client: Client, seat: Seat) -> None:
    first = send(client, seat, "mark", "0").json()
    assert (first["version"], first["complete"], first["parts"]) == ("0", True, {})
    assert "Tersimpan" in first["saved"]
    assert send(client, seat, "reason", " Tanpa bukti. ").json()["version"] == digest("Tanpa bukti.")
    assert kept(seat) == [("0", "Tanpa bukti.")]
    entries = Entry.objects.filter(verb="mark.change")
    assert {row.audience for row in entries} == {Audience.OWN}
    assert entries.latest("id").after == {
        "mark": "0",
        "indicator": indicators(seat.submission)[0].key,
        "reason": "Tanpa bukti.",
    }


@pytest.mark.parametrize(("text", "shown"), [("4", "4"), ("na", "TB"), ("ab", "AB")])
def test_every_mark_has_a_key_and_a_blank_takes_mark_and_reason_away(
    client: Client, seat: Seat, text: str, shown: str
) -> None:
    send(client, seat, "mark", text)
    send(client, seat, "reason", "Sebab.")
    assert kept(seat) == [(shown, "Sebab.")]
    gone = send(client, seat, "mark", "", base=text).json()
    assert (gone["version"], gone["saved"], gone["complete"]) == ("", "", False)
    assert gone["parts"] == {"reason": {"text": "", "version": ""}}
    assert kept(seat) == []


def test_the_same_change_sent_twice_counts_once(client: Client, seat: Seat) -> None:
    sent = uuid4()
    first = send(client, seat, "mark", "2", sent=sent)
    send(client, seat, "mark", "3", base="2")
    again = send(client, seat, "mark", "2", sent=sent)
    assert first.status_code == again.status_code == 200
    assert again.json()["parts"] == {"mark": {"text": "3", "version": "3"}}
    assert kept(seat) == [("3", "")]


def test_two_windows_conflict_in_the_mark_and_merge_mark_and_reason(client: Client, seat: Seat) -> None:
    send(client, seat, "mark", "2")
    second = send(client, seat, "mark", "4", base="")
    assert second.status_code == 409
    assert second.json()["theirs"] | {"saved": ""} == {
        "text": "2", "version": "2", "who": "Anda, di jendela lain", "saved": "",
    }  # fmt: skip
    assert send(client, seat, "reason", "Cukup.", base="").status_code == 200
    assert send(client, seat, "mark", "4", base="2").status_code == 200
    assert send(client, seat, "reason", "Lain.", base="").status_code == 409
    assert kept(seat) == [("4", "Cukup.")]


@pytest.mark.parametrize("text", ["5", "-1", "2.5", "x", " 3"])
def test_what_is_no_mark_is_refused_with_its_sentence(client: Client, seat: Seat, text: str) -> None:
    answer = send(client, seat, "mark", text)
    assert answer.status_code == 422
    assert "bukan nilai" in answer.json()["sentence"]
    assert kept(seat) == []


def test_a_reason_waits_for_its_mark_and_has_an_end(client: Client, seat: Seat) -> None:
    assert "Pilih dahulu nilainya" in send(client, seat, "reason", "Sebab.").json()["sentence"]
    send(client, seat, "mark", "4")
    assert send(client, seat, "reason", "x" * 2001).status_code == 422
    assert kept(seat) == [("4", "")]


def test_marks_outside_the_window_are_refused_with_a_sentence(client: Client, seat: Seat) -> None:
    cycle = seat.submission.cycle
    opens = cycle.windows.get(kind="assessment").opens_at
    set_window(cycle, "assessment", opens, opens + timedelta(hours=1))
    answer = send(client, seat, "mark", "3")
    assert answer.status_code == 409
    assert answer.json()["sentence"].startswith("Masa penilaian sudah ditutup.")
    assert kept(seat) == []


def test_a_seat_taken_away_with_the_page_open_is_told(client: Client, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="x")
    answer = send(client, seat, "mark", "3")
    assert answer.status_code == 409
    assert answer.json()["sentence"].startswith("Kursi Anda pada panel ini sudah dicabut.")


def test_handed_in_marks_stay(client: Client, seat: Seat) -> None:
    handed_in(seat)
    assert send(client, seat, "mark", "3").status_code == 409
    assert kept(seat) == []


def test_nobody_marks_on_anothers_seat_or_a_foreign_question(client: Client, seat: Seat) -> None:
    other = make_seat(seat.submission)
    assert send(client, other, "mark", "3").status_code == 404
    foreign = indicators(make_submission())[0].pk
    assert send(client, seat, "mark", "3", question=foreign).status_code == 404
    assert send(client, seat, "mark", "3", user=other.assessor_id).status_code == 401
    client.logout()
    gone = send(client, seat, "mark", "3", user=seat.assessor_id)
    assert (gone.status_code, gone.json()["other"]) == (401, False)
    assert not Mark.objects.exists()


def test_the_session_is_told_apart_from_somebody_elses(client: Client, seat: Seat) -> None:
    address = reverse("evaluations:session")
    assert "token" in client.get(address, {"orang": seat.assessor_id}).json()
    assert client.get(address, {"orang": make_assessor().pk}).json()["other"] is True
    client.logout()
    assert client.get(address, {"orang": seat.assessor_id}).status_code == 401


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 1}', '{"part": "mark"}'])
def test_a_broken_sending_is_refused(client: Client, seat: Seat, body: str) -> None:
    answer = client.post(reverse("evaluations:save", args=[seat.pk]), body, content_type="application/json")
    assert answer.status_code == 422


def test_saving_a_mark_takes_four_queries(client: Client, seat: Seat) -> None:
    question = indicators(seat.submission)[0].pk
    send(client, seat, "mark", "1", question=question)
    with CaptureQueriesContext(connection) as asked:
        assert send(client, seat, "mark", "3", base="1", question=question).status_code == 200
    assert len(statements(asked)) == 4, "\n".join(statements(asked))


@pytest.mark.django_db(transaction=True)
def test_of_forty_marks_at_once_each_is_kept_or_told_as_a_conflict() -> None:
    seat = make_seat(make_scored())

    def window(number: int) -> int:
        client = Client()
        client.force_login(seat.assessor)
        try:
            return int(send(client, seat, "mark", str(number % 5)).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(window, range(40)))
    changes = Entry.objects.filter(verb="mark.change").count()
    assert set(found) == {200, 409}
    assert changes == 1
    assert found.count(200) == 8  # the first, and those that wanted the same
