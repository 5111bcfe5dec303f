"""The minutes of a plenary on paper: closed ones only, for the panel that signed them and the secretariat."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evaluations.models import Plenary
from evaluations.tests import factories as make
from evaluations.tests.test_minutes import closed, finished
from reports import actions
from reports.models import Report
from reports.tests.test_pdf import text_of
from submissions.tests.factories import indicators, make_member


@pytest.mark.django_db
def test_closed_minutes_are_printed_for_their_panel_and_told_to_the_public_without_a_word(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission, seats = closed()
    row = Plenary.objects.get()
    late = make.complete(make.make_seat(submission))
    address = reverse("reports:document", args=["minutes", row.pk])
    readers = {
        seats[0].assessor: 200,
        make.make_secretary(): 200,
        late.assessor: 404,
        make_member(submission.regency): 404,
    }
    for reader, status in readers.items():
        client.force_login(reader)
        assert client.get(address).status_code == status
    for _twice in range(2):
        actions.make(kind="minutes", subject=str(row.pk), progress=lambda _step, _percent: None)
    stored = Report.objects.get(kind="minutes")
    flat = "".join(text_of((tmp_path / stored.file).read_bytes()).split())
    question = indicators(submission)[0]
    wanted = [
        f"{question.order}. {question.label_id}",
        "Sepakat.",
        "Nilai bersama panel: 0.",
        "Angkanya belum lengkap.",
        row.sha256,
    ]
    for text in [*wanted, *(seat.assessor.name for seat in seats)]:
        assert "".join(text.split()) in flat
    shown = Client().get(reverse("reports:verify", args=[stored.pk])).content.decode()
    assert "Berita acara pleno" in shown and submission.regency.name in shown
    assert "Angkanya" not in shown and seats[0].assessor.name not in shown


@pytest.mark.django_db
def test_open_minutes_are_not_printed(client: Client) -> None:
    _submission, seats = finished()
    client.force_login(seats[0].assessor)
    address = reverse("reports:document", args=["minutes", Plenary.objects.get().pk])
    assert client.post(address).status_code == 409
    assert "Berita acara belum ditutup." in client.get(address).content.decode()
