"""Cycles: the list or calendar, a new one, the secretariat's cockpit, its windows and its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.steps import Refused, available
from pillars.models import Cohort
from regencies.rules import memberships
from submissions.actions import cycles as actions
from submissions.forms.cycles import ChangeCycleForm, NewCycleForm, WindowForm
from submissions.models import Cycle, Submission, Window
from submissions.queries import cycles as queries
from submissions.queries import windows_of
from submissions.queries.steps import what_happens
from submissions.rules import runs_cycles
from submissions.views.office import acting, cycle_of, typed
from submissions.words import tie_rule
from submissions.workflow import CYCLE_STEPS

A_PAGE = 50


@login_required
@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """The secretariat's list of all cycles; for everybody else the calendar, in the own region's zone."""
    now = timezone.now()
    if runs_cycles(request.user) is not None:
        rows = queries.cycles_of_the_office(now)
        return render(request, "submissions/cycles/cycles.html", {"rows": rows, "now": now})
    own = next((row.regency for row in memberships(request.user)), None)
    zone = own.timezone if own else settings.TIME_ZONE
    context = {"rows": queries.calendar(now), "zone": zone, "zone_label": clock.zone_label(zone), "own": own}
    return render(request, "submissions/cycles/calendar.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """A new draft. When somebody opened the same cycle before, that one is named and linked."""
    by = acting(request)
    form = NewCycleForm(typed(request))
    refused, same, status = "", None, 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.create(**form.cleaned_data, by=by, at=timezone.now())
        except Refused as reason:
            year, stage = form.cleaned_data["year"], form.cleaned_data["stage"]
            same = Cycle.objects.filter(year=year, stage=stage, is_sample=False).first()
            refused, status = str(reason), 409
        else:
            messages.success(request, _("Siklus “%(name)s” dibuat sebagai rancangan.") % {"name": made.name})
            return redirect("submissions:cycle", made.pk)
    context = {"form": form, "refused": refused, "same": same}
    return render(request, "submissions/cycles/cycle_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The cockpit of one cycle. A POST changes its name and the cycle it is compared with."""
    by, one = acting(request), cycle_of(pk)
    form = ChangeCycleForm(typed(request), instance=cycle_of(pk) if request.method == "POST" else one)
    refused, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.change(one, **form.cleaned_data, by=by, at=timezone.now())
        except Refused as reason:
            refused, status = str(reason), 409
        else:
            messages.success(request, _("Perubahan siklus tersimpan."))
            return redirect("submissions:cycle", pk)
    context = {"cycle": one, "form": form, "refused": refused, **_state_of(one), **_regions_of(request, one)}
    return render(request, "submissions/cycles/cycle.html", context, status=status)


def _state_of(one: Cycle) -> dict[str, Any]:
    """Where the cycle stands: stepper, buttons, what is lacking, windows, cohorts, numbers."""
    now = timezone.now()
    is_draft = one.state == Cycle.State.DRAFT
    return {
        "stepper": _stepper(one),
        "steps": available(CYCLE_STEPS, one.state),
        "lacks": queries.what_it_lacks(one) if is_draft else [],
        "windows": queries.window_lines(windows_of(one).values(), now),
        "cohorts": [row for row in queries.cohort_lines(one) if row.instrument or row.invited],
        "counts": queries.state_counts(one),
        "is_draft": is_draft,
        "may_invite": one.state in (Cycle.State.DRAFT, Cycle.State.SELF_ASSESSMENT),
        "is_announced": one.state == Cycle.State.ANNOUNCED,
        "tie_rule": tie_rule(one.tie_chain),
    }


def _stepper(one: Cycle) -> list[dict[str, Any]]:
    """The states in order: which are behind, which is now."""
    here = Cycle.State.values.index(one.state)
    return [
        {"label": state.label, "is_done": number < here, "is_now": number == here}
        for number, state in enumerate(Cycle.State)
    ]


def _regions_of(request: HttpRequest, one: Cycle) -> dict[str, Any]:
    """A page of the regions, narrowed by `keadaan`, `kohort` and `cari`."""
    state, cohort = request.GET.get("keadaan", ""), request.GET.get("kohort", "")
    if (state and state not in Submission.State.values) or (cohort and cohort not in Cohort.values):
        raise Http404
    search = request.GET.get("cari", "").replace("\0", "").strip()[:80]
    pages = Paginator(queries.regions_in(one, state=state, cohort=cohort, search=search), A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    return {
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "lines": queries.region_lines(list(page.object_list)),
        "filter": {"state": state, "cohort": cohort, "search": search},
        "is_filtered": bool(state or cohort or search),
        "all_states": Submission.State.choices,
        "all_cohorts": Cohort.choices,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """When something may be done, on the ministry's clocks; beside it what that is on the others."""
    by, one = acting(request), cycle_of(pk)
    if kind not in Window.Kind.values:
        raise Http404
    row = windows_of(one).get(kind)
    form = WindowForm(typed(request), initial=WindowForm.initial_of(row))
    refused = actions.why_windows_stand(one)
    status = 409 if refused else 422 if form.is_bound else 200
    if form.is_bound and not refused and form.is_valid():
        opens_at, closes_at = form.cleaned_data["opens_at"], form.cleaned_data["closes_at"]
        try:
            actions.set_window(one, kind=kind, opens_at=opens_at, closes_at=closes_at, by=by, at=timezone.now())
        except Refused as reason:
            refused, status = str(reason), 409
        else:
            messages.success(request, _("Jendela %(kind)s tersimpan.") % {"kind": Window.Kind(kind).label})
            return redirect("submissions:cycle", pk)
    context = {
        "cycle": one,
        "label": Window.Kind(kind).label,
        "window": row,
        "form": form,
        "refused": refused,
        "zones": list(clock.ZONES),
    }
    return render(request, "submissions/cycles/window.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """What a step will do, then doing it. Announcing has its own page."""
    by, one = acting(request), cycle_of(pk)
    if name not in CYCLE_STEPS:
        raise Http404
    if name == "announce":
        return redirect("evaluations:announce", one.pk)
    refused = ""
    if request.method == "POST":
        try:
            done = actions.step(one, name, by=by, at=timezone.now(), reason=request.POST.get("reason", ""))
        except Refused as reason:
            refused = str(reason)
        else:
            state = done.get_state_display()
            messages.success(request, _("Siklus sekarang dalam keadaan “%(state)s”.") % {"state": state})
            return redirect("submissions:cycle", pk)
    may = one.state in CYCLE_STEPS[name].sources
    lacks = queries.what_it_lacks(one) if name == "open" and may else []
    context = {
        "cycle": one,
        "step": CYCLE_STEPS[name],
        "target": Cycle.State(CYCLE_STEPS[name].target).label,
        "may": may,
        "lacks": lacks,
        "sentences": what_happens(one, name, timezone.now()) if may and not lacks else [],
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "submissions/cycles/step.html", context, status=409 if refused or not may else 200)
