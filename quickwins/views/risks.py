"""The risk register: of one Quick Win, and of all of a region on one map."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.steps import Refused
from quickwins import actions, queries
from quickwins.forms import RiskForm
from quickwins.views.door import quick_win_of, regency_of, stored, typed, writing


@login_required
@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    regency = regency_of(request, code)
    risks = queries.register(regency, request.user)
    context = {"regency": regency, "risks": risks, "heat_map": queries.heat_map(risks)}
    return render(request, "quickwins/risks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    quick_win = quick_win_of(request, pk)
    by = writing(request, quick_win)
    form = RiskForm(typed(request), regency=quick_win.regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.add_risk(quick_win, **form.values(), by=by, at=timezone.now())
        except Refused as reason:
            form.add_error("code", str(reason))
            status = 409
        else:
            return stored(request, quick_win)
    context = {"form": form, "quick_win": quick_win, "regency": quick_win.regency}
    return render(request, "quickwins/risk.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID, risk_pk: int) -> HttpResponse:
    quick_win = quick_win_of(request, pk)
    by = writing(request, quick_win)
    risk = get_object_or_404(quick_win.risks.select_related("quick_win"), pk=risk_pk)
    # a form of its own row, so that what is typed does not show as if it were stored
    form = RiskForm(typed(request), instance=quick_win.risks.get(pk=risk_pk), regency=quick_win.regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.change_risk(risk, form.values(), by=by, at=timezone.now())
        except Refused as reason:
            form.add_error("code", str(reason))
            status = 409
        else:
            return stored(request, quick_win)
    context = {"form": form, "quick_win": quick_win, "regency": quick_win.regency, "risk": risk}
    return render(request, "quickwins/risk.html", context, status=status)
