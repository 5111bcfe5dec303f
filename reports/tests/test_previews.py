"""A report before the announcement: printed as if announced, marked DRAF, for the secretariat alone, gone after a week."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Actor, Role, User
from common.steps import Refused
from evaluations.models import ResultRun
from evaluations.tests.factories import make_assessor, make_scored, make_secretary, plenary, ready
from jobs.actions import WorkFailed, silent
from jobs.models import Job
from journal.models import Entry
from reports.actions import previews
from reports.models import DraftPreview, Report
from reports.tests.test_pdf import text_of
from submissions.models import Cycle, Submission
from submissions.tests.factories import make_member, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def made(submission: Submission, kind: str = "region") -> DraftPreview:
    args = {"submission_id": str(submission.pk), "cycle_id": str(submission.cycle_id)}
    previews.make(kind=kind, progress=silent, **args)
    return DraftPreview.objects.latest("made_at")


def secretary() -> User:
    return make_secretary()


def test_it_prints_what_would_be_announced_and_leaves_nothing_of_the_announcement(tmp_path: Path) -> None:
    submission = ready()
    before = Entry.objects.count()
    row = made(submission)
    text = text_of((tmp_path / row.file).read_bytes())
    assert "DRAF" in text
    assert submission.regency.name in text
    assert "3,00" in text
    assert "/periksa/" not in text
    assert not ResultRun.objects.exists()
    assert not Report.objects.exists()
    assert Entry.objects.count() == before
    assert Cycle.objects.get(pk=submission.cycle_id).state == Cycle.State.PLENARY


def test_it_is_refused_with_what_an_announcement_lacks(client: Client) -> None:
    cycle = plenary()
    submission = make_scored(cycle=cycle, regency=make_regency("64.01"))
    by = Actor(secretary(), Role.SECRETARIAT)
    with pytest.raises(Refused):
        previews.request(submission, "region", by=by, at=timezone.now())
    with pytest.raises(WorkFailed):
        made(submission)
    client.force_login(secretary())
    answer = client.post(reverse("reports:previews", args=[cycle.pk]), {"region": "64.01", "kind": "region"})
    assert answer.status_code == 409
    assert not Job.objects.exists()
    assert not DraftPreview.objects.exists()


def test_the_secretariat_asks_looks_and_downloads(client: Client) -> None:
    submission = ready()
    client.force_login(secretary())
    address = reverse("reports:previews", args=[submission.cycle_id])
    assert "Belum ada pratinjau" in client.get(address).content.decode()
    client.post(address, {"region": submission.regency_id, "kind": "brief"})
    job = Job.objects.get(kind="report.preview")
    assert Entry.objects.filter(verb="report.preview").count() == 1
    previews.make(progress=silent, **job.args)
    row = DraftPreview.objects.get()
    assert reverse("reports:preview", args=[row.pk]) in client.get(address).content.decode()
    page = client.get(reverse("reports:preview", args=[row.pk])).content.decode()
    assert page.count(reverse("reports:preview_page", args=[row.pk, 1])[:-5]) == row.pages == 2
    picture = client.get(reverse("reports:preview_page", args=[row.pk, 2]))
    assert picture.content.startswith(b"\xff\xd8")
    assert client.get(reverse("reports:preview_page", args=[row.pk, 3])).status_code == 404
    file = client.get(reverse("reports:preview_file", args=[row.pk]))
    assert file.getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("role", ["operator", "head", "council", "assessor"])
def test_nobody_else_sees_that_it_exists(client: Client, role: str) -> None:
    submission = ready()
    row = DraftPreview.objects.create(
        kind="region",
        submission=submission,
        file="previews/x.pdf",
        pages=1,
        made_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    person = make_assessor() if role == "assessor" else make_member(submission.regency, role)
    client.force_login(person)
    for name, args in (("previews", [submission.cycle_id]), ("preview", [row.pk]), ("preview_file", [row.pk])):
        assert client.get(reverse(f"reports:{name}", args=args)).status_code == 404


def test_after_a_week_it_goes_with_its_file(client: Client, tmp_path: Path) -> None:
    row = made(ready(), "certificate")
    assert (tmp_path / row.file).exists()
    assert previews.expire(at=row.expires_at - timedelta(seconds=1)) == 0
    assert previews.expire(at=row.expires_at) == 1
    assert not (tmp_path / row.file).exists()
    client.force_login(secretary())
    assert client.get(reverse("reports:preview", args=[row.pk])).status_code == 404


def test_the_page_asks_as_much_for_three_as_for_one(client: Client) -> None:
    submission = ready()
    client.force_login(secretary())
    counts, now = [], timezone.now()
    for more in (1, 2):
        for number in range(more):
            DraftPreview.objects.create(
                kind="region",
                submission=submission,
                file=f"previews/{number}.pdf",
                pages=1,
                made_at=now,
                expires_at=now + timedelta(days=1),
            )
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reports:previews", args=[submission.cycle_id]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
