"""A report is checked in a real browser by somebody without an account: the file stays on the device."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, expect

from evaluations.models import Result
from reports.models import Report
from reports.tests.factories import make_announced, make_result, new_run

pytestmark = [pytest.mark.django_db(transaction=True)]
DATA = b"%PDF-1.7 a report"


@pytest.fixture
def report() -> Report:
    cache.clear()
    result = make_result(make_announced(), final="3.71")
    return Report.objects.create(
        kind="region",
        subject=result.pk,
        owner=result.submission.regency.name,
        about=result.run.cycle.name,
        file="reports/x.pdf",
        sha256=hashlib.sha256(DATA).hexdigest(),
        size=len(DATA),
        pages=12,
        made_at=timezone.now(),
    )


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 720})
    yield context.new_page()
    context.close()


def test_the_browser_tells_unchanged_changed_superseded_and_unknown_and_sends_no_file(
    page: Page, report: Report, tmp_path: Path
) -> None:
    posted: list[Request] = []
    page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    same, other = tmp_path / "laporan.pdf", tmp_path / "ubah.pdf"
    same.write_bytes(DATA)
    other.write_bytes(DATA[:-1] + b"T")
    own, any_report = reverse("reports:verify", args=[report.pk]), reverse("reports:verify_any")

    def told(address: str, file: Path, sentence: str) -> None:
        page.goto(address)
        page.get_by_label("Berkas laporan").set_input_files(file)
        page.get_by_role("button", name="Periksa berkas").click()
        expect(page.get_by_text(sentence)).to_be_visible()
        assert Axe().run(page).violations_count == 0

    told(own, same, "Berkas tidak berubah.")
    told(own, other, "Berkas berubah.")
    told(any_report, same, "Berkas tidak berubah.")
    told(any_report, other, "Berkas tidak dikenal.")
    cycle = Result.objects.get(pk=report.subject).run.cycle
    new_run(cycle)
    make_result(cycle)
    told(any_report, same, "Namun laporan ini sudah digantikan.")
    assert not posted
