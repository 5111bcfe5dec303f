"""The certificate: one landscape page, only for a region with a place."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from evaluations.tests.factories import secretary
from regencies.models import Emblem
from reports import actions
from reports.models import Report
from reports.tests.factories import make_announced, make_result, new_run
from reports.tests.kind_samples import printed, sample_certificate, shield
from reports.tests.test_pdf import text_of


@pytest.mark.parametrize("text", ["Kota Bima", "kata panjang " * 400, "W" * 3000])
def test_it_is_one_landscape_page_that_tells_place_and_number(text: str) -> None:
    data = printed("certificate", sample_certificate(text))
    with pikepdf.open(io.BytesIO(data)) as document:
        (page,) = document.pages
        assert page.mediabox[2] > page.mediabox[3]
    words = text_of(data)
    assert "2,50" in words
    assert "Peringkat dari 37 daerah" in words


@pytest.mark.django_db
def test_a_region_without_a_place_gets_none_and_a_later_calculation_takes_its_place(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    cycle = make_announced()
    placed = make_result(cycle, "64.01", rank=2, rank_of=3, dimensions={"output": "0.00", "impact": None})
    unplaced = make_result(cycle, "64.02", None, rank=None)
    client = Client()
    client.force_login(secretary().user)
    address = reverse("reports:document", args=["certificate", unplaced.pk])
    assert "tidak diperingkat" in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    assert address not in client.get(reverse("reports:report", args=[unplaced.pk])).content.decode()
    offered = reverse("reports:document", args=["certificate", placed.pk])
    assert offered in client.get(reverse("reports:report", args=[placed.pk])).content.decode()
    actions.make(kind="certificate", subject=str(placed.pk), progress=lambda _step, _percent: None)
    stored = Report.objects.get()
    assert stored.pages == 1
    public = reverse("reports:verify", args=[stored.pk])
    assert "tidak berlaku lagi" not in client.get(public).content.decode()
    new_run(cycle)
    make_result(cycle, "64.01")
    assert "Digantikan oleh perhitungan ke-2" in client.get(public).content.decode()


@pytest.mark.django_db
def test_an_emblem_gives_a_new_file_and_leaves_the_one_before_in_force(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    result = make_result(make_announced(), "64.01", rank=1, rank_of=1)
    address = reverse("reports:document", args=["certificate", result.pk])
    client = Client()
    client.force_login(secretary().user)
    for picture in (b"", base64.b64decode(shield().address.partition(",")[2])):
        if picture:
            mark = hashlib.sha256(picture).hexdigest()
            Emblem.objects.create(
                regency=result.submission.regency, picture=picture, sha256=mark, set_at=timezone.now()
            )
        assert "Belum dibuat." in client.get(address).content.decode()
        for _turn in range(2):
            actions.make(kind="certificate", subject=str(result.pk), progress=lambda _step, _percent: None)
    bare, dressed = Report.objects.order_by("made_at")
    assert bare.size < dressed.size
    assert dressed.sha256 in client.get(address).content.decode()
    for stored in (bare, dressed):
        page = client.get(reverse("reports:verify", args=[stored.pk])).content.decode()
        assert "tidak berlaku lagi" not in page
