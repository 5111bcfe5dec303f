"""Next year's cycle from last year's, and what to look at before a draft opens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.steps import Refused
from submissions.actions import cloning as actions
from submissions.checklist import Topic, checklist
from submissions.forms.cycles import CloneCycleForm
from submissions.models import Cycle
from submissions.queries import windows_of
from submissions.queries.cycles import cohort_lines
from submissions.queries.readiness import readiness_of
from submissions.views.office import acting, cycle_of, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_clone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would be taken over, then making the draft. `preview` shows the dates of another year and makes nothing."""
    by, source = acting(request), cycle_of(pk)
    lines = cohort_lines(source)
    form = CloneCycleForm(source, lines, typed(request))
    is_preview = "preview" in request.POST
    refused, same, status = "", None, 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        values, status = form.cleaned_data, 200
        fields = {name: values[name] for name in ("name", "year", "stage", "with_regions")}
        try:
            if not is_preview:
                made = actions.clone(source, **fields, instruments=form.instruments, by=by, at=timezone.now())
                messages.success(request, _("Siklus “%(name)s” dibuat sebagai rancangan.") % {"name": made.name})
                return redirect("submissions:cycle_checklist", made.pk)
        except Refused as reason:
            same = Cycle.objects.filter(year=values["year"], stage=values["stage"], is_sample=source.is_sample).first()
            refused, status = str(reason), 409
    year = form.cleaned_data.get("year") if form.is_bound and form.is_valid() else None
    move = actions.shift_of((year or source.year + 1) - source.year)
    context = {
        "source": source,
        "form": form,
        "refused": refused,
        "same": same,
        "windows": [(row, row.opens_at + move, row.closes_at + move) for row in windows_of(source).values()],
        "cohorts": [line for line in lines if line.invited],
    }
    return render(request, "submissions/cycles/cycle_clone.html", context, status=status)


@login_required
@require_safe
def cycle_checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Dates, people and weights of a cycle, with what wants a look and the page where it is mended."""
    acting(request)
    cycle = cycle_of(pk)
    found = checklist(cycle, readiness_of(cycle), timezone.now())
    titles = {Topic.DATES: _("Tanggal"), Topic.PEOPLE: _("Orang"), Topic.WEIGHTS: _("Bobot dan instrumen")}
    topics = [(titles[topic], lines, sum(not line.is_fine for line in lines)) for topic, lines in found.items()]
    context = {"cycle": cycle, "topics": topics, "left": sum(left for _title, _lines, left in topics)}
    return render(request, "submissions/cycles/cycle_checklist.html", context)
