"""The scoring desk in a real browser: keys and undo in the grid, two windows, a phone on a network that comes and goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from evaluations.models import Mark, Seat
from evaluations.tests.factories import make_scored, make_seat
from submissions.tests.factories import indicators
from tests.test_answering_offline import sign_in

pytestmark = [pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Page]


@pytest.fixture
def seat() -> Seat:
    return make_seat(make_scored())


@pytest.fixture
def enter(browser: Browser, browser_context_args: dict[str, Any], live_server: Any, seat: Seat) -> Iterator[Enter]:
    """Opens a browser of its own for the assessor of the seat, signs in, and goes to an address."""
    contexts: list[BrowserContext] = []

    def open_(address: str, **options: Any) -> Page:
        context = browser.new_context(**browser_context_args | options, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"/akun/masuk/?next={quote(address)}")
        sign_in(page, seat.assessor)
        expect(page.locator("html[data-saves=self]")).to_be_attached()
        return page

    yield open_
    for context in contexts:
        context.close()


def grid(seat: Seat) -> str:
    return reverse("evaluations:grid", args=[seat.pk])


def state(page: Page, number: int, text: str) -> None:
    expect(page.locator(f"#q-{number} .saved")).to_contain_text(text)


def marks(seat: Seat) -> dict[int, tuple[str, str]]:
    rows = Mark.objects.filter(seat=seat).select_related("indicator")
    return {row.indicator.order: (row.shown, row.reason) for row in rows}


def test_a_grid_is_filled_and_taken_back_with_the_keyboard_alone(enter: Enter, seat: Seat) -> None:
    page = enter(grid(seat))
    keys = page.keyboard
    keys.press("3")  # the first mark that is not given has the focus; each key leads to the next row
    keys.press("0")
    keys.press("t")
    keys.press("a")
    for number in range(1, 5):
        state(page, number, "Tersimpan")
    expect(page.locator("#marked-here")).to_contain_text("4 dari")
    assert {number: mark for number, (mark, _reason) in marks(seat).items()} == {1: "3", 2: "0", 3: "TB", 4: "AB"}
    expect(page.locator("#r-2-hint")).to_contain_text("Alasan belum ditulis.")
    keys.press("z")
    expect(page.locator("[data-undone]")).to_contain_text("kembali ke")
    state(page, 4, "Belum dinilai")
    keys.press("ArrowUp")
    keys.press("ArrowUp")  # on the 0 now
    keys.press("r")
    keys.type("Tidak ada bukti.")
    keys.press("Escape")
    expect(page.locator("#r-2-hint strong")).to_be_hidden()
    keys.press("1")
    state(page, 2, "Tersimpan")
    keys.press("z")
    state(page, 2, "Tersimpan")
    expect(page.locator("input[name=n-2][value='0']")).to_be_checked()
    expect(page.locator("#q-2 .saved.is-saved")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(page.locator("input[name=n-2][value='0']")).to_be_checked()
    assert marks(seat) == {1: ("3", ""), 2: ("0", "Tidak ada bukti."), 3: ("TB", "")}


def test_two_windows_end_with_a_choice_and_lose_no_mark(enter: Enter, seat: Seat) -> None:
    first, second = enter(grid(seat)), enter(reverse("evaluations:section", args=[seat.pk, "baseline"]))
    first.keyboard.press("2")
    state(first, 1, "Tersimpan")
    second.locator("label:has(input[name=n-1][value='4'])").click()
    state(second, 1, "Pilih satu")
    panel = second.locator("#q-1 .two-texts")
    expect(panel).to_contain_text("Anda, di jendela lain")
    second.locator("label:has(input[name=n-2][value='1'])").click()
    state(second, 2, "Tersimpan")
    assert marks(seat)[1] == ("2", "")
    panel.get_by_role("button", name="Pakai yang ini").click()
    state(second, 1, "Tersimpan")
    assert marks(seat) == {1: ("4", ""), 2: ("1", "")}


def test_a_phone_marks_through_the_queue_while_the_network_goes(enter: Enter, seat: Seat) -> None:
    page = enter(f"{reverse('evaluations:queue')}?urut=daerah&mulai=1", viewport={"width": 360, "height": 740})
    expect(page.locator("#soal")).to_be_visible()
    expect(page.locator("#nilai")).to_be_hidden()
    page.locator(".pane-tabs").get_by_role("link", name="Nilai").click()
    expect(page.locator("#soal")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page).response["violations"] == []
    page.context.set_offline(True)
    page.locator("label:has(input[name=n-1][value='4'])").click()
    page.locator("#r-1").fill("Lengkap.")
    expect(page.locator("#nilai .saved")).to_contain_text("Menunggu jaringan")
    page.context.set_offline(False)
    expect(page.locator("#nilai .saved")).to_contain_text("Tersimpan")
    page.get_by_role("button", name="Simpan dan berikutnya").click()
    second = indicators(seat.submission)[1].pk
    expect(page).to_have_url(re.compile(str(second)))
    assert marks(seat) == {1: ("4", "Lengkap.")}


def test_a_seat_taken_away_with_the_page_open_is_told_and_the_mark_stays_chosen(enter: Enter, seat: Seat) -> None:
    page = enter(grid(seat))
    Seat.objects.filter(pk=seat.pk).update(state="withdrawn", ended_at=seat.invited_at)
    page.keyboard.press("3")
    expect(page.locator("#q-1-told")).to_contain_text("Kursi Anda pada panel ini sudah dicabut.")
    expect(page.locator("input[name=n-1][value='3']")).to_be_checked()
    assert marks(seat) == {}


AT_THE_LAST_MOMENT = """() => {
  const remove = IDBObjectStore.prototype.delete;
  let isDone = false;
  IDBObjectStore.prototype.delete = function (...given) {
    this.transaction.addEventListener("complete", () => {
      if (isDone) return;
      isDone = true;
      const radio = document.querySelector("input[name='n-1'][value='3']");
      radio.checked = true;
      radio.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return remove.apply(this, given);
  };
}"""
"""Chooses 3 when what was chosen before is saved and gone from the browser's database, but the page has not heard of it."""


def test_a_mark_changed_in_the_moment_it_was_saved_conflicts_with_nobody(enter: Enter, seat: Seat) -> None:
    page = enter(reverse("evaluations:section", args=[seat.pk, "baseline"]))
    page.evaluate(AT_THE_LAST_MOMENT)
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and '"3"' in (answer.request.post_data or "")
    ):
        page.locator("label", has=page.locator("input[name='n-1'][value='2']")).click()
    state(page, 1, "Tersimpan")
    expect(page.locator(".two-texts")).to_have_count(0)
    assert marks(seat)[1][0] == "3"
