"""What an assessor reads beside one mark: the region's answer, its evidence, and its answer of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from evaluations.models import Mark, Seat
from evaluations.queries.desk import SectionProgress
from pillars.models import Indicator
from submissions.models import Answer, Attachment, Submission
from submissions.queries.cases import questions_of
from submissions.queries.receipts import excused_in


@dataclass(frozen=True)
class Case:
    """One question of a section as it lies before the assessor. `mark` is the own one, None: not yet given.

    `excused` are warnings that stood when the region handed in, each with the region's reason.
    """

    indicator: Indicator
    answer: Answer | None
    files: Sequence[Attachment]
    last_year: Answer | None
    mark: Mark | None
    excused: Sequence[tuple[str, str]] = ()


def section_indicators(seat: Seat, section: SectionProgress) -> list[Indicator]:
    """Questions of a section in order, with their level texts. Two queries while the instrument can still change."""
    return [row for row in questions_of(seat.submission.instrument) if row.section_slug == section.slug]


def cases_of(seat: Seat, indicators: Sequence[Indicator]) -> list[Case]:
    """Answers, files, own marks and the region's reasons for warnings of these questions. Five queries.

    A region's answers are read only once they are handed in: a draft is nobody else's business.
    """
    marks = {mark.indicator_id: mark for mark in Mark.objects.filter(seat=seat, indicator__in=indicators)}
    answers = _answers(seat.submission, indicators)
    last_year = _last_year(seat.submission, indicators)
    is_handed_in = seat.submission.state == Submission.State.HANDED_IN
    excused = excused_in(seat.submission_id) if is_handed_in else {}
    return [
        Case(
            indicator,
            answer := answers.get(indicator.pk),
            list(answer.attachments.all()) if answer else [],
            last_year.get(indicator.key),
            marks.get(indicator.pk),
            excused.get(indicator.key, ()),
        )
        for indicator in indicators
    ]


def _answers(submission: Submission, indicators: Iterable[Indicator]) -> dict[object, Answer]:
    if submission.state != Submission.State.HANDED_IN:
        return {}
    files = Prefetch("attachments", Attachment.objects.select_related("evidence"))
    rows = Answer.objects.filter(submission=submission, indicator__in=indicators).prefetch_related(files)
    return {answer.indicator_id: answer for answer in rows}


def _last_year(submission: Submission, indicators: Iterable[Indicator]) -> dict[str, Answer]:
    """Answers of the same region in the cycle compared with, by the key that a question keeps through the years."""
    if submission.cycle.previous_id is None:
        return {}
    rows = Answer.objects.filter(
        submission__cycle_id=submission.cycle.previous_id,
        submission__regency_id=submission.regency_id,
        submission__state=Submission.State.HANDED_IN,
        indicator__key__in=[indicator.key for indicator in indicators],
    )
    return {answer.indicator.key: answer for answer in rows.select_related("indicator")}
