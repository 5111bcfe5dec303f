"""Means become answers, with the raw table as evidence; what changes later shows."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Actor, Role
from common.steps import Refused
from journal.models import Entry
from submissions.models import Answer, Attachment, Evidence, Submission
from submissions.tests import factories as base
from submissions.tests.factories import make_answer
from surveys.actions import responses, taking
from surveys.models import Response, Survey
from surveys.queries.standing import standing_of
from surveys.tests import factories as make
from surveys.tests.test_setting_up import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> tuple[Survey, Actor]:
    survey, operator = make.make_survey()
    part = make.part(survey)
    make.answer(part, (0, 1, 2, 3, 4, 0, 1, 2, None))
    make.answer(part, (0, 2, 2, 4, 4, 1, 2, 3, None))
    make.answer(part, (0, 2, 3, 4, 3, 1, None, "", ""))
    return survey, Actor(operator, Role.OPERATOR)


MEANS = [Decimal(text) for text in ("0.00", "1.67", "2.33", "3.67", "3.67", "0.67", "1.50", "2.50")]


def take(survey: Survey, by: Actor, versions: dict[Any, int] | None = None) -> int:
    part = make.part(survey)
    known = {row.indicator_id: row.version for row in Answer.objects.all()}
    seen = {row.pk: known.get(row.pk, 0) for row in make.statements(part)} if versions is None else versions
    return taking.take(part, versions=seen, by=by, at=timezone.now())


def test_means_arrive_as_answers_with_one_table_as_evidence(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    first, second, *_rest = statements = make.statements(make.part(survey))
    kept = make_answer(survey.submission, second, narrative="Tetap.", own_level=2, number=None)
    assert take(survey, by) == 8
    answers = {row.indicator_id: row for row in Answer.objects.all()}
    assert [answers[row.pk].number for row in statements[:8]] == MEANS
    assert statements[8].pk not in answers  # nobody knew: no answer, and no 0
    assert answers[first.pk].own_level is None
    kept.refresh_from_db()
    assert (kept.narrative, kept.own_level, kept.number) == ("Tetap.", 2, Decimal("1.67"))
    stored = Evidence.objects.get()
    assert Attachment.objects.filter(evidence=stored).count() == 8
    entry = Entry.objects.filter(verb="answer.change").first()
    assert entry.after["source"] == "Survei dampak"
    assert Entry.objects.filter(verb="survey.take").count() == 1


def test_the_table_holds_every_answer_and_no_name_of_a_device(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    odd = make.answer(make.part(survey), (4,) * 9)
    responses.decide(survey, [odd.pk], verdict="set_aside", reason="=1+1", by=by, at=timezone.now())
    take(survey, by)
    with Evidence.objects.get().file.open("rb") as file:
        book = load_workbook(io.BytesIO(file.read()))
    rows = list(book["Jawaban"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == 4
    assert sorted(str(row[10:]) for row in rows if row[3] is True) == sorted(
        str(row)
        for row in (
            (0, 1, 2, 3, 4, 0, 1, 2, "tt"),
            (0, 2, 2, 4, 4, 1, 2, 3, "tt"),
            (0, 2, 3, 4, 3, 1, "tt", None, None),
        )
    )
    assert [row[4:7] for row in rows if row[3] is False] == [("Semua nilai sama", "Disisihkan", "=1+1")]
    means = list(book["Rerata"].iter_rows(min_row=4, values_only=True))
    assert [Decimal(str(row[6])).quantize(Decimal("0.01")) for row in means[:8]] == MEANS and means[8][6] is None
    everything = str([list(sheet.values) for sheet in book.worksheets])
    assert not any(row.device in everything or str(row.pk) in everything for row in Response.objects.all())


def test_flagged_answers_are_decided_first(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    odd = make.answer(make.part(survey), (4,) * 9)
    with pytest.raises(Refused, match="Putuskan dahulu 1 jawaban"):
        take(survey, by)
    assert not Answer.objects.exists() and not Evidence.objects.exists()
    responses.decide(survey, [odd.pk], verdict="kept", reason="Diperiksa.", by=by, at=timezone.now())
    assert take(survey, by) == 9


def test_later_answers_show_as_a_change_and_taking_again_replaces_the_table(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    take(survey, by)
    assert not standing_of(survey)[0].changed_since
    late = make.answer(make.part(survey), (4, 4, 4, 4, 4, 4, 4, 4, 0))
    assert standing_of(survey)[0].changed_since
    responses.decide(survey, [late.pk], verdict="set_aside", reason="Salah.", by=by, at=timezone.now())
    assert not standing_of(survey)[0].changed_since
    responses.decide(survey, [late.pk], verdict="kept", reason="Benar.", by=by, at=timezone.now())
    assert take(survey, by) == 9
    new = make.part(survey).evidence
    assert Evidence.objects.count() == 2 and new.replaces is not None
    assert Attachment.objects.filter(evidence=new).count() == Attachment.objects.count() == 9


def test_who_saw_an_older_answer_takes_nothing(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    statements = make.statements(make.part(survey))
    make_answer(survey.submission, statements[4], number=Decimal("1"), version=3)
    with pytest.raises(Refused, match="sudah diubah orang lain"):
        take(survey, by, dict.fromkeys([row.pk for row in statements], 0))
    assert Answer.objects.count() == 1 and not Evidence.objects.exists()


def test_nothing_is_taken_once_the_submission_is_handed_in(made: tuple[Survey, Actor], client: Client) -> None:
    survey, by = made
    Submission.objects.filter(pk=survey.submission_id).update(state="handed_in", handed_in_at=timezone.now())
    client.force_login(by.user)
    page = client.get(at("take", survey, pillar="governance")).content.decode()
    assert "sudah diserahkan" in page and "Ambil rerata dan lampirkan" not in page
    assert client.post(at("take", survey, pillar="governance")).status_code == 409
    assert not Answer.objects.exists()


def test_the_page_shows_what_will_stand_and_takes_it(made: tuple[Survey, Actor], client: Client) -> None:
    survey, by = made
    client.force_login(by.user)
    page = at("take", survey, pillar="governance")
    shown = client.get(page).content.decode()
    assert "1,67" in shown and "tetap" in shown
    versions = {f"version-{row.pk}": "0" for row in make.statements(make.part(survey))}
    assert client.post(page, versions).status_code == 302
    assert Answer.objects.count() == 8
    part = client.get(at("part", survey, pillar="governance")).content.decode()
    assert "Rerata ini menjadi jawaban isian" in part
    table = client.get(at("table", survey, pillar="governance"))
    assert table["Content-Type"].endswith("sheet") and table["Cache-Control"] == "private, no-store"


def test_the_answering_page_leads_to_the_survey_for_those_who_run_it(
    made: tuple[Survey, Actor], client: Client
) -> None:
    survey, by = made
    submission, link = survey.submission, at("survey", survey)
    first = make.statements(make.part(survey))[0]
    section = reverse("submissions:section", args=[submission.pk, first.section_slug])
    client.force_login(by.user)
    for page in (section, reverse("submissions:detail", args=[submission.pk])):
        assert link in client.get(page).content.decode()
    agency = base.make_agency(submission.regency)
    base.hand_to(submission, first, agency)
    client.force_login(base.make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert link not in client.get(section).content.decode()
