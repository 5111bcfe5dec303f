"""A report of any kind: ask for it, watch it being made, fetch it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Actor
from common.downloads import attachment
from common.steps import Refused
from evaluations.models import Result
from jobs.models import Job
from reports import actions
from reports.attached import MIME
from reports.kinds import KINDS
from reports.kinds.kind import Kind
from reports.models import Report

AnyKind = Kind[Any, Any]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, kind: str, subject: UUID | str) -> HttpResponse:
    """GET tells how far the report is, POST asks for it (or for another try). Part `progress` refreshes itself."""
    what, row, actor = _readable(request, kind, subject)
    if request.method != "POST":
        return _page(request, what, row)
    try:
        actions.request(what, row, by=actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, what, row, refused=str(refusal), status=409)
    return redirect(request.path)


def report(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """The full report of a result at its own address."""
    return document(request, "region", result_id)


def _page(request: HttpRequest, kind: AnyKind, row: Model, *, refused: str = "", status: int = 200) -> HttpResponse:
    source = kind.current_source(row)
    versions = Report.objects.filter(kind=kind.code, subject=row.pk).order_by("-made_at")
    stored = versions.filter(source=source).first()
    refusal = kind.refusal(row)
    older = versions.first() if refusal and not stored else None
    job = None if stored else Job.objects.filter(key=actions.job_key(kind, row, source)).first()
    result = row if isinstance(row, Result) else None
    newer = result.submission.results.filter(run__is_current=True).first() if result and refusal else None
    told = kind.tell(row)
    context = {
        "kind": kind,
        "subject": row,
        "formats": () if refusal else sorted(kind.formats),
        "told": told,
        "result": result,
        "regency": told.regency,
        "sample": told.cycle is not None and told.cycle.is_sample,
        "report": stored or older,
        "job": job,
        "refusal": refusal,
        "newer": newer,
        "refused": refused,
        "superseded": bool(result and not kind.in_force(result)),
        "siblings": _siblings(kind, result) if result else [],
    }
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"reports/report.html{part}", context, status=status)


def _siblings(kind: AnyKind, result: Result) -> list[AnyKind]:
    """The other kinds about a result; a certificate only where there is a place to certify."""
    codes = ("region", "brief", "certificate") if result.rank is not None else ("region", "brief")
    return [KINDS[code] for code in codes if code != kind.code]


@login_required
@require_GET
def document_file(request: HttpRequest, kind: str, subject: UUID | str) -> HttpResponse | FileResponse:
    """The newest stored file, for people who may read what it is about."""
    what, row, actor = _readable(request, kind, subject)
    versions = Report.objects.filter(kind=kind, subject=row.pk).order_by("-made_at")
    stored = versions.filter(source=what.current_source(row)).first() or versions.first()
    if stored is None:
        raise Http404(_("Berkas laporan tidak ditemukan."))
    name = f"{what.title} {stored.owner} - {stored.about} - {str(stored.pk)[:8]}.pdf"
    try:
        response = attachment(Path(settings.MEDIA_ROOT) / stored.file, name=name, mime="application/pdf")
    except FileNotFoundError as error:
        raise Http404(_("Berkas laporan tidak ditemukan.")) from error
    actions.note_download(stored, what, row, by=actor, at=timezone.now())
    return response


@login_required
@require_GET
def document_format(request: HttpRequest, kind: str, subject: UUID | str, ending: str) -> HttpResponse | FileResponse:
    """The same data as another file, written at once: a workbook, a text document. Not kept."""
    what, row, actor = _readable(request, kind, subject)
    if ending not in what.formats:
        raise Http404(_("Laporan tidak ditemukan."))
    if refusal := what.refusal(row):
        return _page(request, what, row, refused=refusal, status=409)
    data = what.read(row)
    told = what.tell(row)
    content = io.BytesIO(what.formats[ending](data))
    actions.note_format(row, what, ending, by=actor, at=timezone.now())
    return attachment(content, name=f"{what.title} {told.owner} - {told.about}.{ending}", mime=MIME[ending])


def download(request: HttpRequest, result_id: UUID) -> HttpResponse | FileResponse:
    """The file of the full report at its own address."""
    return document_file(request, "region", result_id)


def _readable(request: HttpRequest, kind: str, subject: UUID | str) -> tuple[AnyKind, Model, Actor]:
    what = KINDS.get(kind)
    row = what.find(what.visible(request.user), str(subject)) if what else None
    if what is None or row is None:
        raise Http404(_("Laporan tidak ditemukan."))
    actor = what.reads(request.user, row)
    if actor is None:
        raise PermissionDenied
    return what, row, actor
