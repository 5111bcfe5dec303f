"""The Masterplans somebody may read, and one of them beside an RPJMD: as a matrix, and whole for paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alignment.queries.overview import Overview, overview
from alignment.rules import visible_plans
from alignment.views.door import frame, plan_of


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    rows = visible_plans(request.user).select_related("regency").order_by("regency__name", "-start_year")
    return render(request, "alignment/plans.html", {"plans": rows})


@login_required
@require_safe
def matrix(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The matrix against an RPJMD (`rpjmd`), and the programmes of a pillar (`pilar`) that serve a mission (`misi`)."""
    plan = plan_of(request, pk)
    found = overview(plan, request.GET.get("rpjmd", ""))
    pillar, mission = request.GET.get("pilar", ""), request.GET.get("misi")
    context = frame(request, plan) | {
        "found": found,
        "lines": found.drill(pillar, mission),
        "chosen_pillar": next((row for row in found.pillars if row.pk == pillar), None),
        "chosen_mission": _mission(found, mission),
        "narrowed": bool(pillar) or mission is not None,
    }
    return render(request, "alignment/matrix.html", context)


@login_required
@require_safe
def printed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything at once, with pages and who confirmed it when."""
    plan = plan_of(request, pk)
    found = overview(plan, request.GET.get("rpjmd", ""))
    return render(request, "alignment/print.html", frame(request, plan) | {"found": found})


def _mission(found: Overview, code: str | None) -> tuple[str, str] | None:
    """Code and text of a mission of this RPJMD; None for any other code."""
    missions = found.trunk.missions if found.trunk else []
    return next((row for row in missions if row[0] == code), None)
