"""Answering in a real browser when things go wrong: network, session, server, tabs, and two people in one answer."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django import Settings

from accounts.models import Role, User
from common import children
from journal.models import Entry
from submissions.models import Answer, Submission
from submissions.tests import factories as make
from submissions.tests.test_answering import MIXED
from tests.conftest import environment_of_this_test
from tests.services import free_port
from tests.test_journey import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True)]
SAVES = "**/jawaban/"
NARRATIVE = "#a-5-narrative"
Enter = Callable[..., Page]


@pytest.fixture
def submission() -> Submission:
    return make.make_submission(instrument=make.make_instrument(MIXED))


@pytest.fixture
def person(submission: Submission) -> User:
    return make.make_member(submission.regency, name="Operator Contoh")


@pytest.fixture
def enter(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Enter]:
    """Opens a browser of one's own for a person, signs in, and goes to the section."""
    contexts: list[BrowserContext] = []

    def open_(person: User, submission: Submission, *, base: str = "", **options: Any) -> Page:
        context = browser.new_context(**browser_context_args | options, base_url=base or live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"/akun/masuk/?next={path(submission)}")
        sign_in(page, person)
        expect(page.locator("html[data-saves=self]")).to_be_attached()
        return page

    yield open_
    for context in contexts:
        context.close()


