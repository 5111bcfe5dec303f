"""The assessor's worksheet: the own marks and notes, for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evaluations.models import Mark, Seat
from evaluations.tests.factories import ready, secretary
from reports import actions
from reports.models import Report
from reports.tests.test_pdf import text_of
from submissions.tests.factories import indicators


@pytest.mark.django_db
def test_a_worksheet_is_its_own_assessors_alone_and_a_new_mark_makes_a_new_version(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = ready()
    seat = Seat.objects.filter(submission=submission).order_by("number")[0]
    other = Seat.objects.filter(submission=submission).order_by("number")[1]
    for reader, status in ((seat.assessor, 200), (other.assessor, 404), (secretary().user, 404)):
        client = Client()
        client.force_login(reader)
        assert client.get(reverse("reports:document", args=["worksheet", seat.pk])).status_code == status
        assert client.get("/laporan/worksheet/64.01/").status_code == 404
        assert client.get(f"/laporan/tak-dikenal/{seat.pk}/").status_code == 404
    actions.make(kind="worksheet", subject=str(seat.pk), progress=lambda _step, _percent: None)
    actions.make(kind="worksheet", subject=str(seat.pk), progress=lambda _step, _percent: None)
    first = Report.objects.get()
    text = text_of((tmp_path / first.file).read_bytes())
    assert all(indicator.label in text for indicator in indicators(submission))
    assert "Catatan contoh." in text
    Mark.objects.filter(seat=seat).update(value=0)
    actions.make(kind="worksheet", subject=str(seat.pk), progress=lambda _step, _percent: None)
    assert Report.objects.count() == len(list((tmp_path / "reports").iterdir())) == 2
    shown = Client().get(reverse("reports:verify", args=[first.pk])).content.decode()
    assert "tidak berlaku lagi" in shown
    assert "Lembar kerja asesor" in shown
