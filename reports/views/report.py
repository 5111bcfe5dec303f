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
    if request.method == "POST":
        actions.request(result, by=actor, at=timezone.now())
        return redirect("reports:report", result_id=result.pk)
    stored = Report.objects.filter(result=result, kind=Report.Kind.REGION).first()
    job = None if stored else Job.objects.filter(key=actions.job_key(result)).first()
    context = {"result": result, "report": stored, "job": job}
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"reports/report.html{part}", context)


@login_required
@require_GET
def download(request: HttpRequest, result_id: UUID) -> FileResponse:
    """The stored file, for people who may read the result."""
    result, actor = _readable(request, result_id)
    stored = get_object_or_404(Report, result=result, kind=Report.Kind.REGION)
    path = Path(settings.MEDIA_ROOT) / stored.file
    if not path.is_file():
        raise Http404(_("Berkas laporan tidak ditemukan."))
    actions.note_download(stored, by=actor, at=timezone.now())
    submission = result.submission
    name = f"Laporan {submission.regency.name} - {result.run.cycle.name} - {result.run.number}.pdf"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _readable(request: HttpRequest, result_id: UUID) -> tuple[Result, Actor]:
    rows = visible_results(request.user).select_related("submission__regency", "run__cycle")
    result = get_object_or_404(rows, pk=result_id)
    actor = reads_result(request.user, result)
    if actor is None:
        raise PermissionDenied
    return result, actor
