"""How a Quick Win stands in a year: written down, moved by a step, carried into the next year."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import local
from common.steps import Refused
from documents.forms.fields import FIRST_YEAR, LAST_YEAR
from quickwins import actions
from quickwins.forms import StatusForm, StepForm
from quickwins.models import QuickWin
from quickwins.views.door import editing, quick_win_of, stored, typed
from quickwins.workflow import YEAR_STEPS

WILL_HAPPEN: dict[str, str | Promise] = {
    "start": gettext_lazy("Quick Win ini tercatat berjalan pada tahun itu."),
    "pause": gettext_lazy(
        "Quick Win ini tercatat dijeda. Alasannya tampil bagi semua pembacanya; ia dapat dilanjutkan lagi."
    ),
    "resume": gettext_lazy("Quick Win ini tercatat berjalan lagi. Alasan jedanya tetap ada di riwayat."),
    "finish": gettext_lazy("Quick Win ini berakhir pada tahun itu dan tidak diteruskan ke tahun berikutnya."),
    "stop": gettext_lazy("Quick Win ini berakhir sebelum selesai. Alasannya tampil bagi semua pembacanya."),
    "reopen": gettext_lazy("Akhirnya dibatalkan dan Quick Win ini tercatat berjalan lagi. Alasannya masuk riwayat."),
    "postpone": gettext_lazy("Quick Win ini kembali tercatat direncanakan. Alasannya masuk riwayat."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it stands in a year: this year's unless `?tahun=2023` names another one."""
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    year, years = _year(request, quick_win), list(quick_win.years.all())
    form = StatusForm(typed(request), years=years, year=year)
    code = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.record_status(quick_win, **form.cleaned_data, by=by, at=timezone.now())
        except Refused as reason:
            form.add_error("status", str(reason))
            code = 409
        else:
            return stored(request, quick_win)
    context = {"form": form, "quick_win": quick_win, "regency": quick_win.regency, "years": years, "year": year}
    return render(request, "quickwins/status.html", context, status=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, year: int, name: str) -> HttpResponse:
    """A step of one year, first with what it means."""
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    known = get_object_or_404(quick_win.years.all(), year=year)
    if name not in YEAR_STEPS:
        raise Http404
    wanted, refusal, code = YEAR_STEPS[name], "", 200
    form = StepForm(typed(request), step=wanted)
    if form.is_bound and form.is_valid():
        try:
            actions.take_step(
                quick_win, year=year, step=name, reason=form.cleaned_data["reason"], by=by, at=timezone.now()
            )
        except Refused as reason:
            refusal, code = str(reason), 409
        else:
            return stored(request, quick_win)
    elif form.is_bound:
        code = 422
    context = {
        "form": form,
        "quick_win": quick_win,
        "regency": quick_win.regency,
        "step": wanted,
        "when": str(known.year),
        "state": known.status,
        "state_label": known.get_status_display(),
        "is_grave": name in ("stop", "finish"),
        "possible": known.status in wanted.sources,
        "will_happen": WILL_HAPPEN[name],
        "refusal": refusal,
        "back": reverse("quickwins:detail", args=[pk]),
    }
    return render(request, "quickwins/step.html", context, status=code)


@login_required
@require_POST
def carry(request: HttpRequest, pk: UUID, year: int) -> HttpResponse:
    """Into the next year; then the page on which that year's target is written."""
    quick_win = quick_win_of(request, pk)
    by = editing(request, quick_win.regency)
    try:
        actions.carry(quick_win, year=year, by=by, at=timezone.now())
    except Refused as reason:
        context = {"reason": str(reason), "back_url": reverse("quickwins:detail", args=[pk])}
        return render(request, "409.html", context, status=409)
    messages.success(request, _("Diteruskan ke %s. Tuliskan target tahun itu.") % year)
    return redirect(f"{reverse('quickwins:status', args=[pk])}?tahun={year}")


def _year(request: HttpRequest, quick_win: QuickWin) -> int:
    named = request.GET.get("tahun", "")
    if named.isascii() and named.isdigit() and FIRST_YEAR <= int(named) <= LAST_YEAR:
        return int(named)
    return local(timezone.now(), quick_win.regency.timezone).year
