"""Means become answers: first shown as they will stand, then taken by a button. And the raw table as a file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from common.downloads import workbook
from common.steps import Refused
from common.virus_scan import Unavailable
from pillars.models import Indicator
from submissions import words
from submissions.models import Answer
from submissions.queries import why_read_only, windows_for
from surveys.actions import taking as actions
from surveys.models import SurveyPart
from surveys.queries.standing import PartStanding, standing_of
from surveys.raw_table import file_name, raw_table
from surveys.views.door import Visit, frame, visit


@dataclass(frozen=True)
class Change:
    """A statement with its answer now and the mean that it would become; `version` is that of the answer shown."""

    indicator: Indicator
    now: str
    then: Decimal | None
    version: int


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    here = visit(request, pk)
    by, part = here.by, here.part(pillar)
    if request.method != "POST":
        return _page(request, here, part)
    try:
        count = actions.take(part, versions=_versions(request), by=by, at=here.at)
    except Unavailable as silent:
        return _page(request, here, part, refused=str(silent), status=503)
    except Refused as reason:
        return _page(request, here, part, refused=str(reason), status=409)
    done = ngettext("%(count)d rerata menjadi jawaban isian.", "%(count)d rerata menjadi jawaban isian.", count)
    messages.success(request, done % {"count": count})
    return redirect("surveys:part", pk, pillar)


@login_required
@require_safe
def table(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponseBase:
    """The raw table as it stands now, for all who read the survey."""
    here = visit(request, pk)
    standing = _standing(here, here.part(pillar))
    return workbook(raw_table(standing, at=here.at), name=file_name(standing))


def _standing(here: Visit, part: SurveyPart) -> PartStanding:
    if here.survey is None:
        raise Http404
    standing = standing_of(here.survey, part.pillar_id)[0]
    standing.part.survey = here.survey
    return standing


def _versions(request: HttpRequest) -> dict[UUID, int]:
    """Versions of the answers as the page showed them, by indicator."""
    found = {}
    for name, text in request.POST.items():
        prefix, _dash, key = name.partition("-")
        if prefix == "version" and str(text).isascii() and str(text).isdigit():
            try:
                found[UUID(key)] = int(str(text)[:9])
            except ValueError:
                continue
    return found


def _page(request: HttpRequest, here: Visit, part: SurveyPart, *, refused: str = "", status: int = 200) -> HttpResponse:
    standing = _standing(here, part)
    known = {row.indicator_id: row for row in Answer.objects.filter(submission=here.submission)}
    changes = []
    for row in standing.statements:
        answer = known.get(row.indicator.pk)
        now = words.answer(answer, row.indicator)
        changes.append(Change(row.indicator, now, row.tally.mean, answer.version if answer else 0))
    section = standing.statements[0].indicator.section_slug if standing.statements else ""
    context = frame(here, part) | {
        "standing": standing,
        "changes": changes,
        "blocked": why_read_only(here.submission, windows_for(here.submission), here.at) or actions.why_not(standing),
        "section": reverse("submissions:section", args=[here.submission.pk, section]) if section else "",
        "refused": refused,
    }
    return render(request, "surveys/take.html", context, status=status)
