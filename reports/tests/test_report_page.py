"""The page of a report in each of its states, and the download."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Role, User
from evaluations.actions import results
from evaluations.models import Result, ResultRun
from evaluations.tests.factories import make_assessor, make_secretary, plenary, ready, secretary
from jobs import actions as jobs
from jobs.models import Job
from journal.models import Entry
from reports import actions
from reports.kinds import region
from reports.models import Report
from submissions.tests.factories import make_member, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def result() -> Result:
    submission = ready()
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    return Result.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def council(result: Result) -> Client:
    return signed_in(make_member(result.submission.regency, Role.COUNCIL))


def page(result: Result) -> str:
    return reverse("reports:report", args=[result.pk])


def file(result: Result) -> str:
    return reverse("reports:download", args=[result.pk])


def make(result: Result) -> Report:
    actions.make(kind="region", subject=str(result.pk), progress=lambda _step, _percent: None)
    return Report.objects.get(subject=result.pk)


def job_of(result: Result, **fields: object) -> Job:
    values = {"kind": actions.JOB, "key": actions.job_key(region.KIND, result, ""), "args": {}}
    now = timezone.now()
    return Job.objects.create(**{**values, "created_at": now, "rung_at": now, **fields})


def test_before_it_says_what_the_report_holds_and_offers_to_make_it(result: Result) -> None:
    shown = council(result).get(page(result)).content.decode()
    assert "Buat laporan" in shown
    assert "Kekuatan, kelemahan, dan rekomendasi" in shown
    assert "hx-get" not in shown


def test_asking_makes_a_job_and_leads_back_to_the_page(result: Result) -> None:
    client = council(result)
    answer = client.post(page(result))
    assert (answer.status_code, answer["Location"]) == (302, page(result))
    assert Job.objects.get().key == actions.job_key(region.KIND, result, "")
    assert Entry.objects.get(verb="report.request").regency_code == "64.01"


def test_while_it_is_made_the_page_shows_step_and_percent_and_renews_itself(result: Result) -> None:
    job_of(result, state=Job.State.RUNNING, step="Menata halaman 7", percent=42)
    client = council(result)
    shown = client.get(page(result)).content.decode()
    assert "Menata halaman 7" in shown
    assert "42 %" in shown
    assert f'hx-get="{page(result)}"' in shown
    assert "Muat ulang" in shown
    part = client.get(page(result), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section class="panel job" id="job"')
    assert "<h1" not in part


def test_a_failure_tells_its_reason_and_can_be_tried_again(result: Result) -> None:
    job_of(result, state=Job.State.FAILED, error="Penyimpanan penuh.", finished_at=timezone.now())
    client = council(result)
    shown = client.get(page(result)).content.decode()
    assert "Penyimpanan penuh." in shown
    assert "Coba lagi" in shown
    client.post(page(result))
    again = Job.objects.get(state=Job.State.QUEUED)
    jobs.run(str(again.pk))
    assert "Unduh laporan" in client.get(page(result)).content.decode()


def test_when_done_it_tells_size_pages_day_and_hash(result: Result) -> None:
    report = make(result)
    shown = council(result).get(page(result)).content.decode()
    assert report.sha256 in shown
    assert f"<dd>{report.pages}</dd>" in shown
    assert file(result) in shown
    assert "hx-get" not in shown
    assert "WITA" in shown


def test_asking_for_what_is_there_makes_no_work(result: Result) -> None:
    make(result)
    council(result).post(page(result))
    assert not Job.objects.exists()


def test_the_download_is_the_stored_file_as_an_attachment_and_is_journalled(result: Result) -> None:
    report = make(result)
    answer = council(result).get(file(result))
    assert hashlib.sha256(answer.getvalue()).hexdigest() == report.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="Laporan evaluasi daerah Kabupaten 64.01')
    assert answer["Cache-Control"] == "private, no-store"
    assert Entry.objects.filter(verb="report.download", role=Role.COUNCIL).count() == 1


def test_a_file_that_is_gone_is_not_found_and_not_journalled(result: Result, media: Path) -> None:
    (media / make(result).file).unlink()
    assert council(result).get(file(result)).status_code == 404
    assert not Entry.objects.filter(verb="report.download").exists()


def test_without_a_report_there_is_no_file(result: Result) -> None:
    assert council(result).get(file(result)).status_code == 404


def newer_run(result: Result) -> Result:
    """The same region's result in a later run, as a corrected import makes it."""
    old = result.run
    old.is_current = False
    old.save(update_fields=["is_current"])
    run = ResultRun.objects.create(
        cycle=old.cycle, number=old.number + 1, kind=old.kind, at=timezone.now(), input_hash="0" * 64
    )
    return Result.objects.create(run=run, submission=result.submission, final=result.final)


def test_a_superseded_report_says_so_and_leads_to_the_one_in_force(result: Result) -> None:
    make(result)
    newer = newer_run(result)
    client = council(result)
    shown = client.get(page(result)).content.decode()
    assert "sudah digantikan" in shown
    assert page(newer) in shown
    assert "Unduh laporan" in shown
    assert client.get(file(result)).status_code == 200


def test_a_superseded_result_without_a_report_is_refused_one(result: Result) -> None:
    newer_run(result)
    client = council(result)
    assert "Buat laporan" not in client.get(page(result)).content.decode()
    answer = client.post(page(result))
    assert answer.status_code == 409
    assert "laporan baru tidak dibuat" in answer.content.decode()


def test_a_neighbours_report_does_not_exist(result: Result) -> None:
    make(result)
    stranger = signed_in(make_member(make_regency("64.02"), Role.OPERATOR))
    for answer in (stranger.get(page(result)), stranger.post(page(result)), stranger.get(file(result))):
        assert answer.status_code == 404


def test_an_assessor_without_a_seat_does_not_see_it_and_one_with_a_seat_does(result: Result) -> None:
    assert signed_in(make_assessor()).get(page(result)).status_code == 404
    seated = result.submission.seats.first().assessor
    assert signed_in(seated).get(page(result)).status_code == 200


def test_the_secretariat_reads_every_report(result: Result) -> None:
    make(result)
    assert signed_in(make_secretary()).get(file(result)).status_code == 200


def test_nobody_reads_it_without_signing_in(result: Result) -> None:
    for address in (page(result), file(result)):
        assert Client().get(address).status_code == 302


def test_the_page_asks_the_same_number_of_queries_with_one_and_three_regions(
    result: Result, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cycle = plenary()
    for code in ("64.01", "64.02", "31.71"):
        ready(code, cycle)
    results.announce(cycle, by=secretary(), at=timezone.now())
    client = council(result)
    for row in Result.objects.filter(submission__regency="64.01"):
        with django_assert_max_num_queries(10):
            client.get(page(row))
