"""The room of a plenary: who leads and who speaks, and what is kept of the talk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.steps import Refused
from evaluations.actions import panels, plenary, results, talks
from evaluations.actions.given import Given
from evaluations.models import (
    AgendaItem,
    Dissent,
    Mark,
    MarkRevision,
    PanelValue,
    Plenary,
    Seat,
)
from evaluations.queries import gather
from evaluations.queries.minutes import minutes_of
from evaluations.tests import factories as make
from journal.models import Entry
from submissions.models import Cycle, Submission, Window
from submissions.tests.factories import indicators, make_instrument, make_member, set_window

pytestmark = pytest.mark.django_db


def talk(
    *, replaces: bool = True, marks: tuple[int | None, ...] = (1, 4, 4), opened: int = 1
) -> tuple[Submission, list[Seat]]:
    """A panel in its plenary with the whole agenda, the first `opened` questions opened; the first seat is the chair."""
    cycle = make.plenary(instrument=make_instrument(panel_value_replaces=replaces, panel_size=len(marks)))
    submission = make.ready(cycle=cycle, values=marks)
    Seat.objects.filter(submission=submission, number=1).update(is_chair=True)
    seats = list(Seat.objects.filter(submission=submission).order_by("number"))
    by, now = make.assessor(seats[0].assessor), timezone.now()
    for indicator in indicators(submission):
        plenary.add_item(submission, indicator, by=by, at=now)
    talks.start(submission, by=by, at=now)
    for indicator in indicators(submission)[:opened]:
        talks.open_item(submission, indicator.pk, by=by, at=now)
    return submission, seats


def room(submission: Submission) -> str:
    return reverse("evaluations:room", args=[submission.pk])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def version(client: Client, submission: Submission, **headers: str) -> Any:
    return client.get(reverse("evaluations:room_version", args=[submission.pk]), headers=headers)


def test_the_chair_opens_a_question_and_every_screen_learns_of_it() -> None:
    submission, seats = talk(opened=0)
    question = indicators(submission)[2]
    chair, member = signed_in(seats[0].assessor), signed_in(seats[1].assessor)
    assert "Tidak ada pertanyaan yang sedang dibuka" in member.get(room(submission)).content.decode()
    before = version(member, submission)
    same = version(member, submission, if_none_match=before["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    assert chair.post(room(submission), {"do": "open", "question": question.pk}).status_code == 302
    after = version(member, submission, if_none_match=before["ETag"])
    assert (after.status_code, after.content != before.content) == (200, True)
    page = member.get(room(submission)).content.decode()
    assert f"nomor {question.order}. {question.label}" in page
    assert after.content.decode() in page
    assert "Simpan dan selesaikan" not in page
    assert member.post(room(submission), {"do": "open", "question": question.pk}).status_code == 409


def test_a_panel_value_wants_a_reason_and_everything_typed_stays() -> None:
    submission, seats = talk()
    question = indicators(submission)[0]
    chair = signed_in(seats[0].assessor)
    typed = {"do": "decide", "question": question.pk, "seen": "0", "outcome": "Sepakat setelah melihat lampiran."}
    answer = chair.post(room(submission), {**typed, "value": "0"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tuliskan alasan nilai panel." in page
    assert "Sepakat setelah melihat lampiran." in page
    assert 'value="0" checked' in page
    assert not PanelValue.objects.exists()
    assert chair.post(room(submission), {**typed, "value": "5", "reason": "x"}).status_code == 422
    chair.post(room(submission), {**typed, "value": "0", "reason": "Dokumen tidak berlaku.", "done": "1"})
    value, item = PanelValue.objects.get(), AgendaItem.objects.get(indicator=question)
    assert (value.value, value.reason) == (0, "Dokumen tidak berlaku.")  # a real 0
    assert item.done_at is not None and Plenary.objects.get().open_item is None
    assert Entry.objects.filter(verb="plenary.decide").count() == 1
    assert Mark.objects.filter(indicator=question).count() == 3  # single marks stay


def test_two_windows_of_the_chair_never_overwrite_one_another_unseen() -> None:
    submission, seats = talk()
    question = indicators(submission)[0]
    chair = signed_in(seats[0].assessor)
    first = {"do": "decide", "question": question.pk, "seen": "0", "outcome": "Dari jendela satu.", "value": ""}
    assert chair.post(room(submission), first).status_code == 302
    answer = chair.post(room(submission), {**first, "outcome": "Dari jendela dua."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "diubah di jendela lain" in page
    assert "Dari jendela satu." in page and "Dari jendela dua." in page
    assert 'name="seen" value="1"' in page  # a second press now keeps it knowingly
    assert AgendaItem.objects.get(indicator=question).outcome == "Dari jendela satu."


def test_a_member_notes_a_dissent_and_takes_it_back() -> None:
    submission, seats = talk()
    question = indicators(submission)[0]
    member = signed_in(seats[2].assessor)
    form = {"do": "dissent", "question": question.pk, "text": "Saya tetap menilai 4."}
    member.post(room(submission), form)
    assert Dissent.objects.get().seat == seats[2]
    assert "Saya tetap menilai 4." in signed_in(seats[0].assessor).get(room(submission)).content.decode()
    member.post(room(submission), {**form, "text": " "})
    assert not Dissent.objects.exists()
    assert member.post(room(submission), {**form, "text": "x" * 8001}).status_code == 422
    closed = indicators(submission)[3]
    assert member.post(room(submission), {**form, "question": closed.pk}).status_code == 409


def test_where_the_instrument_knows_no_panel_value_none_is_taken() -> None:
    submission, seats = talk(replaces=False)
    question = indicators(submission)[0]
    by, now = make.assessor(seats[0].assessor), timezone.now()
    decision = talks.Decision("Sepakat.", Given(3), "Alasan.")
    with pytest.raises(Refused, match="tidak mengenal nilai panel"):
        talks.decide(submission, question.pk, decision, seen=0, done=True, by=by, at=now)
    assert "Tanpa nilai panel" not in signed_in(seats[0].assessor).get(room(submission)).content.decode()


def test_there_a_member_changes_the_own_mark_with_a_reason_and_the_mean_follows() -> None:
    submission, seats = talk(replaces=False)
    question = indicators(submission)[0]
    member = signed_in(seats[0].assessor)
    form = {"do": "revise", "question": question.pk, "value": "4"}
    answer = member.post(room(submission), form)
    assert answer.status_code == 422
    assert "Tuliskan alasannya." in answer.content.decode() and 'value="4" checked' in answer.content.decode()
    assert member.post(room(submission), {**form, "reason": "Lampiran terbaca."}).status_code == 302
    row = MarkRevision.objects.get()
    assert (row.cause, row.before, row.after, row.reason) == ("plenary", "1", "4", "Lampiran terbaca.")
    assert row.reference == Plenary.objects.get().pk
    assert gather(submission.cycle).sums[submission.pk][question.pk] == (12, 3)
    assert Entry.objects.filter(verb="mark.revise").count() == 1
    found = minutes_of(submission)
    assert found is not None
    assert [(change.before, change.after) for change in found.items[0].changes] == [("1", "4")]
    closed = indicators(submission)[3]
    assert member.post(room(submission), {**form, "question": closed.pk, "reason": "x"}).status_code == 409


def test_where_the_panels_value_replaces_the_mean_marks_stay() -> None:
    submission, seats = talk()
    question, by = indicators(submission)[0], make.assessor(seats[0].assessor)
    with pytest.raises(Refused, match="nilai tiap asesor tetap"):
        talks.revise(submission, question.pk, Given(4), reason="Alasan.", by=by, at=timezone.now())


@pytest.mark.parametrize("replaces", [True, False])
def test_once_a_plenary_is_opened_no_mark_changes_past_its_talk(replaces: bool) -> None:
    submission, seats = talk(replaces=replaces)
    member, question = signed_in(seats[0].assessor), indicators(submission)[0]
    page = reverse("evaluations:question", args=[seats[0].pk, question.pk])
    assert "Ubah nilai Anda" not in member.get(page).content.decode()
    answer = member.post(page, {"do": "revise", "mark": "4", "reason": "Di luar pembahasan."})
    assert answer.status_code == 409
    assert "nilai hanya berubah dalam pembahasannya" in answer.content.decode()
    assert not MarkRevision.objects.exists()


def test_a_plenary_outside_its_time_is_refused_with_a_sentence() -> None:
    submission, seats = talk()
    now = timezone.now()
    by, question = make.assessor(seats[1].assessor), indicators(submission)[0]
    set_window(submission.cycle, Window.Kind.PLENARY, now - timedelta(days=2), now)
    with pytest.raises(Refused, match="Jendela pleno sudah ditutup"):
        talks.dissent(submission, question.pk, "Terlambat.", by=by, at=now)
    answer = signed_in(seats[1].assessor).post(
        room(submission), {"do": "dissent", "question": question.pk, "text": "Terlambat."}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Jendela pleno sudah ditutup" in page and "Terlambat." in page
    Cycle.objects.update(state=Cycle.State.ASSESSMENT)
    with pytest.raises(Refused, match="tidak sedang dalam masa pleno"):
        talks.dissent(submission, question.pk, "Terlalu awal.", by=by, at=now)


def test_a_member_whose_seat_was_taken_away_is_told_and_a_panel_without_chair_goes_on_with_a_new_one() -> None:
    submission, seats = talk()
    question, now = indicators(submission)[0], timezone.now()
    chair = signed_in(seats[0].assessor)
    Seat.objects.filter(pk=seats[0].pk).update(
        state=Seat.State.WITHDRAWN, ended_at=now, end_reason="Contoh", is_chair=False
    )
    answer = chair.post(room(submission), {"do": "open", "question": question.pk})
    assert answer["Location"] == reverse("evaluations:acceptance", args=[seats[0].pk])
    assert version(chair, submission).status_code == 404
    with pytest.raises(Refused, match="sudah dicabut"):
        talks.open_item(submission, question.pk, by=make.assessor(seats[0].assessor), at=now)
    assert "Belum ada ketua panel" in signed_in(seats[1].assessor).get(room(submission)).content.decode()
    panels.make_chair(seats[1], by=make.secretary(), at=now)
    assert (
        signed_in(seats[1].assessor).post(room(submission), {"do": "open", "question": question.pk}).status_code == 302
    )


def test_the_room_opens_for_the_finished_panel_and_the_secretariat_alone() -> None:
    submission, seats = talk()
    late = make.complete(make.make_seat(submission))
    question = indicators(submission)[0]
    people = {
        seats[1].assessor: 200,
        make.make_secretary(): 200,
        late.assessor: 404,
        make.make_assessor(): 404,
        make_member(submission.regency): 404,
    }
    for person, status in people.items():
        client = signed_in(person)
        assert client.get(room(submission)).status_code == status
        assert version(client, submission).status_code == status
        posted = client.post(room(submission), {"do": "dissent", "question": question.pk, "text": ""}).status_code
        assert posted == (302 if person == seats[1].assessor else {200: 403, 404: 404}[status])


def test_the_room_asks_a_fixed_number_of_questions() -> None:
    counts = []
    for size, opened in ((2, 1), (5, 4)):
        submission, seats = talk(marks=(1, 4, 2, 3, 0)[:size], opened=opened)
        for seat in seats:
            by, question = make.assessor(seat.assessor), indicators(submission)[opened - 1]
            talks.dissent(submission, question.pk, "Beda.", by=by, at=timezone.now())
        client = signed_in(seats[0].assessor)
        client.get(room(submission))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(room(submission)).status_code == 200
        counts.append(len(caught))
        with CaptureQueriesContext(connection) as polled:
            version(client, submission)
        assert len(polled) <= 6
    assert counts[0] == counts[1] <= 26


def test_a_draft_or_an_announcement_waits_for_the_minutes_of_an_opened_plenary() -> None:
    submission, _seats = talk()
    with pytest.raises(Refused, match="berita acara pleno belum ditutup"):
        results.announce(submission.cycle, by=make.secretary(), at=timezone.now())


def test_a_talked_about_question_stays_on_the_agenda() -> None:
    submission, seats = talk()
    by, now = make.assessor(seats[0].assessor), timezone.now()
    with pytest.raises(Refused, match="tetap ada di berita acara"):
        plenary.remove_item(submission, indicators(submission)[0].pk, by=by, at=now)
    plenary.remove_item(submission, indicators(submission)[3].pk, by=by, at=now)


def decided(submission: Submission, seats: list[Seat], values: dict[int, Given]) -> None:
    by, now = make.assessor(seats[0].assessor), timezone.now()
    for place, value in values.items():
        question = indicators(submission)[place]
        talks.open_item(submission, question.pk, by=by, at=now)
        decision = talks.Decision("Sepakat.", value, "Alasan contoh.")
        talks.decide(submission, question.pk, decision, seen=0, done=True, by=by, at=now)
