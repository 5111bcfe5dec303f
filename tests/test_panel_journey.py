"""A panel of six from its marks to signed minutes and an announcement, each in a browser of one's own, all at once.

One of the six uses nothing but the keyboard, one a phone. Nobody reloads a page in the plenary: what the chair does comes to
every screen by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from accounts.models import Role, User
from evaluations.models import Mark, Plenary, QuestionValue, Result, Seat
from evaluations.tests import factories as panel
from submissions.models import Submission
from submissions.tests import factories as make

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
pytestmark = [pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Enter]:
    """Opens a browser in which this person is signed in already."""
    contexts: list[BrowserContext] = []

    def opened(person: User, **device: Any) -> Page:
        client = Client()
        client.force_login(person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(**{**browser_context_args, **device}, base_url=live_server.url)
        contexts.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()


class Person:
    """Somebody at a screen, who presses, chooses and writes in the own way."""

    def __init__(self, page: Page, seat: Seat) -> None:
        self.page, self.seat = page, seat

    def press(self, button: Locator) -> None:
        button.click()

    def choose(self, radio: Locator) -> None:
        """As a finger does: on its label, where nothing covers it."""
        self.page.locator("label", has=radio).or_(
            self.page.locator(f"label[for='{radio.get_attribute('id')}']")
        ).click()
        expect(radio).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)


class AtTheKeyboard(Person):
    """Never touches a mouse: Tab, arrows, Space, Enter."""

    def reach(self, wanted: Locator) -> None:
        """Tab until it has the focus; from the top of the page when it lies behind."""
        handle = wanted.element_handle()
        self.page.evaluate("document.activeElement.blur()")
        for _step in range(200):
            self.page.keyboard.press("Tab")
            if handle.evaluate("wanted => wanted === document.activeElement"):
                return
        raise AssertionError(f"{wanted} cannot be reached by Tab")

    def press(self, button: Locator) -> None:
        self.reach(button)
        self.page.keyboard.press("Enter")

    def choose(self, radio: Locator) -> None:
        """Into the group by Tab, to the value by arrows."""
        group = self.page.locator(
            f"input[name='{radio.get_attribute('name')}']:visible, input[name='{radio.get_attribute('name')}']"
        )
        chosen = group.and_(self.page.locator(":checked"))
        self.reach(chosen.first if chosen.count() else group.first)
        for _step in range(12):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowRight" if chosen.count() else "Space")
        raise AssertionError(f"{radio} cannot be chosen by arrows")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.type(text)


class OnAPhone(Person):
    def press(self, button: Locator) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360
        button.tap()


@pytest.mark.usefixtures("worker")
def test_six_people_from_their_marks_to_signed_minutes_and_an_announcement(enter: Enter) -> None:
    instrument = make.make_instrument(panel_size=6, panel_value_replaces=True)
    submission = panel.make_scored(cycle=panel.make_assessed_cycle(instrument=instrument))
    office = enter(panel.make_secretary("Sekretariat Contoh"))
    seats = [
        panel.make_seat(submission, make.make_user(f"Asesor Contoh {n}", national=Role.ASSESSOR)) for n in range(1, 7)
    ]
    chair, keyboard, phone, *others = people = [
        kind(enter(seat.assessor, **(PHONE if kind is OnAPhone else {})), seat)
        for kind, seat in zip((Person, AtTheKeyboard, OnAPhone, Person, Person, Person), seats, strict=True)
    ]
    office.goto(f"/panel/{submission.pk}/")
    office.get_by_role("button", name=f"Jadikan ketua {chair.seat.assessor.name}").click()
    for person in (chair, phone, *others, keyboard):
        _mark_everything(person, first=1 if person is chair else 3)
    assert Mark.objects.filter(seat__state="handed_in").count() == 24
    office.goto(f"/siklus/{submission.cycle_id}/langkah/begin_plenary/")
    office.locator("main form button").click()
    _talk(submission, chair, keyboard, phone, others)
    _sign(submission, people)
    _announce(office, submission)


def _mark_everything(person: Person, *, first: int) -> None:
    """`first` is the mark of the first question; all others get a 3."""
    page, seat = person.page, person.seat
    assert page.goto(f"/pleno/{seat.submission_id}/sidang/").status == 404  # blind until handed in
    for slug, numbers in (("baseline", (1, 2)), ("outcome-governance", (3,)), ("impact-governance", (4,))):
        page.goto(f"/penilaian/{seat.pk}/bagian/{slug}/")
        for number in numbers:
            person.choose(page.locator(f"input[name='n-{number}'][value='{first if number == 1 else 3}']"))
        with page.expect_navigation():
            person.press(page.get_by_role("button", name="Simpan", exact=True).last)
    page.goto(f"/penilaian/{seat.pk}/catatan/")
    for kind in ("strength", "weakness", "recommendation"):
        person.write(page.locator(f"textarea[name={kind}]").first, f"Catatan contoh {kind}.")
    with page.expect_navigation():
        person.press(page.locator("button[name=done]"))
    page.goto(f"/penilaian/{seat.pk}/serahkan/")
    with page.expect_navigation():
        person.press(page.get_by_role("button", name="Serahkan penilaian"))
    expect(page.locator(".page-head")).to_contain_text("Diserahkan")


def _talk(submission: Submission, chair: Person, keyboard: Person, phone: Person, others: list[Person]) -> None:
    """Agenda, attendance, one question; the phone writes a dissent while the chair saves."""
    members = [keyboard, phone, *others]
    for person in members:
        person.page.goto(f"/pleno/{submission.pk}/sidang/")
        expect(person.page.locator("#live-item")).to_contain_text("Pleno belum dibuka")
    page = chair.page
    page.goto(f"/pleno/{submission.pk}/")
    page.get_by_role("button", name="Masukkan semua yang berbeda").click()
    expect(page.locator("main")).to_contain_text("1 pertanyaan masuk agenda.")
    page.get_by_role("link", name="Ruang pleno").click()
    page.get_by_role("button", name="Buka pleno").click()
    for person in [chair, *members]:
        expect(person.page.locator("#live-item")).to_contain_text("Tidak ada pertanyaan yang sedang dibuka")
        person.press(person.page.get_by_role("button", name="Saya hadir"))
        expect(person.page.locator("#live-members")).to_contain_text("Hadir")
    page.get_by_role("button", name="Buka 1", exact=True).click()
    for person in members:
        expect(person.page.locator("#live-item h2")).to_have_text("Pertanyaan contoh 1")
        expect(person.page.locator("#live-said")).to_contain_text("Sedang dibahas: nomor 1")
        expect(person.page.locator("[data-since]")).to_have_text(re.compile(r"^\d+:\d\d$"))
    opinion = phone.page.get_by_label("Pendapat Anda bila berbeda dari hasil pembahasan")
    phone.write(opinion, "Saya tetap pada nilai tiga.")
    page.get_by_label("Yang disepakati atau tetap berbeda").fill("Panel sepakat setelah membaca lampiran.")
    chair.choose(page.locator("input[name=value][value='2']"))
    page.get_by_label("Alasan nilai panel").fill("Lampiran hanya mencakup sebagian perangkat daerah.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    for person in members:
        expect(person.page.locator("#live-item")).to_contain_text("Nilai bersama panel: 2.")
    expect(opinion).to_have_value("Saya tetap pada nilai tiga.")
    phone.press(phone.page.get_by_role("button", name="Simpan pendapat"))
    expect(page.locator("#live-item")).to_contain_text("Saya tetap pada nilai tiga.")
    page.get_by_role("button", name="Simpan dan selesaikan").click()
    expect(keyboard.page.locator("#live-agenda")).to_contain_text("1 dari 1 selesai")


def _sign(submission: Submission, people: list[Person]) -> None:
    """The minutes go round; the phone objects, all others assent; the chair closes."""
    chair, page = people[0], people[0].page
    page.goto(f"/pleno/{submission.pk}/berita-acara/")
    page.get_by_label("Catatan pleno").fill("Pleno dilakukan secara daring.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_role("button", name="Edarkan").click()
    for person in people:
        if person is not chair:
            link = person.page.get_by_role("link", name="Baca dan tandatangani")
            expect(link).to_be_visible()
            person.press(link)
        objects = isinstance(person, OnAPhone)
        expect(person.page.locator("main")).to_contain_text("Pleno dilakukan secara daring.")
        person.choose(person.page.locator(f"input[name=assents][value={'tidak' if objects else 'ya'}]"))
        if objects:
            person.write(person.page.get_by_label("Keberatan Anda, bila ada"), "Lampirannya belum lengkap.")
        person.press(person.page.get_by_role("button", name="Tandatangani", exact=True))
        expect(person.page.locator("main")).to_contain_text("Tanda tangan Anda tersimpan.")
    expect(page.locator("#live-minutes")).to_contain_text("Lampirannya belum lengkap.")
    page.get_by_role("button", name="Tutup berita acara").click()
    expect(page.locator("main")).to_contain_text("Berita acara ditutup dan terkunci.")
    sha256 = Plenary.objects.get().sha256
    for person in people:
        expect(person.page.locator("#live-minutes")).to_contain_text(sha256)


def _announce(page: Page, submission: Submission) -> None:
    page.goto(f"/siklus/{submission.cycle_id}/umumkan/")
    page.get_by_role("button", name="Lakukan gladi").click()
    page.get_by_role("button", name="Umumkan hasil").click()
    expect(page.locator("main")).to_contain_text(re.compile("sudah (ditetapkan dan )?diumumkan"), timeout=60_000)
    agreed = QuestionValue.objects.get(indicator__order=1)
    assert (agreed.total, agreed.count) == (2, 1)
    page.goto(f"/hasil/{Result.objects.get().pk}/")
    page.locator("details.why summary").first.click()
    page.locator("details.why details.why summary").first.click()
    expect(page.locator("main")).to_contain_text("Nilai panel dari pleno, menggantikan rata-rata nilai asesor: 2,00")
