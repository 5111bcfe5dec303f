"""Whether a file is a genuine report, asked without an account."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

import pytest
import segno
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from common.public_limit import REQUESTS
from evaluations.models import Result
from reports import pdf, qr
from reports.models import Report
from reports.tests.factories import make_announced, make_result, new_run
from reports.tests.samples import sample_report

pytestmark = pytest.mark.django_db

DATA = b"%PDF-1.7 a report"


@pytest.fixture(autouse=True)
def _fresh_counter() -> None:
    cache.clear()


@pytest.fixture
def report() -> Report:
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


def shown(address: str, data: bytes | None = None, status: int = 200) -> str:
    posted = {} if data is None else {"file": SimpleUploadedFile("x.pdf", data)}
    answer = Client().post(address, posted)
    assert answer.status_code == status
    return answer.content.decode()


def flipped() -> bytes:
    return DATA[:-1] + bytes([DATA[-1] ^ 1])


def test_page_tells_what_the_report_is_and_no_mark(
    report: Report, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        page = Client().get(reverse("reports:verify", args=[report.pk])).content.decode()
    assert report.sha256 in page
    assert report.owner in page
    assert "3,71" not in page
    assert "tidak berlaku lagi" not in page


def test_same_file_is_unchanged_and_one_flipped_byte_changes_it(report: Report) -> None:
    address = reverse("reports:verify", args=[report.pk])
    assert "Berkas tidak berubah." in shown(address, DATA)
    assert "Berkas berubah." in shown(address, flipped())


def test_file_alone_is_found_by_its_content(report: Report) -> None:
    address = reverse("reports:verify_any")
    found = shown(address, DATA)
    assert "Berkas tidak berubah." in found
    assert report.sha256 in found
    assert "Berkas tidak dikenal." in shown(address, flipped())


def test_older_version_is_superseded_by_a_named_run(report: Report) -> None:
    cycle = Result.objects.get(pk=report.subject).run.cycle
    new_run(cycle)
    make_result(cycle)
    for address in (reverse("reports:verify_any"), reverse("reports:verify", args=[report.pk])):
        page = shown(address, DATA)
        assert "Berkas tidak berubah." in page
        assert "Digantikan oleh perhitungan ke-2" in page


def test_the_fingerprint_alone_is_enough(report: Report) -> None:
    address, client = reverse("reports:verify", args=[report.pk]), Client()
    same, other = report.sha256.upper(), hashlib.sha256(flipped()).hexdigest()
    assert "Berkas tidak berubah." in client.get(address, {"sidik": same}).content.decode()
    assert "Berkas berubah." in client.get(address, {"sidik": other}).content.decode()
    assert "Berkas tidak dikenal." in client.get(reverse("reports:verify_any"), {"sidik": other}).content.decode()
    assert client.get(address, {"sidik": "<script>"}).status_code == 422


def test_the_page_says_whether_the_stored_numbers_still_give_the_final(report: Report) -> None:
    result = Result.objects.get(pk=report.subject)
    address = reverse("reports:verify", args=[report.pk])
    assert "Dihitung ulang" not in Client().get(address).content.decode()
    weights = {row.dimension: row.percent for row in result.submission.instrument.weights.all()}
    for dimension, percent in weights.items():
        result.dimensions.create(dimension=dimension, percent=percent, value=Decimal("3.71"))
    assert "Sama: nilai akhir" in Client().get(address).content.decode()
    result.dimensions.filter(dimension=next(iter(weights))).update(value=Decimal("0.10"))
    assert "Berbeda: nilai akhir" in Client().get(address).content.decode()


def test_unknown_number_does_not_exist() -> None:
    assert Client().get("/periksa/7d0f7c1e-52a4-4b7c-9c5a-0a1c5d1b9e42/").status_code == 404


def test_no_file_and_too_large_a_file_are_refused_in_words(report: Report, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 4
    address = reverse("reports:verify", args=[report.pk])
    assert "Pilih berkas laporan" in shown(address, status=422)
    assert "terlalu besar" in shown(address, DATA, status=413)


def test_one_address_may_not_ask_without_end() -> None:
    client = Client()
    answers = [client.get(reverse("reports:verify_any")).status_code for _ in range(REQUESTS + 1)]
    assert (answers[-2], answers[-1]) == (200, 429)


def test_printed_code_decodes_to_the_page_of_the_report(settings: Settings) -> None:
    settings.PORTAL_URL = "https://portal.example"
    data = sample_report()
    drawn = qr.code(data.result_id, "region")
    assert drawn.address == f"https://portal.example/periksa/{qr.report_id(data.result_id, 'region')}/"
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn.path)}
    rows = segno.make(drawn.address, error="m", micro=False).matrix_iter(border=4)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    written = pdf.html(data)
    assert drawn.path in written
    assert f"Kode QR menuju {drawn.address}" in written
    assert pdf.render(written) == pdf.render(pdf.html(data))
