"""Fifty respondents on phones, three of them in a real browser; the odd ones are decided about; means arrive as answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from submissions.models import Answer, Attachment
from surveys.models import Response, Survey
from surveys.scoring import tally
from surveys.tests import factories as make
from surveys.tests.test_setting_up import at

pytestmark = [pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
Values = tuple[int | None, ...]


@pytest.fixture
def made() -> tuple[Survey, User]:
    cache.clear()
    return make.make_survey(("governance", "living"))


@pytest.fixture
def respondents() -> list[Values]:
    """Fifty answers of nine: now and then "do not know", the last one the same everywhere."""
    chance = random.Random(50)
    varied = [tuple(chance.choice((0, 1, 2, 3, 4, None)) for _n in range(9)) for _person in range(49)]
    return [*varied, (4,) * 9]


def fill(page: Page, values: Values) -> None:
    """Tap an answer for each statement and send it."""
    for number, value in enumerate(values, 1):
        page.locator(f'label:has(input[name="n{number}"][value="{"tt" if value is None else value}"])').tap()
    page.get_by_role("button", name="Kirim jawaban").tap()
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_visible()


def send(address: str, values: Values) -> int:
    """One phone without a browser's picture of the page: opens it, sends it, over the network, with cookies of its own."""
    phone = build_opener(HTTPCookieProcessor(CookieJar()))
    with phone.open(address, timeout=60) as opened:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opened.read().decode())
    assert token is not None
    typed = {f"n{number}": "tt" if value is None else str(value) for number, value in enumerate(values, 1)}
    body = urlencode({**typed, "csrfmiddlewaretoken": token[1]}).encode()
    with phone.open(address, body, timeout=60) as sent:
        assert sent.url.endswith("/terima-kasih/")
        return int(sent.status)


@pytest.fixture
def phones(browser: Browser, live_server: Any) -> Iterator[list[BrowserContext]]:
    """Three phones; the second has scripts switched off."""
    found = [
        browser.new_context(**PHONE, base_url=live_server.url, java_script_enabled=number != 1) for number in range(3)
    ]
    yield found
    for context in found:
        context.close()


def test_fifty_respondents_become_nine_answers(
    made: tuple[Survey, User],
    respondents: list[Values],
    phones: list[BrowserContext],
    browser: Browser,
    live_server: Any,
    client: Client,
) -> None:
    survey, operator = made
    part, living = make.part(survey), make.part(survey, "living")
    statements = make.statements(part)
    for context, values in zip(phones, respondents[:3], strict=True):
        page = context.new_page()
        page.goto(make.address(part))
        fill(page, values)
    again = phones[0].new_page()
    again.goto(make.address(part))
    expect(again.get_by_role("heading", name="Sudah dijawab dari perangkat ini")).to_be_visible()
    other = phones[0].new_page()
    other.goto(make.address(living))
    assert Axe().run(other).violations_count == 0
    assert other.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    _tap_living(other, make.statements(living)[0].order)
    address = live_server.url + make.address(part)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda values: send(address, values), respondents[3:])) == {200}
    assert Response.objects.filter(part=part, is_held=False).count() == 50

    client.force_login(operator)
    with browser.new_context(base_url=live_server.url) as office:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        office.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = office.new_page()
        page.goto(at("part", survey, pillar="governance"))
        expect(page.get_by_text("50 dari 50").first).to_be_visible()
        page.goto(at("take", survey, pillar="governance"))
        expect(page.get_by_text("Putuskan dahulu 2 jawaban yang ditandai.")).to_be_visible()
        page.get_by_role("link", name="Putuskan jawaban yang ditandai").click()
        _decide(page, "Semua nilai sama", "Disisihkan", "Diisi tanpa dibaca.")
        _decide(page, "Responden yang sama menjawab pilar lain", "Dipertahankan", "Memakai kedua layanan.")
        expect(page.get_by_role("heading", name="Tidak ada jawaban di sini")).to_be_visible()
        page.goto(at("take", survey, pillar="governance"))
        page.get_by_role("button", name="Ambil rerata dan lampirkan tabel").click()
        expect(page.get_by_text("9 rerata menjadi jawaban isian.")).to_be_visible()

    kept = respondents[:49]
    wanted = {row.pk: tally([values[place] for values in kept]).mean for place, row in enumerate(statements)}
    arrived = {row.indicator_id: row.number for row in Answer.objects.filter(submission=survey.submission)}
    assert arrived == wanted
    assert Attachment.objects.filter(answer__submission=survey.submission).count() == 9


def _tap_living(page: Page, first: int) -> None:
    page.locator(f'label:has(input[name="n{first}"][value="3"])').tap()
    page.get_by_role("button", name="Kirim jawaban").tap()
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_visible()


def _decide(page: Page, flag: str, verdict: str, reason: str) -> None:
    page.get_by_role("row").filter(has_text=flag).get_by_role("checkbox").check()
    page.locator("label.segment", has_text=verdict).click()
    page.get_by_label("Alasan").fill(reason)
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.get_by_text("1 jawaban diputuskan.")).to_be_visible()


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_on_any_page_of_a_survey(
    language: str, made: tuple[Survey, User], browser: Browser, live_server: Any, client: Client
) -> None:
    survey, operator = made
    part = make.part(survey)
    make.answer(part, (2,) * 9)
    client.force_login(operator)
    names = ("part", "responses", "take", "codes", "paper", "workbook")
    paths = [at("survey", survey), at("programmes", survey), at("step", survey, name="close")]
    paths += [at(name, survey, pillar="governance") for name in names]
    paths += [make.address(part, name) for name in ("form", "kiosk", "done", "kiosk_done")]
    with browser.new_context(**PHONE, base_url=live_server.url) as context:
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        cookies |= {settings.LANGUAGE_COOKIE_NAME: language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        for path in paths:
            page.goto(path)
            found = Axe().run(page)
            assert found.violations_count == 0, (path, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], path
