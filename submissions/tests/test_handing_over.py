"""Questions go to agencies and come back; who holds what is seen by those who see the whole."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from journal.models import Entry
from submissions.models import HandOver, Submission
from submissions.tests.factories import hand_to, indicators, make_agency, make_member, make_regency, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Submission:
    return make_submission()


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency))
    return client


def address(submission: Submission) -> str:
    return reverse("submissions:hand_over", args=[submission.pk])


def held(submission: Submission) -> dict[int, str]:
    rows = HandOver.objects.filter(submission=submission).order_by("indicator__order")
    return dict(rows.values_list("indicator__order", "agency__code"))


def test_chosen_questions_and_whole_sections_go_to_an_agency(operator: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    make_member(submission.regency, Role.CONTRIBUTOR, agency=agency)
    sent = {"q": ["1"], "section": ["outcome-governance"], "agency": str(agency.pk)}
    answer = operator.post(address(submission), sent, follow=True)
    assert held(submission) == {1: "DINKES", 3: "DINKES"}
    assert "2 pertanyaan diserahkan ke Dinas contoh DINKES." in answer.content.decode()
    assert "belum memiliki kontributor" not in answer.content.decode()
    assert Entry.objects.get(verb="answer.hand_over").after["indicators"] == ["baseline.legal", "outcome.share"]


def test_questions_come_back_and_move_on(operator: Client, submission: Submission) -> None:
    first, second = make_agency(submission.regency), make_agency(submission.regency, "DLH")
    for question in indicators(submission)[:2]:
        hand_to(submission, question, first)
    operator.post(address(submission), {"q": ["1"], "take_back": "1"})
    operator.post(address(submission), {"q": ["2"], "agency": str(second.pk)})
    assert held(submission) == {2: "DLH"}


def test_an_agency_without_contributors_is_told(operator: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    assert "(belum ada kontributor)" in operator.get(address(submission)).content.decode()
    answer = operator.post(address(submission), {"q": ["1"], "agency": str(agency.pk)}, follow=True)
    assert "belum memiliki kontributor" in answer.content.decode()
    assert held(submission) == {1: "DINKES"}


def test_nothing_chosen_is_refused_and_what_was_chosen_stays(operator: Client, submission: Submission) -> None:
    foreign = make_agency(make_regency("64.02"), "ASING")
    agency = make_agency(submission.regency)
    none = operator.post(address(submission), {"agency": str(agency.pk)})
    assert none.status_code == 422
    assert "Pilih sekurangnya satu pertanyaan." in none.content.decode()
    assert f'value="{agency.pk}" selected' in none.content.decode()
    for text in ("", "bukan-id", str(foreign.pk)):
        answer = operator.post(address(submission), {"q": ["2", "٣", "999"], "agency": text})
        assert answer.status_code == 422
        assert "Pilih perangkat daerah." in answer.content.decode()
        assert 'value="2" checked' in answer.content.decode()
    assert held(submission) == {}


def test_the_list_can_be_filtered(operator: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    hand_to(submission, indicators(submission)[0], agency)
    own = operator.get(address(submission), {"agency": str(agency.pk)}).content.decode()
    assert 'id="q-1"' in own
    assert 'id="q-2"' not in own
    free = operator.get(address(submission), {"agency": "none", "section": "baseline"}).content.decode()
    assert 'id="q-2"' in free
    assert 'id="q-1"' not in free
    assert 'id="q-3"' not in free
    hand_to(submission, indicators(submission)[1], agency)
    nothing = operator.get(address(submission), {"agency": "none", "section": "baseline"}).content.decode()
    assert "Tidak ada pertanyaan yang cocok" in nothing


def test_without_agencies_the_page_says_where_to_make_them(operator: Client, submission: Submission) -> None:
    page = operator.get(address(submission)).content.decode()
    assert "Belum ada perangkat daerah" in page
    assert reverse("regencies:agencies", args=[submission.regency_id]) in page


def test_head_reads_contributor_and_head_change_nothing(client: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    hand_to(submission, indicators(submission)[0], agency)
    client.force_login(make_member(submission.regency, Role.HEAD))
    page = client.get(address(submission)).content.decode()
    assert "DINKES" in page
    assert 'type="checkbox"' not in page
    assert client.post(address(submission), {"q": ["1"], "take_back": "1"}).status_code == 403
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert client.get(address(submission)).status_code == 403
    assert client.post(address(submission), {"q": ["1"], "take_back": "1"}).status_code == 403
    assert held(submission) == {1: "DINKES"}


def test_after_handing_in_nothing_is_handed_over(operator: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    answer = operator.post(address(submission), {"q": ["1"], "agency": str(agency.pk)})
    assert answer.status_code == 409
    assert "sudah diserahkan" in answer.content.decode()
    assert 'value="1" checked' in answer.content.decode()
    assert held(submission) == {}


def test_the_page_needs_as_many_queries_for_three_agencies_as_for_one(operator: Client, submission: Submission) -> None:
    counts = []
    for codes in (["A"], ["B", "C"]):
        for code, question in zip(codes, indicators(submission), strict=False):
            HandOver.objects.filter(indicator=question).delete()
            hand_to(submission, question, make_agency(submission.regency, code))
        operator.get(address(submission))
        with CaptureQueriesContext(connection) as found:
            operator.get(address(submission))
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 9
