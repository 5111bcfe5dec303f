"""The PDF report of a result: ask for it, watch it being made, fetch it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Actor
from common.downloads import attachment
from common.steps import Refused
from evaluations.models import Result
from evaluations.rules import reads_result, visible_results
from jobs.models import Job
from reports import actions
from reports.models import Report


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """GET tells how far the report is, POST asks for it (or for another try). Part `progress` refreshes itself."""
    result, actor = _readable(request, result_id)
    if request.method != "POST":
        return _page(request, result)
    try:
        actions.request(result, by=actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, result, refused=str(refusal), status=409)
    return redirect("reports:report", result_id=result.pk)


def _page(request: HttpRequest, result: Result, *, refused: str = "", status: int = 200) -> HttpResponse:
    stored = Report.objects.filter(result=result, kind=Report.Kind.REGION).first()
    job = None if stored else Job.objects.filter(key=actions.job_key(result)).first()
    is_current = result.run.is_current
    newer = None if is_current else result.submission.results.filter(run__is_current=True).first()
    context = {
        "result": result,
        "cycle": result.run.cycle,
        "regency": result.submission.regency,
        "report": stored,
        "job": job,
        "is_current": is_current,
        "newer": newer,
        "refused": refused,
    }
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"reports/report.html{part}", context, status=status)


@login_required
@require_GET
def download(request: HttpRequest, result_id: UUID) -> FileResponse:
    """The stored file, for people who may read the result."""
    result, actor = _readable(request, result_id)
    stored = get_object_or_404(Report, result=result, kind=Report.Kind.REGION)
    name = f"Laporan {result.submission.regency.name} - {result.run.cycle.name} - {result.run.number}.pdf"
    try:
        response = attachment(Path(settings.MEDIA_ROOT) / stored.file, name=name, mime="application/pdf")
    except FileNotFoundError as error:
        raise Http404(_("Berkas laporan tidak ditemukan.")) from error
    actions.note_download(stored, by=actor, at=timezone.now())
    return response


def _readable(request: HttpRequest, result_id: UUID) -> tuple[Result, Actor]:
    rows = visible_results(request.user).select_related("submission__regency", "run__cycle")
    result = get_object_or_404(rows, pk=result_id)
    actor = reads_result(request.user, result)
    if actor is None:
        raise PermissionDenied
    return result, actor
