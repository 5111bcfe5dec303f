"""What each role can do in a cycle today, and a dry run of any role at any moment. A page of reads alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from reports.phases import ROLES, Deed, deeds_of
from reports.queries import phases as queries
from reports.timeline import scale_of
from reports.views.cockpit import secretary
from submissions.forms.times import read_instant, typed_instant
from submissions.models import Cycle, Submission, Window


@dataclass(frozen=True)
class Choice:
    """Whom, when, in which state of the cycle and for which region; `day` and `hour` as they were typed."""

    role: str
    at: datetime
    state: str
    region: Submission | None
    day: str
    hour: str
    error: str = ""


@login_required
@require_safe
def phases(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Without a choice: every role, now, in the state the cycle is in."""
    secretary(request)
    cycle, now = get_object_or_404(Cycle, pk=cycle_id), timezone.now()
    regions = queries.regions_of(cycle)
    choice = _choice(request, cycle, regions, now)
    situation = queries.situation_of(cycle, choice.region, state=choice.state, at=choice.at)
    context = {
        "cycle": cycle,
        "choice": choice,
        "now": now,
        "is_supposed": choice.state != cycle.state or choice.at != now or choice.region is not None,
        "state_label": Cycle.State(choice.state).label,
        "roles": _by_role(deeds_of(situation, choice.role)),
        "all_roles": [(role.value, role.label) for role in ROLES],
        "all_states": Cycle.State.choices,
        "regions": regions,
        **_timeline(situation.windows, choice.at),
    }
    return render(request, "reports/phases.html", context, status=422 if choice.error else 200)


def _choice(request: HttpRequest, cycle: Cycle, regions: list[Submission], now: datetime) -> Choice:
    role, state = request.GET.get("peran", ""), request.GET.get("keadaan", "") or cycle.state
    code = request.GET.get("daerah", "")
    region = next((row for row in regions if row.regency_id == code), None)
    if (role and role not in ROLES) or state not in Cycle.State.values or (code and region is None):
        raise Http404
    day, hour = request.GET.get("tanggal", ""), request.GET.get("pukul", "")
    if not day and not hour:
        return Choice(role, now, state, region, *typed_instant(now, settings.TIME_ZONE))
    at, error = read_instant(day, hour, settings.TIME_ZONE)
    return Choice(role, at or now, state, region, day, hour, error)


def _by_role(deeds: list[Deed]) -> list[tuple[str, list[Deed]]]:
    return [
        (str(Role(role).label), [deed for deed in deeds if deed.role == role])
        for role in dict.fromkeys(deed.role for deed in deeds)
    ]


def _timeline(windows: dict[str, Window], at: datetime) -> dict[str, Any]:
    """Windows as bars on one scale, and every opening and closing with the moment as the form takes it."""
    scale = scale_of([(row.opens_at, row.closes_at) for row in windows.values()])
    rows = sorted(windows.values(), key=lambda row: row.opens_at)
    bars = [(row, scale.bar(row.opens_at, row.closes_at), row.is_open(at)) for row in rows] if scale else []
    edges = [
        (edge, window, is_opening, typed_instant(edge, settings.TIME_ZONE))
        for edge, window, is_opening in queries.edges_of(windows)
    ]
    return {"bars": bars, "edges": edges, "place": scale.place(at) if scale else None}
