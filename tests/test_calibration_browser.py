"""Practice in a real browser: by the keyboard alone, then on a phone without scripts, to the assessor's own feedback."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from evaluations.models import Practice, PracticeRound
from evaluations.tests.factories import make_assessor
from evaluations.tests.test_calibration import open_practice
from tests.test_answering_offline import sign_in

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def practice() -> Practice:
    return open_practice()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_practice_is_done_by_keys_and_on_a_phone_without_scripts(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any, practice: Practice
) -> None:
    address = reverse("evaluations:practice", args=[practice.pk])
    with browser.new_context(**browser_context_args, base_url=live_server.url) as context:
        page = context.new_page()
        page.goto(f"/akun/masuk/?next={quote(address)}")
        sign_in(page, make_assessor())
        expect(page.locator(".state", has_text="LATIHAN")).to_be_visible()
        page.locator("input[name=n-1][value='0']").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Belum ada.")
        for number, place in ((2, 2), (3, 3)):
            page.locator(f"input[name=n-{number}][value='0']").focus()
            for _step in range(place):
                page.keyboard.press("ArrowRight")
        page.locator("input[name=n-4][value='na']").focus()
        page.keyboard.press("Space")
        assert Axe().run(page).response["violations"] == []
        page.locator("button[name=hand_in]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Umpan balik")
        expect(page.locator(".stat", has_text="Tepat sama")).to_contain_text("2 dari 3")
    phone = {**browser_context_args, "viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
    with browser.new_context(**phone, base_url=live_server.url) as context:
        page = context.new_page()
        page.goto(f"/akun/masuk/?next={quote(address)}")
        sign_in(page, make_assessor())
        for number, mark in ((1, "1"), (2, "2"), (3, "3"), (4, "na")):
            page.locator(f"label:has(input[name=n-{number}][value='{mark}'])").click()
        page.locator("button[name=hand_in]").click()
        expect(page.locator(".stat", has_text="Tepat sama")).to_contain_text("3 dari 3")
    assert PracticeRound.objects.filter(handed_in_at__isnull=False).count() == 2
    with browser.new_context(**{**phone, "java_script_enabled": True}, base_url=live_server.url) as context:
        page = context.new_page()
        page.goto(f"/akun/masuk/?next={quote(reverse('evaluations:practices'))}")
        sign_in(page, make_assessor())
        assert fits(page)
        page.goto(address)
        assert fits(page)
