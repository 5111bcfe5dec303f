"""Announcing a cycle: what is still missing, what will happen, and how far the work is."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor, Role
from common.steps import Refused
from evaluations.actions.gate import what_blocks
from evaluations.actions.rehearsals import rehearse
from evaluations.models import Rehearsal, ResultRun
from evaluations.queries.letters import sent_of
from evaluations.rules import announces
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle, Submission

KIND = "cycle.announce"
MOST_SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """A POST rehearses (`step=rehearse`) or orders what was rehearsed; the page tells how far it is."""
    by = announces(request.user)
    if by is None or by.user is None:
        raise Http404
    cycle = get_object_or_404(Cycle.objects.select_related("previous"), pk=cycle_id)
    if request.method != "POST":
        return _page(request, cycle)
    if cycle.state != Cycle.State.PLENARY:
        return _page(request, cycle, refused=_("Hasil hanya dapat diumumkan dari masa pleno."), status=409)
    if what_blocks(cycle, timezone.now()):
        return _page(request, cycle, refused=_("Pengumuman belum dapat dilakukan."), status=409)
    now = timezone.now()
    if request.POST.get("step") == "rehearse":
        return _rehearse(request, cycle, by)
    rehearsal = Rehearsal.objects.filter(cycle=cycle).first()
    if rehearsal is None or request.POST.get("rehearsal") != str(rehearsal.pk):
        return _page(
            request, cycle, refused=_("Lakukan gladi dahulu; yang diumumkan ialah gladi terakhir."), status=409
        )
    args = {
        "cycle_id": str(cycle.pk),
        "user_id": str(by.user.pk),
        "role": by.role,
        "asked_at": now.isoformat(),
        "rehearsal_id": str(rehearsal.pk),
    }
    with transaction.atomic():
        jobs.enqueue(KIND, key=_key(cycle), args=args, by=by, at=now)
    return redirect("evaluations:announce", cycle.pk)


def _rehearse(request: HttpRequest, cycle: Cycle, by: Actor) -> HttpResponse:
    try:
        rehearse(cycle, by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, cycle, refused=str(reason), status=409)
    return redirect("evaluations:announce", cycle.pk)


def _key(cycle: Cycle) -> str:
    return f"{KIND}:{cycle.pk}"


def _page(request: HttpRequest, cycle: Cycle, *, refused: str = "", status: int = 200) -> HttpResponse:
    job = Job.objects.filter(key=_key(cycle)).first()
    if request.headers.get("HX-Request") and job is not None:
        part = render(request, "evaluations/announce.html#progress", {"cycle": cycle, "job": job})
        if not job.is_live:
            part["HX-Refresh"] = "true"  # the state in the head and what may be done next change with it
        return part
    is_plenary = cycle.state == Cycle.State.PLENARY
    asked = cycle.state in (Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
    blocks = what_blocks(cycle, timezone.now()) if asked else []
    taking_part = Submission.objects.filter(cycle=cycle, state=Submission.State.HANDED_IN)
    run = ResultRun.objects.filter(cycle=cycle, is_current=True).first()
    rehearsal = Rehearsal.objects.filter(cycle=cycle).select_related("by").first() if is_plenary else None
    context = {
        "cycle": cycle,
        "job": job,
        "is_plenary": is_plenary,
        "blocks": blocks[:MOST_SHOWN],
        "more_blocks": max(0, len(blocks) - MOST_SHOWN),
        "count": taking_part.count(),
        "run": run,
        "letters": sent_of(run) if run else {},
        "rehearsal": rehearsal,
        "letter_roles": [(Role(role).label, number) for role, number in rehearsal.letters.get("roles", [])]
        if rehearsal
        else [],
        "refused": refused,
    }
    return render(request, "evaluations/announce.html", context, status=status)
