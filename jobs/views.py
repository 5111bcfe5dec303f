"""Background work as its owner sees it: how far it is, what came of it, and once more when it failed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from jobs import actions
from jobs.models import Job
from jobs.rules import retries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Part `progress` refreshes itself while the job lives; a POST asks for a failed one again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, job)
    by = retries(request.user, job)
    if by is None:
        raise PermissionDenied
    try:
        fresh = actions.retry(job, by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, job, refused=str(reason))
    return redirect("jobs:detail", fresh.pk)


def _page(request: HttpRequest, job: Job, *, refused: str = "") -> HttpResponse:
    part = "#progress" if request.headers.get("HX-Request") else ""
    context = {"job": job, "title": _title(job), "outcome": _outcome(job), "refused": refused}
    return render(request, f"jobs/detail.html{part}", context, status=409 if refused else 200)


def _title(job: Job) -> str:
    titles = {
        "agreement.study": _("Kesepakatan para asesor"),
        "cycle.announce": _("Pengumuman hasil"),
        "ranking.study": _("Rentang peringkat"),
        "report.make": _("Laporan PDF"),
    }
    return titles.get(job.kind, job.kind)


def _outcome(job: Job) -> str:
    """The page of what the work made, known from what it was asked for; empty when there is none."""
    if job.kind == "report.make":
        return reverse("reports:document", args=[job.args["kind"], job.args["subject"]])
    if job.kind in ("agreement.study", "ranking.study"):
        return reverse("evaluations:statistics", args=[job.args["cycle_id"]])
    if "cycle_id" in job.args:
        return reverse("evaluations:announce", args=[job.args["cycle_id"]])
    return ""
