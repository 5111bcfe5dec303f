"""The minutes of a plenary: attendance, signatures, the lock, and what the lock keeps."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.steps import Refused
from evaluations.actions import minutes, results, talks
from evaluations.actions.given import Given
from evaluations.minutes import Change, Item, Member, Minutes, as_content, from_content, sha256_of
from evaluations.models import Attendance, Mark, Plenary, ResultRun, Seat
from evaluations.queries.minutes import minutes_of
from evaluations.tests import factories as make
from evaluations.tests.test_plenary import decided, room, signed_in, talk
from journal.models import Entry
from submissions.models import Submission
from submissions.tests.factories import indicators

WORDS = st.text(max_size=12)


def finished(*, present: int = 3) -> tuple[Submission, list[Seat]]:
    """A plenary with one question decided and the first `present` members there; still in its talk."""
    submission, seats = talk(opened=0)
    decided(submission, seats, {0: Given(0)})
    by, now = make.assessor(seats[0].assessor), timezone.now()
    for seat in seats[:present]:
        minutes.attend(submission, seat, is_present=True, by=by, at=now)
    return submission, seats


def address(submission: Submission) -> str:
    return reverse("evaluations:minutes", args=[submission.pk])


def closed() -> tuple[Submission, list[Seat]]:
    """Minutes signed by all, one with a dissent, and closed."""
    submission, seats = finished()
    now = timezone.now()
    minutes.present(submission, by=make.assessor(seats[0].assessor), at=now)
    for seat, assents in zip(seats, (True, True, False), strict=True):
        by = make.assessor(seat.assessor)
        text = "" if assents else "Angkanya belum lengkap."
        minutes.sign(submission, assents=assents, text=text, seen=1, by=by, at=now)
    minutes.close(submission, by=make.assessor(seats[0].assessor), at=now)
    return submission, seats


@pytest.mark.django_db
def test_minutes_are_written_handed_round_signed_and_closed_by_the_pages() -> None:
    submission, seats = finished()
    chair, *members = [signed_in(seat.assessor) for seat in seats]
    page = address(submission)
    chair.post(page, {"do": "write", "seen": "0", "text": "Pleno daring.", "guests": "Narasumber contoh"})
    assert chair.post(page, {"do": "write", "seen": "0", "text": "Lain."}).status_code == 409
    assert members[0].post(page, {"do": "present"}).status_code == 409
    chair.post(page, {"do": "present"})
    assert "Tandatangani berita acara ini?" in members[0].get(page).content.decode()
    answer = members[0].post(page, {"do": "sign", "seen": "2", "assents": "tidak", "text": " "})
    assert answer.status_code == 422
    assert "Tuliskan keberatan Anda." in answer.content.decode()
    members[0].post(page, {"do": "sign", "seen": "2", "assents": "tidak", "text": "Angkanya belum lengkap."})
    members[1].post(page, {"do": "sign", "seen": "2", "assents": "ya"})
    assert members[1].post(page, {"do": "sign", "seen": "2", "assents": "ya"}).status_code == 409
    waiting = chair.post(page, {"do": "close"})
    assert waiting.status_code == 409
    assert f"Belum menandatangani: {seats[0].assessor.name}." in waiting.content.decode()
    chair.post(page, {"do": "sign", "seen": "2", "assents": "ya"})
    chair.post(page, {"do": "close"})
    shown = members[0].get(page).content.decode()
    plenary = Plenary.objects.get()
    for text in ("Pleno daring.", "Narasumber contoh", "Angkanya belum lengkap.", plenary.sha256, "Sepakat."):
        assert text in shown
    assert Entry.objects.filter(verb="plenary.close").get().after["sha256"] == plenary.sha256


@pytest.mark.django_db
def test_closed_minutes_never_change_whatever_is_tried() -> None:
    submission, seats = closed()
    by, now, question = make.assessor(seats[0].assessor), timezone.now(), indicators(submission)[0]
    before = Plenary.objects.get().content
    works = [
        lambda: talks.open_item(submission, question.pk, by=by, at=now),
        lambda: talks.decide(submission, question.pk, talks.Decision("Lain."), seen=1, done=True, by=by, at=now),
        lambda: talks.dissent(submission, question.pk, "Lain.", by=by, at=now),
        lambda: minutes.attend(submission, seats[1], is_present=False, by=by, at=now),
        lambda: minutes.write(submission, text="Lain.", guests="", seen=0, by=by, at=now),
        lambda: minutes.sign(submission, assents=True, text="", seen=1, by=by, at=now),
        lambda: minutes.present(submission, by=by, at=now),
        lambda: minutes.resume(submission, by=by, at=now),
        lambda: minutes.close(submission, by=by, at=now),
    ]
    for work in works:
        with pytest.raises(Refused, match="terkunci"):
            work()
    Mark.objects.update(value=2, not_applicable=False)  # as an objection would, later
    plenary = Plenary.objects.get()
    assert plenary.content == before and sha256_of(before) == plenary.sha256
    found = minutes_of(submission)
    assert found is not None
    assert [mark for _name, mark in found.items[0].marks] == ["1", "4", "4"]
    assert (found.items[0].value, found.sha256) == ("0", plenary.sha256)
    kept = signed_in(seats[1].assessor).post(
        room(submission), {"do": "dissent", "question": question.pk, "text": "Sisa."}
    )
    assert kept.status_code == 409
    assert "Sisa." in kept.content.decode()
    results.announce(submission.cycle, by=make.secretary(), at=now)
    assert ResultRun.objects.count() == 1


@pytest.mark.django_db
def test_going_on_with_the_talk_wants_every_signature_anew() -> None:
    submission, seats = finished()
    by, now = make.assessor(seats[0].assessor), timezone.now()
    minutes.present(submission, by=by, at=now)
    minutes.sign(submission, assents=True, text="", seen=1, by=by, at=now)
    with pytest.raises(Refused, match="sedang ditandatangani"):
        talks.dissent(submission, indicators(submission)[0].pk, "Lain.", by=by, at=now)
    minutes.resume(submission, by=by, at=now)
    assert not Attendance.objects.filter(signed_at__isnull=False).exists()
    talks.dissent(submission, indicators(submission)[0].pk, "Lain.", by=by, at=now)


@pytest.mark.django_db
def test_nobody_signs_a_text_that_was_changed_since_it_was_read() -> None:
    submission, seats = finished()
    by, now, member = make.assessor(seats[0].assessor), timezone.now(), signed_in(seats[1].assessor)
    minutes.present(submission, by=by, at=now)
    read = {"do": "sign", "assents": "ya", "seen": str(member.get(address(submission)).context["plenary"].text_version)}
    minutes.resume(submission, by=by, at=now)
    talks.dissent(submission, indicators(submission)[0].pk, "Lain.", by=by, at=now)
    minutes.present(submission, by=by, at=now)
    answer = member.post(address(submission), read)
    assert answer.status_code == 409
    assert 'value="ya" id="id_assents_ya" checked' in answer.content.decode()
    assert not Attendance.objects.filter(signed_at__isnull=False).exists()
    anew = read | {"seen": str(answer.context["plenary"].text_version)}
    assert member.post(address(submission), anew).status_code == 302
    assert Attendance.objects.get(signed_at__isnull=False).seat == seats[1]


@pytest.mark.django_db
def test_who_was_absent_or_lost_the_seat_is_not_waited_for() -> None:
    submission, seats = finished(present=2)
    by, now = make.assessor(seats[0].assessor), timezone.now()
    minutes.present(submission, by=by, at=now)
    minutes.sign(submission, assents=True, text="", seen=1, by=by, at=now)
    Seat.objects.filter(pk=seats[1].pk).update(state="withdrawn", ended_at=now, end_reason="Contoh")
    minutes.close(submission, by=by, at=now)
    found = minutes_of(submission)
    assert found is not None
    assert [(m.is_present, m.assents) for m in found.members] == [(True, True), (True, None), (None, None)]


@pytest.mark.django_db
def test_an_unfinished_question_or_an_empty_room_keeps_the_minutes_back() -> None:
    submission, seats = talk()
    by, now = make.assessor(seats[0].assessor), timezone.now()
    with pytest.raises(Refused, match="Selesaikan dahulu pembahasan nomor 1"):
        minutes.present(submission, by=by, at=now)
    talks.decide(submission, indicators(submission)[0].pk, talks.Decision("Ya."), seen=0, done=True, by=by, at=now)
    with pytest.raises(Refused, match="siapa yang hadir"):
        minutes.present(submission, by=by, at=now)
    with pytest.raises(Refused, match="belum diedarkan"):
        minutes.close(submission, by=by, at=now)
    with pytest.raises(Refused, match="Hanya ketua"):
        minutes.attend(submission, seats[2], is_present=True, by=make.assessor(seats[1].assessor), at=now)
    minutes.attend(submission, seats[1], is_present=True, by=make.assessor(seats[1].assessor), at=now)  # the own


@pytest.mark.django_db
def test_the_minutes_ask_a_fixed_number_of_questions() -> None:
    counts = []
    for chosen in ({0: Given(1)}, {0: Given(1), 1: Given(2), 2: Given(3)}):
        submission, seats = talk(opened=0)
        decided(submission, seats, chosen)
        client = signed_in(seats[0].assessor)
        client.get(address(submission))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(submission)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 24


@given(WORDS, WORDS, st.booleans(), st.sampled_from([None, True, False]))
def test_the_hash_depends_on_every_word_and_survives_the_database(
    name: str, text: str, is_chair: bool, assents: bool | None
) -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC).isoformat()
    member = Member(1, name, text, is_chair, True, assents, text, at)
    item = Item(7, text, at, "", ((name, "0"),), text, "0", text, (Change(name, "1", "2", text),), ((name, text),))
    found = Minutes(
        name,
        "64.01",
        name,
        "Asia/Makassar",
        name,
        name,
        False,
        True,
        at,
        "",
        (member,),
        text,
        (item,),
        ((8, text),),
        text,
    )
    content = as_content(found)
    again = from_content(json.loads(json.dumps(content)), sha256_of(content))
    assert as_content(again) == content
    assert sha256_of(json.loads(json.dumps(content))) == again.sha256
    assert sha256_of({**content, "text": text + "."}) != again.sha256