def sign_in(page: Page, person: User) -> None:
    page.get_by_label("Surel").fill(person.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def path(submission: Submission, section: str = "baseline") -> str:
    return f"/isian/{submission.pk}/bagian/{section}/"


def go(page: Page, submission: Submission) -> None:
    page.goto(path(submission))
    expect(page.locator("html[data-saves=self]")).to_be_attached()


def state(page: Page, order: int, text: str) -> None:
    expect(page.locator(f"#q-{order} .saved")).to_contain_text(text)


def kept(submission: Submission, order: int = 5) -> Answer | None:
    return Answer.objects.filter(submission=submission, indicator__order=order).first()


def changes() -> int:
    return Entry.objects.filter(verb="answer.change").count()


def test_a_field_saves_itself_after_silence_and_the_count_follows(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    page.locator("#a-2-value").press_sequentially("12")
    state(page, 2, "Tersimpan")
    page.locator("label:has(input[name=a-2-level][value='0'])").click()
    expect(page.locator("#section-count")).to_contain_text("1 dari 5")
    answer = kept(submission, 2)
    assert (answer.number, answer.own_level) == (12, 0)
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page).to_have_url(re.compile("impact-living"))
    assert changes() == 2


def test_words_typed_without_network_are_sent_once_when_it_is_back(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    page.context.set_offline(True)
    page.locator(NARRATIVE).fill("Ditulis di kapal.")
    page.locator("#a-2-value").fill("7")
    page.locator("label:has(input[name=a-1-value][value=no])").click()
    state(page, 5, "Menunggu jaringan")
    expect(page.locator("#outbox")).to_contain_text("3 jawaban")
    page.locator(NARRATIVE).fill("Ditulis di kapal, lalu dilanjutkan.")
    assert not Answer.objects.exists()
    page.context.set_offline(False)
    for order in (1, 2, 5):
        state(page, order, "Tersimpan")
    expect(page.locator("#outbox")).to_be_hidden()
    assert kept(submission).narrative == "Ditulis di kapal, lalu dilanjutkan."
    assert (kept(submission, 2).number, kept(submission, 1).yes) == (7, False)
    assert changes() == 4  # the first sentence may have arrived when it was cut off, so it goes out as it was


def test_an_answer_cut_off_after_the_server_kept_it_is_not_doubled(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    seen: list[str] = []

    def cut(route: Route) -> None:
        seen.append(route.request.post_data_json["id"])
        if len(seen) <= 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(SAVES, cut)
    page.locator(NARRATIVE).fill("Sekali saja.")
    state(page, 5, "Tersimpan")
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert kept(submission).narrative == "Sekali saja."
    assert changes() == 1


def test_typing_on_while_an_answer_is_cut_off_conflicts_with_nobody(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    cuts: list[int] = []

    def cut(route: Route) -> None:
        if cuts:
            return route.continue_()
        cuts.append(route.fetch().status)
        return route.abort()

    page.route(SAVES, cut)
    page.locator(NARRATIVE).fill("Awal")
    page.locator(NARRATIVE).blur()
    state(page, 5, "Menunggu jaringan")
    page.locator(NARRATIVE).press_sequentially(" dan akhir.")
    state(page, 5, "Tersimpan")
    assert kept(submission).narrative == "Awal dan akhir."
    assert changes() == 2


def test_what_waits_survives_a_closed_tab_and_signing_out(enter: Enter, submission: Submission, person: User) -> None:
    page = enter(person, submission)
    page.route(SAVES, lambda route: route.abort())
    page.locator(NARRATIVE).fill("Belum sempat terkirim.")
    state(page, 5, "Menunggu jaringan")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/")
    page.locator("details.menu:has(form[action*=keluar]) summary").click()
    page.get_by_role("button", name="Keluar").click()

    colleague = make.make_member(submission.regency, name="Rekan Contoh")
    page.goto(f"/akun/masuk/?next={path(submission)}")
    sign_in(page, colleague)
    expect(page.locator("html[data-saves=self]")).to_be_attached()
    page.locator("#a-2-value").fill("3")
    state(page, 2, "Tersimpan")
    assert page.locator(NARRATIVE).input_value() == ""
    assert kept(submission) is None

    page.context.clear_cookies()
    page.goto(f"/akun/masuk/?next={path(submission)}")
    sign_in(page, person)
    state(page, 5, "Tersimpan")
    assert kept(submission).narrative == "Belum sempat terkirim."
    assert kept(submission).changed_by == person


def test_no_text_is_lost_at_sign_in_or_when_a_session_times_out_in_mid_sentence(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    page.locator(NARRATIVE).press_sequentially("Kalimat ini ")
    Session.objects.all().delete()
    cache.clear()
    page.locator(NARRATIVE).press_sequentially("belum selesai.")
    strip = page.locator("#outbox")
    expect(strip).to_contain_text("Sesi Anda sudah berakhir")
    state(page, 5, "Menunggu Anda masuk")
    page.locator("#a-2-value").fill("4")
    strip.get_by_label("Kata sandi").fill("salah sama sekali")
    strip.get_by_role("button", name="Masuk").click()
    expect(strip).to_contain_text("tidak cocok")
    strip.get_by_label("Kata sandi").fill(PASSWORD)
    strip.get_by_role("button", name="Masuk").click()
    state(page, 5, "Tersimpan")
    state(page, 2, "Tersimpan")
    expect(strip).to_be_hidden()
    assert kept(submission).narrative == "Kalimat ini belum selesai."
    assert kept(submission, 2).number == 4


def test_guessing_in_the_strip_is_throttled_as_on_the_sign_in_page(
    enter: Enter, submission: Submission, person: User, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    page = enter(person, submission)
    page.context.clear_cookies()
    page.locator(NARRATIVE).fill("Ditebak orang.")
    strip = page.locator("#outbox")
    for sentence in ("tidak cocok", "Terlalu banyak percobaan"):
        strip.get_by_label("Kata sandi").fill("salah sama sekali")
        strip.get_by_role("button", name="Masuk").click()
        expect(strip).to_contain_text(sentence)
    assert kept(submission) is None


def test_lost_cookies_are_renewed_with_the_session(enter: Enter, submission: Submission, person: User) -> None:
    page = enter(person, submission)
    page.context.clear_cookies()
    page.locator(NARRATIVE).fill("Kue hilang.")
    strip = page.locator("#outbox")
    strip.get_by_label("Kata sandi").fill(PASSWORD)
    strip.get_by_role("button", name="Masuk").click()
    state(page, 5, "Tersimpan")
    assert kept(submission).narrative == "Kue hilang."


def test_a_stale_token_is_renewed_without_a_word(enter: Enter, submission: Submission, person: User) -> None:
    page = enter(person, submission)
    page.context.clear_cookies(name="csrftoken")
    page.locator(NARRATIVE).fill("Token lama.")
    state(page, 5, "Tersimpan")
    assert kept(submission).narrative == "Token lama."


def test_what_one_typed_is_not_sent_by_the_person_who_signs_in_next(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    colleague = make.make_member(submission.regency, name="Rekan Contoh")
    Session.objects.all().delete()
    cache.clear()
    page.locator(NARRATIVE).fill("Tulisan orang pertama.")
    strip = page.locator("#outbox")
    strip.get_by_label("Surel").fill(colleague.email)
    strip.get_by_label("Kata sandi").fill(PASSWORD)
    strip.get_by_role("button", name="Masuk").click()
    expect(strip).to_contain_text("Anda masuk sebagai orang lain")
    go(page, submission)
    page.locator("#a-2-value").fill("3")
    state(page, 2, "Tersimpan")
    assert kept(submission) is None


def _two_texts(enter: Enter, submission: Submission, person: User) -> tuple[Page, Page]:
    """Two browsers in one answer: the second has typed its own text, and sees both."""
    first = enter(person, submission)
    second = enter(make.make_member(submission.regency, name="Rekan Contoh"), submission)
    first.locator(NARRATIVE).fill("Tulisan pertama.")
    state(first, 5, "Tersimpan")
    second.locator(NARRATIVE).fill("Tulisan kedua.")
    state(second, 5, "Pilih satu")
    panel = second.locator("#q-5 .two-texts")
    expect(panel).to_contain_text("Tulisan kedua.")
    expect(panel).to_contain_text("Tulisan pertama.")
    expect(panel).to_contain_text("Operator Contoh")
    assert kept(submission).narrative == "Tulisan pertama."
    return first, second


def test_two_browsers_in_one_answer_end_with_both_texts(enter: Enter, submission: Submission, person: User) -> None:
    _first, second = _two_texts(enter, submission, person)
    second.get_by_role("button", name="Gabungkan keduanya").click()
    state(second, 5, "Tersimpan")
    expect(second.locator(".two-texts")).to_have_count(0)
    assert kept(submission).narrative == "Tulisan pertama.\n\nTulisan kedua."


@pytest.mark.parametrize(
    ("choice", "text"), [("Pakai tulisan saya", "Tulisan kedua."), ("Pakai yang tersimpan", "Tulisan pertama.")]
)
def test_one_of_two_texts_is_chosen_knowingly(
    enter: Enter, submission: Submission, person: User, choice: str, text: str
) -> None:
    _first, second = _two_texts(enter, submission, person)
    go(second, submission)
    state(second, 5, "Pilih satu")
    second.get_by_role("button", name=choice).click()
    state(second, 5, "Tersimpan" if "saya" in choice else "")
    expect(second.locator(NARRATIVE)).to_have_value(text)
    expect(second.locator(".two-texts")).to_have_count(0)
    assert kept(submission).narrative == text


def test_different_fields_of_one_answer_merge(enter: Enter, submission: Submission, person: User) -> None:
    first = enter(person, submission)
    second = enter(make.make_member(submission.regency, name="Rekan Contoh"), submission)
    first.locator(NARRATIVE).fill("Penjelasan dari orang pertama.")
    state(first, 5, "Tersimpan")
    second.locator("#a-5-value").fill("Jawaban dari orang kedua.")
    state(second, 5, "Tersimpan")
    expect(second.locator(NARRATIVE)).to_have_value("Penjelasan dari orang pertama.")
    answer = kept(submission)
    assert (answer.narrative, answer.text) == ("Penjelasan dari orang pertama.", "Jawaban dari orang kedua.")


def test_a_number_that_is_none_waits_to_be_mended(enter: Enter, submission: Submission, person: User) -> None:
    page = enter(person, submission)
    page.locator("#a-2-value").fill("dua belas")
    state(page, 2, "Perlu diperbaiki")
    expect(page.locator("#a-2-value-error")).to_contain_text("bukan bilangan bulat")
    go(page, submission)
    expect(page.locator("#a-2-value")).to_have_value("dua belas")
    state(page, 2, "Perlu diperbaiki")
    page.locator("#a-2-value").fill("12")
    state(page, 2, "Tersimpan")
    expect(page.locator("#a-2-value-error")).to_be_empty()
    assert kept(submission, 2).number == 12


def test_what_comes_after_handing_in_is_told_and_stays_to_be_copied(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    page.locator(NARRATIVE).fill("Terlambat sedikit.")
    state(page, 5, "Tidak tersimpan")
    expect(page.locator("#q-5-told")).to_contain_text("sudah diserahkan")
    go(page, submission)
    expect(page.locator("#outbox")).to_contain_text("Terlambat sedikit.")
    Submission.objects.update(state="filling", handed_in_at=None)
    go(page, submission)
    state(page, 5, "Tersimpan")
    assert kept(submission).narrative == "Terlambat sedikit."


def test_no_text_is_lost_in_two_tabs_and_each_change_is_sent_once(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    other = page.context.new_page()
    go(other, submission)
    page.context.set_offline(True)
    page.locator(NARRATIVE).fill("Dari tab pertama.")
    state(page, 5, "Menunggu jaringan")
    other.locator("#a-2-value").fill("9")
    state(other, 2, "Menunggu jaringan")
    expect(other.locator("#outbox")).to_contain_text("2 jawaban")
    page.context.set_offline(False)
    for tab in (page, other):
        state(tab, 5, "Tersimpan")
        state(tab, 2, "Tersimpan")
    expect(other.locator(NARRATIVE)).to_have_value("Dari tab pertama.")
    other.locator(NARRATIVE).fill("Diteruskan di tab kedua.")
    state(other, 5, "Tersimpan")
    expect(page.locator(NARRATIVE)).to_have_value("Diteruskan di tab kedua.")
    assert changes() == 3


def test_double_click_and_the_back_button_lose_and_double_nothing(
    enter: Enter, submission: Submission, person: User
) -> None:
    page = enter(person, submission)
    page.locator(NARRATIVE).fill("Sebelum lanjut.")
    page.get_by_role("button", name="Simpan dan lanjut").dblclick()
    expect(page).to_have_url(re.compile("impact-living"))
    assert (kept(submission).narrative, changes()) == ("Sebelum lanjut.", 1)
    Answer.objects.update(narrative="Diubah rekan.", version=2, field_versions={"narrative": 2})
    page.go_back()
    expect(page.locator("html[data-saves=self]")).to_be_attached()
    expect(page.locator(NARRATIVE)).to_have_value("Diubah rekan.")
    with page.expect_response(SAVES):
        page.locator(NARRATIVE).fill("Kembali, lalu dilanjutkan.")
    state(page, 5, "Tersimpan")
    assert (kept(submission).narrative, changes()) == ("Kembali, lalu dilanjutkan.", 2)


def test_who_else_writes_is_shown_beside_the_question(enter: Enter, submission: Submission, person: User) -> None:
    first = enter(person, submission)
    first.locator(NARRATIVE).fill("Saya sedang di sini.")
    state(first, 5, "Tersimpan")
    second = enter(make.make_member(submission.regency, name="Rekan Contoh"), submission)
    expect(second.locator("#q-5 .writes")).to_have_text("Operator Contoh sedang mengisi")


def _serve(port: int) -> subprocess.Popen[bytes]:
    """A server in a process of its own on the rows of this test; returns when it answers."""
    command = [sys.executable, "-m", "gunicorn", "smartcity.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    process = children.start([*command, "--no-control-socket"], env=environment_of_this_test())
    for _turn in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/akun/masuk/", timeout=5).close()
            return process
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.mark.sign_in
def test_a_restart_of_the_server_in_mid_sentence_loses_nothing(
    enter: Enter, submission: Submission, person: User
) -> None:
    port = free_port()
    server = _serve(port)
    try:
        page = enter(person, submission, base=f"http://127.0.0.1:{port}")
        page.locator(NARRATIVE).press_sequentially("Sebelum padam. ")
        state(page, 5, "Tersimpan")
        children.stop([server])
        page.locator(NARRATIVE).press_sequentially("Sesudah padam.")
        state(page, 5, "Menunggu jaringan")
        server = _serve(port)
        page.evaluate("dispatchEvent(new Event('online'))")  # the pause between two tries may be over already
        state(page, 5, "Tersimpan")
        assert kept(submission).narrative == "Sebelum padam. Sesudah padam."
    finally:
        children.stop([server])


def test_a_phone_and_a_keyboard_alone_are_enough(enter: Enter, submission: Submission, person: User) -> None:
    page = enter(person, submission, viewport={"width": 360, "height": 700})
    page.locator("#a-2-value").focus()
    page.keyboard.type("15")
    page.keyboard.press("Tab")
    page.keyboard.type("Diketik tanpa tetikus.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    state(page, 2, "Tersimpan")
    page.context.set_offline(True)
    page.locator(NARRATIVE).fill("Di lapangan.")
    state(page, 5, "Menunggu jaringan")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.set_offline(False)
    state(page, 5, "Tersimpan")
    answer = kept(submission, 2)
    assert (answer.number, answer.narrative) == (15, "Diketik tanpa tetikus.")
    assert answer.own_level is not None or answer.not_applicable


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_while_things_wait_and_two_texts_stand_side_by_side(
    enter: Enter, submission: Submission, person: User, language: str
) -> None:
    _first, page = _two_texts(enter, submission, person)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    go(page, submission)
    expect(page.locator(".two-texts")).to_be_visible()
    Session.objects.all().delete()
    cache.clear()
    page.locator("#a-2-value").fill("x")
    expect(page.locator("#outbox-password")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_the_whole_form_is_saved(
    browser: Browser, live_server: Any, submission: Submission, person: User
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/akun/masuk/?next={path(submission)}")
    sign_in(page, person)
    page.locator(NARRATIVE).fill("Tanpa skrip.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    expect(page.locator(".messages, main").first).to_contain_text("tersimpan")
    assert kept(submission).narrative == "Tanpa skrip."
    context.close()


def test_head_and_readers_get_no_outbox(browser: Browser, live_server: Any, submission: Submission) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/akun/masuk/?next={path(submission)}")
    sign_in(page, make.make_member(submission.regency, Role.HEAD))
    expect(page.locator("#answers")).to_be_visible()
    expect(page.locator("#outbox")).to_have_count(0)
    context.close()
