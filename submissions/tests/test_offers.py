"""Answers the portal counts itself: from the statuses of the year, offered, and taken over by a person only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import actions as documents
from documents.models import Document
from documents.tests import factories as plans
from journal.models import Entry
from pillars.models import Dimension
from quickwins.tests import factories as wins
from submissions.models import Submission
from submissions.queries.offers import offers_for
from submissions.tests import factories as make

pytestmark = pytest.mark.django_db
KEYS = (
    ("outcome.living.programmes", Dimension.OUTCOME, "living", "percent", "%"),
    ("outcome.living.other", Dimension.OUTCOME, "living", "percent", "%"),
    ("baseline.programmes_realised", Dimension.BASELINE, None, "count", "program"),
    ("quick_win.continued", Dimension.QUICK_WIN, None, "percent", "%"),
    ("quick_win.new", Dimension.QUICK_WIN, None, "count", "quick win"),
)


@pytest.fixture
def submission() -> Submission:
    return make.make_submission(regency=make.make_regency(make.PASER), instrument=make.make_instrument(KEYS))


def plan(submission: Submission, *statuses: str) -> Document:
    """A Masterplan whose Smart Living programmes stood so in the cycle's year; empty: not recorded."""
    year = submission.cycle.year
    document = plans.make_document(submission.regency, start_year=year - 1, end_year=year + 1)
    for number, status in enumerate(statuses):
        programme = documents.add_masterplan_programme(
            document, plans.programme_values(code=f"MP-{number}", name=f"Program <{number}>"), **plans.WHO
        )
        if status:
            documents.record_status(programme, year=year, status=status, **plans.WHO)
    return document


def living(submission: Submission):
    question = make.indicators(submission)[0]
    return question, offers_for(submission, make.indicators(submission)).get(question.pk)


def test_programmes_that_ran_are_counted_in_percent_of_all_of_the_pillar(submission: Submission) -> None:
    plan(submission, "running", "finished", "stopped", "planned", "", "running")
    _question, offer = living(submission)
    assert offer.number == Decimal("50.00")
    assert offer.sentence.startswith("3 dari 6 program Smart Living berjalan")
    assert len(offer.items) == 6 and offer.items[4].endswith("belum dicatat")


def test_a_year_without_any_status_gives_no_offer_but_none_that_ran_is_a_real_zero(submission: Submission) -> None:
    document = plan(submission, "")
    assert living(submission)[1] is None
    documents.record_status(
        document.masterplan_programmes.get(), year=submission.cycle.year, status="stopped", **plans.WHO
    )
    assert living(submission)[1].number == 0


def test_drafts_and_programmes_of_other_years_do_not_count(submission: Submission) -> None:
    document = plan(submission, "running", "running")
    programme = document.masterplan_programmes.first()
    documents.change_masterplan_programme(programme, {"start_year": submission.cycle.year + 1}, **plans.WHO)
    assert living(submission)[1].sentence.startswith("1 dari 1")
    documents.change(document, {"status": "draft"}, **plans.WHO)
    assert living(submission)[1] is None


def test_the_page_offers_and_the_button_takes_it_over_with_its_origin(client: Client, submission: Submission) -> None:
    plan(submission, "running", "stopped", "running")
    question, _offer = living(submission)
    make.make_answer(submission, question, number=Decimal("12"), narrative="Sudah ditulis.")
    client.force_login(make.make_member(submission.regency))
    section = client.get(reverse("submissions:section", args=[submission.pk, question.section_slug])).content.decode()
    address = reverse("submissions:offer", args=[submission.pk, question.pk])
    assert "2 dari 3 program Smart Living" in section and section.count(address) == 1
    shown = client.get(address).content.decode()
    assert "66,67" in shown and "Sudah ditulis." in shown and "Program &lt;0&gt;" in shown
    answer = submission.answers.get(indicator=question)
    assert client.post(address, {"version": answer.version + 7}).status_code == 409
    assert client.post(address, {"version": answer.version}).status_code == 302
    answer.refresh_from_db()
    assert answer.number == Decimal("66.67")
    assert answer.narrative.startswith("Sudah ditulis.") and "MP-1 Program <1>: Dihentikan" in answer.narrative
    told = Entry.objects.filter(verb="answer.change").latest("id")
    assert told.after["source"].startswith("Keadaan program Masterplan") and told.before["number"].startswith("12")


