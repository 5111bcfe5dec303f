"""Own submissions and one at a glance: progress, what is missing, what to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from submissions.models import Answer, Submission
from submissions.queries import answers_of, lacking, progress_of
from submissions.queries.cycles import COMPLETE
from submissions.queries.overview import indicators_seen, overview_of
from submissions.tests.factories import (
    answer_all,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    set_window,
)

pytestmark = pytest.mark.django_db
LIST = "/isian/"


def address(submission: Submission) -> str:
    return reverse("submissions:detail", args=[submission.pk])


def sign_in(client: Client, submission: Submission, role: Role = Role.OPERATOR, **fields: Any) -> Client:
    client.force_login(make_member(submission.regency, role, **fields))
    return client


def test_the_list_shows_state_progress_and_days_left_in_the_regions_own_zone(client: Client) -> None:
    submission = make_submission(regency=make_regency("94.01"))
    make_answer(submission, indicators(submission)[1], number=0, own_level=0)
    now = timezone.now()
    set_window(submission.cycle, "answers", now - timedelta(days=1), now + timedelta(days=3))
    page = sign_in(client, submission).get(LIST).content.decode()
    assert "1 dari 4 pertanyaan lengkap" in page
    assert "WIT<" in page
    assert "3 hari lagi" in page
    assert "Diisi" in page


def test_running_cycles_come_first_and_drafts_do_not_exist(client: Client) -> None:
    regency = make_regency()
    make_submission(cycle=make_cycle(state="announced", year=2021, name="Siklus lama"), regency=regency)
    make_submission(cycle=make_cycle(year=2022, name="Siklus kini"), regency=regency)
    make_submission(cycle=make_cycle(state="draft", year=2024, name="Siklus rahasia"), regency=regency)
    client.force_login(make_member(regency))
    page = client.get(LIST).content.decode()
    assert page.index("Siklus kini") < page.index("Siklus lama")
    assert "Siklus rahasia" not in page


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.SECRETARIAT, "submissions:cycles"),
        (Role.ASSESSOR, "evaluations:desk"),
        (Role.ADMINISTRATOR, "reports:ranking"),
    ],
)
def test_people_without_submissions_are_told_where_to_look(client: Client, role: Role, place: str) -> None:
    make_submission()
    client.force_login(make_user(national=role))
    answer = client.get(LIST)
    assert answer.status_code == 200
    assert "Belum ada isian" in answer.content.decode()
    assert f'href="{reverse(place)}"' in answer.content.decode()


def test_council_members_find_an_empty_list_and_no_submission(client: Client) -> None:
    submission = make_submission()
    sign_in(client, submission, Role.COUNCIL)
    assert "Belum ada isian" in client.get(LIST).content.decode()
    assert client.get(address(submission)).status_code == 404


def test_the_list_needs_as_many_queries_for_three_as_for_one(client: Client) -> None:
    counts = []
    regency = make_regency()
    client.force_login(make_member(regency))
    for size in (1, 2):
        for _time in range(size):
            make_submission(regency=regency, answered=True)
        client.get(LIST)
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_contributors_progress_counts_the_own_questions_alone(client: Client) -> None:
    submission = make_submission(answered=True)
    agency = make_agency(submission.regency)
    questions = indicators(submission)
    hand_to(submission, questions[1], agency)
    hand_to(submission, questions[2], agency)
    Answer.objects.filter(indicator=questions[2]).delete()
    sign_in(client, submission, Role.CONTRIBUTOR, agency=agency)
    assert "1 dari 2 pertanyaan lengkap" in client.get(LIST).content.decode()
    page = client.get(address(submission)).content.decode()
    assert "Pertanyaan Anda" in page
    assert "3. Pertanyaan contoh 3" in page
    assert "Pertanyaan contoh 4" not in page
    assert reverse("submissions:hand_over", args=[submission.pk]) not in page


def test_a_contributor_without_questions_is_told_so(client: Client) -> None:
    submission = make_submission()
    sign_in(client, submission, Role.CONTRIBUTOR, agency=make_agency(submission.regency))
    assert "Belum ada pertanyaan untuk Anda" in client.get(address(submission)).content.decode()
    assert "Belum ada pertanyaan yang diserahkan kepada Anda" in client.get(LIST).content.decode()


def test_tiles_count_answers_and_missing_evidence(client: Client) -> None:
    submission = make_submission()
    share, survey = indicators(submission)[2:]
    make_answer(submission, share, number=0, own_level=0)  # claims nothing, so nothing is to be shown
    answer = make_answer(submission, survey, own_level=None)
    page = sign_in(client, submission).get(address(submission)).content.decode()
    assert "Smart Governance" in page
    assert "1 dari 2 lengkap" in page
    assert "1 tanpa data dukung" in page
    answer.delete()
    assert "1 tanpa data dukung" not in client.get(address(submission)).content.decode()
    section = reverse("submissions:section", args=[submission.pk, "impact-governance"])
    assert f'<h3><a href="{section}">Smart Governance</a></h3>' in page


def test_the_checklist_shows_twenty_questions_and_a_link_to_the_rest(client: Client) -> None:
    questions = [(f"q.{n}", "baseline", None, "count", "") for n in range(23)]
    submission = make_submission(instrument=make_instrument(questions))
    sign_in(client, submission)
    page = client.get(address(submission)).content.decode()
    assert page.count("Belum dijawab.") == 20
    assert "Tampilkan 3 pertanyaan lainnya" in page
    assert client.get(address(submission), {"semua": "1"}).content.decode().count("Belum dijawab.") == 23


def test_each_role_has_its_next_action(client: Client) -> None:
    submission = make_submission()
    hand_in = reverse("submissions:hand_in", args=[submission.pk])
    assert "Mulai mengisi" in sign_in(client, submission).get(address(submission)).content.decode()
    answer_all(submission)
    page = client.get(address(submission)).content.decode()
    assert "Menunggu penanggung jawab" in page
    assert hand_in not in page
    page = sign_in(client, submission, Role.HEAD).get(address(submission)).content.decode()
    assert f'class="btn btn-primary" href="{hand_in}"' in page
    client.force_login(make_user(national=Role.SECRETARIAT))
    page = client.get(address(submission)).content.decode()
    assert reverse("submissions:step", args=[submission.pk, "absent"]) in page
    assert "Menunggu penanggung jawab" not in page


def test_a_page_of_published_results_has_no_questions(client: Client) -> None:
    submission = make_submission(instrument=make_instrument([]), state="archived")
    client.force_login(make_user(national=Role.SECRETARIAT))
    assert "Tanpa pertanyaan" in client.get(address(submission)).content.decode()


def test_the_page_needs_as_many_queries_for_three_questions_as_for_one(client: Client) -> None:
    counts = []
    for size in (1, 3):
        questions = [(f"q.{n}", "baseline", None, "count", "") for n in range(size)]
        submission = make_submission(instrument=make_instrument(questions), regency=make_regency(f"31.7{size}"))
        answer_all(submission)
        sign_in(client, submission)
        client.get(address(submission))
        with CaptureQueriesContext(connection) as found:
            client.get(address(submission))
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_progress_is_the_same_in_sql_and_in_python() -> None:
    submission = make_submission()
    yes_no, count, share, survey = indicators(submission)
    make_answer(submission, yes_no, yes=False, own_level=0)
    make_answer(submission, count, number=0, own_level=None)
    make_answer(submission, share, not_applicable=True, not_applicable_reason="  ", own_level=None)
    make_answer(submission, survey, number=None, not_applicable=True, not_applicable_reason="Ya.", own_level=None)
    answers = answers_of(submission)
    overview = overview_of(submission)
    in_python = {row.order for row in indicators(submission) if not lacking(answers.get(row.pk), row)}
    in_sql = set(Answer.objects.filter(COMPLETE).values_list("indicator__order", flat=True))
    assert in_python == in_sql == {place.order for place in overview.places if place.is_complete} == {1, 4}
    rows = progress_of(indicators_seen(submission, overview), answers)
    assert [row.complete for row in rows] == [section.complete for section in overview.sections]
