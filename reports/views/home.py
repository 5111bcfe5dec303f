"""The first page: for every role a person holds, what is running and what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.rules import administrator, assessor, secretariat
from evaluations.queries import desk_of
from evaluations.rules import own_seats
from evaluations.words import countdown, rank_set, tie_rules
from journal.rules import Reach, visible_entries
from regencies.rules import own_codes
from reports.attention import attention
from reports.queries import history
from reports.queries import home as queries
from reports.queries.running import cycles_running
from submissions.models import Cycle

NEWS = 8


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One section per role held, in a fixed order; a person without a role is told whom to ask."""
    now = timezone.now()
    sections: dict[str, Any] = {}
    if codes := own_codes(request.user, Role.OPERATOR, Role.HEAD):
        sections["desks"] = _desks(request, codes, now)
    if own_codes(request.user, Role.CONTRIBUTOR):
        sections["tasks"] = _tasks(request, now)
    if assessor(request.user):
        sections["seats"] = _seats(request, now)
    if secretariat(request.user):
        zone = str(timezone.get_default_timezone())
        lines = cycles_running()
        sections["cycles"] = [(line, attention(line, at=now, timezone=zone)) for line in lines]
    if codes := own_codes(request.user, Role.COUNCIL):
        sections["results"] = _results(codes)
    if administrator(request.user):
        entries = visible_entries(request.user, Reach()).filter(verb__startswith="person.").select_related("user")
        sections["accounts"] = {"counts": queries.account_counts(), "news": history.lines_of(entries[:NEWS])}
    return render(
        request,
        "reports/home.html",
        {"sections": sections, "tie_rule": tie_rules(line["result"].run.cycle for line in sections.get("results", []))},
    )


def _desks(request: HttpRequest, codes: set[str], now: datetime) -> list[dict[str, Any]]:
    heads = own_codes(request.user, Role.HEAD)
    return [
        {
            "desk": desk,
            "countdown": countdown(desk.window, now, desk.submission.regency.timezone),
            "is_late": desk.is_late(now),
            "hands_in": desk.submission.regency_id in heads,
        }
        for desk in queries.desks_of(codes, now)
    ]


def _tasks(request: HttpRequest, now: datetime) -> list[dict[str, Any]]:
    """Tasks by submission, with the countdown on the clocks of its region."""
    return [
        {"group": group, "countdown": countdown(group.window, now, group.submission.regency.timezone)}
        for group in queries.tasks_of(request.user, now)
    ]


def _seats(request: HttpRequest, now: datetime) -> list[tuple[Any, Any]]:
    zone = str(timezone.get_default_timezone())
    groups = desk_of(own_seats(request.user).exclude(submission__cycle__state=Cycle.State.ANNOUNCED))
    return [(group, countdown(group.window, now, zone)) for group in groups]


def _results(codes: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "result": row,
            "regency": row.submission.regency,
            "set": rank_set(row.submission.cohort, row.run.cycle.name, row.rank_of),
            "dimensions": row.dimensions.all(),
        }
        for row in queries.newest_results(codes)
    ]
