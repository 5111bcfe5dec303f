"""Books of a document and their files: a new file becomes a version, the old one stays."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.filegate import Refused as FileRefused
from common.filegate import Verdict, judge
from common.steps import Refused
from common.stored_files import Store, with_files
from documents.actions import texts
from documents.actions.documents import locked, tell
from documents.models import Book, BookVersion, Document

MOST_BOOKS = 60  # of one document


class BadFile(Refused):
    """The file is not accepted as a book; `str()` says why."""


def add_book(
    document: Document, upload: File[bytes], *, kind: str, title: str, max_bytes: int, by: Actor, at: datetime
) -> BookVersion:
    """A new book with its first file; reading its text is asked for.

    Raises `BadFile`, `virus_scan.Unavailable`, and `Refused` when the document has as many books as it may. Judging
    runs before the transaction, so that a slow file holds no lock.
    """
    name, verdict, pages = _judged(upload, max_bytes)
    with with_files() as store:
        row = locked(document)
        if row.books.count() >= MOST_BOOKS:
            raise Refused(_("Satu dokumen memuat paling banyak %d buku.") % MOST_BOOKS)
        order = (row.books.aggregate(last=Max("order"))["last"] or 0) + 1
        book = Book.objects.create(document=row, kind=kind, title=title, order=order)
        version = _kept(store, book, upload, name, verdict, pages, number=1, by=by, at=at)
        after = {"book": title, "kind": kind, "file": name, "sha256": verdict.sha256}
        tell("document.book", row, by=by, at=at, after=after)
        texts.ask(version, by=by, at=at)
        return version


def add_version(book: Book, upload: File[bytes], *, max_bytes: int, by: Actor, at: datetime) -> BookVersion:
    """A newer file of a book; the older ones stay as they are. Raises as `add_book`, and `Refused` for known bytes."""
    name, verdict, pages = _judged(upload, max_bytes)
    with with_files() as store:
        row = locked(book.document)
        before = BookVersion.objects.get(book=book, is_newest=True)
        if (same := BookVersion.objects.filter(book=book, sha256=verdict.sha256).first()) is not None:
            raise BadFile(_("Berkas ini sama dengan versi %d yang sudah tersimpan.") % same.number)
        before.is_newest = False
        before.save(update_fields=["is_newest"])
        version = _kept(store, book, upload, name, verdict, pages, number=before.number + 1, by=by, at=at)
        tell(
            "document.book_version",
            row,
            by=by,
            at=at,
            before={"version": before.number, "file": before.name, "sha256": before.sha256},
            after={"book": book.title, "version": version.number, "file": name, "sha256": verdict.sha256},
        )
        texts.ask(version, by=by, at=at)
        return version


@transaction.atomic
def tell_download(version: BookVersion, *, by: Actor, at: datetime) -> None:
    """Note in the journal who took a file out."""
    after = {"book": version.book.title, "version": version.number, "file": version.name, "sha256": version.sha256}
    tell("document.download", version.book.document, by=by, at=at, after=after)


def _judged(upload: File[bytes], max_bytes: int) -> tuple[str, Verdict, int]:
    name = (upload.name or "buku.pdf")[-200:]
    try:
        verdict = judge(upload, name=name, max_bytes=max_bytes)
    except FileRefused as reason:
        raise BadFile(str(reason)) from reason
    if verdict.kind != "pdf" or verdict.pages is None:
        raise BadFile(_("Berkas “%(name)s” bukan PDF. Simpan sebagai PDF, lalu unggah kembali.") % {"name": name})
    return name, verdict, verdict.pages


def _kept(
    store: Store,
    book: Book,
    upload: File[bytes],
    name: str,
    verdict: Verdict,
    pages: int,
    *,
    number: int,
    by: Actor,
    at: datetime,
) -> BookVersion:
    """Store the file under a random name, then its row."""
    version = BookVersion(
        book=book,
        number=number,
        name=name,
        sha256=verdict.sha256,
        size=verdict.size,
        pages=pages,
        added_at=at,
        added_by=by.user,
    )
    upload.seek(0)
    store(version.file, f"{uuid.uuid4().hex}.pdf", upload)
    version.save(force_insert=True)
    return version
