"""Quarterly reports: written and sent by those who run a Quick Win, accepted or returned by the head or secretariat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor
from common.steps import Refused, Step, available
from documents.forms.fields import FIRST_YEAR, LAST_YEAR
from quickwins import actions, queries
from quickwins.forms import ReportForm, StepForm, initial_of
from quickwins.models import QuarterReport, QuickWin
from quickwins.rules import decides, reads_drafts, reads_drafts_in, writes
from quickwins.views.door import quick_win_of, regency_of, typed
from quickwins.workflow import DECIDERS_STEPS, DRAFT, REPORT_STEPS

WILL_HAPPEN: dict[str, str | Promise] = {
    "send": gettext_lazy("Laporan dikirim kepada penanggung jawab dan terbaca oleh semua pembaca Quick Win ini."),
    "withdraw": gettext_lazy("Laporan kembali menjadi draf; hanya penulis dan penanggung jawab yang membacanya."),
    "accept": gettext_lazy(
        "Laporan ini menjadi catatan resmi triwulan itu dan tidak diubah lagi kecuali dikembalikan."
    ),
    "return": gettext_lazy(
        "Penulis memperbaiki laporan lalu mengirimnya kembali. Alasannya tampil di halaman laporan."
    ),
}


@login_required
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """All reports of a region in a year: the last recorded one unless `?tahun=2023` names another."""
    regency = regency_of(request, code)
    named = request.GET.get("tahun", "")
    year = int(named) if named.isascii() and named.isdigit() and len(named) == 4 else None
    drafts = reads_drafts_in(request.user, code)
    found = queries.board(regency, request.user, year=year, drafts=drafts, at=timezone.now())
    return render(request, "quickwins/reports.html", {"regency": regency, "board": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: UUID, year: int, quarter: int) -> HttpResponse:
    """A quarter's report: a form for those who write it while it is open, else to be read."""
    quick_win = quick_win_of(request, pk)
    known = _known(request, quick_win, year, quarter)
    by = writes(request.user, quick_win)
    if known is None and by is None:
        raise Http404
    form, status, refusal = ReportForm(typed(request), initial=initial_of(known)), 200, ""
    if request.method == "POST":
        if by is None:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            refusal, status = _written(quick_win, form, year, quarter, send="send" in request.POST, by=by), 409
            if not refusal:
                messages.success(request, _("Laporan dikirim.") if "send" in request.POST else _("Draf disimpan."))
                return redirect(request.path)
            known = _known(request, quick_win, year, quarter)
            form = _going_on(request, form, known)
    is_open = known is None or known.is_open
    context = _frame(quick_win, known, year, quarter) | {
        "may_write": by is not None and is_open,
        "photos": queries.photos_of(quick_win, drafts=True).filter(report=known) if known else [],
        "form": form if by is not None and (is_open or form.is_bound) else None,
        "stored": known if refusal and known and _differs(form, known) else None,
        "refusal": refusal,
        "steps": _steps(request, known, by) if known else [],
    }
    return render(request, "quickwins/report.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, year: int, quarter: int, name: str) -> HttpResponse:
    """A step of a report, first with what it means."""
    quick_win = quick_win_of(request, pk)
    known = _known(request, quick_win, year, quarter)
    if known is None or name not in REPORT_STEPS:
        raise Http404
    by = decides(request.user, known) if name in DECIDERS_STEPS else writes(request.user, quick_win)
    if by is None:
        raise PermissionDenied
    wanted, refusal, status = REPORT_STEPS[name], "", 200
    form = StepForm(typed(request), step=wanted)
    back = reverse("quickwins:report", args=[pk, year, quarter])
    if form.is_bound and form.is_valid():
        try:
            actions.take_report_step(known, name, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
        except Refused as reason:
            refusal, status = str(reason), 409
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(back)
    elif form.is_bound:
        status = 422
    context = _frame(quick_win, known, year, quarter) | {
        "form": form,
        "step": wanted,
        "when": str(known),
        "state": known.state,
        "state_label": known.get_state_display(),
        "is_grave": False,
        "possible": known.state in wanted.sources,
        "will_happen": WILL_HAPPEN[name],
        "refusal": refusal,
        "back": back,
    }
    return render(request, "quickwins/step.html", context, status=status)


def _known(request: HttpRequest, quick_win: QuickWin, year: int, quarter: int) -> QuarterReport | None:
    """The report if there is one. 404 for what is no quarter, and for a draft that this person does not read."""
    if quarter not in QuarterReport.Quarter.values or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    rows = QuarterReport.objects.select_related("quick_win__regency", "sent_by")
    known = rows.filter(quick_win=quick_win, year=year, quarter=quarter).first()
    if known is not None and known.state == DRAFT and not reads_drafts(request.user, quick_win):
        raise Http404
    return known


def _written(quick_win: QuickWin, form: ReportForm, year: int, quarter: int, *, send: bool, by: Actor) -> str:
    """Save, and send when asked; why one of the two was refused, empty when neither was.

    What is saved stays saved when only the sending is refused.
    """
    at = timezone.now()
    version = form.cleaned_data["version"]
    try:
        known = actions.save_report(quick_win, form.values(), year=year, quarter=quarter, version=version, by=by, at=at)
        if send:
            actions.take_report_step(known, "send", by=by, at=at)
    except Refused as reason:
        return str(reason)
    return ""


def _going_on(request: HttpRequest, form: ReportForm, known: QuarterReport | None) -> ReportForm:
    """The same form with all that was typed, on the version that is stored now: saved again, it counts."""
    if known is None:
        return form
    data = request.POST.copy()
    data["version"] = str(known.version)
    return ReportForm(data, initial=form.initial)


def _differs(form: ReportForm, known: QuarterReport) -> bool:
    """Whether somebody else's words are stored instead of the ones that were typed."""
    return form.is_valid() and any(getattr(known, name) != text.strip() for name, text in form.values().items())


def _steps(request: HttpRequest, known: QuarterReport, by: Actor | None) -> list[tuple[str, Step]]:
    """Steps this person may take now. Sending stands below the form."""
    decider = decides(request.user, known)
    return [
        (name, step)
        for name, step in available(REPORT_STEPS, known.state)
        if name != "send" and (decider if name in DECIDERS_STEPS else by) is not None
    ]


def _frame(quick_win: QuickWin, known: QuarterReport | None, year: int, quarter: int) -> dict[str, Any]:
    return {
        "quick_win": quick_win,
        "regency": quick_win.regency,
        "report": known,
        "year": year,
        "quarter": quarter,
        "quarter_label": QuarterReport.Quarter(quarter).label,
        "record": quick_win.years.filter(year=year).first(),
    }
