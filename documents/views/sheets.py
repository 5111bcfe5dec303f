"""The tables of a document as a workbook: download, hand in filled, look at the difference, take it or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor
from common import downloads
from common.spreadsheet import SheetFault
from common.steps import Refused
from common.virus_scan import Unavailable
from documents.actions import sheets as actions
from documents.models import Document, SheetImport
from documents.sheets import Difference, Incoming, books, difference, stored
from documents.views.door import document_of, editing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be downloaded, and where a filled workbook is handed in; a good one leads to its difference."""
    document, by = tree_of(request, pk)
    if request.method != "POST":
        return _page(request, document)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, document, error=_("Pilih berkas dahulu."), status=422)
    name = file.name or ""
    try:
        read = books.read(file, name=name, document=document, state=stored(document))
    except SheetFault as fault:
        return _page(request, document, error=str(fault), status=422)
    except Unavailable as silent:
        return _page(request, document, error=str(silent), status=503)
    rows = {slug: [[row.line, row.texts] for row in lines] for slug, lines in read.items()}
    kept = actions.keep(document, rows, name=name, by=by, at=timezone.now())
    return redirect("documents:sheet_import", document.pk, kept.pk)


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The workbook as the document stands, for everyone who reads the document."""
    document = document_of(request, pk)
    state = stored(document)
    if not state.sheets:
        raise Http404
    return downloads.workbook(books.write(state), name=f"{slugify(document.code)}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_import(request: HttpRequest, pk: UUID, import_pk: UUID) -> HttpResponse:
    """The difference, row by row. A POST takes all of it or puts the workbook away."""
    document, by = tree_of(request, pk)
    kept = get_object_or_404(SheetImport, pk=import_pk, document=document, by=by.user)
    if kept.applied_at is not None:
        return redirect("documents:detail", document.pk)
    rows = {slug: [Incoming(line, texts) for line, texts in lines] for slug, lines in kept.rows.items()}
    found = difference(stored(document), rows)
    if request.method != "POST":
        return _difference(request, document, kept, found)
    if "away" in request.POST:
        actions.put_away(kept)
        messages.success(request, _("Buku kerja disingkirkan; tidak ada yang berubah."))
        return redirect("documents:workbook", document.pk)
    remove_gone = "remove" in request.POST
    if request.POST.get("mark") != found.mark:
        told = _("Dokumen ini berubah sejak bedanya ditampilkan. Tidak ada yang diterapkan; periksa lagi.")
        return _difference(request, document, kept, found, refused=told, remove_gone=remove_gone, status=409)
    try:
        done = actions.apply_import(kept, found, remove_gone=remove_gone, by=by, at=timezone.now())
    except Refused as reason:
        return _difference(request, document, kept, found, refused=str(reason), remove_gone=remove_gone, status=409)
    words = {"new": len(done.new), "changed": len(done.changed), "gone": len(done.gone) if remove_gone else 0}
    messages.success(request, _("Diterapkan: %(new)d baru, %(changed)d berubah, %(gone)d dihapus.") % words)
    return redirect("documents:detail", document.pk)


def tree_of(request: HttpRequest, pk: UUID) -> tuple[Document, Actor]:
    """A document that has tables, and the person as who changes it. Raises `Http404` and `PermissionDenied`."""
    document = document_of(request, pk)
    if document.kind not in (Document.Kind.MASTERPLAN, Document.Kind.RPJMD):
        raise Http404
    return document, editing(request, document.regency)


def _page(request: HttpRequest, document: Document, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "document": document,
        "regency": document.regency,
        "error": error,
        "megabytes": books.MOST_BYTES // 1024 // 1024,
        "most_rows": books.MOST_ROWS,
    }
    return render(request, "documents/workbook.html", context, status=status)


def _difference(
    request: HttpRequest, document: Document, kept: SheetImport, found: Difference, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"document": document, "regency": document.regency, "kept": kept, "found": found, **more}
    return render(request, "documents/difference.html", context, status=status)
