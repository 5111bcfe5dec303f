"""What is odd is flagged and never deleted; what is set aside counts nowhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Actor, Role
from common.steps import Refused
from journal.models import Entry
from surveys.actions import responses, surveys
from surveys.actions.surveys import About
from surveys.models import PartExcuse, Programme, Response, Survey
from surveys.queries import flags_of, is_undecided, with_twice
from surveys.queries.standing import standing_of
from surveys.tests import factories as make
from surveys.tests.test_setting_up import at

pytestmark = pytest.mark.django_db
KEEP, ASIDE = Response.Verdict.KEPT, Response.Verdict.SET_ASIDE


@pytest.fixture
def made() -> tuple[Survey, Actor]:
    survey, operator = make.make_survey(("governance", "living"))
    return survey, Actor(operator, Role.OPERATOR)


def flags(row: Response) -> list[str]:
    return flags_of(with_twice(Response.objects.filter(pk=row.pk)).get())


def decide(survey: Survey, by: Actor, rows: list[Response], verdict: str, reason: str = "Sudah diperiksa.") -> int:
    return responses.decide(survey, [row.pk for row in rows], verdict=verdict, reason=reason, by=by, at=timezone.now())


def test_each_kind_of_odd_answer_carries_its_flag(made: tuple[Survey, Actor]) -> None:
    survey, _by = made
    part, other = make.part(survey), make.part(survey, "living")
    sub = make.statements(part)[0].sub_pillar_id
    assert flags(make.answer(part)) == []
    assert flags(make.answer(part, (4,) * 9)) == ["flat"]
    assert flags(make.answer(part, (4,) * 5 + (None,) * 4)) == []
    assert flags(make.answer(part, (0, *make.VARIED[1:]), knows={sub: False})) == ["blind"]
    assert flags(make.answer(part, (0, *make.VARIED[1:]), knows={sub: True})) == []
    assert flags(make.answer(part, is_held=True)) == ["held"]
    first = make.answer(part, device="sama")
    assert flags(first) == []
    second = make.answer(other, device="sama")
    assert flags(first) == flags(second) == ["twice"]


def test_setting_one_of_two_aside_clears_the_other(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    first, second = make.answer(make.part(survey), device="x"), make.answer(make.part(survey, "living"), device="x")
    decide(survey, by, [second], ASIDE)
    assert flags(first) == []
    assert [row.undecided for row in standing_of(survey)] == [0, 0]


def test_a_flag_that_comes_after_the_decision_wants_a_new_one(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    first = make.answer(make.part(survey), (2,) * 9, device="x")
    decide(survey, by, [first], KEEP)
    assert standing_of(survey)[0].undecided == 0
    make.answer(make.part(survey, "living"), device="x")
    row = with_twice(Response.objects.filter(pk=first.pk)).get()
    assert is_undecided(row) and standing_of(survey)[0].undecided == 1


def test_what_is_set_aside_counts_nowhere_and_is_still_there(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    part = make.part(survey)
    make.answer(part, (1,) + (2,) * 8)
    odd = make.answer(part, (4,) * 9)
    decide(survey, by, [odd], ASIDE, "Diisi petugas sendiri.")
    row = standing_of(survey, "governance")[0]
    assert (row.respondents, row.set_aside, row.received) == (1, 1, 2)
    assert row.statements[0].tally.mean == Decimal("1.00")
    assert [one.respondents for one in row.programmes] == [1, 1, 1]
    assert Response.objects.get(pk=odd.pk).reason == "Diisi petugas sendiri."
    entry = Entry.objects.get(verb="survey.set_aside")
    assert (entry.reason, entry.after["count"]) == ("Diisi petugas sendiri.", 1)
    decide(survey, by, [odd], KEEP, "Ternyata warga.")
    assert standing_of(survey, "governance")[0].respondents == 2


def test_a_held_answer_counts_once_somebody_keeps_it(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    held = make.answer(make.part(survey), is_held=True)
    assert standing_of(survey)[0].respondents == 0
    decide(survey, by, [held], KEEP, "Lokakarya di balai kota.")
    assert standing_of(survey)[0].respondents == 1


def test_a_decision_wants_a_reason_and_stays_in_its_survey(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    row = make.answer(make.part(survey))
    other, _operator = make.make_survey()
    foreign = make.answer(make.part(other))
    with pytest.raises(Refused, match="Tuliskan alasannya"):
        decide(survey, by, [row], KEEP, "  ")
    with pytest.raises(Refused, match="Pilih jawaban"):
        decide(survey, by, [foreign], ASIDE)
    assert not Response.objects.exclude(verdict="").exists()


@given(
    st.lists(
        st.tuples(
            st.lists(st.none() | st.integers(0, 4) | st.just(""), min_size=9, max_size=9),
            st.sampled_from(["", KEEP, ASIDE]),
            st.booleans(),
        ),
        max_size=6,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_meters_and_means_are_those_of_what_counts(made: tuple[Survey, Actor], rows: list[Any]) -> None:
    survey, by = made
    Response.objects.all().delete()
    part = make.part(survey)
    kept: list[list[Any]] = []
    for values, verdict, held in rows:
        row = make.answer(part, values, is_held=held)
        if verdict:
            decide(survey, by, [row], verdict)
        if verdict != ASIDE and (not held or verdict == KEEP):
            kept.append(values)
    found = standing_of(survey, "governance")[0]
    numbers = [[value for value in values if isinstance(value, int)] for values in kept]
    assert found.respondents == sum(bool(row) for row in numbers) == sum(found.days.values())
    for place, statement in enumerate(found.statements):
        said = [values[place] for values in kept]
        whole = [value for value in said if isinstance(value, int)]
        assert (statement.tally.given, statement.tally.unknown) == (len(whole), said.count(None))
        assert statement.tally.mean == (
            None if not whole else Decimal((200 * sum(whole) + len(whole)) // (2 * len(whole))) / 100
        )
    for place, programme in enumerate(found.programmes):
        own = [values[place * 3 : place * 3 + 3] for values in kept]
        assert programme.respondents == sum(any(isinstance(value, int) for value in row) for row in own)


def test_parts_and_programmes_are_flagged_and_excused(made: tuple[Survey, Actor]) -> None:
    survey, by = made
    part = make.part(survey)
    rows = list(Programme.objects.filter(part=part).order_by("sub_pillar__order"))
    about = {rows[0].pk: About("Satu", users=1), rows[1].pk: About("", users=None), rows[2].pk: About("Tiga", users=2)}
    surveys.describe(survey, about, by=by, at=timezone.now())
    for _number in range(2):
        responses.receive(
            part, make.given(part, (1, 2, 3, 4, 3, 2)), device=f"d{_number}", is_held=False, at=timezone.now()
        )
    found = standing_of(survey, "governance")[0]
    keys = [(flag.code, str(flag.programme or "")) for flag in found.flags]
    assert keys == [("few", ""), ("crowd", "Satu"), ("empty", str(rows[1].sub_pillar))]
    responses.excuse(part, found.flags[0].key, reason="Layanan baru.", by=by, at=timezone.now())
    responses.excuse(part, found.flags[0].key, reason="Layanan sangat baru.", by=by, at=timezone.now())
    assert PartExcuse.objects.get().reason == "Layanan sangat baru."
    assert [flag.excuse is not None for flag in standing_of(survey, "governance")[0].flags] == [True, False, False]
    with pytest.raises(Refused, match="tidak ada lagi"):
        responses.excuse(part, "crowd:lain", reason="x", by=by, at=timezone.now())


def test_the_page_says_that_a_flag_is_gone(made: tuple[Survey, Actor], client: Client) -> None:
    survey, by = made
    client.force_login(by.user)
    page = at("part", survey, pillar="governance")
    gone = client.post(page, {"flag": "crowd:lain", "reason": "Layanan baru."})
    assert gone.status_code == 409 and "Tanda ini tidak ada lagi." in gone.content.decode()
    blank = client.post(page, {"flag": "few:", "reason": " "})
    assert blank.status_code == 422 and blank.content.decode().count("Tuliskan alasannya.") == 1


def test_the_page_decides_about_ticked_answers_and_keeps_what_was_typed(
    made: tuple[Survey, Actor], client: Client
) -> None:
    survey, by = made
    odd = make.answer(make.part(survey), (0,) * 9)
    client.force_login(by.user)
    page = at("responses", survey, pillar="governance")
    assert "Semua nilai sama" in client.get(page).content.decode()
    wrong = client.post(page, {"response": str(odd.pk), "verdict": "", "reason": "Sudah <dicek>"})
    assert wrong.status_code == 422
    assert "Sudah &lt;dicek&gt;" in wrong.content.decode() and f'value="{odd.pk}"' in wrong.content.decode()
    other = make.part(survey, "living")
    elsewhere = make.answer(other, (0,) * 9)
    data = {"response": [str(odd.pk), str(elsewhere.pk), "x"], "verdict": ASIDE, "reason": "Uji coba."}
    assert client.post(page, data).status_code == 302
    assert list(Response.objects.exclude(verdict="").values_list("pk", flat=True)) == [odd.pk]
    assert "Tidak ada jawaban di sini" in client.get(page).content.decode()
    assert "Uji coba." in client.get(f"{page}?tampil=disisihkan").content.decode()


def test_the_list_reads_as_often_for_one_row_as_for_many(made: tuple[Survey, Actor], client: Client) -> None:
    survey, by = made
    client.force_login(by.user)
    page = at("responses", survey, pillar="governance") + "?tampil=semua"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    decide(survey, by, [make.answer(make.part(survey), (0,) * 9)], KEEP)
    queries()
    before = queries()
    for _number in range(3):
        decide(survey, by, [make.answer(make.part(survey), (0,) * 9)], ASIDE)
    assert queries() == before < 25
