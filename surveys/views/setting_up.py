"""Setting a survey up: its programmes named, its steps taken."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused, available
from regencies.models import Agency
from surveys.actions import surveys
from surveys.forms import setting_up as forms
from surveys.models import Survey
from surveys.queries import programmes_of
from surveys.views.door import Visit, frame, visit
from surveys.workflow import SURVEY_STEPS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name, agency and number of users of each programme, all on one page."""
    here = visit(request, pk)
    survey, by = _mine(here)
    rows = [row for part in programmes_of(survey).values() for row in part]
    agencies = list(Agency.objects.filter(regency=here.submission.regency))
    if request.method != "POST":
        return _programmes_page(request, here, forms.rows_of(rows), agencies)
    typed, about = forms.read(rows, agencies, request.POST.dict())
    if any(row.errors for row in typed):
        return _programmes_page(request, here, typed, agencies, status=422)
    try:
        surveys.describe(survey, about, by=by, at=here.at)
    except Refused as reason:
        return _programmes_page(request, here, typed, agencies, refused=str(reason), status=409)
    messages.success(request, _("Perubahan disimpan."))
    return redirect("surveys:survey", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """A step of the survey: what will happen, then the button."""
    here = visit(request, pk)
    survey, by = _mine(here)
    if name not in SURVEY_STEPS:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            surveys.step(survey, name, by=by, at=here.at)
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("Keadaan survei: %s.") % Survey.State(SURVEY_STEPS[name].target).label)
            return redirect("surveys:survey", pk)
    possible = name in dict(available(SURVEY_STEPS, survey.state))
    context = frame(here) | {"name": name, "step": SURVEY_STEPS[name], "possible": possible, "refused": refused}
    return render(request, "surveys/step.html", context, status=409 if refused else 200)


def _mine(here: Visit) -> tuple[Survey, Actor]:
    """The survey before its operator: 403 for who only reads, 404 where none is prepared."""
    by = here.by
    if here.survey is None:
        raise Http404
    return here.survey, by


def _programmes_page(
    request: HttpRequest,
    here: Visit,
    rows: list[forms.Row],
    agencies: list[Agency],
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    groups: dict[str, list[forms.Row]] = {}
    for row in rows:
        groups.setdefault(row.programme.sub_pillar.pillar_id, []).append(row)
    context = frame(here) | {
        "groups": [(group[0].programme.sub_pillar.pillar, group) for group in groups.values()],
        "agencies": [(str(agency.pk), agency.name) for agency in agencies],
        "refused": refused,
    }
    return render(request, "surveys/programmes.html", context, status=status)
