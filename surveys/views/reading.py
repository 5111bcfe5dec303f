"""The survey as its region sees it: all pillars with their meters, one pillar with its means, links and flags."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import qr
from common.steps import Refused, available
from surveys.actions import responses, surveys
from surveys.models import Survey
from surveys.queries.shown import shown
from surveys.queries.standing import standing_of
from surveys.views.door import Visit, frame, visit
from surveys.workflow import SURVEY_STEPS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All pillars. Where no survey is prepared yet, a POST of the operator prepares it."""
    here = visit(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            surveys.prepare(here.submission, by=here.by, at=here.at)
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("Survei disiapkan. Isi nama program, lalu buka surveinya."))
            return redirect("surveys:programmes", pk)
    context = frame(here) | {"refused": refused, "parts": [], "steps": []}
    if here.survey is not None:
        context["parts"] = [shown(row) for row in standing_of(here.survey)]
        context["steps"] = available(SURVEY_STEPS, here.survey.state)
        context["door"] = request.build_absolute_uri(reverse("surveys:door", args=[here.survey.code]))
    return render(request, "surveys/survey.html", context, status=409 if refused else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    """One pillar. A POST says why a flag of it may stand."""
    here = visit(request, pk)
    one = here.part(pillar)
    if request.method != "POST":
        return _part_page(request, here, pillar)
    flag, reason = request.POST.get("flag", ""), request.POST.get("reason", "")[:2000]
    try:
        responses.excuse(one, flag, reason=reason, by=here.by, at=here.at)
    except Refused as refused:
        typed = {"flag": flag, "reason": reason, "refused": str(refused)}
        return _part_page(request, here, pillar, typed=typed, status=409 if reason.strip() else 422)
    messages.success(request, _("Alasan disimpan."))
    return redirect("surveys:part", pk, pillar)


def _part_page(
    request: HttpRequest, here: Visit, pillar: str, *, typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    if here.survey is None:
        raise Http404
    standing = standing_of(here.survey, pillar)[0]
    row, said = shown(standing), typed or {}
    stands = said.get("flag") in [one.flag.key for one in row.flags]  # else its refusal is told above the page
    address = reverse("surveys:form", args=[here.survey.code, pillar])
    context = frame(here, standing.part) | {
        "row": row,
        "typed": said,
        "refused": "" if stands else said.get("refused", ""),
        "qr": qr.drawn(address) if here.survey.state != Survey.State.CLOSED else None,
        "kiosk": request.build_absolute_uri(reverse("surveys:kiosk", args=[here.survey.code, pillar])),
    }
    return render(request, "surveys/part.html", context, status=status)
