"""Adding and changing Quick Wins, recording how they stand, naming their risks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.clock import local
from common.steps import Refused
from documents.forms.fields import FIRST_YEAR, LAST_YEAR
from quickwins import actions
from quickwins.forms import QuickWinForm, RiskForm, StatusForm
from quickwins.models import QuickWin
from quickwins.views.door import editing, quick_win_of, regency_of, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    regency = regency_of(request, code)
    by = editing(request, regency)
    form = QuickWinForm(typed(request), regency=regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.create(regency, form.values(), by=by, at=timezone.now())
        except Refused as reason:  # somebody took the code in between
            form.add_error("code", str(reason))
            status = 409
        else:
            messages.success(request, _("“%s” ditambahkan.") % made.name)
            return redirect("quickwins:detail", pk=made.pk)
    return render(request, "quickwins/form.html", {"form": form, "regency": regency}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    # a form of its own row, so that what is typed does not show as if it were stored
    form = QuickWinForm(typed(request), instance=quick_win_of(request, pk), regency=quick_win.regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.change(quick_win, form.values(), by=by, at=timezone.now())
        except Refused as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            return _stored(request, quick_win)
    context = {"form": form, "regency": quick_win.regency, "quick_win": quick_win}
    return render(request, "quickwins/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it stands in a year: this year's unless `?tahun=2023` names another one."""
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    year, years = _year(request, quick_win), list(quick_win.years.all())
    form = StatusForm(typed(request), years=years, year=year)
    if form.is_bound and form.is_valid():
        actions.record_status(quick_win, **form.cleaned_data, by=by, at=timezone.now())
        return _stored(request, quick_win)
    context = {
        "form": form,
        "quick_win": quick_win,
        "regency": quick_win.regency,
        "years": years,
        "year": year,
    }
    return render(request, "quickwins/status.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    form = RiskForm(typed(request), regency=quick_win.regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.add_risk(quick_win, **form.cleaned_data, by=by, at=timezone.now())
        except Refused as reason:
            form.add_error("code", str(reason))
            status = 409
        else:
            return _stored(request, quick_win)
    context = {"form": form, "quick_win": quick_win, "regency": quick_win.regency}
    return render(request, "quickwins/risk.html", context, status=status)


def _year(request: HttpRequest, quick_win: QuickWin) -> int:
    named = request.GET.get("tahun", "")
    if named.isascii() and named.isdigit() and FIRST_YEAR <= int(named) <= LAST_YEAR:
        return int(named)
    return local(timezone.now(), quick_win.regency.timezone).year


def _stored(request: HttpRequest, quick_win: QuickWin) -> HttpResponse:
    messages.success(request, _("Perubahan disimpan."))
    return redirect("quickwins:detail", pk=quick_win.pk)
