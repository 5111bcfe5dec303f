"""Sending files in a real browser when things go wrong: the network at each step, the tab, the server's answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import Settings

from accounts.models import User
from common.tests.corpus import action, pdf, picture
from common.tests.test_virus_scan import clamd
from journal.models import Entry
from submissions.models import Attachment, Evidence, Submission, Upload
from submissions.tests import factories as make
from submissions.tests.test_answering import MIXED
from tests.test_answering_offline import Enter, enter, path, sign_in

pytestmark = [pytest.mark.django_db(transaction=True)]
__all__ = ["clamd", "enter"]
NEW, PIECE, KNOWN = (
    re.compile(r"/pertanyaan/.*/unggah/$"),
    re.compile(r"/unggah/[0-9a-f-]+/$"),
    re.compile(r"/dikenal/$"),
)
BIG = pdf() + b"\0" * (2 * 1024 * 1024 + 17)


@pytest.fixture
def submission(settings: Settings, tmp_path: Path) -> Submission:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make.make_submission(instrument=make.make_instrument(MIXED))


@pytest.fixture
def person(submission: Submission) -> User:
    return make.make_member(submission.regency, name="Operator Contoh")


@pytest.fixture
def page(enter: Enter, submission: Submission, person: User) -> Iterator[Page]:
    found = enter(person, submission)
    expect(found.locator("html[data-uploads=self]")).to_be_attached()
    yield found


def choose(page: Page, *files: tuple[str, bytes], order: int = 2) -> None:
    kind = "application/pdf"
    page.locator(f"#u-{order}-file").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, data in files]
    )


def arrived(page: Page, name: str, order: int = 2) -> None:
    expect(page.locator(f"#q-{order}-evidence .file-name", has_text=name)).to_be_visible()
    expect(page.locator(f"#q-{order} .queue")).to_have_count(0)


def whole_and_once(data: bytes, media: Path) -> None:
    """The bytes are those that were sent, stored and attached once, and no piece is left."""
    evidence = Attachment.objects.get().evidence
    assert hashlib.sha256(evidence.file.read()).digest() == hashlib.sha256(data).digest()
    assert Evidence.objects.count() == 1
    assert Entry.objects.filter(verb="evidence.add").count() == 1
    assert list((media / "uploads").glob("*")) == []


def media_of(settings: Settings) -> Path:
    return Path(settings.MEDIA_ROOT)


def test_several_files_go_at_once_as_soon_as_they_are_chosen(page: Page, submission: Submission) -> None:
    choose(page, ("satu.pdf", pdf()), ("dua.pdf", pdf(shift=2)), ("tiga.pdf", BIG))
    for name in ("satu.pdf", "dua.pdf", "tiga.pdf"):
        arrived(page, name)
    assert Attachment.objects.count() == Entry.objects.filter(verb="evidence.add").count() == 3


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(("step", "method"), [(KNOWN, "POST"), (NEW, "POST"), (PIECE, "PATCH"), (PIECE, "POST")])
@pytest.mark.parametrize("turn", [1, 2])
def test_a_network_cut_at_any_step_loses_and_doubles_nothing(
    page: Page, settings: Settings, step: re.Pattern[str], method: str, turn: int, answered: bool
) -> None:
    """Cut before the server hears it, or after it did its part but before the browser hears of it."""
    seen: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method != method:
            return route.continue_()
        seen.append(route.request.url)
        if len(seen) != turn:
            return route.continue_()
        if answered:
            route.fetch()
        return route.abort()

    page.route(step, cut)
    choose(page, ("besar.pdf", BIG))
    arrived(page, "besar.pdf")
    whole_and_once(BIG, media_of(settings))
    assert seen


def test_what_waits_survives_a_closed_tab_and_is_counted(
    page: Page, submission: Submission, settings: Settings
) -> None:
    page.route(PIECE, lambda route: route.abort())
    choose(page, ("besar.pdf", BIG))
    expect(page.locator("#outbox")).to_contain_text("1 berkas")
    expect(page.locator("#outbox")).to_contain_text("2 MB")
    other = page.context.new_page()
    page.close()
    other.goto(path(submission))
    arrived(other, "besar.pdf")
    whole_and_once(BIG, media_of(settings))


def test_a_second_sending_of_the_same_file_sends_no_bytes(page: Page) -> None:
    choose(page, ("laporan.pdf", BIG))
    arrived(page, "laporan.pdf")
    pieces: list[str] = []
    page.on("request", lambda request: pieces.append(request.url) if request.method == "PATCH" else None)
    choose(page, ("salinan.pdf", BIG), order=5)
    arrived(page, "laporan.pdf", 5)
    assert pieces == []
    assert (Evidence.objects.count(), Attachment.objects.count(), Upload.objects.count()) == (1, 2, 1)


def test_a_refused_file_says_why_and_can_be_put_away(page: Page) -> None:
    choose(page, ("skrip.pdf", action("<</S/JavaScript/JS(app.alert(1))>>")()))
    line = page.locator("#q-2 .queue .file")
    expect(line).to_contain_text("memuat skrip (JavaScript)")
    line.get_by_role("button", name="Jangan kirim skrip.pdf").click()
    expect(page.locator("#q-2 .queue")).to_have_count(0)
    page.reload()
    expect(page.locator("html[data-uploads=self]")).to_be_attached()
    expect(page.locator("#q-2 .queue")).to_have_count(0)


def test_a_file_waits_in_the_browser_until_the_scanner_answers_again(
    page: Page, settings: Settings, clamd: str
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    with page.expect_response(lambda answer: answer.status == 503):
        choose(page, ("besar.pdf", BIG))
    expect(page.locator("#outbox")).to_contain_text("1 berkas")
    assert not Evidence.objects.exists()
    settings.CLAMD_URL = clamd
    arrived(page, "besar.pdf")
    whole_and_once(BIG, media_of(settings))


def test_a_file_waits_while_the_person_is_signed_out(page: Page, person: User, settings: Settings) -> None:
    Session.objects.all().delete()
    cache.clear()
    choose(page, ("laporan.pdf", pdf()))
    expect(page.locator("#outbox")).to_contain_text("1 berkas")
    page.context.new_page().goto("/akun/masuk/")
    sign_in(page.context.pages[-1], person)
    expect(page.context.pages[-1]).not_to_have_url(re.compile("masuk"))
    page.reload()
    arrived(page, "laporan.pdf")
    whole_and_once(pdf(), media_of(settings))


def test_a_file_that_is_dropped_on_a_question_goes_there(page: Page) -> None:
    page.evaluate(
        """(text) => {
            const files = new DataTransfer();
            files.items.add(new File([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], "seret.pdf"));
            for (const kind of ["dragover", "drop"])
              document.getElementById("q-2").dispatchEvent(
                new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        pdf().decode("latin-1"),
    )
    arrived(page, "seret.pdf")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_phone_shows_the_queue_without_scrolling_sideways_and_axe_finds_nothing(
    enter: Enter,
    submission: Submission,
    person: User,
    language: str,
) -> None:
    page = enter(person, submission, viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.goto(path(submission))
    expect(page.locator("html[data-uploads=self]")).to_be_attached()
    page.route(PIECE, lambda route: route.abort())
    choose(page, ("nama-berkas-yang-panjang-sekali-tanpa-spasi-di-dalamnya.pdf", BIG))
    expect(page.locator("#q-2 .queue .file")).to_be_visible()
    expect(page.locator("#q-2 .upload-camera")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_a_plain_form_sends_a_file(
    browser: Browser, live_server: Any, submission: Submission, person: User
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/akun/masuk/?next={path(submission)}")
    sign_in(page, person)
    page.locator("#q-2").get_by_role("button", name="Simpan dan tambah data dukung").click()
    page.get_by_label("Berkas").set_input_files({"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    page.get_by_role("button", name="Unggah").click()
    expect(page.locator("#q-2-evidence")).to_contain_text("laporan.pdf")
    assert Attachment.objects.count() == 1
    context.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_library_page_pointer_and_preview_fit_a_phone_and_axe_finds_nothing(
    enter: Enter,
    submission: Submission,
    person: User,
    language: str,
) -> None:
    page = enter(person, submission, viewport={"width": 360, "height": 700})
    choose(page, ("nama-berkas-yang-panjang-sekali-tanpa-spasi-di-dalamnya.pdf", pdf()))
    arrived(page, "nama-berkas")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    row = Attachment.objects.get()
    own = f"/isian/{submission.pk}"
    question = row.answer.indicator_id
    for address in (
        f"/pustaka/{submission.regency_id}/",
        f"/pustaka/{submission.regency_id}/{row.evidence_id}/",
        f"{own}/pertanyaan/{question}/pustaka/",
        f"{own}/data-dukung/{row.pk}/halaman/",
        f"{own}/data-dukung/{row.pk}/lihat/",
    ):
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())


def test_a_photograph_is_made_smaller_only_on_request(page: Page) -> None:
    photo = picture(size=(2600, 1300), quality=95)
    line = page.locator("#q-2 .upload")
    for name, shrinks in (("asli.jpg", False), ("kecil.jpg", True)):
        line.locator("[data-shrink]").set_checked(shrinks)
        page.locator("#u-2-file").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": photo})
        arrived(page, name)
        line = page.locator("#q-2 .upload")
    assert Evidence.objects.get(name="asli.jpg").file.read() == photo
    assert Image.open(Evidence.objects.get(name="kecil.jpg").file).size == (2000, 1000)
