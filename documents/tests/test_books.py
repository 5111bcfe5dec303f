"""Facts about books: files become versions, their text is read once and whole, pages open for those who may read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import Role
from common.tests import corpus
from documents.actions import books, texts
from documents.models import Book, BookVersion, Document, PageText
from documents.tests import factories as make
from documents.tests.pdfs import printed, scanned
from jobs import actions as jobs
from jobs.models import Job
from journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def document(settings: Settings, tmp_path: Path) -> Document:
    settings.MEDIA_ROOT = tmp_path
    return make.make_document()


@pytest.fixture
def operator(client: Client, document: Document) -> Client:
    client.force_login(make.make_person(document.regency))
    return client


def add(document: Document, data: bytes, title: str = "Buku I") -> BookVersion:
    upload = SimpleUploadedFile("buku.pdf", data)
    return books.add_book(document, upload, kind="main", title=title, max_bytes=10**7, **make.WHO)


def work() -> None:
    for job in Job.objects.filter(state=Job.State.QUEUED):
        jobs.run(str(job.pk))


def address(version: BookVersion, name: str = "book_page") -> str:
    return reverse(f"documents:{name}", args=[version.book.document_id, version.book_id, version.number])


def book_page(version: BookVersion) -> str:
    return reverse("documents:book", args=[version.book.document_id, version.book_id])


def test_a_sent_pdf_is_read_page_by_page(operator: Client, document: Document) -> None:
    fields = {"kind": "plan", "title": "Buku II", "file": SimpleUploadedFile("b.pdf", printed("Satu", "", "Tiga"))}
    sent = operator.post(reverse("documents:book_new", args=[document.pk]), fields)
    version = BookVersion.objects.get()
    assert sent.status_code == 302 and sent["Location"] == book_page(version)
    assert "Teksnya sedang dibaca" in operator.get(book_page(version)).content.decode()
    work()
    version.refresh_from_db()
    assert (version.pages, version.pages_with_text) == (3, 2)
    assert list(PageText.objects.values_list("number", "text")) == [(1, "Satu"), (3, "Tiga")]
    shown = operator.get(reverse("documents:detail", args=[document.pk])).content.decode()
    assert "dapat dicari" in shown and "2 dari 3 halaman memuat teks" in shown
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)[1:]) == ["document.book", "document.text"]


def test_a_scan_cannot_be_searched_and_says_so(operator: Client, document: Document) -> None:
    version = add(document, scanned("Masterplan"))
    work()
    version.refresh_from_db()
    assert version.is_scan
    for page in (book_page(version), reverse("documents:detail", args=[document.pk])):
        assert "belum dapat dicari" in operator.get(page).content.decode()
    assert "tidak memuat teks" in operator.get(address(version)).content.decode()


def test_a_newer_file_leaves_the_old_one_as_it_was(operator: Client, document: Document) -> None:
    first = printed("Lama")
    old = add(document, first)
    sent = operator.post(book_page(old), {"file": SimpleUploadedFile("baru.pdf", printed("Baru"))})
    assert sent.status_code == 302
    new = BookVersion.objects.get(number=2)
    old.refresh_from_db()
    assert new.is_newest and not old.is_newest
    assert operator.get(address(old, "book_file")).getvalue() == first
    assert "versi lama" in operator.get(book_page(old)).content.decode()
    again = operator.post(book_page(old), {"file": SimpleUploadedFile("sama.pdf", first)})
    assert again.status_code == 422 and "sama dengan versi 1" in again.content.decode()
    assert BookVersion.objects.count() == 2


def test_what_is_no_pdf_is_refused_and_what_was_typed_stays(operator: Client, document: Document) -> None:
    for name, data, told in (("b.png", corpus.picture("PNG"), "bukan PDF"), ("b.pdf", b"%PDF-1.7 rusak", "terpotong")):
        fields = {"kind": "annex", "title": "Lampiran A", "file": SimpleUploadedFile(name, data)}
        answer = operator.post(reverse("documents:book_new", args=[document.pk]), fields)
        assert answer.status_code == 422
        assert told in answer.content.decode() and "Lampiran A" in answer.content.decode()
    assert not Book.objects.exists()


def test_a_page_is_drawn_once_and_its_text_stands_below(operator: Client, document: Document) -> None:
    version = add(document, printed("Satu", "Layanan <b>kota</b>"))
    work()
    for _turn in range(2):
        waiting = operator.get(address(version), {"hal": 2}).content.decode()
        assert "Halaman sedang disiapkan" in waiting and "Layanan kota" in waiting
    assert Job.objects.filter(kind="document.picture").count() == 1
    assert operator.get(address(version, "book_picture"), {"hal": 2}).status_code == 404
    work()
    ready = operator.get(address(version), {"hal": 2}).content.decode()
    assert "<img" in ready and "disiapkan" not in ready and "?hal=1" in ready and "?hal=3" not in ready
    answer = operator.get(address(version, "book_picture"), {"hal": 2})
    assert Image.open(io.BytesIO(answer.getvalue())).width == 1200
    for wrong in ("0", "3", "x", "9999999"):
        assert operator.get(address(version), {"hal": wrong}).status_code == 404


def test_a_worker_lost_in_the_middle_leaves_no_half_text(document: Document) -> None:
    version = add(document, printed("Satu", "Dua"))

    def lost(step: str, percent: int) -> None:
        if percent == 95:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        texts.make_job(version_id=str(version.pk), progress=lost)
    assert not PageText.objects.exists()
    for _turn in range(2):  # the sweeper may ring twice
        texts.make_job(version_id=str(version.pk), progress=jobs.silent)
    assert PageText.objects.count() == 2


def test_a_failed_reading_is_asked_for_again(operator: Client, document: Document) -> None:
    version = add(document, printed("Satu"))
    path = Path(version.file.path)
    kept = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"%PDF- hilang")
    work()
    assert "Teks berkas ini tidak dapat dibaca" in operator.get(book_page(version)).content.decode()
    path.write_bytes(kept)
    assert operator.post(address(version, "book_read")).status_code == 302
    work()
    assert PageText.objects.get().text == "Satu"


def test_readers_of_the_region_read_but_send_nothing(client: Client, document: Document) -> None:
    version = add(document, printed("Satu"))
    client.force_login(make.make_person(document.regency, Role.HEAD))
    assert client.get(address(version, "book_file")).status_code == 200
    assert Entry.objects.filter(verb="document.download", target_id=str(document.pk)).count() == 1
    assert "Unggah versi baru" not in client.get(book_page(version)).content.decode()
    newer = SimpleUploadedFile("b.pdf", printed("Dua"))
    assert client.post(book_page(version), {"file": newer}).status_code == 403
    assert client.post(address(version, "book_read")).status_code == 403
    assert client.get(reverse("documents:book_new", args=[document.pk])).status_code == 403


def test_pages_ask_the_same_number_of_queries_whatever_is_there(operator: Client, document: Document) -> None:
    def counted(page: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert operator.get(page).status_code == 200
        return len(caught)

    detail = reverse("documents:detail", args=[document.pk])
    first = add(document, printed("1"))
    few = counted(detail), counted(book_page(first))
    for number in ("2", "3"):
        add(document, printed(number), f"Buku {number}")
        upload = SimpleUploadedFile("b.pdf", printed(f"v{number}"))
        books.add_version(first.book, upload, max_bytes=10**7, **make.WHO)
    assert (counted(detail), counted(book_page(first))) == few
