"""A question with an agency: asked until a date, given back, accepted or returned with a reason; a letter to ask for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import Role, User
from common.steps import Refused, available, take
from journal.models import Entry
from regencies.models import Agency
from submissions import rules
from submissions.actions import handing_over, own_windows
from submissions.models import Answer, HandOver, Submission, Window
from submissions.queries.overview import overview_of
from submissions.tests.factories import (
    actor,
    answer_all,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    set_window,
)
from submissions.workflow import ACCEPTED, ASKED, GIVEN_BACK, HAND_OVER_STEPS, RETURNED, WITH_THE_AGENCY

SECOND = timedelta(seconds=1)


class Scene:
    """A submission whose first three questions lie with an agency, and the people around it."""

    def __init__(self) -> None:
        self.submission = make_submission()
        self.agency = make_agency(self.submission.regency)
        self.questions = indicators(self.submission)
        self.rows = [hand_to(self.submission, question, self.agency) for question in self.questions[:3]]
        self.operator = make_member(self.submission.regency)
        self.contributor = make_member(self.submission.regency, Role.CONTRIBUTOR, agency=self.agency)

    def url(self, name: str, *more: object) -> str:
        return reverse(f"submissions:{name}", args=[self.submission.pk, *more])

    def give_back(self, *numbers: int) -> int:
        return handing_over.give_back(
            self.submission,
            [self.rows[number].pk for number in numbers],
            agencies={self.agency.pk},
            by=actor(self.contributor, Role.CONTRIBUTOR),
            at=timezone.now(),
        )

    def states(self) -> list[str]:
        rows = HandOver.objects.filter(submission=self.submission).order_by("indicator__order")
        return list(rows.values_list("state", flat=True))


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


def text(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


# --- the table ------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(sorted(HAND_OVER_STEPS)), max_size=12))
def test_whatever_is_tried_a_question_is_decided_only_after_it_was_given_back(names: list[str]) -> None:
    state, path = ASKED, [ASKED]
    for name in names:
        if name in dict(available(HAND_OVER_STEPS, state)):
            state = take(HAND_OVER_STEPS, name, state, "Alasan")
            path.append(state)
        else:
            with pytest.raises(Refused):
                take(HAND_OVER_STEPS, name, state, "Alasan")
    for before, after in pairwise(path):
        assert (after in (ACCEPTED, RETURNED)) == (before == GIVEN_BACK)
        assert before != ACCEPTED
        assert after != GIVEN_BACK or before in WITH_THE_AGENCY


@given(st.text(alphabet=" \t\n", max_size=5))
def test_returning_wants_a_reason(blank: str) -> None:
    with pytest.raises(Refused):
        take(HAND_OVER_STEPS, "return", GIVEN_BACK, blank)


# --- asking until a date --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "zone"), [("31.71", "Asia/Jakarta"), ("64.01", "Asia/Makassar"), ("94.01", "Asia/Jayapura")]
)
def test_a_date_is_typed_on_the_clocks_of_the_region(client: Client, code: str, zone: str) -> None:
    now = timezone.now()
    submission = make_submission(regency=make_regency(code), cycle=make_cycle(at=now))
    agency = make_agency(submission.regency)
    client.force_login(make_member(submission.regency))
    day = (now + timedelta(days=3)).astimezone(ZoneInfo(zone)).date()
    sent = {"q": ["1"], "agency": str(agency.pk), "due_day": day.isoformat(), "due_hour": "09:30", "message": "Mohon"}
    assert client.post(reverse("submissions:hand_over", args=[submission.pk]), sent).status_code == 302
    row = HandOver.objects.get()
    assert row.due_at == datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZoneInfo(zone))
    assert row.message == "Mohon"
    assert row.asked_by is not None


def test_a_date_may_be_the_last_second_of_answering_and_not_one_later(scene: Scene) -> None:
    closes_at = Window.objects.get(cycle=scene.submission.cycle, kind="answers").closes_at
    by, now = actor(scene.operator), timezone.now()

    def ask(due_at: datetime) -> int:
        question = scene.questions[3:]
        return handing_over.hand_over(scene.submission, question, agency=scene.agency, due_at=due_at, by=by, at=now)

    for wrong in (closes_at + SECOND, now, now - SECOND):
        with pytest.raises(Refused):
            ask(wrong)
    assert ask(closes_at) == 1
    later = closes_at + timedelta(days=2)
    own_windows.extend(scene.submission, closes_at=later, reason="Banjir", by=by, at=now)
    assert ask(later) == 1
    with pytest.raises(Refused):
        ask(later + SECOND)


def test_a_wrong_date_is_said_in_place_and_all_that_was_typed_stays(client: Client, scene: Scene) -> None:
    client.force_login(scene.operator)
    sent = {"q": ["4"], "agency": str(scene.agency.pk), "due_day": "kemarin", "message": "Pesan yang tetap"}
    answer = client.post(scene.url("hand_over"), sent)
    assert answer.status_code == 422
    assert "Tuliskan tanggal dan pukul" in text(answer)
    assert 'value="kemarin"' in text(answer)
    assert "Pesan yang tetap" in text(answer)
    closed = client.post(scene.url("hand_over"), sent | {"due_day": "2099-01-01"})
    assert closed.status_code == 409
    assert "tidak boleh sesudah masa pengisian ditutup" in text(closed)
    assert "Pesan yang tetap" in text(closed)


def test_all_questions_of_a_pillar_go_at_once(client: Client, scene: Scene) -> None:
    HandOver.objects.all().delete()
    client.force_login(scene.operator)
    client.post(scene.url("hand_over"), {"pillar": ["governance"], "agency": str(scene.agency.pk)})
    assert set(HandOver.objects.values_list("indicator__order", flat=True)) == {3, 4}


def test_asking_the_same_agency_again_keeps_what_it_gave_back(scene: Scene) -> None:
    answer_all(scene.submission)
    scene.give_back(0, 1)
    by, now = actor(scene.operator), timezone.now()
    handing_over.accept(scene.submission, [scene.rows[1].pk], by=by, at=now)
    due_at = now + timedelta(days=1)
    count = handing_over.hand_over(
        scene.submission, scene.questions[:3], agency=scene.agency, due_at=due_at, by=by, at=now
    )
    assert count == 2
    assert scene.states() == ["given_back", "asked", "asked"]
    assert list(HandOver.objects.order_by("indicator__order").values_list("due_at", flat=True)) == [
        None,
        due_at,
        due_at,
    ]


@pytest.mark.django_db
def test_a_place_is_late_from_the_very_second_in_every_zone() -> None:
    due_at = datetime(2026, 11, 30, 16, 0, tzinfo=ZoneInfo("Asia/Jayapura"))
    submission = make_submission(regency=make_regency("94.01"))
    question = indicators(submission)[0]
    row = hand_to(submission, question, make_agency(submission.regency), due_at=due_at)
    place = overview_of(submission).place(question.pk)
    assert place is not None
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
        there = due_at.astimezone(ZoneInfo(zone))
        assert not place.is_overdue(there - SECOND)
        assert place.is_overdue(there)
        assert place.is_overdue(there + SECOND)
    HandOver.objects.filter(pk=row.pk).update(state="given_back", given_back_at=due_at)
    given = overview_of(submission).place(question.pk)
    assert given is not None
    assert not given.is_overdue(due_at + SECOND)


# --- giving back ----------------------------------------------------------------------------------------------------


def test_a_contributor_gives_back_what_is_complete_and_then_only_reads_it(client: Client, scene: Scene) -> None:
    make_answer(scene.submission, scene.questions[0])
    make_answer(scene.submission, scene.questions[1], own_level=None)
    client.force_login(scene.contributor)
    page = text(client.get(scene.url("hand_over_back")))
    assert "Serahkan kembali semua yang lengkap (1)" in page
    assert "Pertanyaan contoh 4" not in page
    assert client.post(scene.url("hand_over_back"), {"all": "1"}).status_code == 302
    assert scene.states() == ["given_back", "asked", "asked"]
    section = scene.url("section", "baseline")
    sent = {
        "a-1-version": "1",
        "a-1-value": "no",
        "a-1-level": "0",
        "a-2-version": "1",
        "a-2-value": "9",
        "a-2-level": "2",
    }
    client.post(section, sent)
    stored = dict(Answer.objects.values_list("indicator__order", "own_level"))
    assert stored == {1: 3, 2: 2}
    entry = Entry.objects.get(verb="answer.give_back")
    assert (entry.user, entry.after["indicators"]) == (scene.contributor, ["baseline.legal"])


def test_what_is_not_complete_stays_with_the_agency(client: Client, scene: Scene) -> None:
    make_answer(scene.submission, scene.questions[0])
    client.force_login(scene.contributor)
    sent = {"row": [str(scene.rows[0].pk), str(scene.rows[1].pk)]}
    answer = client.post(scene.url("hand_over_back"), sent)
    assert answer.status_code == 409
    assert "Pertanyaan nomor 2 belum lengkap" in text(answer)
    assert f'value="{scene.rows[0].pk}" checked' in text(answer)
    assert scene.states() == ["asked", "asked", "asked"]
    assert client.post(scene.url("hand_over_back"), {"row": ["bukan-id"]}).status_code == 422
    assert not Entry.objects.filter(verb="answer.give_back").exists()


def test_another_agencys_questions_cannot_be_given_back(client: Client, scene: Scene) -> None:
    answer_all(scene.submission)
    other = make_member(scene.submission.regency, Role.CONTRIBUTOR, agency=make_agency(scene.submission.regency, "DLH"))
    client.force_login(other)
    assert "Belum ada pertanyaan untuk Anda" in text(client.get(scene.url("hand_over_back")))
    assert client.post(scene.url("hand_over_back"), {"row": [str(scene.rows[0].pk)]}).status_code == 409
    assert scene.states() == ["asked", "asked", "asked"]


def test_nothing_is_given_back_after_the_window_closed_to_the_second(scene: Scene) -> None:
    answer_all(scene.submission)
    closes_at = timezone.now() + timedelta(minutes=1)
    set_window(scene.submission.cycle, Window.Kind.ANSWERS, closes_at - timedelta(days=2), closes_at)
    by = actor(scene.contributor, Role.CONTRIBUTOR)
    for number, at in enumerate((closes_at - SECOND, closes_at)):
        pks = [scene.rows[number].pk]
        if at < closes_at:
            assert handing_over.give_back(scene.submission, pks, agencies={scene.agency.pk}, by=by, at=at) == 1
        else:
            with pytest.raises(Refused):
                handing_over.give_back(scene.submission, pks, agencies={scene.agency.pk}, by=by, at=at)
    assert scene.states() == ["given_back", "asked", "asked"]


# --- looking at it --------------------------------------------------------------------------------------------------


def test_the_operator_sees_given_back_first_and_accepts_all(client: Client, scene: Scene) -> None:
    answer_all(scene.submission)
    scene.give_back(1, 2)
    client.force_login(scene.operator)
    page = text(client.get(scene.url("hand_over_review")))
    assert (
        page.index("2. Pertanyaan contoh 2")
        < page.index("3. Pertanyaan contoh 3")
        < page.index("1. Pertanyaan contoh 1")
    )
    assert client.post(scene.url("hand_over_review"), {"all": "1"}).status_code == 302
    assert scene.states() == ["asked", "accepted", "accepted"]
    assert client.post(scene.url("hand_over_review"), {"row": [str(scene.rows[0].pk)]}).status_code == 409
    assert client.post(scene.url("hand_over_review"), {}).status_code == 422
    assert Entry.objects.get(verb="answer.accept").after["indicators"] == ["baseline.programmes", "outcome.share"]


def test_a_returned_question_is_open_again_with_its_reason_beside_it(client: Client, scene: Scene) -> None:
    answer_all(scene.submission)
    scene.give_back(0)
    url = scene.url("hand_over_return", scene.rows[0].pk)
    client.force_login(scene.operator)
    assert client.post(url, {"reason": "  "}).status_code == 422
    assert client.post(url, {"reason": "Lampirkan notula", "due_day": "x"}).status_code == 422
    assert client.post(url, {"reason": "Lampirkan notula"}).status_code == 302
    again = client.post(url, {"reason": "Sekali lagi"})
    assert again.status_code == 409
    assert "Sekali lagi" in text(again)
    assert scene.states() == ["returned", "asked", "asked"]
    client.force_login(scene.contributor)
    page = text(client.get(scene.url("section", "baseline")))
    assert "Lampirkan notula" in page
    assert '<span class="state state-returned">Dikembalikan</span>' in page
    assert scene.give_back(0) == 1
    assert Entry.objects.get(verb="answer.return").reason == "Lampirkan notula"


def test_taking_back_works_from_every_state_and_keeps_the_answer(scene: Scene) -> None:
    answer_all(scene.submission)
    scene.give_back(0, 1)
    by, now = actor(scene.operator), timezone.now()
    handing_over.accept(scene.submission, [scene.rows[1].pk], by=by, at=now)
    assert handing_over.take_back(scene.submission, scene.questions, by=by, at=now) == 3
    assert not HandOver.objects.exists()
    assert Answer.objects.count() == 4
    assert Entry.objects.get(verb="answer.take_back").before["agency"] == ["DINKES"]
    assert handing_over.take_back(scene.submission, scene.questions, by=by, at=now) == 0
    assert Entry.objects.filter(verb="answer.take_back").count() == 1


@pytest.mark.parametrize(
    ("state", "writes"), [("asked", True), ("returned", True), ("given_back", False), ("accepted", False)]
)
def test_an_agency_writes_only_while_the_question_is_with_it(scene: Scene, state: str, writes: bool) -> None:
    HandOver.objects.all().delete()
    hand_to(scene.submission, scene.questions[0], scene.agency, state=state)
    place = overview_of(scene.submission).places[0]
    assert rules.writable(actor(scene.contributor, Role.CONTRIBUTOR), place) is writes
    assert rules.writable(actor(scene.operator), place)


def test_roles_keep_to_their_own_side(client: Client, scene: Scene) -> None:
    scene.rows[0].refresh_from_db()
    returning = scene.url("hand_over_return", scene.rows[0].pk)
    message = scene.url("hand_over_message", scene.agency.pk)
    client.force_login(scene.contributor)
    for url in (scene.url("hand_over_review"), returning, message):
        assert client.get(url).status_code == 403
    client.force_login(make_member(scene.submission.regency, Role.HEAD))
    assert client.get(scene.url("hand_over_review")).status_code == 200
    assert client.post(scene.url("hand_over_review"), {"all": "1"}).status_code == 403
    assert client.get(returning).status_code == 403
    client.force_login(scene.operator)
    assert client.get(scene.url("hand_over_back")).status_code == 403
    client.force_login(make_member(make_regency("64.02")))
    for url in (scene.url("hand_over_review"), scene.url("hand_over_back"), returning, message):
        assert client.get(url).status_code == 404


def test_a_foreign_agency_has_no_letter(client: Client, scene: Scene) -> None:
    client.force_login(scene.operator)
    foreign = make_agency(make_regency("64.02"), "ASING")
    assert client.get(scene.url("hand_over_message", foreign.pk)).status_code == 404


# --- the letter -----------------------------------------------------------------------------------------------------


def test_the_letter_names_region_number_date_and_address(client: Client, scene: Scene, settings: Settings) -> None:
    settings.PORTAL_URL = "https://portal.contoh.test"
    due_at = datetime(2026, 12, 1, 8, 0, tzinfo=ZoneInfo("UTC"))
    HandOver.objects.filter(indicator=scene.questions[0]).update(due_at=due_at, message="Pakai data 2025.")
    client.force_login(scene.operator)
    page = client.get(scene.url("hand_over_message", scene.agency.pk))
    letter = page.context["text"]
    assert "3 pertanyaan isian Kabupaten 64.01" in letter
    assert "Batas waktu: 1 Desember 2026 pukul 16.00 WITA." in letter
    assert "Pakai data 2025." in letter
    assert f"https://portal.contoh.test{scene.url('hand_over_back')}" in letter
    assert page.context["whatsapp"].startswith("https://wa.me/?text=")
    assert unquote(page.context["whatsapp"].removeprefix("https://wa.me/?text=")) == letter
    assert page.context["mail"].startswith(f"mailto:{scene.contributor.email}?subject=")
    assert 'src="https' not in page.content.decode()


def test_with_nothing_open_there_is_no_letter(client: Client, scene: Scene) -> None:
    HandOver.objects.update(state="given_back", given_back_at=timezone.now())
    client.force_login(scene.operator)
    assert "Tidak ada yang perlu diminta" in text(client.get(scene.url("hand_over_message", scene.agency.pk)))


@pytest.mark.django_db
def test_pages_need_as_many_queries_for_three_questions_as_for_one(client: Client) -> None:
    counts: dict[str, list[int]] = {}
    for size in (1, 3):
        submission = make_submission(answered=True, regency=make_regency(f"31.7{size}"))
        agency: Agency = make_agency(submission.regency)
        for question in indicators(submission)[:size]:
            hand_to(submission, question, agency)
        people: dict[str, User] = {
            "hand_over_review": make_member(submission.regency),
            "hand_over_back": make_member(submission.regency, Role.CONTRIBUTOR, agency=agency),
        }
        for name, person in people.items():
            client.force_login(person)
            client.get(_of(submission, name))
            with CaptureQueriesContext(connection) as found:
                client.get(_of(submission, name))
            counts.setdefault(name, []).append(len(found))
    assert all(one == three for one, three in counts.values()), counts


def _of(submission: Submission, name: str) -> str:
    return reverse(f"submissions:{name}", args=[submission.pk])
