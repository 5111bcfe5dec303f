"""The receipt on paper: it names every file, and the next hand-in supersedes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Actor, Role
from evaluations.tests.factories import secretary
from reports import actions
from reports.models import Report
from reports.queries.genuine import origin
from reports.tests.test_pdf import text_of
from submissions.actions import evidence, excuses
from submissions.actions import submissions as steps
from submissions.models import Answer, Receipt
from submissions.tests.factories import indicators, make_agency, make_member, make_regency, make_submission
from submissions.tests.factories import pdf as make_pdf


@pytest.mark.django_db
def test_a_receipt_on_paper_names_every_file_and_is_superseded_by_the_next(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = make_submission(answered=True)
    head = Actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    file = evidence.attach(
        submission, indicators(submission)[0], make_pdf(), max_bytes=10**6, by=head, at=timezone.now()
    )
    for number in (1, 2):
        Answer.objects.filter(submission=submission).update(own_level=number)
        excuses.excuse(submission, None, reason=f"Alasan ke-{number}.", by=head, at=timezone.now())
        steps.hand_in(submission, by=head, at=timezone.now())
        steps.step_back(submission, "send_back", by=secretary(), at=timezone.now(), reason="Perbaiki.")
    second, first = Receipt.objects.filter(submission=submission)
    actions.make(kind="receipt", subject=str(first.pk), progress=lambda _step, _percent: None)
    stored = Report.objects.get(kind="receipt")
    text = text_of((tmp_path / stored.file).read_bytes())
    flat = "".join(text.split())
    for wanted in (file.evidence.name, file.evidence.sha256, first.sha256, "Alasan ke-1.", "WITA", str(first.pk)):
        assert "".join(wanted.split()) in flat
    assert "Alasan ke-1" not in client.get(reverse("reports:verify", args=[stored.pk])).content.decode()
    found = origin(pk=stored.pk)
    assert found is not None and not found.is_newest
    address = reverse("reports:document", args=["receipt", second.pk])
    client.force_login(make_member(make_regency("64.02")))
    assert client.get(address).status_code == 404
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=make_agency(submission.regency)))
    assert client.get(address).status_code == 403
    client.force_login(make_member(submission.regency))
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
