"""Background work as its owner sees it: how far it is, what came of it, and once more when it failed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rules import secretariat
from common.steps import Refused
from jobs import actions
from jobs.models import Job
from jobs.queries import expected_end, usual
from jobs.rules import retries

A_PAGE = 30


@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The work this person asked for, newest first; the secretariat sees everybody's. Refreshes itself while some lives."""
    rows = Job.objects.visible_to(request.user).select_related("owner")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("hal"))
    at, known = timezone.now(), usual(job.kind for job in page)
    lines = [
        {
            "job": job,
            "title": _title(job),
            "outcome": _outcome(job) if job.state == Job.State.DONE else "",
            "end": expected_end(job, known, at),
        }
        for job in page
    ]
    context = {
        "page": page,
        "lines": lines,
        "is_live": any(job.is_live for job in page),
        "sees_all": secretariat(request.user) is not None,
    }
    part = "#list" if request.headers.get("HX-Request") else ""
    return render(request, f"jobs/list.html{part}", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Part `progress` refreshes itself while the job lives; a POST cancels a live one or asks for an ended one again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, job)
    by = retries(request.user, job)
    if by is None:
        raise PermissionDenied
    act = actions.cancel if "cancel" in request.POST else actions.retry
    try:
        fresh = act(job, by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, job, refused=str(reason))
    return redirect("jobs:detail", fresh.pk)


def _page(request: HttpRequest, job: Job, *, refused: str = "") -> HttpResponse:
    part = "#progress" if request.headers.get("HX-Request") else ""
    end = expected_end(job, usual([job.kind]), timezone.now()) if job.is_live else None
    context = {"job": job, "title": _title(job), "outcome": _outcome(job), "refused": refused, "end": end}
    return render(request, f"jobs/detail.html{part}", context, status=409 if refused else 200)


def _title(job: Job) -> str:
    titles = {
        "agreement.study": _("Kesepakatan para asesor"),
        "cycle.announce": _("Pengumuman hasil"),
        "ranking.study": _("Rentang peringkat"),
        "report.make": _("Laporan PDF"),
        "report.preview": _("Pratinjau laporan"),
        "panel.plan": _("Susunan panel"),
        "evidence.preview": _("Pratinjau data dukung"),
        "document.text": _("Teks buku dokumen"),
        "document.picture": _("Pratinjau buku dokumen"),
    }
    return titles.get(job.kind, job.kind)


def _outcome(job: Job) -> str:
    """The page of what the work made, known from what it was asked for; empty when there is none."""
    if job.kind == "report.make":
        return reverse("reports:document", args=[job.args["kind"], job.args["subject"]])
    if job.kind in ("agreement.study", "ranking.study"):
        return reverse("evaluations:statistics", args=[job.args["cycle_id"]])
    if job.kind == "report.preview":
        return reverse("reports:previews", args=[job.args["cycle_id"]])
    if "cycle_id" in job.args:
        return reverse("evaluations:announce", args=[job.args["cycle_id"]])
    return ""
