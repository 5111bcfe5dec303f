"""A Quick Win through two years in a real browser: on a phone, with the keyboard alone, and with scripts off."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django import Settings

from accounts.models import Role, User
from quickwins.models import Photo, QuarterReport, QuickWin
from submissions.tests import factories as make

PASSWORD = "rahasia-sekali"  # of everybody the factories make
PHONE = {"width": 360, "height": 740}
NAME = "Tabungan Sampah Sekolah"

pytestmark = [pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[SignIn]:
    """Opens a phone of one's own for a person and signs in through the page."""
    contexts: list[BrowserContext] = []

    def enter(person: User, *, scripts: bool = True) -> Page:
        options = browser_context_args | {"viewport": PHONE, "java_script_enabled": scripts}
        contexts.append(browser.new_context(**options, base_url=live_server.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.goto("/")
        page.get_by_label("Surel").fill(person.email)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(person.name)
        return page

    yield enter
    for context in contexts:
        context.close()


def test_a_quick_win_lives_through_two_years(sign_in: SignIn, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    paser = make.make_regency(make.PASER)
    make.make_pillar("environment")
    operator = sign_in(make.make_member(paser, Role.OPERATOR, name="Operator Contoh"))
    head = sign_in(make.make_member(paser, Role.HEAD, name="Kepala Dinas Contoh"), scripts=False)

    _add_it(operator)
    quick_win = QuickWin.objects.get()
    home = f"/quick-win/{quick_win.pk}/"
    _report_with_the_keyboard(operator, home, 1)
    _decide(head, home, 1, "Terima laporan")
    _report(operator, home, 2, "Kuning", "Satu armada rusak")
    _decide(head, home, 2, "Kembalikan laporan", "Lampirkan foto")
    _prove(operator, home, 2)
    _decide(head, home, 2, "Terima laporan")
    _step(operator, home, "Jeda", "Armada jemput tidak mencukupi")
    expect(operator.get_by_text("Dijeda (2025)")).to_be_visible()
    _report(operator, home, 3, "Merah", "Tanpa armada target tidak tercapai")
    _step(operator, home, "Lanjutkan")
    _report(operator, home, 4, "Hijau")
    _name_a_risk(operator, home)
    _carry(operator, home)
    _look_at_all(operator, quick_win)
    assert list(QuarterReport.objects.values_list("state", "light")) == [
        ("accepted", "green"),
        ("accepted", "yellow"),
        ("sent", "red"),
        ("sent", "green"),
    ]


def _add_it(page: Page) -> None:
    page.goto("/quick-win/")
    page.get_by_role("link", name="Tambah Quick Win").first.click()
    page.get_by_label("Kode").fill("QW-06")
    page.get_by_label("Nama", exact=False).first.fill(NAME)
    page.get_by_label("Pilar").select_option(index=1)
    page.get_by_label("Tahun mulai").fill("2025")
    page.get_by_label("Isu strategis RPJMD").fill("Timbulan sampah")
    _fits(page)
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Catat keadaan").click()
    page.get_by_label("Tahun").fill("2025")
    page.get_by_label("Keadaan").select_option("running")
    page.get_by_label("Target").fill("20 sekolah")
    page.get_by_label("Anggaran").fill("Rp 120.000.000")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Rp120.000.000")).to_be_visible()


def _report_with_the_keyboard(page: Page, home: str, quarter: int) -> None:
    page.goto(f"{home}laporan/2025/{quarter}/")
    _tab_to(page, page.get_by_label("Kegiatan dan kemajuan"))
    page.keyboard.type("Penimbangan di 15 sekolah")
    _tab_to(page, page.get_by_label("Hijau"))
    page.keyboard.press("Space")
    _tab_to(page, page.get_by_role("button", name="Simpan dan kirim"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Laporan dikirim.")).to_be_visible()


def _report(page: Page, home: str, quarter: int, light: str, reason: str = "") -> None:
    page.goto(f"{home}laporan/2025/{quarter}/")
    page.get_by_label("Kegiatan dan kemajuan").fill(f"Kegiatan triwulan {quarter}")
    page.get_by_label("Kendala").fill(reason)
    page.get_by_label(light, exact=True).check()
    if reason:  # first without one: what was typed stays, and what is missing is named
        page.get_by_role("button", name="Simpan dan kirim").click()
        expect(page.get_by_role("alert")).to_contain_text("alasan lampu")
        expect(page.get_by_label("Kegiatan dan kemajuan")).to_have_value(f"Kegiatan triwulan {quarter}")
        page.get_by_label("Alasan lampu").fill(reason)
    page.get_by_role("button", name="Simpan dan kirim").click()
    expect(page.get_by_text("Laporan dikirim.")).to_be_visible()
    _fits(page)


def _decide(page: Page, home: str, quarter: int, step: str, reason: str = "") -> None:
    """The head of office, without scripts."""
    page.goto(f"{home}laporan/2025/{quarter}/")
    page.get_by_role("link", name=step).click()
    if reason:
        page.get_by_label("Alasan").fill(reason)
    page.get_by_role("button", name=step).click()
    expect(page.locator(".page-meta .state")).to_have_text("Dikembalikan" if reason else "Diterima")


def _prove(page: Page, home: str, quarter: int) -> None:
    """A photo for the returned report, then it is sent again."""
    page.goto(f"{home}laporan/2025/{quarter}/")
    expect(page.get_by_text("Lampirkan foto")).to_be_visible()
    page.get_by_role("link", name="Tambah foto").click()
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#4f8a63").save(drawn, "PNG")
    file = {"name": "timbang.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    page.get_by_label("Foto", exact=False).first.set_input_files([file])
    page.get_by_label("Teks pengganti").fill("Murid menimbang botol plastik")
    _fits(page)
    page.get_by_role("button", name="Unggah").click()
    picture = page.get_by_role("img", name="Murid menimbang botol plastik")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('.photo img')].every(one => one.naturalWidth === 480)")
    page.get_by_role("button", name="Simpan dan kirim").click()
    expect(page.get_by_text("Laporan dikirim.")).to_be_visible()


def _step(page: Page, home: str, step: str, reason: str = "") -> None:
    page.goto(home)
    page.get_by_role("group", name="Langkah pada 2025").get_by_role("link", name=step, exact=True).click()
    if reason:
        page.get_by_label("Alasan").fill(reason)
    page.get_by_role("button", name=step).click()
    expect(page.get_by_text("Perubahan disimpan.")).to_be_visible()


def _name_a_risk(page: Page, home: str) -> None:
    page.goto(f"{home}risiko/")
    page.get_by_label("Kode").fill("R1")
    page.get_by_label("Risiko").fill("Armada rusak")
    page.get_by_label("Kemungkinan").select_option("5")
    page.get_by_label("Dampak").select_option("4")
    page.get_by_label("Status").select_option("occurred")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("cell", name="1 Sangat tinggi")).to_be_visible()


def _carry(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("button", name="Teruskan ke 2026").click()
    expect(page.get_by_text("Tuliskan target tahun itu.")).to_be_visible()
    page.get_by_label("Target").fill("40 sekolah")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Berjalan (2026)")).to_be_visible()


def _look_at_all(page: Page, quick_win: QuickWin) -> None:
    """Every page of it fits a phone and axe finds nothing; the timeline tells both years and what went on."""
    photo = Photo.objects.get()
    home, region = f"/quick-win/{quick_win.pk}/", f"/quick-win/daerah/{make.PASER}/"
    places = ["/quick-win/", home, f"{home}foto/{photo.pk}/", f"{home}laporan/2025/2/", f"{home}laporan/2026/1/"]
    for place in [*places, f"{region}laporan/", f"{region}risiko/", f"{home}keadaan/2026/langkah/stop/"]:
        page.goto(place)
        _fits(page)
        assert Axe().run(page).violations_count == 0, place
    page.goto("/quick-win/")
    expect(page.locator(".stat", has_text="Tetap berjalan dari tahun lalu")).to_contain_text("1 dari 1")
    expect(page.get_by_role("row", name=NAME)).to_contain_text("Berjalan")
    assert page.locator("tbody .lifeline .life-running").count() == 1  # two years of one status are one bar


def _tab_to(page: Page, wanted: Locator) -> None:
    for _turn in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
