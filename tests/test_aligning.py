"""A plan is aligned in a real browser: an RPJMD comes in as a workbook, suggestions are confirmed, coverage rises, paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from alignment.models import Link
from documents.models import Document
from documents.tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
ROWS: dict[str, list[list[Any]]] = {
    "Misi": [["M1", 1, "Pelayanan dasar yang mudah dijangkau"]],
    "Tujuan": [["T1", "M1", "Lingkungan dan kesehatan yang baik"]],
    "Sasaran": [["S1", "T1", "Sampah tertangani"], ["S2", "T1", "Puskesmas melayani cepat"]],
    "Indikator": [["IT-1", "T1", "Indeks kualitas lingkungan", "poin", "≥ 60"]],
    "Program": [
        ["RP-1", "S1", "Program Pengelolaan Persampahan", "Sampah yang tertangani", "persen", "", "", "52 persen"],
        ["RP-2", "S2", "Program Pemenuhan Upaya Kesehatan", "Waktu tunggu", "menit", "DINKES", 1_500_000, "30"],
    ],
}


def sign_in(page: Page, person: User, live_server: Any) -> None:
    page.set_default_timeout(20_000)
    page.goto(live_server.url)
    page.get_by_label("Surel").fill(person.email)
    page.get_by_label("Kata sandi").fill("rahasia-sekali")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.name)


def fill(page: Page, target: Path, agency: str) -> Path:
    """The empty workbook of the page with the rows above in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh buku kerja").click()
    download.value.save_as(target)
    book = load_workbook(target)
    for sheet, rows in ROWS.items():
        for row in rows:
            book[sheet].append(row)
    book["Program"]["F2"] = agency
    book.save(target)
    return target


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Buku kerja", exact=True).set_input_files(file)
    page.get_by_role("button", name="Unggah dan lihat bedanya").click()
    expect(page.get_by_role("heading", name="Beda buku kerja")).to_be_visible()


def is_clean(page: Page) -> None:
    """Nothing for axe, and no sideways scrolling on a phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_workbook_becomes_a_tree_and_confirmed_suggestions_become_coverage(
    page: Page, live_server: Any, tmp_path: Path
) -> None:
    plan = make.make_programme(name="Bank Sampah", code="MP-1").document
    make.make_programme(plan, name="Antrean Puskesmas", code="MP-2")
    rpjmd = make.make_document(kind=Document.Kind.RPJMD, title="RPJMD Kabupaten")
    sign_in(page, make.make_person(plan.regency), live_server)

    page.goto(f"{live_server.url}/dokumen/{rpjmd.pk}/")
    page.get_by_role("link", name="Buku kerja Excel").click()
    upload(page, fill(page, tmp_path / "salah.xlsx", "TAK-ADA"))
    expect(page.get_by_role("row", name="Program, baris 2")).to_contain_text("“TAK-ADA” tidak dikenal.")
    expect(page.get_by_role("button", name="Terapkan", exact=True)).to_have_count(0)
    is_clean(page)
    page.get_by_role("button", name="Singkirkan, jangan ubah apa pun").click()
    upload(page, fill(page, tmp_path / "benar.xlsx", "DINKES"))
    is_clean(page)
    page.get_by_role("button", name="Terapkan", exact=True).click()
    expect(page.get_by_text("Diterapkan: 7 baru, 0 berubah, 0 dihapus.")).to_be_visible()
    expect(page.get_by_role("row", name="RP-1 Program Pengelolaan Persampahan")).to_contain_text("52 persen")

    page.goto(f"{live_server.url}/keselarasan/{plan.pk}/")
    expect(page.get_by_text("0 dari 2 program berjangkar")).to_be_visible()
    is_clean(page)
    page.get_by_role("link", name="Lihat usulan kaitan").click()
    expect(page.get_by_text("kata yang sama: sampah")).to_be_visible()
    is_clean(page)
    page.get_by_role("button", name="Konfirmasi MP-1 → RP-1").click()
    expect(page.get_by_text("Cakupan Masterplan sekarang 50,0 %")).to_be_visible()

    page.goto(f"{live_server.url}/keselarasan/{plan.pk}/")
    page.get_by_role("link", name="MP-2 Antrean Puskesmas").first.click()
    page.get_by_role("combobox", name="Melayani").select_option(label="RP-2 Program Pemenuhan Upaya Kesehatan")
    page.get_by_label("Halaman di Masterplan").first.fill("41–43")
    page.get_by_role("button", name="Konfirmasi kaitan").click()
    expect(page.get_by_role("heading", name="RP-2 Program Pemenuhan Upaya Kesehatan")).to_be_visible()
    is_clean(page)
    assert Link.objects.count() == 2

    page.goto(f"{live_server.url}/keselarasan/{plan.pk}/cetak/")
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="MP-2 Antrean Puskesmas")).to_contain_text("41–43")
    expect(page.get_by_text("2 dari 2 program berjangkar")).to_be_visible()
    expect(page.locator(".topbar")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
