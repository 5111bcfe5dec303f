"""Evidence in the browser: taken in, handed out as a download, detached; refused with its reason, never shown to others."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role
from common.steps import Refused
from common.tests.corpus_lists import BAD, GOOD
from journal.models import Entry
from submissions.actions import answers, evidence
from submissions.models import Answer, Attachment, Evidence, Submission
from submissions.tests.factories import (
    PDF,
    actor,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_member,
    make_regency,
    make_submission,
    pdf,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def submission(settings: Settings, tmp_path: object) -> Submission:
    settings.MEDIA_ROOT = tmp_path
    return make_submission()


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency))
    return client


def adding(submission: Submission, place: int = 1) -> str:
    return reverse("submissions:evidence_add", args=[submission.pk, indicators(submission)[place].pk])


def attached(submission: Submission, place: int = 1) -> Attachment:
    person = make_member(submission.regency)
    question = indicators(submission)[place]
    return evidence.attach(submission, question, pdf(), max_bytes=10**6, by=actor(person), at=timezone.now())


def address(name: str, submission: Submission, attachment: Attachment) -> str:
    return reverse(f"submissions:{name}", args=[submission.pk, attachment.pk])


def test_a_plain_post_attaches_and_leads_back_to_the_question(operator: Client, submission: Submission) -> None:
    answer = operator.post(adding(submission), {"file": pdf("Laporan tahunan.pdf")})
    assert answer.status_code == 302
    assert answer["Location"].endswith("/bagian/baseline/#q-2")
    row = Attachment.objects.get()
    assert (row.evidence.name, row.evidence.kind, row.evidence.pages) == ("Laporan tahunan.pdf", "pdf", 1)
    assert "Laporan" not in row.evidence.file.name
    assert Entry.objects.get(verb="evidence.add").after["file"] == "Laporan tahunan.pdf"
    page = operator.get(answer["Location"]).content.decode()
    assert "Laporan tahunan.pdf" in page
    assert "1 halaman" in page


def test_in_place_the_files_of_the_question_come_back(operator: Client, submission: Submission) -> None:
    answer = operator.post(adding(submission), {"file": pdf("Peta.pdf")}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="q-2-evidence"' in page
    assert "Peta.pdf" in page
    assert "<html" not in page


def test_a_section_shows_the_newest_files_and_the_way_to_all(operator: Client, submission: Submission) -> None:
    person, question = make_member(submission.regency), indicators(submission)[1]
    for n in range(5):
        at, file = timezone.now(), pdf(f"laporan-{n}.pdf", extra=str(n).encode())
        evidence.attach(submission, question, file, max_bytes=10**6, by=actor(person), at=at)
    section = reverse("submissions:section", args=[submission.pk, question.section_slug])
    page = operator.get(section).content.decode()
    assert [n for n in range(5) if f"laporan-{n}.pdf" in page] == [2, 3, 4]
    assert "Lihat semua 5 berkas" in page and adding(submission) in page
    everything = operator.get(adding(submission)).content.decode()
    assert all(f"laporan-{n}.pdf" in everything for n in range(5))
    first = Attachment.objects.get(evidence__name="laporan-0.pdf")
    answer = operator.post(adding(submission), {"detach": str(first.pk)})
    assert answer["Location"] == address("evidence_remove", submission, first)


def test_whoever_reads_a_question_sees_all_its_files_and_only_its_writers_a_field(
    client: Client, submission: Submission
) -> None:
    attached(submission)
    client.force_login(make_member(submission.regency, Role.HEAD))
    page = client.get(adding(submission))
    assert page.status_code == 200
    assert "laporan.pdf" in page.content.decode() and 'type="file"' not in page.content.decode()
    assert client.post(adding(submission), {"file": pdf()}).status_code == 403


def test_an_attached_file_does_not_make_an_open_page_stale(operator: Client, submission: Submission) -> None:
    operator.post(adding(submission), {"file": pdf()})
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    answer = operator.post(section, {"a-2-version": "0", "a-2-value": "0", "a-2-level": "0"})
    assert answer.status_code == 302
    assert Answer.objects.get().number == 0


def test_the_same_file_twice_is_stored_once_and_attached_once(operator: Client, submission: Submission) -> None:
    operator.post(adding(submission), {"file": pdf("a.pdf")})
    operator.post(adding(submission), {"file": pdf("b.pdf")})
    operator.post(adding(submission, 0), {"file": pdf("c.pdf")})
    assert Evidence.objects.count() == 1
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kosong.pdf", b"", "kosong"),
        ("catatan.pdf", b"hanya teks biasa\n", "berisi teks biasa"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "gambar SVG"),
        ("halaman.pdf", b"<html><script>alert(1)</script></html>", "halaman web"),
        ("laporan.docx", PDF, "tidak berakhiran"),
        ("skrip.pdf", PDF.replace(b"/Pages 2 0 R", b"/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>"), "skrip"),
    ],
)
@pytest.mark.parametrize("in_place", [True, False])
def test_a_bad_file_is_refused_with_its_reason(
    operator: Client, submission: Submission, name: str, content: bytes, sentence: str, in_place: bool
) -> None:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    answer = operator.post(adding(submission), {"file": file}, headers=HTMX if in_place else {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'role="alert"' in page
    assert not Attachment.objects.exists()
    assert not Evidence.objects.exists()


def test_too_large_a_file_and_no_file_are_refused(operator: Client, submission: Submission, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    page = operator.get(adding(submission)).content.decode()
    assert "paling besar 1 MB" in page
    large = operator.post(adding(submission), {"file": pdf(extra=b"x" * 1024 * 1024)})
    assert large.status_code == 422
    assert "lebih besar dari 1 MB" in large.content.decode()
    none = operator.post(adding(submission), {})
    assert none.status_code == 422
    assert "Pilih berkas dahulu." in none.content.decode()


def test_a_question_takes_a_limited_number_of_files(operator: Client, submission: Submission) -> None:
    row = attached(submission)
    others = [
        Evidence(regency=submission.regency, name="x", kind="pdf", size=1, sha256=str(n), added_at=row.added_at)
        for n in range(19)
    ]
    Evidence.objects.bulk_create(others)
    Attachment.objects.bulk_create(Attachment(answer=row.answer, evidence=e, added_at=row.added_at) for e in others)
    answer = operator.post(adding(submission), {"file": pdf(extra=b"lagi")})
    assert answer.status_code == 409
    assert "paling banyak 20 berkas" in answer.content.decode()


def test_a_download_is_an_attachment_that_no_browser_runs(operator: Client, submission: Submission) -> None:
    row = attached(submission)
    answer = operator.get(address("evidence", submission, row))
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(verb="evidence.download").count() == 1


def test_detaching_asks_first_and_keeps_the_stored_file(operator: Client, submission: Submission) -> None:
    row = attached(submission)
    page = operator.get(address("evidence_remove", submission, row))
    assert page.status_code == 200
    assert Attachment.objects.exists()
    assert "laporan.pdf" in page.content.decode()
    assert operator.post(address("evidence_remove", submission, row)).status_code == 302
    assert not Attachment.objects.exists()
    assert Evidence.objects.exists()
    assert Entry.objects.get(verb="evidence.remove").before["file"] == "laporan.pdf"
    assert operator.get(address("evidence", submission, row)).status_code == 404


def test_without_scripts_the_buttons_save_first_and_then_lead_to_the_file_pages(
    operator: Client, submission: Submission
) -> None:
    row = attached(submission)
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    sent = {"a-2-version": "0", "a-2-value": "8"}
    assert operator.post(section, sent | {"attach": "2"})["Location"] == adding(submission)
    assert Answer.objects.get().number == 8
    detached = operator.post(section, {"detach": str(row.pk)})
    assert detached["Location"] == address("evidence_remove", submission, row)
    assert operator.post(section, {"detach": "//lain.test"}).status_code == 404


@pytest.mark.parametrize("state", ["handed_in", "absent"])
def test_a_closed_submission_takes_and_gives_up_no_file(operator: Client, submission: Submission, state: str) -> None:
    row = attached(submission)
    handed_in_at = timezone.now() if state == "handed_in" else None
    Submission.objects.update(state=state, handed_in_at=handed_in_at)
    assert operator.post(adding(submission), {"file": pdf(extra=b"2")}).status_code == 409
    assert operator.post(address("evidence_remove", submission, row)).status_code == 409
    assert Attachment.objects.count() == 1
    assert operator.get(address("evidence", submission, row)).status_code == 200


def test_head_and_secretariat_download_but_change_nothing(client: Client, submission: Submission) -> None:
    row = attached(submission)
    client.force_login(make_member(submission.regency, Role.HEAD))
    assert client.get(address("evidence", submission, row)).status_code == 200
    assert client.post(adding(submission), {"file": pdf()}).status_code == 403
    assert client.post(address("evidence_remove", submission, row)).status_code == 403


def test_strangers_find_no_file(client: Client, submission: Submission) -> None:
    row = attached(submission)
    for person in (make_member(make_regency("64.02")), make_member(submission.regency, Role.COUNCIL)):
        client.force_login(person)
        assert client.get(address("evidence", submission, row)).status_code == 404
        assert client.get(address("evidence_remove", submission, row)).status_code == 404
        assert client.post(adding(submission), {"file": pdf()}).status_code == 404
    assert Attachment.objects.count() == 1


def test_a_file_of_another_submission_is_not_reached_through_the_own(client: Client, submission: Submission) -> None:
    row = attached(submission)
    own = make_submission(cycle=submission.cycle, regency=make_regency("64.02"))
    client.force_login(make_member(own.regency))
    assert client.get(address("evidence", own, row)).status_code == 404
    assert client.post(address("evidence_remove", own, row)).status_code == 404


def test_a_contributor_reaches_files_of_the_own_questions_alone(client: Client, submission: Submission) -> None:
    own, other = attached(submission, 1), attached(submission, 0)
    agency = make_agency(submission.regency)
    hand_to(submission, indicators(submission)[1], agency)
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert client.get(address("evidence", submission, own)).status_code == 200
    assert client.get(address("evidence", submission, other)).status_code == 404
    assert client.post(address("evidence_remove", submission, other)).status_code == 404
    assert client.post(adding(submission, 0), {"file": pdf()}).status_code == 404
    assert client.post(adding(submission, 1), {"file": pdf(extra=b"2")}).status_code == 302


def test_an_answer_saved_in_the_moment_of_handing_in_is_refused(submission: Submission) -> None:
    make_answer(submission, indicators(submission)[1])
    stale = Submission.objects.select_related("cycle").get(pk=submission.pk)
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    with pytest.raises(Refused, match="sudah diserahkan"):
        answers.save(
            stale,
            indicators(submission)[0],
            answers.Draft(yes=True),
            version=0,
            by=actor(make_member(submission.regency)),
            at=timezone.now(),
        )


@pytest.mark.parametrize("name", [name for name in BAD if BAD[name][0] != "name"])
def test_the_plain_form_refuses_a_bad_file_with_its_sentence_and_stores_nothing(
    operator: Client, submission: Submission, settings: Settings, name: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    answer = operator.post(adding(submission), {"file": SimpleUploadedFile(name, BAD[name][1]())})
    assert answer.status_code == 422
    assert answer.context["error"]
    assert not Evidence.objects.exists()
    assert not (settings.MEDIA_ROOT / "evidence").exists()


def test_letters_that_mislead_do_not_come_through_the_plain_form(operator: Client, submission: Submission) -> None:
    operator.post(adding(submission), {"file": pdf("fdp\u202egpj.pdf")})
    assert Evidence.objects.get().name == "fdpgpj.pdf"


@pytest.mark.parametrize("name", GOOD)
def test_the_plain_form_keeps_a_good_file_byte_for_byte(operator: Client, submission: Submission, name: str) -> None:
    data = GOOD[name][2]()
    assert operator.post(adding(submission), {"file": SimpleUploadedFile(name, data)}).status_code == 302
    evidence = Evidence.objects.get()
    assert evidence.file.read() == data
    assert (evidence.name, evidence.kind) == (name, GOOD[name][0])


@pytest.mark.parametrize("in_place", [True, False])
def test_a_silent_scanner_takes_no_file_and_says_so(
    operator: Client, submission: Submission, settings: Settings, in_place: bool
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    answer = operator.post(adding(submission), {"file": pdf()}, headers=HTMX if in_place else {})
    assert answer.status_code == 503
    assert "Pemindai virus sedang tidak dapat dihubungi" in answer.content.decode()
    assert not Evidence.objects.exists()
    settings.CLAMD_URL = ""
    assert operator.post(adding(submission), {"file": pdf()}).status_code == 302
