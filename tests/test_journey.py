"""The whole story, from opening a cycle to the PDF in a council member's hands, as eight people in a real browser.

On PostgreSQL, Redis and a real worker; and once more on the embedded default. The four assessors give the marks whose
means are the published question values of Kabupaten Malang in 2022, so the end is known: 2.51. With
`SMARTCITY_SCREENSHOTS=docs/screenshots` it also makes the pictures of the README.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from accounts.models import Role, User
from common.clock import local
from evaluations.models import Result, Seat
from pillars.models import Indicator
from regencies.models import Regency
from submissions.models import Cycle, Submission
from submissions.tests import factories as make

MALANG = Path(settings.BASE_DIR) / "evaluations" / "data" / "results" / "kab-malang-2022-questions.csv"
PASSWORD = "rahasia-sekali"  # of everybody the factories make
PICTURES = os.environ.get("SMARTCITY_SCREENSHOTS", "")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]
SignIn = Callable[[User], Page]


@pytest.fixture
def sign_in(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[SignIn]:
    """Opens a browser of one's own for a person and signs in through the page."""
    contexts: list[BrowserContext] = []

    def enter(person: User) -> Page:
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
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


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.wait_for_timeout(1_500)  # what was typed is saved by then
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def published_marks() -> dict[str, list[int]]:
    """Four whole marks for each question, by key, whose mean is the published value (quarters)."""
    with MALANG.open(encoding="utf-8") as file:
        values = {row["key"]: Decimal(row["value"]) for row in csv.DictReader(file)}
    found = {}
    for key, value in values.items():
        low, more = divmod(int(value * 4), 4)
        found[key] = [low + 1] * more + [low] * (4 - more)
    return found


@pytest.mark.usefixtures("worker")
def test_an_evaluation_from_opening_to_pdf(sign_in: SignIn, tmp_path: Path) -> None:
    call_command("load_reference", verbosity=0)
    paser = Regency.objects.get(pk="64.01")
    operator = make.make_member(paser, Role.OPERATOR, name="Operator Contoh")
    head = make.make_member(paser, Role.HEAD, name="Kepala Dinas Contoh")
    council = make.make_member(paser, Role.COUNCIL, name="Anggota Dewan Contoh")
    assessors = [make.make_user(f"Asesor Contoh {n}", national=Role.ASSESSOR) for n in range(1, 5)]
    office = sign_in(make.make_user("Sekretariat Contoh", national=Role.SECRETARIAT))

    _open_a_cycle(office)
    submission = Submission.objects.get()
    _answer_everything(sign_in(operator), submission, tmp_path)
    _hand_in(sign_in(head), submission)
    _seat_the_panel(office, submission, assessors)
    for number, assessor in enumerate(assessors):
        _score(sign_in(assessor), Seat.objects.get(assessor=assessor), number)
    _announce(office, submission)
    _read_the_report(sign_in(council), tmp_path)


def _open_a_cycle(page: Page) -> None:
    page.get_by_role("link", name="Siklus", exact=True).first.click()
    page.get_by_role("link", name="Siklus baru").first.click()
    page.get_by_label("Nama").fill("Evaluasi 2026")
    page.get_by_label("Tahun").fill("2026")
    page.get_by_label("Tahap").select_option(label="Satu tahap")
    page.get_by_role("button", name="Buat siklus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evaluasi 2026")
    cycle = page.url
    page.goto(f"{cycle}kohort/")
    early = page.get_by_role("region", name="Kohort awal")
    early.get_by_label("Instrumen").select_option(index=1)
    early.get_by_role("button", name="Simpan").click()
    today = local(timezone.now(), settings.TIME_ZONE)
    for kind, first, last in (("answers", -1, 7), ("assessment", -1, 14)):
        page.goto(f"{cycle}jendela/{kind}/")
        page.get_by_label("Tanggal buka").fill(f"{today + timedelta(days=first):%Y-%m-%d}")
        page.get_by_label("Pukul buka").fill("08:00")
        page.get_by_label("Tanggal tutup").fill(f"{today + timedelta(days=last):%Y-%m-%d}")
        page.get_by_label("Pukul tutup").fill("23:59")
        page.get_by_role("button", name="Simpan waktu").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Evaluasi 2026")
    page.goto(f"{cycle}undang/")
    page.locator("#id_codes").fill("64.01")
    page.locator("form", has=page.locator("#id_codes")).get_by_role("button").first.click()
    page.goto(f"{cycle}langkah/open/")
    page.locator("main form button").click()
    expect(page.locator(".page-head")).to_contain_text("Pengisian")


