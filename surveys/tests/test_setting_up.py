"""Setting a survey up, and who sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from journal.models import Entry
from submissions.tests import factories as base
from surveys.models import Programme, Survey
from surveys.tests import factories as make

pytestmark = pytest.mark.django_db


def at(view: str, survey: Survey, **more: Any) -> str:
    return reverse(f"surveys:{view}", kwargs={"pk": survey.submission_id, **more})


def test_an_operator_prepares_names_and_opens_a_survey(client: Client) -> None:
    submission = base.make_submission(instrument=make.make_instrument(("governance", "living")))
    agency = base.make_agency(submission.regency)
    client.force_login(base.make_member(submission.regency))
    page = reverse("surveys:survey", args=[submission.pk])
    assert "Survei belum disiapkan" in client.get(page).content.decode()
    assert client.post(page)["Location"] == reverse("surveys:programmes", args=[submission.pk])
    survey = Survey.objects.get()
    assert client.post(at("step", survey, name="open")).status_code == 409  # nothing has a name
    rows = list(Programme.objects.order_by("part__pillar__order", "sub_pillar__order"))
    assert len(rows) == 6
    typed = {
        f"name-{rows[0].pk}": "Layanan <satu>",
        f"agency-{rows[0].pk}": str(agency.pk),
        f"users-{rows[0].pk}": "1.250",
    }
    assert client.post(at("programmes", survey), typed).status_code == 302
    rows[0].refresh_from_db()
    assert (rows[0].name, rows[0].agency, rows[0].users) == ("Layanan <satu>", agency, 1250)
    assert client.post(at("step", survey, name="open")).status_code == 302
    verbs = Entry.objects.filter(verb__startswith="survey.").values_list("verb", flat=True)
    assert sorted(verbs) == ["survey.change", "survey.create", "survey.open"]
    public = make.phone().get(make.address(make.part(survey))).content.decode()
    assert "Layanan &lt;satu&gt;" in public
    assert public.count('value="tt"') == 3  # the two programmes without a name are not asked about


def test_what_cannot_be_stored_stays_on_the_page(client: Client) -> None:
    survey, operator = make.make_survey()
    client.force_login(operator)
    foreign = base.make_agency(base.make_regency(base.KUTAI))
    row = Programme.objects.first()
    typed = {f"name-{row.pk}": "Baru", f"agency-{row.pk}": str(foreign.pk), f"users-{row.pk}": "banyak"}
    answer = client.post(at("programmes", survey), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="banyak"' in page and "Pilih perangkat daerah dari daftar." in page
    row.refresh_from_db()
    assert row.name != "Baru"


def test_a_step_out_of_turn_is_refused_and_closing_is_final(client: Client) -> None:
    survey, operator = make.make_survey()
    client.force_login(operator)
    assert client.post(at("step", survey, name="resume")).status_code == 409
    assert client.post(at("step", survey, name="close")).status_code == 302
    for name in ("open", "resume", "pause", "close"):
        assert client.post(at("step", survey, name=name)).status_code == 409
    assert client.get(at("step", survey, name="nothing")).status_code == 404
    row = Programme.objects.first()
    assert client.post(at("programmes", survey), {f"name-{row.pk}": "Terlambat"}).status_code == 409


@pytest.mark.parametrize(
    ("role", "reads", "runs"),
    [
        ("operator", 200, 200),
        ("head", 200, 403),
        ("contributor", 403, 403),
        ("council", 404, 404),
        ("secretariat", 200, 403),
    ],
)
def test_each_role_reads_and_runs_what_it_may(client: Client, role: str, reads: int, runs: int) -> None:
    survey, _operator = make.make_survey()
    regency = survey.submission.regency
    person: User = (
        base.make_user(national=Role.SECRETARIAT)
        if role == "secretariat"
        else base.make_member(regency, Role(role), agency=base.make_agency(regency) if role == "contributor" else None)
    )
    client.force_login(person)
    assert client.get(at("survey", survey)).status_code == reads
    assert client.get(at("part", survey, pillar="governance")).status_code == reads
    assert client.get(at("programmes", survey)).status_code == runs
    assert client.post(at("step", survey, name="pause")).status_code == (302 if runs == 200 else runs)


def test_pages_read_as_often_for_one_answer_as_for_many(client: Client) -> None:
    survey, operator = make.make_survey(("governance", "living"))
    client.force_login(operator)

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    paths = [at("survey", survey), at("part", survey, pillar="governance")]
    make.answer(make.part(survey), (4,) * 9, device="satu")
    before = [queries(path) for path in paths]
    for number in range(3):
        make.answer(make.part(survey), (0,) * 9)
        make.answer(make.part(survey, "living"), device="satu" if number == 0 else "")
    assert [queries(path) for path in paths] == before
    assert max(before) < 30
