"""Windows of one region alone, kept by the secretariat: extensions, late evidence, ending one early."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor
from common.clock import sentence, zone_label
from common.printable import printable
from common.steps import Refused
from submissions import rules
from submissions.actions import own_windows as actions
from submissions.forms.handing_over import LONGEST_REASON, reason_error
from submissions.forms.own_windows import OwnWindowForm, read_own_window
from submissions.forms.times import typed_instant
from submissions.models import OwnWindow, Window
from submissions.queries import windows_of
from submissions.queries.overview import indicators_seen
from submissions.queries.own_windows import own_windows_in, own_windows_of, takes_late_evidence
from submissions.views.door import Visit, frame, visit
from submissions.views.office import acting, cycle_of

A_PAGE = 50


@login_required
@require_safe
def own_windows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All windows of single regions in a cycle, the newest first."""
    acting(request)
    cycle = cycle_of(pk)
    pages = Paginator(own_windows_in(cycle), A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    context = {
        "cycle": cycle,
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "rows": _rows(list(page.object_list)),
    }
    return render(request, "submissions/own_windows.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a region more time, or move the end of the time it was given."""
    here = visit(request, pk)
    by = _giving(request)
    zone = here.submission.regency.timezone
    if request.method != "POST":
        return _extension_page(request, here, OwnWindowForm())
    form = read_own_window(request.POST, zone)
    if form.errors or form.closes_at is None:
        return _extension_page(request, here, form, status=422)
    try:
        row = actions.extend(here.submission, closes_at=form.closes_at, reason=form.reason, by=by, at=here.at)
    except Refused as reason:
        return _extension_page(request, here, form, refused=str(reason), status=409)
    told = {"region": here.submission.regency, "when": sentence(row.closes_at, zone)}
    messages.success(request, _("%(region)s dapat mengisi sampai %(when)s.") % told)
    return redirect("submissions:own_windows", here.submission.cycle_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def late_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a region add files, and nothing else, to named questions."""
    here = visit(request, pk)
    by = _giving(request)
    zone = here.submission.regency.timezone
    if request.method != "POST":
        return _late_page(request, here, OwnWindowForm())
    form = read_own_window(request.POST, zone, with_questions=True)
    indicators = [row for row in indicators_seen(here.submission, here.overview()) if row.order in form.chosen]
    if form.errors or form.closes_at is None:
        return _late_page(request, here, form, status=422)
    try:
        row = actions.open_late(
            here.submission, indicators, closes_at=form.closes_at, reason=form.reason, by=by, at=here.at
        )
    except Refused as reason:
        return _late_page(request, here, form, refused=str(reason), status=409)
    told = {"region": here.submission.regency, "when": sentence(row.closes_at, zone)}
    messages.success(request, _("Data dukung susulan %(region)s dibuka sampai %(when)s.") % told)
    return redirect("submissions:own_windows", here.submission.cycle_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: UUID, window_pk: UUID) -> HttpResponse:
    """Ask why, then close a region's own window now."""
    here = visit(request, pk)
    by = _giving(request)
    row = get_object_or_404(OwnWindow, pk=window_pk, submission=here.submission)
    if request.method != "POST":
        return _end_page(request, here, row)
    reason = printable(request.POST.get("reason", ""))
    if error := reason_error(reason):
        return _end_page(request, here, row, reason=reason, error=error, status=422)
    try:
        actions.end(row, reason=reason, by=by, at=here.at)
    except Refused as why:
        return _end_page(request, here, row, reason=reason, refused=str(why), status=409)
    messages.success(request, _("Jendela %(region)s ditutup.") % {"region": here.submission.regency})
    return redirect("submissions:own_windows", here.submission.cycle_id)


def _giving(request: HttpRequest) -> Actor:
    by = rules.gives_time(request.user)
    if by is None:
        raise PermissionDenied
    return by


def _rows(windows: list[OwnWindow]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [{"window": row, "is_open": row.is_open(now)} for row in windows]


def _extension_page(
    request: HttpRequest, here: Visit, form: OwnWindowForm, *, status: int = 200, **told: Any
) -> HttpResponse:
    rows = own_windows_of(here.submission, OwnWindow.Kind.EXTENSION)
    running = next((row for row in rows if row.is_open(here.at)), None)
    zone = here.submission.regency.timezone
    if status == 200 and running is not None:
        form.day, form.hour = typed_instant(running.closes_at, zone)
    windows = windows_of(here.submission.cycle)
    context = frame(here) | {
        "form": form,
        "rows": _rows(rows),
        "running": running,
        "zone": zone_label(zone),
        "longest": LONGEST_REASON,
        "answers": windows.get(Window.Kind.ANSWERS),
        "assessment": windows.get(Window.Kind.ASSESSMENT),
        **told,
    }
    return render(request, "submissions/own_windows_extension.html", context, status=status)


def _late_page(
    request: HttpRequest, here: Visit, form: OwnWindowForm, *, status: int = 200, **told: Any
) -> HttpResponse:
    context = frame(here) | {
        "form": form,
        "rows": _rows(own_windows_of(here.submission, OwnWindow.Kind.LATE)),
        "possible": takes_late_evidence(here.submission),
        "indicators": indicators_seen(here.submission, here.overview()),
        "zone": zone_label(here.submission.regency.timezone),
        "longest": LONGEST_REASON,
        **told,
    }
    return render(request, "submissions/own_windows_late.html", context, status=status)


def _end_page(request: HttpRequest, here: Visit, row: OwnWindow, *, status: int = 200, **told: Any) -> HttpResponse:
    context = frame(here) | {"window": row, "is_open": row.is_open(here.at), "longest": LONGEST_REASON, **told}
    return render(request, "submissions/own_windows_end.html", context, status=status)
