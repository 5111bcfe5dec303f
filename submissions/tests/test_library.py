"""The regency's library: who sees which file, versions, page pointers, days on which a document holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role
from common.tests.corpus_lists import BAD
from journal.models import Entry
from submissions.actions import evidence
from submissions.models import Attachment, Evidence, Submission
from submissions.tests.factories import (
    PDF,
    actor,
    hand_to,
    indicators,
    make_agency,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(settings: Settings, tmp_path: Path) -> Submission:
    settings.MEDIA_ROOT = tmp_path
    return make_submission(year=2026)


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency))
    return client


def attached(submission: Submission, place: int = 1, name: str = "laporan.pdf", extra: bytes = b"") -> Attachment:
    by = actor(make_member(submission.regency))
    upload, question = pdf(name, extra=extra), indicators(submission)[place]
    return evidence.attach(submission, question, upload, max_bytes=10**6, by=by, at=timezone.now())


def library(submission: Submission, **asked: str) -> tuple[str, dict[str, str]]:
    return reverse("submissions:library", args=[submission.regency_id]), asked


def page_of(client: Client, name: str, row: Evidence) -> Any:
    return client.get(reverse(f"submissions:{name}", args=[row.regency_id, row.pk]))


def test_files_are_found_by_name_kind_year_and_what_they_lack(operator: Client, submission: Submission) -> None:
    used = attached(submission, name="Perbup.pdf")
    unused = attached(submission, name="Foto rapat.pdf", extra=b"2").evidence
    Attachment.objects.filter(evidence=unused).delete()
    Evidence.objects.filter(pk=used.evidence_id).update(valid_from=date(2026, 1, 1))
    expected: dict[tuple[str, str], set[str]] = {
        ("cari", "perbup"): {"Perbup.pdf"},
        ("cari", used.evidence.sha256[:12]): {"Perbup.pdf"},
        ("jenis", "pdf"): {"Perbup.pdf", "Foto rapat.pdf"},
        ("jenis", "docx"): set(),
        ("tahun", "2026"): {"Perbup.pdf"},
        ("hanya", "unused"): {"Foto rapat.pdf"},
        ("hanya", "undated"): {"Foto rapat.pdf"},
        ("hanya", "old"): set(),
    }
    for (key, value), names in expected.items():
        page = operator.get(*library(submission, **{key: value})).content.decode()
        assert {name for name in ("Perbup.pdf", "Foto rapat.pdf") if name in page} == names, key
        assert ("Tidak ada berkas" in page) == (not names)


def test_the_library_needs_the_same_queries_for_one_file_and_for_three(
    operator: Client, submission: Submission
) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert operator.get(address).status_code == 200
        return len(caught)

    first = attached(submission).evidence
    addresses = [
        library(submission)[0],
        reverse("submissions:library_attach", args=[submission.pk, indicators(submission)[0].pk]),
        reverse("submissions:library_file", args=[submission.regency_id, first.pk]),
    ]
    [count(address) for address in addresses]
    one = [count(address) for address in addresses]
    for number, place in ((b"2", 2), (b"3", 3)):
        attached(submission, place, extra=number)
        attached(submission, place)
    assert [count(address) for address in addresses] == one


def test_one_file_serves_many_questions_each_with_its_own_page_and_note(
    operator: Client, submission: Submission
) -> None:
    row = attached(submission)
    address = reverse("submissions:library_attach", args=[submission.pk, indicators(submission)[2].pk])
    assert "laporan.pdf" in operator.get(address).content.decode()
    assert operator.post(address, {"evidence": row.evidence_id}).status_code == 302
    second = Attachment.objects.exclude(pk=row.pk).get()
    assert second.evidence_id == row.evidence_id
    pointing = reverse("submissions:evidence_point", args=[submission.pk, second.pk])
    assert operator.get(pointing).status_code == 200
    assert operator.post(pointing, {"page": "1", "note": "Bab II"}).status_code == 302
    assert operator.post(pointing, {"page": "2", "note": ""}).status_code == 409
    assert operator.post(pointing, {"page": "0", "note": ""}).status_code == 422
    second.refresh_from_db()
    assert (second.page, second.note) == (1, "Bab II")
    assert Attachment.objects.get(pk=row.pk).page is None
    page = page_of(operator, "library_file", row.evidence).content.decode()
    assert "halaman 1" in page and "Bab II" in page
    section = operator.get(reverse("submissions:section", args=[submission.pk, "outcome-governance"])).content.decode()
    assert "Bab II" in section
    assert Entry.objects.filter(verb="evidence.point").count() == 1


def test_a_new_version_moves_open_links_and_leaves_what_was_handed_in(operator: Client, submission: Submission) -> None:
    row = attached(submission)
    done = make_submission(regency=submission.regency, year=2025)
    kept = attached(done)
    Submission.objects.filter(pk=done.pk).update(state="handed_in", handed_in_at=timezone.now())
    replacing = reverse("submissions:library_replace", args=[submission.regency_id, row.evidence_id])
    assert operator.post(replacing, {"file": pdf("baru.pdf", extra=b"baru")}).status_code == 302
    old, new = Evidence.objects.get(pk=row.evidence_id), Evidence.objects.get(name="baru.pdf")
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (old.replaced_by, row.evidence, kept.evidence) == (new, new, old)
    assert row.changed_at is not None and kept.changed_at is None
    assert old.file.read() == PDF
    assert operator.post(replacing, {"file": pdf("lagi.pdf", extra=b"lagi")}).status_code == 409
    again = reverse("submissions:library_replace", args=[submission.regency_id, new.pk])
    assert operator.post(again, {"file": pdf("sama.pdf", extra=b"baru")}).status_code == 409
    assert operator.post(again, {}).status_code == 422
    assert "Buka versi berikutnya" in page_of(operator, "library_file", old).content.decode()
    assert Entry.objects.get(verb="evidence.replace").after["links"] == 1


def test_a_document_that_does_not_hold_in_the_year_is_marked(operator: Client, submission: Submission) -> None:
    row = attached(submission)
    address = reverse("submissions:library_validity", args=[submission.regency_id, row.evidence_id])
    assert operator.post(address, {"valid_from": "2024-01-01", "valid_until": "2023-12-31"}).status_code == 422
    assert operator.post(address, {"valid_from": "2020-01-01", "valid_until": "2025-12-31"}).status_code == 302
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    assert "Tidak berlaku lagi pada tahun 2026" in operator.get(section).content.decode()
    assert operator.post(address, {"valid_from": "2020-01-01", "valid_until": "2026-01-01"}).status_code == 302
    assert "Tidak berlaku lagi" not in operator.get(section).content.decode()
    assert Entry.objects.filter(verb="evidence.describe").count() == 2


def test_who_reads_the_library_and_who_keeps_it(client: Client, submission: Submission) -> None:
    row = attached(submission).evidence
    agency = make_agency(submission.regency)
    contributor = make_member(submission.regency, Role.CONTRIBUTOR, agency=agency)
    expected = {
        make_member(submission.regency): (200, 302),
        make_member(submission.regency, Role.HEAD): (200, 403),
        make_user(national=Role.SECRETARIAT): (200, 403),
        make_member(submission.regency, Role.COUNCIL): (404, 404),
        make_user(national=Role.ASSESSOR): (404, 404),
        make_member(make_regency("64.02")): (404, 404),
        contributor: (404, 404),
    }
    for person, (reads, keeps) in expected.items():
        client.force_login(person)
        assert page_of(client, "library_file", row).status_code == reads
        assert page_of(client, "library_download", row).status_code == reads
        address = reverse("submissions:library_validity", args=[row.regency_id, row.pk])
        assert client.post(address, {}).status_code == keeps
    hand_to(submission, indicators(submission)[1], agency)
    client.force_login(contributor)
    assert page_of(client, "library_file", row).status_code == 200


def test_the_library_hands_out_the_very_bytes_as_a_download(operator: Client, submission: Submission) -> None:
    answer = page_of(operator, "library_download", attached(submission).evidence)
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(verb="evidence.download").count() == 1


@pytest.mark.parametrize("name", [name for name in BAD if BAD[name][0] != "name"])
def test_a_bad_file_does_not_become_a_new_version(
    operator: Client, submission: Submission, settings: Settings, name: str
) -> None:
    row = attached(submission)
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    replacing = reverse("submissions:library_replace", args=[submission.regency_id, row.evidence_id])
    answer = operator.post(replacing, {"file": SimpleUploadedFile(name, BAD[name][1]())})
    assert answer.status_code == 422
    assert answer.context["error"]
    row.refresh_from_db()
    assert (Evidence.objects.count(), row.evidence.replaced_by) == (1, None)
    assert row.evidence.file.read() == PDF


def test_a_silent_scanner_takes_no_new_version_and_says_so(
    operator: Client, submission: Submission, settings: Settings
) -> None:
    row = attached(submission)
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    replacing = reverse("submissions:library_replace", args=[submission.regency_id, row.evidence_id])
    answer = operator.post(replacing, {"file": pdf("baru.pdf", extra=b"baru")})
    assert answer.status_code == 503
    assert "Pemindai virus sedang tidak dapat dihubungi" in answer.content.decode()
    assert Evidence.objects.count() == 1
