"""Pages as pictures: drawn by a job, opened at the pointed page, for those who may read the file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import Role
from common.tests import corpus
from jobs import actions as jobs
from jobs.models import Job
from submissions.actions import evidence, previews
from submissions.models import Attachment, Submission
from submissions.tests.factories import actor, indicators, make_member, make_regency, make_submission, make_user

pytestmark = pytest.mark.django_db


def pages(count: int) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(count):
            document.add_blank_page(page_size=(595, 842))
        document.save(out)
    return out.getvalue()


@pytest.fixture
def submission(settings: Settings, tmp_path: Path) -> Submission:
    settings.MEDIA_ROOT = tmp_path
    return make_submission()


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency))
    return client


def attached(submission: Submission, data: bytes, name: str = "laporan.pdf") -> Attachment:
    by = actor(make_member(submission.regency))
    upload = SimpleUploadedFile(name, data)
    return evidence.attach(submission, indicators(submission)[1], upload, max_bytes=10**7, by=by, at=timezone.now())


def address(row: Attachment, name: str = "evidence_preview") -> str:
    return reverse(f"submissions:{name}", args=[row.answer.submission_id, row.pk])


def work() -> None:
    for job in Job.objects.filter(state=Job.State.QUEUED):
        jobs.run(str(job.pk))


def width_of(client: Client, row: Attachment, **asked: int) -> tuple[int, int]:
    answer = client.get(address(row, "evidence_picture"), asked)
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    return Image.open(io.BytesIO(answer.getvalue())).size


def test_a_page_is_prepared_once_and_then_shown_at_the_pointed_page(operator: Client, submission: Submission) -> None:
    row = attached(submission, pages(3))
    Attachment.objects.update(page=2)
    for _turn in range(2):
        waiting = operator.get(address(row)).content.decode()
        assert "Halaman sedang disiapkan" in waiting and "Halaman 2 dari 3" in waiting
    assert Job.objects.count() == 1
    assert operator.get(address(row, "evidence_picture")).status_code == 404
    work()
    assert Job.objects.get().state == Job.State.DONE
    ready = operator.get(address(row)).content.decode()
    assert "<img" in ready and "disiapkan" not in ready
    assert "?hal=1" in ready and "?hal=3" in ready
    assert width_of(operator, row)[0] == 1200
    assert operator.get(address(row), {"hal": 3}).status_code == 200
    for wrong in ("0", "4", "x", "9999999"):
        assert operator.get(address(row), {"hal": wrong}).status_code == 404


def test_the_low_resolution_comes_first(
    operator: Client, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = attached(submission, pages(1))
    monkeypatch.setattr(previews, "WIDTHS", previews.WIDTHS[:1])
    operator.get(address(row))
    work()
    monkeypatch.undo()
    assert width_of(operator, row)[0] == 360
    assert "lebih tajam sedang disiapkan" in operator.get(address(row)).content.decode()
    work()
    assert width_of(operator, row)[0] == 1200


def test_a_picture_is_made_smaller_and_turned_upright(operator: Client, submission: Submission) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    row = attached(submission, corpus.picture(size=(1600, 900), exif=exif), "foto.jpg")
    operator.get(address(row))
    work()
    width, height = width_of(operator, row)
    assert height > width


def test_what_cannot_be_drawn_says_so_and_is_not_tried_for_ever(operator: Client, submission: Submission) -> None:
    row = attached(submission, pages(1))
    with row.evidence.file.storage.open(row.evidence.file.name, "wb") as file:
        file.write(b"%PDF-1.7 rusak")
    operator.get(address(row))
    work()
    for _turn in range(2):
        assert "tidak dapat digambar" in operator.get(address(row)).content.decode()
    assert Job.objects.count() == 1


def test_office_files_have_no_pages_to_show(operator: Client, submission: Submission) -> None:
    row = attached(submission, corpus.docx(), "surat.docx")
    assert operator.get(address(row)).status_code == 404
    section = operator.get(reverse("submissions:section", args=[submission.pk, "baseline"])).content.decode()
    assert "surat.docx" in section and "/lihat/" not in section


def test_region_staff_and_secretariat_look_and_strangers_do_not(client: Client, submission: Submission) -> None:
    row = attached(submission, pages(1))
    previews.ask(row.evidence, 1, by=actor(make_user()), at=timezone.now())
    work()
    expected = {
        make_member(submission.regency, Role.HEAD): 200,
        make_user(national=Role.SECRETARIAT): 200,
        make_member(submission.regency, Role.COUNCIL): 404,
        make_user(national=Role.ASSESSOR): 404,
        make_member(make_regency("64.02")): 404,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(address(row)).status_code == status
        assert client.get(address(row, "evidence_picture")).status_code == status