def test_only_who_answers_the_question_takes_an_offer(client: Client, submission: Submission) -> None:
    plan(submission, "running")
    first, other = make.indicators(submission)[:2]
    address = reverse("submissions:offer", args=[submission.pk, first.pk])
    client.force_login(make.make_member(submission.regency, "head"))
    assert client.get(address).status_code == 403
    client.force_login(make.make_member(submission.regency))
    assert client.get(reverse("submissions:offer", args=[submission.pk, other.pk])).status_code == 404


def test_offers_take_one_query_for_one_programme_and_for_three(submission: Submission) -> None:
    questions = make.indicators(submission)[:2]
    plan(submission, "running", "running", "stopped")
    with CaptureQueriesContext(connection) as caught:
        offers_for(submission, questions)
    assert len(caught) == 1


def lives(submission: Submission, *pairs: tuple[str, str], start_year: int = 0) -> None:
    """A Quick Win for each pair of statuses: in the year before the cycle's and in its year; empty: not recorded."""
    year = submission.cycle.year
    for pair in pairs:
        statuses = {year - 1 + place: status for place, status in enumerate(pair) if status}
        wins.make_quick_win(submission.regency, years=statuses, start_year=start_year or year - 1)


def test_quick_wins_that_go_on_are_counted_of_those_under_way_last_year(submission: Submission) -> None:
    _first, _other, _count, continued, new = make.indicators(submission)
    lives(submission, ("running", ""), ("finished", ""))
    assert offers_for(submission, [continued, new]) == {}
    lives(submission, ("running", "running"), ("paused", "finished"))
    lives(submission, ("planned", "running"), ("", "planned"), start_year=submission.cycle.year)
    found = offers_for(submission, [continued, new])
    assert found[continued.pk].number == Decimal("66.67") and found[new.pk].number == 1
    assert found[continued.pk].sentence.startswith("2 dari 3 Quick Win")
    assert [item.rpartition(": ")[2] for item in found[continued.pk].items] == ["belum dicatat", "Berjalan", "Selesai"]


def test_none_new_is_a_real_zero_and_none_under_way_before_is_no_offer(submission: Submission) -> None:
    _first, _other, _count, continued, new = make.indicators(submission)
    lives(submission, ("planned", "planned"))
    found = offers_for(submission, [continued, new])
    assert set(found) == {new.pk} and found[new.pk].number == 0


def test_a_counted_quick_win_answer_is_taken_over_with_its_origin(client: Client, submission: Submission) -> None:
    continued = make.indicators(submission)[3]
    lives(submission, ("running", "running"), ("running", "paused"))
    client.force_login(make.make_member(submission.regency))
    address = reverse("submissions:offer", args=[submission.pk, continued.pk])
    section = client.get(reverse("submissions:section", args=[submission.pk, continued.section_slug]))
    assert address in section.content.decode()
    assert client.post(address, {"version": 0}).status_code == 302
    answer = submission.answers.get(indicator=continued)
    assert answer.number == 50 and "Dijeda" in answer.narrative
    told = Entry.objects.filter(verb="answer.change").latest("id")
    assert told.after["source"] == f"Keadaan Quick Win {submission.cycle.year}"


def test_quick_win_offers_take_one_query_for_one_and_for_three(submission: Submission) -> None:
    questions = make.indicators(submission)[3:]
    lives(submission, ("running", "running"), ("running", "paused"), ("running", "stopped"))
    with CaptureQueriesContext(connection) as caught:
        offers_for(submission, questions)
    assert len(caught) == 1
