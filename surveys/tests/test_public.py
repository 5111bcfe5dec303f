"""The public page: open to everybody, one answer for each device, nothing kept that says who."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from journal.models import Entry
from submissions.tests.factories import actor
from surveys.actions import surveys
from surveys.models import Response, Score, Survey, SurveyPart
from surveys.queries.standing import standing_of
from surveys.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def part() -> SurveyPart:
    cache.clear()
    survey, _operator = make.make_survey()
    return make.part(survey)


def means(of: SurveyPart) -> list[Decimal | None]:
    return [row.tally.mean for row in standing_of(of.survey, of.pillar_id)[0].statements]


def test_an_answer_from_a_phone_counts_without_an_account(part: SurveyPart, client: Client) -> None:
    page = client.get(make.address(part))
    assert page.status_code == 200
    cookie = page.cookies["survei"]
    assert cookie["httponly"] and cookie["path"] == f"/survei/{part.survey.code}/" and cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_NAME not in page.cookies
    answer = client.post(make.address(part), make.typed(part, (0, None, "", 4, 4, 1, 2, 3, 0)))
    assert answer["Location"] == make.address(part, "done")
    assert "Terima kasih" in client.get(answer["Location"]).content.decode()
    assert means(part) == [Decimal("0.00"), None, None, *map(Decimal, ("4.00", "4.00", "1.00", "2.00", "3.00", "0.00"))]
    assert list(Score.objects.filter(value=None).values_list("indicator__order", flat=True)) == [2]
    assert client.get(make.address(part)).status_code == 200
    assert "Sudah dijawab dari perangkat ini" in client.get(make.address(part)).content.decode()


def test_nothing_that_is_kept_says_who_answered_or_when(part: SurveyPart, client: Client) -> None:
    entries = Entry.objects.count()
    client.get(make.address(part))
    client.post(make.address(part), make.typed(part))
    row = Response.objects.get()
    token = client.cookies["survei"].value
    assert Entry.objects.count() == entries
    assert token not in str(vars(row)) and row.label == "" and row.entered_by is None
    assert set(vars(row)) - {"_state"} == {
        "id", "part_id", "channel", "day", "device", "label", "source_id", "entered_by_id", "knows", "given", "is_flat",
        "is_blind", "is_held", "verdict", "kept_for", "reason", "decided_at", "decided_by_id",
    }  # fmt: skip


def test_a_link_sent_a_thousand_times_by_one_device_changes_no_mean(part: SurveyPart, client: Client) -> None:
    make.answer(part, (1, 2, 3, 4, 0, 1, 2, 3, 4))
    client.get(make.address(part))
    client.post(make.address(part), make.typed(part, (4, 3, 2, 1, 0, 4, 3, 2, 1)))
    before = means(part)
    for number in range(1000):
        if number % 50 == 0:
            cache.clear()  # as if the limit for the address were not there
            assert "Sudah dijawab dari perangkat ini" in client.get(make.address(part)).content.decode()
        sent = client.post(make.address(part), make.typed(part, (4,) * 9))
        assert sent.status_code == 409
    assert means(part) == before
    assert Response.objects.count() == 2


def test_the_address_is_limited_too(part: SurveyPart, client: Client) -> None:
    client.get(make.address(part))
    statuses = [client.post(make.address(part), make.typed(part)).status_code for _number in range(130)]
    assert statuses[0] == 302 and set(statuses[1:120]) == {409} and set(statuses[120:]) == {429}


def test_a_device_that_forgets_its_cookie_is_held_from_the_sixty_first_answer_on(part: SurveyPart) -> None:
    for number in range(70):
        if number == 50:
            cache.delete("survey.send:127.0.0.1")
        phone = make.phone()
        phone.get(make.address(part))
        assert phone.post(make.address(part), make.typed(part, (0,) * 8 + (1,))).status_code == 302
    assert Response.objects.filter(is_held=True).count() == 10
    assert standing_of(part.survey)[0].respondents == 60


def test_without_cookies_nothing_is_counted_and_the_page_says_why(part: SurveyPart, client: Client) -> None:
    answer = client.post(make.address(part), make.typed(part))
    assert answer.status_code == 422
    assert "belum menyimpan kuki" in answer.content.decode()
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    "typed",
    [{}, {"n1": "5"}, {"n1": "-1"}, {"n1": "4", "n2": "x"}, {"n1": "", "kenal-governance-1": "ya"}, {"n99": "3"}],
)
def test_what_no_button_sends_is_refused_and_nothing_kept(
    part: SurveyPart, client: Client, typed: dict[str, str]
) -> None:
    client.get(make.address(part))
    answer = client.post(make.address(part), typed)
    assert answer.status_code == 422
    assert Response.objects.count() == 0
    if typed.get("n1") == "4":
        assert 'name="n1" value="4" checked' in answer.content.decode()


@pytest.mark.parametrize(
    ("step", "status", "words"),
    [("", 403, "belum dibuka"), ("pause", 403, "dihentikan sementara"), ("close", 410, "sudah ditutup")],
)
def test_a_link_that_takes_nothing_says_so(client: Client, step: str, status: int, words: str) -> None:
    survey, _operator = make.make_survey(step=step)
    part = make.part(survey)
    for answer in (client.get(make.address(part)), client.post(make.address(part), {"n1": "4"})):
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert client.get(make.address(part, "kiosk")).status_code == status
    assert Response.objects.count() == 0


def test_an_unknown_link_says_so(client: Client, part: SurveyPart) -> None:
    for path in ("/survei/abcdefghjk/governance/", f"/survei/{part.survey.code}/living/", "/survei/abcdefghjk/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Tautan survei tidak dikenal" in answer.content.decode()


def test_the_public_page_tells_nothing_of_the_portal(part: SurveyPart, client: Client) -> None:
    make.answer(part)
    page = client.get(make.address(part)).content.decode()
    assert "/isian/" not in page and "Beranda" not in page and "akun" not in page.replace("sc", "")


def test_closing_drops_the_key_and_keeps_the_answers(part: SurveyPart) -> None:
    make.answer(part)
    operator = make.make_survey(submission=part.survey.submission, named=False, step="")[1]
    before = means(part)
    closed = surveys.step(part.survey, "close", by=actor(operator), at=part.survey.created_at)
    assert closed.salt == "" and Survey.objects.get().salt == ""
    assert closed.salt == "" and means(part) == before


def test_the_page_is_light(part: SurveyPart, client: Client, settings: Any) -> None:
    page = client.get(make.address(part))
    styles = sum(
        (settings.BASE_DIR / "static" / "css" / name).stat().st_size
        for name in ("tokens.css", "survey.css", "survey_fields.css")
    )
    pictures = (settings.BASE_DIR / "static" / "logo.svg").stat().st_size
    assert len(page.content) + styles + pictures <= 50_000


def test_the_public_page_reads_as_often_for_many_answers(
    part: SurveyPart, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        client.get(make.address(part))
    for _number in range(3):
        make.answer(part)
    with django_assert_num_queries(4):
        client.get(make.address(part))
