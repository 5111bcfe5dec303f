"""The impact survey of the region on the table, as its panel reads it: counts, flags with reasons, means."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.views.seats import frame, own_seat
from surveys.models import Survey
from surveys.queries.shown import shown
from surveys.queries.standing import standing_of


@login_required
@require_safe
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing that a single respondent said: that is in the raw table, once the region has attached it."""
    row = own_seat(request, pk)
    found = Survey.objects.filter(submission=row.submission_id).first()
    parts = []
    if found is not None:
        found.submission = row.submission
        parts = [shown(standing) for standing in standing_of(found)]
    context = frame(row, queries.overview_of(row), at=timezone.now(), active="survey")
    return render(request, "evaluations/survey.html", context | {"survey": found, "parts": parts})
