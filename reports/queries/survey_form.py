"""What the paper forms of a batch say: the statements of one pillar, and a code for each form. Three queries."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.models import CodeBatch
from surveys.queries import asked_of


@dataclass(frozen=True, slots=True)
class FormProgramme:
    """A programme with its statements: their numbers and words."""

    name: str
    statements: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """The forms of a batch: one page of the same statements for every code."""

    regency_name: str
    cycle_name: str
    sample: bool
    pillar: str
    programmes: tuple[FormProgramme, ...]
    codes: tuple[str, ...]


def survey_form(batch: CodeBatch) -> SurveyForm:
    """In Indonesian. The batch comes with its part, survey, submission, region, cycle and instrument."""
    submission = batch.submission
    programmes = tuple(
        FormProgramme(
            asked.programme.name,
            tuple((row.order, row.label_id) for row in asked.statements),
        )
        for asked in asked_of(batch.part)
    )
    return SurveyForm(
        regency_name=submission.regency.name,
        cycle_name=submission.cycle.name,
        sample=submission.cycle.is_sample,
        pillar=batch.part.pillar.name_id,
        programmes=programmes,
        codes=tuple(str(code) for code in batch.codes.all()),
    )
