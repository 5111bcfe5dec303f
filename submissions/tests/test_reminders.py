"""Letters of reminders: exact words, one a day, none at night, none for what is done or switched off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from django.conf import settings as conf
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings
from time_machine import travel

from accounts.models import Actor, Role, User
from journal.models import Audience, Entry
from regencies.models import Agency, Membership
from submissions.actions import handing_over, own_windows, reminders
from submissions.models import Cycle, Digest, HandOver, Muted, Submission, Window
from submissions.queries.reminders import letters_due
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
    make_user,
    set_window,
)

WITA = ZoneInfo("Asia/Makassar")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=WITA)  # a Monday
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SITE = "https://portal.contoh.test"


class Scene:
    """Kabupaten Paser, its answers open for twenty days after NOON, an agency with one contributor."""

    def __init__(self, code: str = "64.01") -> None:
        self.cycle = make_cycle(at=NOON, year=2026)
        set_window(self.cycle, Window.Kind.ANSWERS, NOON - 7 * DAY, NOON + 20 * DAY)
        self.submission = make_submission(cycle=self.cycle, regency=make_regency(code, "Kabupaten Paser"))
        self.questions = indicators(self.submission)
        self.agency: Agency = make_agency(self.submission.regency)
        self.contributor = make_member(
            self.submission.regency, Role.CONTRIBUTOR, agency=self.agency, name="Kontributor Contoh"
        )
        self.operator = make_member(self.submission.regency, name="Operator Contoh")

    def ask(self, number: int, **fields: object) -> HandOver:
        return hand_to(self.submission, self.questions[number - 1], self.agency, **fields)

    def url(self, name: str, *more: object) -> str:
        return SITE + reverse(f"submissions:{name}", args=[self.submission.pk, *more])


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.PORTAL_URL = SITE
    return Scene()


def run(at: datetime) -> list[tuple[str, str]]:
    """Who got which letter in this run, at this moment."""
    mail.outbox.clear()
    with travel(at, tick=False):
        reminders.remind(at=at)
    return [(letter.to[0], str(letter.body)) for letter in mail.outbox]


def lines(found: list[tuple[str, str]], person: User) -> list[str]:
    return [row for to, body in found for row in body.splitlines() if to == person.email and row.startswith("- ")]


# --- exact letters --------------------------------------------------------------------------------------------------


def test_the_whole_letter_three_days_before(scene: Scene) -> None:
    scene.ask(1, due_at=NOON + 3 * DAY)
    scene.ask(2, due_at=NOON + 3 * DAY)
    found = run(NOON)
    assert found == [
        (
            scene.contributor.email,
            "Yth. Kontributor Contoh,\n\n"
            "- Kabupaten Paser: 2 pertanyaan harus diserahkan kembali dalam 3 hari, paling lambat 19 November 2026 pukul "
            "12.00 WITA.\n"
            f"  {scene.url('hand_over_back')}\n\n"
            "Anda menerima surat ini paling banyak sekali sehari. Pilih jenis pengingat di:\n"
            f"{SITE}{reverse('submissions:reminders')}\n",
        )
    ]
    assert mail.outbox[0].subject == "Pengingat evaluasi smart city: 1 hal"
    assert mail.outbox[0].content_subtype == "plain"


def test_letters_are_indonesian_whatever_the_process_speaks(scene: Scene) -> None:
    scene.ask(1, due_at=NOON + DAY)
    with translation.override("en"):
        found = run(NOON)
    assert "harus diserahkan kembali dalam 1 hari" in found[0][1]


def test_each_kind_says_its_own_sentence(scene: Scene) -> None:
    head = make_member(scene.submission.regency, Role.HEAD)
    make_answer(scene.submission, scene.questions[2])
    set_window(scene.cycle, Window.Kind.ANSWERS, NOON - 7 * DAY, NOON + 7 * DAY)
    scene.ask(1, due_at=NOON - 2 * DAY)
    scene.ask(2, state="returned", reason="Kurang", due_at=NOON + DAY)
    scene.ask(3, state="given_back")
    found = run(NOON)
    assert lines(found, scene.contributor) == [
        "- Kabupaten Paser: 1 pertanyaan dikembalikan operator untuk diperbaiki.",
        "- Kabupaten Paser: 1 pertanyaan Anda terlambat sejak 14 November 2026 pukul 12.00 WITA.",
        "- Kabupaten Paser: 1 pertanyaan harus diserahkan kembali dalam 1 hari, paling lambat 17 November 2026 pukul 12.00 "
        "WITA.",
    ]
    closing = (
        "- Kabupaten Paser: isian Evaluasi 2026 belum diserahkan; 1 dari 4 pertanyaan lengkap. Ditutup 23 November 2026 "
        "pukul 12.00 WITA, 7 hari lagi."
    )
    assert lines(found, scene.operator) == [
        closing,
        "- Kabupaten Paser: 1 jawaban dari Dinas contoh DINKES menunggu Anda periksa.",
        "- Kabupaten Paser: 1 pertanyaan pada Dinas contoh DINKES terlambat sejak 14 November 2026 pukul 12.00 WITA.",
    ]
    assert lines(found, head) == [closing]
    body = dict(found)[scene.operator.email]
    for name, more in (("hand_over_review", []), ("hand_over_message", [scene.agency.pk]), ("detail", [])):
        assert scene.url(name, *more) in body


def test_ready_but_forgotten_to_hand_in_is_said_loudly_before_the_deadline(scene: Scene) -> None:
    answer_all(scene.submission)
    head = make_member(scene.submission.regency, Role.HEAD)
    found = run(NOON + 19 * DAY)
    assert lines(found, head) == [
        "- Kabupaten Paser: isian Evaluasi 2026 sudah lengkap tetapi BELUM DISERAHKAN. Ditutup 6 Desember 2026 pukul 12.00 "
        "WITA, 1 hari lagi."
    ]
    assert scene.url("hand_in") in dict(found)[head.email]


# --- when -----------------------------------------------------------------------------------------------------------


def test_the_days_before_are_counted_on_the_calendar_of_the_place(scene: Scene) -> None:
    scene.ask(1, due_at=NOON + 4 * DAY)
    said = {days: len(run(NOON + days * DAY)) for days in range(4)}
    assert said == {0: 0, 1: 1, 2: 0, 3: 1}


def test_what_is_late_is_said_daily_and_to_the_operator_from_the_second_day(scene: Scene) -> None:
    scene.ask(1, due_at=NOON)
    told = [{to for to, _body in run(NOON + days * DAY - shift)} for days, shift in ((0, SECOND), (0, 0 * SECOND))]
    assert told == [set(), {scene.contributor.email}]
    assert {to for to, _body in run(NOON + 2 * DAY - SECOND)} == {scene.contributor.email}
    assert {to for to, _body in run(NOON + 2 * DAY)} == {scene.operator.email}
    assert {to for to, _body in run(NOON + 3 * DAY)} == {scene.contributor.email, scene.operator.email}


@pytest.mark.parametrize(
    ("code", "zone"), [("31.71", "Asia/Jakarta"), ("64.01", "Asia/Makassar"), ("94.01", "Asia/Jayapura")]
)
@pytest.mark.parametrize(
    ("hour", "minute", "second", "goes"),
    [(6, 59, 59, False), (7, 0, 0, True), (19, 59, 59, True), (20, 0, 0, False), (0, 0, 0, False), (23, 30, 0, False)],
)
@pytest.mark.django_db
def test_nothing_goes_at_night_on_the_clocks_of_the_region(
    code: str, zone: str, hour: int, minute: int, second: int, goes: bool
) -> None:
    scene = Scene(code)
    scene.ask(1, state="returned")
    at = datetime(2026, 11, 17, hour, minute, second, tzinfo=ZoneInfo(zone))
    assert bool(run(at)) is goes


def test_notifications_are_not_too_many_one_letter_a_day_whatever_else_happens(scene: Scene) -> None:
    scene.ask(1, due_at=NOON - DAY)
    assert len(run(NOON)) == 1
    scene.ask(2, state="returned")
    for minutes in (0, 15, 300):
        assert run(NOON + timedelta(minutes=minutes)) == []
    tomorrow = run(NOON + DAY)
    assert any("dikembalikan operator" in line for line in lines(tomorrow, scene.contributor))
    assert Digest.objects.filter(user=scene.contributor).count() == 2


def test_news_is_told_once(scene: Scene) -> None:
    scene.ask(1, state="returned")
    scene.ask(2, state="given_back")
    assert len(run(NOON)) == 2
    assert run(NOON + DAY) == []
    scene.ask(3, state="given_back")
    assert lines(run(NOON + 2 * DAY), scene.operator) == [
        "- Kabupaten Paser: 2 jawaban dari Dinas contoh DINKES menunggu Anda periksa."
    ]


# --- not at all -----------------------------------------------------------------------------------------------------


def _given_back(scene: Scene) -> None:
    answer_all(scene.submission)
    rows = [row.pk for row in HandOver.objects.all()]
    by = actor(scene.contributor, Role.CONTRIBUTOR)
    handing_over.give_back(scene.submission, rows, agencies={scene.agency.pk}, by=by, at=NOON - DAY)
    Membership.objects.filter(user=scene.operator).update(ended_at=NOON)


def _handed_in(_scene: Scene) -> None:
    Submission.objects.update(state="handed_in", handed_in_at=NOON)


def _absent(_scene: Scene) -> None:
    Submission.objects.update(state="absent")


def _taken_back(scene: Scene) -> None:
    handing_over.take_back(scene.submission, scene.questions, by=actor(scene.operator), at=NOON - DAY)


def _closed(scene: Scene) -> None:
    set_window(scene.cycle, Window.Kind.ANSWERS, NOON - 9 * DAY, NOON)


def _draft(_scene: Scene) -> None:
    Cycle.objects.update(state=Cycle.State.DRAFT)


def _assessment(_scene: Scene) -> None:
    Cycle.objects.update(state=Cycle.State.ASSESSMENT)


def _left(_scene: Scene) -> None:
    Membership.objects.update(ended_at=NOON)


def _inactive(_scene: Scene) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize(
    "done",
    [_given_back, _handed_in, _absent, _taken_back, _closed, _draft, _assessment, _left, _inactive],
)
def test_nothing_goes_for_what_is_done_or_over(scene: Scene, done: Callable[[Scene], None]) -> None:
    scene.ask(1, due_at=NOON - 3 * DAY)
    scene.ask(2, due_at=NOON + DAY)
    done(scene)
    assert run(NOON) == []
    assert not Digest.objects.exists()


def test_without_the_end_of_that_state_letters_would_have_gone(scene: Scene) -> None:
    scene.ask(1, due_at=NOON - 3 * DAY)
    assert {to for to, _body in run(NOON)} == {scene.contributor.email, scene.operator.email}


def test_an_extension_moves_the_letter_about_the_closing_window(scene: Scene) -> None:
    by = Actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)
    with travel(NOON, tick=False):
        own_windows.extend(scene.submission, closes_at=NOON + 25 * DAY, reason="Banjir", by=by, at=NOON)
    assert run(NOON + 19 * DAY) == []
    assert len(run(NOON + 24 * DAY)) == 1


@pytest.mark.parametrize("kind", reminders.OF_REGIONS)
def test_each_kind_can_be_switched_off(scene: Scene, kind: str) -> None:
    set_window(scene.cycle, Window.Kind.ANSWERS, NOON - 7 * DAY, NOON + 3 * DAY)
    scene.ask(1, due_at=NOON - 3 * DAY)
    scene.ask(2, due_at=NOON + DAY, state="returned")
    scene.ask(3, state="given_back")
    for person in (scene.contributor, scene.operator):
        Muted.objects.create(user=person, kind=kind)
    run(NOON)
    told = [item["kind"] for row in Digest.objects.all() for item in row.items]
    assert set(told) == set(reminders.OF_REGIONS) - {kind}


def test_with_everything_switched_off_no_letter_goes(scene: Scene) -> None:
    scene.ask(1, due_at=NOON - DAY)
    reminders.set_muted(scene.contributor, reminders.KINDS, by=Actor(scene.contributor, ""), at=NOON)
    assert run(NOON) == []


# --- faults ---------------------------------------------------------------------------------------------------------


class Unwilling(EmailBackend):
    """A mail server that takes no letter to the operator."""

    def send_messages(self, messages: Any) -> int:
        if any("operator" in to for message in messages for to in message.to):
            raise ConnectionRefusedError("mail server is away")
        return super().send_messages(messages)


def test_a_letter_that_was_not_taken_goes_later_and_holds_back_no_other(scene: Scene, settings: Settings) -> None:
    User.objects.filter(pk=scene.operator.pk).update(email="operator@contoh.test")
    scene.ask(1, due_at=NOON - 3 * DAY)
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    assert [to for to, _body in run(NOON)] == [scene.contributor.email]
    assert not Digest.objects.filter(user=scene.operator).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [to for to, _body in run(NOON + timedelta(minutes=15))] == ["operator@contoh.test"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_letter() -> None:
    scene = Scene()
    scene.ask(1, due_at=NOON - 3 * DAY)
    barrier = Barrier(2)

    def work() -> None:
        barrier.wait()
        try:
            reminders.remind(at=NOON)
        finally:
            connection.close()

    for _time in range(5):
        mail.outbox.clear()
        Digest.objects.all().delete()
        threads = [Thread(target=work) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(letter.to[0] for letter in mail.outbox) == sorted([scene.contributor.email, scene.operator.email])


def test_the_number_of_queries_does_not_grow_with_regions(scene: Scene) -> None:
    counts = []
    for code in ("64.01", "64.02", "64.03"):
        if code != "64.01":
            other = make_submission(cycle=scene.cycle, regency=make_regency(code))
            agency = make_agency(other.regency)
            hand_to(other, scene.questions[0], agency, due_at=NOON - DAY)
            make_member(other.regency, Role.CONTRIBUTOR, agency=agency)
        Digest.objects.all().delete()
        with CaptureQueriesContext(connection) as found:
            list(letters_due(NOON))
        counts.append(len(found))
    assert counts[0] == counts[2] <= 9


def test_the_scheduler_knows_the_errand() -> None:
    entry: dict[str, Any] = conf.CELERY_BEAT_SCHEDULE["remind"]
    assert entry["task"] in current_app.tasks
    assert entry["schedule"].run_every == timedelta(minutes=15)


# --- choosing -------------------------------------------------------------------------------------------------------


def test_a_person_chooses_and_the_journal_tells_that_person_alone(client: Client, scene: Scene) -> None:
    client.force_login(scene.contributor)
    url = reverse("submissions:reminders")
    page = client.get(url).content.decode()
    assert page.count(" checked") == len(reminders.KINDS)
    assert url in client.get(reverse("accounts:own_account")).content.decode()
    wanted = [kind for kind in reminders.KINDS if kind != "overdue"]
    for _time in range(2):
        assert client.post(url, {"kind": [*wanted, "tidak-ada"]}).status_code == 302
    assert set(Muted.objects.values_list("user", "kind")) == {(scene.contributor.pk, "overdue")}
    assert client.get(url).content.decode().count(" checked") == len(reminders.KINDS) - 1
    entry = Entry.objects.get(verb="reminder.mute")
    assert (entry.audience, entry.after) == (Audience.OWN, {"muted": ["overdue"]})
