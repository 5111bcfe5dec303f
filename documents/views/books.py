"""The books of a document: adding one, its versions, reading a page, taking a file out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import virus_scan
from common.downloads import attachment, drawn_picture
from common.steps import Refused
from documents import shelf
from documents.actions import books as actions
from documents.actions import pictures, texts
from documents.forms.books import BookForm
from documents.models import Book, BookVersion
from documents.rules import edits
from documents.views.door import document_of, editing, reader, typed
from jobs.models import Job


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a book with its first file."""
    document = document_of(request, pk)
    by = editing(request, document.regency)
    form, status = BookForm(typed(request), request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given, limit = form.cleaned_data, settings.EVIDENCE_MAX_BYTES
            words = {"kind": given["kind"], "title": given["title"]}
            try:
                made = actions.add_book(document, given["file"], max_bytes=limit, by=by, at=timezone.now(), **words)
            except (Refused, virus_scan.Unavailable) as reason:
                status = _told(form, reason)
            else:
                messages.success(request, _("“%s” ditambahkan. Teksnya dibaca di belakang layar.") % made.book.title)
                return redirect("documents:book", pk, made.book_id)
    context = {"form": form, "document": document, "regency": document.regency}
    return render(request, "documents/book_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: UUID, book_pk: UUID) -> HttpResponse:
    """All versions of a book, and what became of their text. A POST sends a newer file."""
    document = document_of(request, pk)
    found = get_object_or_404(Book.objects.select_related("document__regency"), document=document, pk=book_pk)
    form, status = BookForm(typed(request), request.FILES or None, with_words=False), 200
    if request.method == "POST":
        by, status = editing(request, document.regency), 422
        if form.is_valid():
            upload, limit = form.cleaned_data["file"], settings.EVIDENCE_MAX_BYTES
            try:
                made = actions.add_version(found, upload, max_bytes=limit, by=by, at=timezone.now())
            except (Refused, virus_scan.Unavailable) as reason:
                status = _told(form, reason)
            else:
                messages.success(request, _("Versi %d disimpan. Versi lama tetap ada.") % made.number)
                return redirect("documents:book", pk, book_pk)
    context: dict[str, Any] = {
        "book": found,
        "versions": shelf.with_reading(found.versions.select_related("added_by")),
        "form": form,
        "document": document,
        "regency": document.regency,
        "may_edit": edits(request.user, document.regency_id) is not None,
    }
    return render(request, "documents/book.html", context, status=status)


@login_required
@require_POST
def read(request: HttpRequest, pk: UUID, book_pk: UUID, number: int) -> HttpResponse:
    """Ask once more for the text of a version that was not read."""
    version = _version(request, pk, book_pk, number)
    by = editing(request, version.book.document.regency)
    if version.read_at is None:
        texts.ask(version, by=by, at=timezone.now())
        messages.success(request, _("Teksnya dibaca di belakang layar."))
    return redirect("documents:book", pk, book_pk)


@login_required
@require_safe
def page(request: HttpRequest, pk: UUID, book_pk: UUID, number: int) -> HttpResponse:
    """One page (`?hal=N`) as a picture and as text; the picture is asked of a worker when nobody looked before."""
    version = _version(request, pk, book_pk, number)
    wanted = _page(request, version)
    is_drawn, error = bool(pictures.stored(version, wanted)), ""
    if not is_drawn:
        job = pictures.ask(version, wanted, by=reader(request), at=timezone.now())
        error = job.error if job.state == Job.State.FAILED else ""
    text = version.texts.filter(number=wanted).first()
    context = {
        "version": version,
        "book": version.book,
        "document": version.book.document,
        "regency": version.book.document.regency,
        "number": wanted,
        "before": wanted - 1,
        "after": wanted + 1 if wanted < version.pages else 0,
        "is_drawn": is_drawn,
        "error": error,
        "text": text.text if text else "",
    }
    return render(request, "documents/page.html", context)


@login_required
@require_safe
def picture(request: HttpRequest, pk: UUID, book_pk: UUID, number: int) -> HttpResponseBase:
    """The picture of a page that we drew ourselves; 404 while there is none."""
    version = _version(request, pk, book_pk, number)
    if not (name := pictures.stored(version, _page(request, version))):
        raise Http404
    return drawn_picture(default_storage.open(name))


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID, book_pk: UUID, number: int) -> HttpResponseBase:
    """The file as it was sent; noted in the journal."""
    version = _version(request, pk, book_pk, number)
    actions.tell_download(version, by=reader(request), at=timezone.now())
    return attachment(version.file.open("rb"), name=version.name, mime="application/pdf")


def _version(request: HttpRequest, pk: UUID, book_pk: UUID, number: int) -> BookVersion:
    """The version, or `Http404` when there is none or the document is not this person's."""
    document = document_of(request, pk)
    rows = BookVersion.objects.select_related("book__document__regency")
    return get_object_or_404(rows, book__document=document, book=book_pk, number=number)


def _page(request: HttpRequest, version: BookVersion) -> int:
    wanted = request.GET.get("hal", "1")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7) or not 1 <= int(wanted) <= version.pages:
        raise Http404
    return int(wanted)


def _told(form: BookForm, reason: Exception) -> int:
    """Put the reason where the person looks; the status of the answer."""
    if isinstance(reason, actions.BadFile):
        form.add_error("file", str(reason))
        return 422
    if isinstance(reason, virus_scan.Unavailable):
        form.add_error("file", str(reason))
        return 503
    form.add_error(None, str(reason))
    return 409
