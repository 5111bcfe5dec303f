"""Adding and changing Quick Wins."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from quickwins import actions
from quickwins.forms import QuickWinForm
from quickwins.views.door import editing, quick_win_of, regency_of, stored, typed


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
            return stored(request, quick_win)
    context = {"form": form, "regency": quick_win.regency, "quick_win": quick_win}
    return render(request, "quickwins/form.html", context, status=status)
