"""Who has come to which survey: access is fetching."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Actor
from submissions.models import Submission
from surveys import rules
from surveys.models import Survey, SurveyPart
from surveys.queries import part_of


@dataclass(frozen=True)
class Visit:
    """A person before the survey of a submission. `operator` is the person as the one who runs it; None: only reads."""

    submission: Submission
    survey: Survey | None
    operator: Actor | None
    at: datetime

    @property
    def by(self) -> Actor:
        """The operator. Raises `PermissionDenied` (403) for everybody else."""
        if self.operator is None:
            raise PermissionDenied
        return self.operator

    def part(self, pillar: str) -> SurveyPart:
        """The part of this pillar; 404 where there is none."""
        found = part_of(self.survey, pillar) if self.survey else None
        if found is None:
            raise Http404
        return found


def visit(request: HttpRequest, pk: UUID) -> Visit:
    """The submission and its survey as this person may see them: 404 for strangers, 403 for who reads no surveys."""
    related = ("regency__province", "cycle", "instrument")
    submission = get_object_or_404(Submission.objects.visible_to(request.user).select_related(*related), pk=pk)
    if rules.reads(request.user, submission) is None:
        raise PermissionDenied
    survey = Survey.objects.filter(submission=submission).first()
    if survey is not None:
        survey.submission = submission
    return Visit(submission, survey, rules.runs(request.user, submission), timezone.now())


def frame(here: Visit, part: SurveyPart | None = None) -> dict[str, Any]:
    """What the pages of one survey have in common."""
    return {
        "submission": here.submission,
        "regency": here.submission.regency,
        "cycle": here.submission.cycle,
        "survey": here.survey,
        "part": part,
        "may_run": here.operator is not None,
    }