def _answer_everything(page: Page, submission: Submission, folder: Path) -> None:
    indicators = list(Indicator.objects.filter(instrument=submission.instrument_id).select_related("pillar"))
    sections = list(dict.fromkeys(row.section_slug for row in indicators))
    for slug in sections:
        page.goto(f"/isian/{submission.pk}/bagian/{slug}/")
        for row in (row for row in indicators if row.section_slug == slug):
            _answer(page, row)
        if slug == "outcome-living":
            picture(page, "answering")
        with page.expect_navigation():
            page.get_by_role("button", name="Simpan", exact=True).last.click()
        expect(page.get_by_text(re.compile("Jawaban bagian .* tersimpan"))).to_be_visible()
        expect(page.locator("#section-count")).to_contain_text(f"{_count(indicators, slug)} dari")
    question = indicators[0]
    page.goto(f"/isian/{submission.pk}/bagian/{question.section_slug}/")
    program = folder / "anggaran.pdf"
    program.write_bytes(b"MZ\x90\x00 bukan PDF")
    page.set_input_files(f"#u-{question.order}-file", program)
    expect(page.locator(f"#q-{question.order} .field-error", has_text="anggaran.pdf").first).to_be_visible()
    report = folder / "laporan.pdf"
    report.write_bytes(make.PDF)
    page.set_input_files(f"#u-{question.order}-file", report)
    expect(page.locator(f"#q-{question.order}-evidence")).to_contain_text("laporan.pdf")


def _count(indicators: list[Indicator], slug: str) -> int:
    return sum(row.section_slug == slug for row in indicators)


def _answer(page: Page, row: Indicator) -> None:
    value, kind = f"a-{row.order}-value", Indicator.AnswerKind
    if row.answer_kind == kind.YES_NO:
        _choose(page, value, "yes")
    elif row.answer_kind == kind.TEXT:
        page.locator(f"#{value}").fill("Uraian contoh yang cukup panjang untuk dibaca asesor.")
    else:
        page.locator(f"#{value}").fill("3,25" if row.answer_kind in (kind.RATIO, kind.SURVEY_MEAN) else "3")
    page.locator(f"#a-{row.order}-narrative").fill("Penjelasan contoh.")
    _choose(page, f"a-{row.order}-level", "3")


def _choose(page: Page, name: str, value: str) -> None:
    """Press a segment as a finger does: on its label, where nothing covers it."""
    radio = page.locator(f"input[name='{name}'][value='{value}']")
    page.locator("label.segment", has=radio).click()
    expect(radio).to_be_checked()


def _hand_in(page: Page, submission: Submission) -> None:
    page.goto(f"/isian/{submission.pk}/serahkan/")
    if page.locator("#id_reason").count():
        page.locator("#id_reason").fill("Berkasnya hanya ada pada dinas.")
        page.locator("#alasan .form-actions button").last.click()
        expect(page.locator("#beralasan")).to_contain_text("Berkasnya hanya ada pada dinas.")
    page.get_by_role("button", name="Serahkan isian").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanda terima")


def _seat_the_panel(page: Page, submission: Submission, assessors: list[User]) -> None:
    cycle = f"/siklus/{submission.cycle_id}/"
    page.goto(f"{cycle}langkah/begin_assessment/")
    page.locator("main form button").click()
    page.goto(f"{cycle}panel/")
    page.locator("#id_list").fill("\n".join(f"64.01, {person.email}" for person in assessors))
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.locator("main")).to_contain_text("belum ada yang ditempatkan")
    page.get_by_role("button", name="Tempatkan semua").click()
    expect(page.locator("main")).to_contain_text("4 asesor ditempatkan")


