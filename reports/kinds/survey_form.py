"""Paper forms of the impact survey: one page for each single-use code of a batch, to be filled in with a pen."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor
from journal.models import Audience
from reports.kinds.kind import Kind, Person, Told
from reports.queries.survey_form import SurveyForm, survey_form
from surveys.models import CodeBatch, Survey
from surveys.rules import runs


def _rows() -> QuerySet[CodeBatch]:
    place = "part__survey__submission"
    related = ("part__pillar", f"{place}__regency__province", f"{place}__cycle", f"{place}__instrument")
    return CodeBatch.objects.filter(purpose=CodeBatch.Purpose.PAPER).select_related(*related)


def _visible(user: Person) -> QuerySet[CodeBatch]:
    return _rows().filter(part__survey__in=Survey.objects.visible_to(user))


def _reads(user: Person, batch: CodeBatch) -> Actor | None:
    """The operator alone: whoever holds the codes can fill the survey."""
    return runs(user, batch.submission)


def _refusal(batch: CodeBatch) -> str:
    return _("Survei ini sudah ditutup.") if batch.part.survey.state == Survey.State.CLOSED else ""


def _tell(batch: CodeBatch) -> Told:
    submission = batch.submission
    return Told(submission.regency.name, submission.cycle.name, submission.regency, submission.cycle)


def _context(data: SurveyForm, _key: str) -> dict[str, Any]:
    return {"report": data}


KIND: Kind[CodeBatch, SurveyForm] = Kind(
    code="survey_form",
    title=gettext_lazy("Formulir survei dampak"),
    template="reports/pdf/survey_form.html",
    rows=_rows,
    visible=_visible,
    reads=_reads,
    data=survey_form,
    context=_context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=False,
    audience=Audience.REGION,
)
