"""The history page: who reads what, through the real actions; filters, pages, and values as words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Actor, Role, User
from evaluations.actions import marks
from evaluations.actions.given import Given
from evaluations.tests.factories import assessor, make_assessor, make_scored, make_seat, make_secretary
from journal import actions as journal
from journal.models import Audience, Entry
from reports.journal_words import changes
from submissions.actions import cycles
from submissions.models import Cycle, Submission
from submissions.tests.factories import (
    indicators,
    make_agency,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/riwayat/"


def page(client: Client, user: User, **asked: Any) -> str:
    client.force_login(user)
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def tell(submission: Submission, verb: str = "answer.change", by: User | None = None, **words: Any) -> Entry:
    place = {"regency_code": submission.regency_id, "cycle_id": submission.cycle_id, "audience": Audience.REGION}
    words = {"label": "Pertanyaan rahasia", "at": timezone.now(), **place, **words}
    return journal.write(verb, submission, by=Actor(by, Role.OPERATOR if by else ""), **words)


def test_an_assessors_marks_reach_nobody_else(client: Client) -> None:
    submission = make_scored()
    user, neighbour = make_assessor("Asesor Pelaku"), make_assessor()
    seat = make_seat(submission, user)
    make_seat(submission, neighbour)
    first = indicators(submission)[0]
    marks.save(seat, {first: Given(4)}, by=assessor(user), at=timezone.now())
    marks.save_notes(seat, {"strength": ["Catatan rahasia"]}, by=assessor(user), at=timezone.now())
    own = page(client, user)
    assert "mengubah nilai" in own.split("<ol", 1)[1]
    assert "Catatan rahasia" in own
    regency = submission.regency
    people = [make_member(regency, role) for role in (Role.OPERATOR, Role.HEAD, Role.COUNCIL)]
    people += [make_member(regency, Role.CONTRIBUTOR, agency=make_agency(regency))]
    people += [neighbour, make_secretary(), make_user(national=Role.ADMINISTRATOR), make_user()]
    for person in people:
        shown = page(client, person)
        assert "Asesor Pelaku" not in shown
        assert "Catatan rahasia" not in shown
        assert first.label_id not in shown


def test_answers_are_read_by_the_regions_staff_and_the_secretariat_alone(client: Client) -> None:
    submission = make_submission()
    regency = submission.regency
    tell(submission)
    reading = [make_member(regency, Role.OPERATOR), make_member(regency, Role.HEAD), make_secretary()]
    others = [make_member(regency, Role.COUNCIL), make_member(make_regency("64.02"), Role.OPERATOR), make_user()]
    others += [make_member(regency, Role.CONTRIBUTOR, agency=make_agency(regency)), make_assessor()]
    assert all("Pertanyaan rahasia" in page(client, person) for person in reading)
    assert not any("Pertanyaan rahasia" in page(client, person) for person in others)


def test_the_steps_of_a_cycle_are_read_by_whom_it_concerns(client: Client) -> None:
    submission = make_submission(state=Submission.State.HANDED_IN, name="Evaluasi kita")
    secretary = make_secretary()
    cycles.step(submission.cycle, "begin_assessment", by=Actor(secretary, Role.SECRETARIAT), at=timezone.now())
    seated = make_assessor()
    make_seat(submission, seated)
    assert "memulai penilaian: Evaluasi kita" in page(client, make_member(submission.regency, Role.OPERATOR))
    assert "memulai penilaian: Evaluasi kita" in page(client, seated)
    assert "memulai penilaian: Evaluasi kita" not in page(client, make_member(submission.regency, Role.COUNCIL))
    assert "memulai penilaian: Evaluasi kita" not in page(client, make_assessor())


def test_a_draft_tells_nothing(client: Client) -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT, name="Rancangan rahasia")
    submission = make_submission(cycle=cycle)
    by = Actor(make_secretary(), Role.SECRETARIAT)
    now = timezone.now()
    cycles.set_window(cycle, kind="late", opens_at=now, closes_at=now + timedelta(days=1), by=by, at=now)
    assert "Rancangan rahasia" not in page(client, make_member(submission.regency, Role.OPERATOR))
    assert "Rancangan rahasia" in page(client, make_secretary())


def test_region_verb_and_person_narrow_the_list(client: Client) -> None:
    here, there = make_submission(), make_submission(regency=make_regency("64.02"))
    tell(here, label="Baris satu", by=make_user("Tari Contoh"))
    tell(there, label="Baris dua", by=make_user("Budi Contoh"))
    tell(here, "evidence.add", label="Baris tiga")
    secretary = make_secretary()

    def shown(**asked: str) -> set[str]:
        found = page(client, secretary, **asked)
        return {row for row in ("satu", "dua", "tiga") if f"Baris {row}" in found}

    assert shown() == {"satu", "dua", "tiga"}
    assert shown(daerah="64.02") == {"dua"}
    assert shown(perbuatan="evidence.add") == {"tiga"}
    assert shown(orang="tari") == {"satu"}
    assert shown(daerah="64.02", orang="tari") == set()
    assert "Tidak ada catatan yang cocok" in page(client, secretary, orang="tak ada")


def test_fifty_to_a_page_and_every_row_once(client: Client) -> None:
    submission = make_submission()
    now = timezone.now()
    for number in range(60):
        tell(submission, label=f"Baris {number:02}.", at=now - timedelta(minutes=number // 7))
    secretary = make_secretary()
    first = page(client, secretary)
    older = first.split('rel="next"')[0].rsplit('href="?sebelum=', 1)[1].split('"')[0]
    second = page(client, secretary, sebelum=older)
    seen = [{n for n in range(60) if f"Baris {n:02}." in shown} for shown in (first, second)]
    assert (len(seen[0]), len(seen[1])) == (50, 10)
    assert seen[0] & seen[1] == set()
    assert 'rel="next"' not in second


def test_a_page_cannot_be_continued_from_a_row_of_others(client: Client) -> None:
    foreign = tell(make_submission(regency=make_regency("64.02")))
    regency = make_regency("64.01")
    tell(make_submission(regency=regency), at=timezone.now() - timedelta(days=1), label="Baris sendiri")
    assert "Baris sendiri" not in page(client, make_member(regency, Role.OPERATOR), sebelum=foreign.pk)


def test_reason_before_after_and_time_are_shown_in_words(client: Client) -> None:
    submission = make_submission()
    user = make_member(submission.regency, Role.OPERATOR, name="Operator Contoh")
    before, after = {"state": "handed_in", "yes": False}, {"state": "filling", "yes": True}
    tell(submission, "submission.send_back", by=user, before=before, after=after, reason="Berkas keliru")
    shown = page(client, user)
    assert "<strong>Operator Contoh</strong> mengembalikan isian" in shown
    assert "<blockquote>Berkas keliru</blockquote>" in shown
    assert "Operator · " in shown
    assert "WITA" in shown
    assert (
        '<th scope="row">Keadaan</th><td data-label="Sebelum">Diserahkan</td><td data-label="Sesudah">Diisi</td>'
        in shown
    )


def test_ids_are_shown_as_the_names_they_point_to(client: Client) -> None:
    submission = make_submission()
    user, assessor_ = make_member(submission.regency, Role.OPERATOR), make_assessor("Asesor Ditunjuk")
    after = {"assessor": str(assessor_.pk), "agency": "bukan id", "owner": "11111111-1111-1111-1111-111111111111"}
    tell(submission, "submission.invite", after=after)
    shown = page(client, user)
    assert "Asesor Ditunjuk" in shown
    assert str(assessor_.pk) not in shown
    assert "bukan id" in shown


def test_zero_and_no_stay_values_and_nothing_is_a_dash() -> None:
    found = changes(
        {"own_level": 0, "yes": False, "number": "2.8000", "text": ""},
        {"own_level": None, "yes": True, "number": "0", "text": "Baru", "closes_at": "2026-11-30T15:59:00+00:00"},
        "Asia/Makassar",
    )
    words = [(row.name, row.before, row.after) for row in found]
    assert words == [
        ("Tingkat menurut daerah", "0", "–"),
        ("Jawaban", "Tidak", "Ya"),
        ("Angka", "2,8", "0"),
        ("Uraian", "–", "Baru"),
        ("Ditutup", "–", "30 November 2026 pukul 23.59 WITA"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    submission = make_submission()
    for _row in range(count):
        tell(submission, by=make_user())
    client.force_login(make_member(submission.regency, Role.OPERATOR))
    with django_assert_num_queries(6):
        client.get(ADDRESS)


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS)["Location"].startswith(reverse("accounts:sign_in"))
