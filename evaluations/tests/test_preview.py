"""Assessors with a seat look at the pages of the region's evidence; others do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jobs import actions as jobs
from jobs.models import Job
from tests import world

pytestmark = pytest.mark.django_db


def test_an_assessor_sees_pages_of_handed_in_evidence_through_the_own_seat(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    w = world.build()
    addresses = [
        reverse(f"evaluations:evidence_{name}", args=[w.seat.pk, w.attachment.pk]) for name in ("preview", "picture")
    ]
    client.force_login(w.seat.assessor)
    assert [client.get(address).status_code for address in addresses] == [404, 404]  # of another submission
    answer = w.scoring.answers.get(indicator__order=1)
    w.attachment.answer = answer
    w.attachment.save(update_fields=["answer"])
    assert "sedang disiapkan" in client.get(addresses[0]).content.decode()
    jobs.run(str(Job.objects.get(kind="evidence.preview").pk))
    assert "<img" in client.get(addresses[0]).content.decode()
    assert client.get(addresses[1])["Content-Type"] == "image/jpeg"
    client.force_login(w.strangers["assessor"])
    assert [client.get(address).status_code for address in addresses] == [404, 404]
