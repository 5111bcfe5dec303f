"""One field saved by itself: once for each change, merged field by field, refused with a sentence, cheap."""

from __future__ import annotations

from collections.abc import Iterator
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

from accounts.models import Role, User
from journal.models import Entry
from submissions.actions import answers
from submissions.models import Answer, HandOver, OwnWindow, Submission
from submissions.tests.factories import (
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    set_window,
)
from submissions.tests.test_answering import MIXED

pytestmark = pytest.mark.django_db
BORDERS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def submission() -> Submission:
    return make_submission(instrument=make_instrument(MIXED))


@pytest.fixture
def person(submission: Submission) -> User:
    return make_member(submission.regency, name="Operator Contoh")


@pytest.fixture
def operator(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def send(client: Client, submission: Submission, order: int, part: str, text: str, base: int = 0, **other: Any) -> Any:
    """One change as the browser sends it; `sent` repeats an id, `user` names who typed it."""
    user = other.get("user") or client.session.get("_auth_user_id", "")
    body = {
        "id": str(other.get("sent") or uuid4()),
        "question": str(indicators(submission)[order - 1].pk),
        "part": part,
        "text": text,
        "base": base,
        "user": str(user),
    }
    return client.post(address(submission), body, content_type="application/json")


def address(submission: Submission) -> str:
    return reverse("submissions:autosave", args=[submission.pk])


def answer_to(submission: Submission, order: int) -> Answer:
    return Answer.objects.get(submission=submission, indicator__order=order)


def statements(asked: CaptureQueriesContext) -> list[str]:
    """Queries without the borders of transactions."""
    return [row["sql"] for row in asked.captured_queries if not row["sql"].startswith(BORDERS)]


def test_each_field_is_saved_by_itself(operator: Client, submission: Submission) -> None:
    assert send(operator, submission, 2, "value", "1.250").json()["version"] == 1
    assert send(operator, submission, 2, "narrative", "Rekap.\r\nDua.").json()["version"] == 2
    assert send(operator, submission, 2, "level", "0").json() | {"saved": ""} == {
        "version": 3,
        "saved": "",
        "complete": True,
        "parts": {
            "value": {"text": "1250", "version": 1},
            "narrative": {"text": "Rekap.\nDua.", "version": 2},
        },
    }
    kept = answer_to(submission, 2)
    assert (kept.number, kept.narrative, kept.own_level, kept.version) == (1250, "Rekap.\nDua.", 0, 3)
    assert Entry.objects.filter(verb="answer.change").count() == 3


def test_the_same_change_sent_twice_counts_once(operator: Client, submission: Submission) -> None:
    sent = uuid4()
    first = send(operator, submission, 5, "value", "Satu.", sent=sent)
    again = send(operator, submission, 5, "value", "Satu.", sent=sent)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert answer_to(submission, 5).version == 1
    assert Entry.objects.get(sent_id=sent).after == {"text": "Satu."}


def test_a_repeat_after_somebody_elses_change_takes_nothing_back(operator: Client, submission: Submission) -> None:
    sent = uuid4()
    send(operator, submission, 5, "value", "Satu.", sent=sent)
    send(operator, submission, 5, "value", "Dua.", base=1)
    again = send(operator, submission, 5, "value", "Satu.", sent=sent)
    assert again.status_code == 200
    assert again.json()["parts"]["value"] == {"text": "Dua.", "version": 2}
    assert answer_to(submission, 5).text == "Dua."


def test_what_changes_nothing_writes_nothing(operator: Client, submission: Submission) -> None:
    assert send(operator, submission, 5, "value", "").json()["version"] == 0
    assert not Answer.objects.exists()
    send(operator, submission, 3, "value", "92,5")
    assert send(operator, submission, 3, "value", "92,50 %", base=0).json()["version"] == 1
    assert Entry.objects.filter(verb="answer.change").count() == 1


def test_an_old_page_merges_into_other_fields_and_conflicts_in_the_same(
    operator: Client, submission: Submission
) -> None:
    make_answer(submission, indicators(submission)[1], number=7, version=4, field_versions={"number": 4})
    send(operator, submission, 2, "narrative", "Tulisan pertama.", base=4)
    second = Client()
    second.force_login(make_member(submission.regency, name="Rekan Contoh"))
    merged = send(second, submission, 2, "value", "8", base=4)
    assert merged.status_code == 200
    assert merged.json()["parts"] == {"narrative": {"text": "Tulisan pertama.", "version": 5}}
    refused = send(second, submission, 2, "narrative", "Tulisan kedua.", base=4)
    told = refused.json()
    assert refused.status_code == 409
    assert told["mine"] == "Tulisan kedua."
    assert (told["theirs"]["text"], told["theirs"]["who"]) == ("Tulisan pertama.", "Operator Contoh")
    assert told["theirs"]["saved"].startswith("Tersimpan ")
    knowingly = send(second, submission, 2, "narrative", "Keduanya.", base=told["theirs"]["version"])
    assert knowingly.status_code == 200
    kept = answer_to(submission, 2)
    assert (kept.number, kept.narrative, kept.version) == (8, "Keduanya.", 7)
    assert kept.field_versions == {"number": 6, "narrative": 7}


def test_a_row_that_never_noted_its_fields_conflicts_rather_than_losing(
    operator: Client, submission: Submission
) -> None:
    make_answer(submission, indicators(submission)[4], text="Lama.", version=3)
    assert send(operator, submission, 5, "value", "Baru.", base=2).status_code == 409
    assert send(operator, submission, 5, "value", "Baru.", base=3).status_code == 200


def test_the_whole_form_notes_the_fields_too(operator: Client, submission: Submission) -> None:
    page = reverse("submissions:section", args=[submission.pk, "baseline"])
    operator.post(page, {"a-2-version": "0", "a-2-value": "5", "a-2-narrative": "", "a-2-level": "2"})
    assert answer_to(submission, 2).field_versions == {"number": 1, "own_level": 1}
    operator.post(page, {"a-2-version": "1", "a-2-value": "6", "a-2-narrative": "", "a-2-level": "2"})
    assert answer_to(submission, 2).field_versions == {"number": 2, "own_level": 1}


def test_not_applicable_and_its_reason_come_one_after_the_other(operator: Client, submission: Submission) -> None:
    first = send(operator, submission, 2, "level", "na").json()
    assert first["complete"] is False
    assert send(operator, submission, 2, "reason", "Tidak ada pesisir.", base=0).json()["complete"] is True
    assert answer_to(submission, 2).not_applicable is True


@pytest.mark.parametrize(
    ("order", "part", "text", "sentence"),
    [
        (2, "value", "12,5", "bukan bilangan bulat"),
        (3, "value", "110", "Persentase paling tinggi 100"),
        (4, "value", "1.250", "dapat berarti"),
        (1, "value", "mungkin", "Pilih “Ya” atau “Tidak”"),
        (2, "level", "5", "Pilih tingkat 0 sampai 4"),
        (5, "value", "a" * 10_001, "10001 karakter"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_sentence(
    operator: Client, submission: Submission, order: int, part: str, text: str, sentence: str
) -> None:
    refused = send(operator, submission, order, part, text)
    assert refused.status_code == 422
    assert sentence in refused.json()["sentence"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"id": "x"}', "\x00", '{"id":1,"question":2,"part":3,"text":4,"base":5,"user":6}'],
)
def test_a_broken_sending_is_refused(operator: Client, submission: Submission, body: str) -> None:
    assert operator.post(address(submission), body, content_type="application/json").status_code == 422


def test_a_field_that_is_none_is_refused(operator: Client, submission: Submission) -> None:
    assert send(operator, submission, 2, "version", "9").status_code == 422
    assert send(operator, submission, 2, "value", "9", base=-1).status_code == 422


def test_control_characters_never_reach_the_row(operator: Client, submission: Submission) -> None:
    assert send(operator, submission, 5, "value", "a\x00b\ud800c").status_code == 200
    assert answer_to(submission, 5).text == "abc"


@pytest.mark.parametrize(("opens", "closes", "status"), [(-5, 0, 409), (1, 5, 409), (-5, 1, 200), (0, 5, 200)])
def test_fields_change_only_inside_the_window(
    operator: Client, submission: Submission, opens: int, closes: int, status: int
) -> None:
    now = timezone.now()
    set_window(submission.cycle, "answers", now + timedelta(minutes=opens), now + timedelta(minutes=closes))
    answer = send(operator, submission, 5, "value", "Isi.")
    assert answer.status_code == status
    assert Answer.objects.count() == (1 if status == 200 else 0)
    assert status == 200 or "Masa pengisian" in answer.json()["sentence"]


def test_an_extension_lets_the_region_go_on(operator: Client, submission: Submission) -> None:
    now = timezone.now()
    set_window(submission.cycle, "answers", now - timedelta(days=5), now - timedelta(days=1))
    assert send(operator, submission, 5, "value", "Isi.").status_code == 409
    OwnWindow.objects.create(
        submission=submission,
        kind="extension",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        reason="Banjir.",
        at=now,
    )
    assert send(operator, submission, 5, "value", "Isi.").status_code == 200


def test_what_was_handed_in_stays(operator: Client, submission: Submission) -> None:
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    refused = send(operator, submission, 5, "value", "Terlambat.")
    assert refused.status_code == 409
    assert "sudah diserahkan" in refused.json()["sentence"]
    assert not Answer.objects.exists()


def test_signed_out_is_said_in_json_with_a_token(client: Client, submission: Submission) -> None:
    answer = send(client, submission, 5, "value", "Isi.", user=uuid4())
    assert answer.status_code == 401
    assert answer.json()["other"] is False
    assert answer.json()["token"]


def test_what_one_person_typed_is_never_saved_as_another(operator: Client, submission: Submission) -> None:
    answer = send(operator, submission, 5, "value", "Isi.", user=uuid4())
    assert (answer.status_code, answer.json()["other"]) == (401, True)
    assert not Answer.objects.exists()


def test_a_stale_token_is_refused_before_anything_else(submission: Submission, person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    answer = send(client, submission, 5, "value", "Isi.")
    assert answer.status_code == 403
    assert not answer["Content-Type"].startswith("application/json")


def test_neighbours_readers_and_the_secretariat_write_nothing(client: Client, submission: Submission) -> None:
    people = {
        make_member(make_regency("64.02")): 404,
        make_member(submission.regency, Role.COUNCIL): 404,
        make_user(national=Role.SECRETARIAT): 404,
        make_member(submission.regency, Role.HEAD): 403,
    }
    for person, status in people.items():
        client.force_login(person)
        assert send(client, submission, 5, "value", "Isi.").status_code == status
    assert not Answer.objects.exists()


def test_a_contributor_writes_what_was_handed_over_until_it_is_given_back(
    client: Client, submission: Submission
) -> None:
    agency = make_agency(submission.regency)
    held = hand_to(submission, indicators(submission)[4], agency)
    hand_to(submission, indicators(submission)[1], make_agency(submission.regency, "DLH"))
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert send(client, submission, 2, "value", "5").status_code == 403
    assert send(client, submission, 3, "value", "5").status_code == 403
    assert send(client, submission, 5, "value", "Isi.").status_code == 200
    HandOver.objects.filter(pk=held.pk).update(state="given_back", given_back_at=timezone.now())
    assert send(client, submission, 5, "value", "Lagi.", base=1).status_code == 403
    assert answer_to(submission, 5).text == "Isi."


def test_a_question_of_another_instrument_is_not_found(operator: Client, submission: Submission) -> None:
    other = make_submission(regency=make_regency("64.02"))
    question = indicators(other)[0].pk
    body = {"id": str(uuid4()), "question": str(question), "part": "narrative", "text": "x", "base": 0}
    body["user"] = operator.session["_auth_user_id"]
    assert operator.post(address(submission), body, content_type="application/json").status_code == 404


def test_saving_a_field_takes_four_queries(operator: Client, submission: Submission) -> None:
    make_answer(submission, indicators(submission)[4], version=1)
    for agency in ("SATU", "DUA"):
        make_agency(submission.regency, agency)
    with CaptureQueriesContext(connection) as asked:
        assert send(operator, submission, 5, "value", "Isi.", base=1).status_code == 200
    assert len(statements(asked)) - 1 <= 4  # one of them reads the questions for this test


def test_who_else_writes_is_told_by_question_and_forgotten(operator: Client, submission: Submission) -> None:
    colleague = make_member(submission.regency, name="Rekan Contoh")
    second = Client()
    second.force_login(colleague)
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    asking = {"tiket": second.get(section).context["ticket"]}
    present = reverse("submissions:present", args=[submission.pk])
    assert second.get(present, asking).json()["others"] == {}
    send(operator, submission, 2, "value", "5")
    second_pk, third_pk = (str(row.pk) for row in indicators(submission)[1:3])
    with CaptureQueriesContext(connection) as asked:
        assert second.get(present, asking).json()["others"] == {second_pk: ["Operator Contoh"]}
    assert len(asked) <= 1
    assert operator.get(present, asking).status_code == 401
    own = {"tiket": operator.get(section).context["ticket"]}
    second.get(present, asking | {"di": third_pk})
    assert operator.get(present, own).json()["others"] == {third_pk: ["Rekan Contoh"]}
    assert second.get(present, {"tiket": "x"}).status_code == 401


CLIENTS, EDITS = 8, 25


@pytest.fixture
def crowd(submission: Submission) -> Iterator[list[Client]]:
    """Eight people of one region, each signed in."""
    people = [make_member(submission.regency, name=f"Orang {n}") for n in range(CLIENTS)]
    clients = [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    yield clients


def _everybody_edits(clients: list[Client], submission: Submission) -> list[tuple[str, int]]:
    """Each person adds 25 lines of their own to one text, always to what they last saw. Line and status of each."""
    question = str(indicators(submission)[4].pk)

    def edit(number: int) -> list[tuple[str, int]]:
        client, text, base, told = clients[number], "", 0, []
        user = client.session["_auth_user_id"]
        for turn in range(EDITS):
            line = f"[{number}.{turn}]"
            body = {"id": str(uuid4()), "question": question, "part": "value", "user": user}
            body |= {"text": text + line, "base": base}
            found = client.post(address(submission), body, content_type="application/json")
            told.append((line, found.status_code))
            if found.status_code == 200:
                text, base = text + line, found.json()["version"]
            else:
                text, base = found.json()["theirs"]["text"], found.json()["theirs"]["version"]
        connections.close_all()
        return told

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [row for rows in pool.map(edit, range(CLIENTS)) for row in rows]


@pytest.mark.django_db(transaction=True)
def test_of_200_edits_at_once_each_is_kept_or_told_as_a_conflict(crowd: list[Client], submission: Submission) -> None:
    told = _everybody_edits(crowd, submission)
    kept = answer_to(submission, 5).text
    saved = [line for line, status in told if status == 200]
    assert len(told) == CLIENTS * EDITS
    assert {status for _line, status in told} == {200, 409}
    assert [line for line in saved if line not in kept] == []
    assert all(kept.count(line) == 1 for line in saved)
    assert answer_to(submission, 5).version == len(saved)
    assert Entry.objects.filter(verb="answer.change").count() == len(saved)


@pytest.mark.django_db(transaction=True)
def test_without_the_look_at_the_version_edits_are_lost(
    crowd: list[Client], submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "version_of", lambda *_: 0)
    told = _everybody_edits(crowd, submission)
    kept = answer_to(submission, 5).text
    assert [line for line, status in told if status == 200 and line not in kept] != []
