"""The page of a job: for who asked and the secretariat; it refreshes itself while the job lives."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from jobs.models import Job
from jobs.queries import expected_end, usual
from jobs.tests.factories import make_job, make_person

pytestmark = pytest.mark.django_db


def address(job: Job) -> str:
    return reverse("jobs:detail", args=[job.pk])


def without_token(page: str) -> str:
    """A page without what is another at each opening: the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_live_job_refreshes_itself_and_has_a_link_without_scripts(client: Client) -> None:
    owner = make_person()
    job = make_job(Job.State.RUNNING, owner=owner, step="Menyusun tabel", percent=62, heartbeat_at=timezone.now())
    client.force_login(owner)
    page = client.get(address(job)).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Menyusun tabel" in page
    assert "62 %" in page
    assert f'<a href="{address(job)}">Muat ulang</a>' in page


def test_the_part_is_a_part_of_the_same_page(client: Client) -> None:
    owner = make_person()
    job = make_job(owner=owner)
    client.force_login(owner)
    part = without_token(client.get(address(job), headers={"HX-Request": "true"}).content.decode())
    assert part.strip().startswith("<section")
    assert "<html" not in part
    assert part.strip() in without_token(client.get(address(job)).content.decode())


def test_a_finished_job_rests_and_leads_to_what_it_made(client: Client) -> None:
    owner = make_person()
    result = "0b0d7ea8-3a19-4c43-9f60-5e0e5cf0a001"
    job = make_job(Job.State.DONE, owner=owner, kind="report.make", args={"kind": "region", "subject": result})
    client.force_login(owner)
    page = client.get(address(job)).content.decode()
    assert "hx-trigger" not in page
    assert reverse("reports:document", args=["region", result]) in page
    assert "Laporan PDF" in page


def test_a_failed_job_says_why_and_is_tried_again(client: Client) -> None:
    owner = make_person()
    job = make_job(Job.State.FAILED, owner=owner, kind="cycle.announce", args={}, error="Panel belum lengkap.")
    client.force_login(owner)
    page = client.get(address(job)).content.decode()
    assert "Panel belum lengkap." in page
    assert "Coba lagi" in page
    answer = client.post(address(job))
    fresh = Job.objects.get(state=Job.State.QUEUED)
    assert answer["Location"] == address(fresh)
    assert fresh.owner == owner


def test_a_job_that_did_not_fail_is_not_tried_again(client: Client) -> None:
    owner = make_person()
    job = make_job(Job.State.DONE, owner=owner)
    client.force_login(owner)
    answer = client.post(address(job))
    assert answer.status_code == 409
    assert "Hanya pekerjaan yang gagal" in answer.content.decode()
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"), [(Role.SECRETARIAT, 200), (Role.ASSESSOR, 404), (Role.ADMINISTRATOR, 404), (None, 404)]
)
def test_who_opens_the_job_of_another(client: Client, role: Role | None, status: int) -> None:
    job = make_job(Job.State.FAILED, owner=make_person(), kind="cycle.announce")
    client.force_login(make_person(role) if role else make_person())
    assert client.get(address(job)).status_code == status
    assert client.post(address(job)).status_code == (302 if status == 200 else 404)
    assert Job.objects.count() == (2 if status == 200 else 1)


def test_the_list_shows_the_own_work_and_the_secretariat_everybody_s(client: Client) -> None:
    owner = make_person()
    now = timezone.now()
    began = now - timedelta(minutes=2)
    make_job(Job.State.RUNNING, owner=owner, kind="report.make", percent=50, started_at=began, heartbeat_at=now)
    make_job(Job.State.FAILED, owner=make_person(), kind="cycle.announce", error="Panel belum lengkap.")
    client.force_login(owner)
    page = client.get(reverse("jobs:list")).content.decode()
    assert "Laporan PDF" in page
    assert "50 %" in page
    assert "selesai" in page
    assert "Panel belum lengkap." not in page
    client.force_login(make_person(Role.SECRETARIAT))
    assert "Panel belum lengkap." in client.get(reverse("jobs:list")).content.decode()


def test_without_work_the_list_says_so(client: Client) -> None:
    client.force_login(make_person())
    assert "Belum ada pekerjaan" in client.get(reverse("jobs:list")).content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(client: Client) -> None:
    owner = make_person()
    client.force_login(owner)
    counts = []
    for more in (1, 2):
        for _job in range(more):
            make_job(Job.State.RUNNING, owner=owner, kind="report.make", started_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("jobs:list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_owner_cancels_a_live_job(client: Client) -> None:
    owner = make_person()
    job = make_job(owner=owner, kind="panel.plan", args={})
    client.force_login(owner)
    assert "Batalkan pekerjaan" in client.get(address(job)).content.decode()
    client.post(address(job), {"cancel": "1"})
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    page = client.get(address(job)).content.decode()
    assert "Pekerjaan dibatalkan" in page
    assert client.post(address(job), {"cancel": "1"}).status_code == 409


def test_the_end_is_told_from_the_own_pace_or_from_that_of_others() -> None:
    now = timezone.now()
    began = now - timedelta(seconds=30)
    own = make_job(Job.State.RUNNING, percent=50, started_at=began)
    fresh = make_job(Job.State.RUNNING, percent=0, started_at=began)
    assert expected_end(own, {}, now) == now + timedelta(seconds=30)
    assert expected_end(fresh, {}, now) is None
    make_job(Job.State.DONE, started_at=now - timedelta(seconds=40), finished_at=now)
    assert expected_end(fresh, usual(["test.count"]), now) == now + timedelta(seconds=10)
    assert expected_end(make_job(), usual(["test.count"]), now) is None
