"""Seating all panels of a cycle by the optimiser: ask for a plan, look at it, apply it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from evaluations import seating_words
from evaluations.actions import plans as actions
from evaluations.actions.panels import why_panels_stand
from evaluations.models import PlannedSeat, SeatingPlan
from evaluations.queries import seating as queries
from evaluations.seating_forms import PlanForm
from evaluations.views.panels import secretary
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle, Submission

KIND = "panel.plan"
A_PAGE = 50
MOST_SHOWN = 100


@dataclass
class PlannedPanel:
    """A region's panel in a plan, each seat with its reasons in words."""

    submission: Submission
    lines: list[tuple[PlannedSeat, str]] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """A POST orders a plan; the page tells its progress and lists those made before."""
    by = secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _plans_page(request, cycle, form)
    if not form.is_valid() or by.user is None:
        return _plans_page(request, cycle, form, status=422)
    if why := why_panels_stand(cycle):
        return _plans_page(request, cycle, form, refused=why, status=409)
    now = timezone.now()
    args = {
        "cycle_id": str(cycle.pk),
        "options": form.options().as_json(),
        "user_id": str(by.user.pk),
        "asked_at": now.isoformat(),
    }
    with transaction.atomic():
        jobs.enqueue(KIND, key=f"{KIND}:{cycle.pk}", args=args, by=by, at=now)
    return redirect("evaluations:plans", cycle.pk)


def _plans_page(
    request: HttpRequest, cycle: Cycle, form: PlanForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    job = Job.objects.filter(key=f"{KIND}:{cycle.pk}").first()
    if request.headers.get("HX-Request") and job is not None:
        part = render(request, "evaluations/plans.html#progress", {"cycle": cycle, "job": job})
        if not job.is_live:
            part["HX-Refresh"] = "true"  # the finished plan stands in the list below
        return part
    context = {
        "cycle": cycle,
        "form": form,
        "job": job,
        "plans": SeatingPlan.objects.filter(cycle=cycle).select_related("by")[:20],
        "may_change": not why_panels_stand(cycle),
        "hints": len(queries.hints_of(cycle)),
        "refused": refused,
    }
    return render(request, "evaluations/plans.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A plan with a reason for every seat. A POST applies it as a whole."""
    by = secretary(request)
    row = get_object_or_404(SeatingPlan.objects.select_related("cycle", "by"), pk=pk)
    if request.method != "POST":
        return _plan_page(request, row)
    try:
        made = actions.apply(row, by=by, at=timezone.now())
    except Refused as reason:
        return _plan_page(request, row, refused=str(reason), status=409)
    done = ngettext("%(count)d asesor diundang.", "%(count)d asesor diundang.", len(made))
    messages.success(request, done % {"count": len(made)})
    return redirect("evaluations:panels", row.cycle_id)


def _plan_page(request: HttpRequest, row: SeatingPlan, *, refused: str = "", status: int = 200) -> HttpResponse:
    topics = seating_words.topic_names()
    seats = PlannedSeat.objects.filter(plan=row)
    taking_part = Submission.objects.filter(pk__in=seats.values("submission")).select_related("regency")
    page = Paginator(taking_part.order_by("regency_id"), A_PAGE).get_page(request.GET.get("hal"))
    panels = {submission.pk: PlannedPanel(submission) for submission in page.object_list}
    for seat in seats.filter(submission__in=list(panels)).select_related("assessor").order_by("-is_chair", "id"):
        panels[seat.submission_id].lines.append((seat, seating_words.reasons(seat.reasons, topics)))
    names = _names(row)
    context = {
        "plan": row,
        "cycle": row.cycle,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "panels": list(panels.values()),
        "unmet": [seating_words.sentence(code, words, names, topics) for code, words in row.unmet[:MOST_SHOWN]],
        "more_unmet": max(0, len(row.unmet) - MOST_SHOWN),
        "clashes": [seating_words.sentence(code, words, names, topics) for code, words in row.clashes[:MOST_SHOWN]],
        "percent": None if row.gap is None else row.gap * 100,
        "new_seats": seats.filter(is_kept=False).count(),
        "may_apply": row.state == SeatingPlan.State.READY and not why_panels_stand(row.cycle),
        "refused": refused,
    }
    return render(request, "evaluations/plan.html", context, status=status)


def _names(row: SeatingPlan) -> dict[str, str]:
    """Regions by submission and people by id, for the sentences. Two queries."""
    regions = Submission.objects.filter(cycle=row.cycle_id).values_list("pk", "regency__name")
    people = PlannedSeat.objects.filter(plan=row).values_list("assessor_id", "assessor__name").distinct().order_by()
    return {str(pk): name for pk, name in (*regions, *people)}
