"""Facts about the search: the right page, marked and escaped, of what the person may see and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from accounts.models import Role
from documents.actions import books, texts
from documents.models import BookVersion, Document
from documents.tests import factories as make
from documents.tests.pdfs import printed, scanned
from jobs import actions as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
SEARCH = reverse("documents:search")


@pytest.fixture(autouse=True)
def kept_apart(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def add(document: Document, data: bytes) -> BookVersion:
    """A book whose text was read."""
    upload = SimpleUploadedFile("buku.pdf", data)
    version = books.add_book(document, upload, kind="main", title="Buku I", max_bytes=10**7, **make.WHO)
    texts.make_job(version_id=str(version.pk), progress=jobs.silent)
    return version


def store(document: Document, *pages: str) -> BookVersion:
    """A book with these texts, without a file that holds them."""
    number = document.books.count() + 1
    book = document.books.create(title=f"Buku {number}", order=number)
    known: dict[str, Any] = {"name": "b.pdf", "sha256": f"{number:064}", "size": 1, "pages": len(pages)}
    version = BookVersion.objects.create(book=book, number=1, added_at=make.AT, **known)
    texts.store(version, list(pages), at=make.AT)
    return version


def ask(client: Client, words: str, **more: Any) -> str:
    answer = client.get(SEARCH, {"cari": words, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def opens(version: BookVersion, page: int) -> str:
    where = reverse("documents:book_page", args=[version.book.document_id, version.book_id, version.number])
    return f'href="{where}?hal={page}"'


def signed_in(client: Client, document: Document, role: Role = Role.OPERATOR) -> Client:
    client.force_login(make.make_person(document.regency, role))
    return client


def test_a_word_is_found_on_its_page_in_one_and_in_two_columns(client: Client) -> None:
    document = make.make_document()
    plain = add(document, printed("Pembukaan", "Jaringan sensor banjir di pesisir", "Penutup"))
    columns = add(document, printed("Pembukaan", "<p>Retribusi parkir</p>" + "<p>kalimat</p>" * 80, columns=2))
    signed_in(client, document)
    first, second = ask(client, "sensor banjir"), ask(client, "retribusi")
    assert opens(plain, 2) in first and "<mark>sensor</mark>" in first and "1 halaman ditemukan" in first
    assert opens(columns, 2) in second and opens(plain, 2) not in second
    opened = client.get(reverse("documents:book_page", args=[document.pk, plain.book_id, 1]), {"hal": 2})
    assert "Jaringan sensor banjir" in opened.content.decode()


def test_affixes_do_not_matter_where_the_database_knows_them(client: Client) -> None:
    document = make.make_document()
    version = store(document, "Membangun pelayanan publik")
    page = ask(signed_in(client, document), "layanan")
    if connection.vendor == "postgresql":
        assert opens(version, 1) in page and "<mark>pelayanan</mark>" in page and "imbuhan diabaikan" in page
        assert "Tidak ada halaman" in ask(client, '"publik pelayanan"')
    else:
        assert opens(version, 1) in page and "<mark>layanan</mark>" in page and "pencarian sederhana" in page


def test_excerpts_are_escaped(client: Client) -> None:
    document = make.make_document()
    evil = "<script>alert(1)</script> banjir"
    store(document, evil)
    page = ask(signed_in(client, document), "banjir")
    assert "<script>alert" not in page and "<mark>banjir</mark>" in page
    words = '"><img src=x> banjir'
    assert escape(words) in ask(client, words) and "<img src=x>" not in ask(client, words)


def test_an_old_version_is_found_and_marked_after_the_new_one(client: Client) -> None:
    document = make.make_document()
    old = add(document, printed("Peta jalan banjir lama"))
    newer = SimpleUploadedFile("b.pdf", printed("Peta jalan banjir baru"))
    new = books.add_version(old.book, newer, max_bytes=10**7, **make.WHO)
    texts.make_job(version_id=str(new.pk), progress=jobs.silent)
    page = ask(signed_in(client, document), "banjir")
    assert page.index(opens(new, 1)) < page.index(opens(old, 1)) < page.index("versi lama")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.COUNCIL, Role.CONTRIBUTOR])
def test_a_neighbours_pages_are_neither_found_nor_counted(client: Client, role: Role) -> None:
    own, foreign = make.make_document(), make.make_document(make.make_regency(make.KUTAI))
    mine, theirs = store(own, "banjir"), store(foreign, "banjir")
    store(foreign, "")
    page = ask(signed_in(client, own, role), "banjir")
    assert opens(mine, 1) in page and opens(theirs, 1) not in page
    assert "1 halaman ditemukan" in page and "belum dapat dicari" not in page
    assert client.get(SEARCH, {"cari": "banjir", "daerah": make.KUTAI}).status_code == 422


def test_the_secretariat_filters_by_region_kind_and_year(client: Client) -> None:
    plan = make.make_document(start_year=2020, end_year=2024)
    rpjmd = make.make_document(make.make_regency(make.KUTAI), kind="rpjmd", start_year=2025, end_year=2029)
    first, second = store(plan, "banjir"), store(rpjmd, "banjir")
    client.force_login(make.make_person(role=Role.SECRETARIAT))
    assert "2 halaman ditemukan" in ask(client, "banjir")
    for given in ({"daerah": make.KUTAI}, {"jenis": "rpjmd"}, {"tahun": 2025}):
        page = ask(client, "banjir", **given)
        assert opens(second, 1) in page and opens(first, 1) not in page, given


def test_states_without_an_answer_are_told_apart(client: Client) -> None:
    document = make.make_document()
    add(document, scanned("banjir"))
    signed_in(client, document)
    empty = client.get(SEARCH)
    assert empty.status_code == 200 and "Ketik kata yang dicari." in empty.content.decode()
    assert "1 berkas belum dapat dicari" in empty.content.decode()
    short = client.get(SEARCH, {"cari": "ba"})
    assert short.status_code == 422 and "paling sedikit tiga huruf" in short.content.decode()
    none = ask(client, "banjir")
    assert "Tidak ada halaman dengan kata itu" in none and "1 berkas belum dapat dicari" in none
    store(document, "banjir")
    assert "Tidak ada halaman dengan kata itu" in ask(client, '"""')
    assert client.get(SEARCH, {"cari": "banjir", "tahun": "dua ribu"}).status_code == 422


def test_the_search_asks_the_same_number_of_queries_for_one_page_and_for_sixty(client: Client) -> None:
    document = make.make_document()
    store(document, "banjir")
    signed_in(client, document)

    def counted() -> int:
        with CaptureQueriesContext(connection) as caught:
            ask(client, "banjir")
        return len(caught)

    few = counted()
    for _book in range(3):
        store(document, *["banjir bandang"] * 20)
    assert counted() == few
    assert "hal=2" in ask(client, "banjir") and "hal=3" in ask(client, "banjir", hal=4)