def _score(page: Page, seat: Seat, place: int) -> None:
    marks = published_marks()
    page.goto(f"/penilaian/{seat.pk}/")
    page.get_by_label("Tidak, saya menyatakan tidak ada").check()
    page.get_by_label("Bersedia", exact=True).check()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Penilaian")
    for slug in dict.fromkeys(
        row.section_slug for row in Indicator.objects.filter(instrument=seat.submission.instrument_id)
    ):
        page.goto(f"/penilaian/{seat.pk}/bagian/{slug}/")
        for row in Indicator.objects.filter(instrument=seat.submission.instrument_id).select_related("pillar"):
            if row.section_slug == slug:
                mark = marks[row.key][place]
                _choose(page, f"n-{row.order}", str(mark))
                if mark in (0, 4):
                    page.locator(f"#r-{row.order}").fill("Alasan contoh.")
        if place == 0 and slug == "output":
            picture(page, "scoring")
        with page.expect_navigation():
            page.get_by_role("button", name="Simpan", exact=True).click()
        expect(page.locator("#marked-here")).to_contain_text("dinilai")
    page.goto(f"/penilaian/{seat.pk}/catatan/")
    for kind in ("strength", "weakness", "recommendation"):
        page.locator(f"textarea[name={kind}]").first.fill(f"Catatan contoh {kind} dari {seat.assessor.name}.")
    page.locator("button[name=done]").click()
    page.goto(f"/penilaian/{seat.pk}/serahkan/")
    page.get_by_role("button", name="Serahkan penilaian").click()
    expect(page.locator(".page-head")).to_contain_text("Diserahkan")


def _announce(page: Page, submission: Submission) -> None:
    cycle = f"/siklus/{submission.cycle_id}/"
    page.goto(f"{cycle}langkah/begin_plenary/")
    page.locator("main form button").click()
    page.goto(f"{cycle}umumkan/")
    page.get_by_role("button", name="Lakukan gladi").click()
    page.get_by_role("button", name="Umumkan hasil").click()
    expect(page.locator("main")).to_contain_text(re.compile("sudah (ditetapkan dan )?diumumkan"), timeout=60_000)
    result = Result.objects.get()
    values = {row.dimension: str(row.value) for row in result.dimensions.all()}
    assert values == {
        "baseline": "1.40",
        "output": "1.54",
        "outcome": "2.92",
        "impact": "2.56",
        "quick_win": "3.08",
    }
    assert str(result.final) == "2.51"
    call_command("import_results", str(MALANG.parent / "2022-early.csv"), year=2022, stdout=io.StringIO())
    page.goto(f"/peringkat/?siklus={Cycle.objects.get(year=2022).pk}")
    expect(page.locator("main")).to_contain_text("Kabupaten Malang")
    picture(page, "ranking")


def _read_the_report(page: Page, folder: Path) -> None:
    page.goto("/")
    expect(page.locator("main")).to_contain_text("2,51")
    page.get_by_role("link", name="Mengapa angka ini").first.click()
    expect(page.locator("main")).to_contain_text("2,51")
    page.locator("details.why summary").first.click()
    expect(page.locator("details.why").first).to_contain_text("1,40")
    picture(page, "result")
    page.goto(f"/hasil/{Result.objects.get(run__cycle__year=2026).pk}/laporan/")
    page.get_by_role("button", name="Buat laporan").click()
    link = page.get_by_role("link", name="Unduh laporan")
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as waiting:
        link.click()
    path = folder / "laporan-evaluasi.pdf"
    waiting.value.save_as(path)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    assert "2,51" in text
    assert "Kabupaten Paser" in text
    flat = "".join(text.split())
    for row in Indicator.objects.filter(instrument__slug="2022-early"):
        assert "".join(row.label_id.split()) in flat, row.label_id
    assert "Catatan contoh strength dari Asesor Contoh 1." in " ".join(text.split())
