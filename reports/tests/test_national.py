"""The national report: league tables that break well, and the spread of values."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role
from evaluations.actions import results
from evaluations.models import ResultRun
from evaluations.tests.factories import ready, secretary
from reports import actions
from reports.models import Report
from reports.queries.national import spread
from reports.tests.kind_samples import printed, printed_sample, sample_national
from reports.tests.test_pdf import text_of
from submissions.tests.factories import make_member, make_regency


def pages_of(data: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def test_every_region_stands_in_both_tables_and_every_page_of_a_table_has_its_head() -> None:
    data = printed_sample("national")
    with pikepdf.open(io.BytesIO(data)) as document:
        wide = [page.mediabox[2] > page.mediabox[3] for page in document.pages]
    texts = pages_of(data)
    tables = [text for text, is_wide in zip(texts, wide, strict=True) if is_wide][1:]
    assert len(tables) > 3
    assert all("Baseline Output Outcome Impact Quick Win Kolaborasi" in text for text in tables)
    leagues = [text for text in texts if "Peringkat Daerah Provinsi" in text]
    assert len(leagues) > 3
    for part in sample_national().cohorts:
        for line in part.lines:
            for pages in (tables, leagues):
                assert any(f"{line.rank} {line.name} " in text for text in pages)


def test_a_spread_counts_zero_and_leaves_out_what_is_missing() -> None:
    found = spread("x", [Decimal(0), None, Decimal("0.50"), Decimal(4)])
    assert (found.count, found.lowest, found.median, found.highest) == (3, Decimal(0), Decimal("0.50"), Decimal(4))
    assert found.mean == Decimal("1.50")
    assert found.counts == (1, 1, 0, 0, 0, 0, 0, 1)
    assert spread("x", [None]).mean is None


def test_the_summary_names_the_leaders_and_the_greatest_rises() -> None:
    part = sample_national().cohorts[0]
    assert [line.rank for line in part.leading] == [1, 2, 3, 4, 5]
    rises = [line.improvement for line in part.risen if line.improvement is not None]
    assert rises == sorted(rises, reverse=True)[:5]
    assert rises[0] == max(line.improvement for line in part.lines if line.improvement is not None)


def test_a_cohort_that_was_not_measured_with_a_dimension_has_a_dash_in_its_place() -> None:
    data = sample_national(regions=(9, 9))
    part = data.cohorts[0]
    lines = tuple(replace(line, values=line.values[:5]) for line in part.lines)
    fifths = (Decimal(20),) * 5
    shorter = replace(part, names=part.names[:5], percents=fifths, spreads=part.spreads[:6], lines=lines)
    texts = pages_of(printed("national", replace(data, cohorts=(shorter, data.cohorts[1]))))
    (page,) = [text for text in texts if "Sebaran nilai" in text and "Garis kuning" in text]
    assert "Kolaborasi" in page
    assert page.count("–") == 1


@pytest.mark.django_db
def test_it_is_everyones_who_signs_in_and_is_made_once(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = ready()
    run = results.announce(submission.cycle, by=secretary(), at=timezone.now())
    address = reverse("reports:document", args=["national", run.pk])
    assert Client().get(address).status_code == 302
    client = Client()
    client.force_login(make_member(make_regency("64.02"), Role.COUNCIL))
    assert address in client.get(reverse("reports:ranking")).content.decode()
    assert "Buat laporan" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    for _turn in range(2):
        actions.make(kind="national", subject=str(run.pk), progress=lambda _step, _percent: None)
    report = Report.objects.get()
    assert submission.regency.name in text_of((tmp_path / report.file).read_bytes())
    assert report.sha256 in client.get(address).content.decode()
    public = reverse("reports:verify", args=[report.pk])
    assert "tidak berlaku lagi" not in Client().get(public).content.decode()
    ResultRun.objects.update(is_current=False)
    assert "tidak berlaku lagi" in Client().get(public).content.decode()
    assert "sudah digantikan" in client.get(address).content.decode()
