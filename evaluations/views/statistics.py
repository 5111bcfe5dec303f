"""How sure ranks are and how well panels agreed: the secretariat asks for the studies and reads them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations.actions.statistics import STUDIED
from evaluations.agreement import FEWEST_PANELS, POOR
from evaluations.models import RankStudy
from evaluations.queries import statistics as queries
from evaluations.views.panels import secretary
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle

RANKS, AGREEMENT = "ranking.study", "agreement.study"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """A POST orders the study that the pressed button names; the page tells its progress and shows what stands."""
    by = secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    if request.method != "POST" or by.user is None:
        return _page(request, cycle)
    kind = RANKS if "ranks" in request.POST else AGREEMENT
    if not _may_study(cycle, kind):
        return _page(
            request, cycle, refused=_("Hitungan ini belum dapat dilakukan pada keadaan siklus sekarang."), status=409
        )
    now = timezone.now()
    args = {"cycle_id": str(cycle.pk), "user_id": str(by.user.pk)}
    if kind == AGREEMENT:
        args["asked_at"] = now.isoformat()
    with transaction.atomic():
        jobs.enqueue(kind, key=f"{kind}:{cycle.pk}", args=args, by=by, at=now)
    return redirect("evaluations:statistics", cycle.pk)


def _may_study(cycle: Cycle, kind: str) -> bool:
    if kind == AGREEMENT:
        return cycle.state in STUDIED
    return cycle.state == Cycle.State.ANNOUNCED


def _page(request: HttpRequest, cycle: Cycle, *, refused: str = "", status: int = 200) -> HttpResponse:
    keys = [f"{kind}:{cycle.pk}" for kind in (RANKS, AGREEMENT)]
    running = [job for job in Job.objects.filter(key__in=keys).order_by("-created_at")[:2] if job.finished_at is None]
    failed = next((job for job in Job.objects.filter(key__in=keys, state=Job.State.FAILED)[:1]), None)
    if request.headers.get("HX-Request"):
        part = render(request, "evaluations/statistics.html#progress", {"cycle": cycle, "running": running})
        if not running:
            part["HX-Refresh"] = "true"  # what was computed stands in the page below
        return part
    context = {
        "cycle": cycle,
        "running": running,
        "failed": failed if not running else None,
        "ranks": RankStudy.objects.filter(run__cycle=cycle, run__is_current=True).first(),
        "shown": queries.shown(cycle),
        "may_ranks": _may_study(cycle, RANKS),
        "may_agreement": _may_study(cycle, AGREEMENT),
        "poor": POOR,
        "fewest": FEWEST_PANELS,
        "refused": refused,
    }
    return render(request, "evaluations/statistics.html", context, status=status)
