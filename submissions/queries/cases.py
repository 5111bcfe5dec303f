"""What stands beside the questions of a section: the answer, its files, and the answer of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from pillars.models import Indicator, Instrument
from pillars.queries import indicators_with_levels
from submissions.models import Answer, Attachment, Submission

SHOWN = (
    *("answer", "page", "note", "is_late", "added_at"),
    *(f"evidence__{name}" for name in ("name", "kind", "size", "pages", "valid_from", "valid_until", "added_by__name")),
)
"""What a page shows of a file; a section may hold hundreds of them."""


@dataclass(frozen=True)
class Case:
    """One question with what the region has for it."""

    indicator: Indicator
    answer: Answer | None
    files: Sequence[Attachment]
    last_year: Answer | None


def questions_of(instrument: Instrument) -> list[Indicator]:
    """All questions in order, with sub-pillar and level texts; not to be changed. Two queries while the instrument can
    still change."""
    return _frozen(instrument.pk) if instrument.is_frozen else indicators_with_levels(instrument.pk)


def questions_at(instrument: Instrument, pks: Iterable[UUID]) -> list[Indicator]:
    """These questions among `questions_of`."""
    wanted = set(pks)
    return [indicator for indicator in questions_of(instrument) if indicator.pk in wanted]


@lru_cache(maxsize=16)
def _frozen(instrument_id: UUID) -> list[Indicator]:
    """What a frozen instrument asks stays as it is, so each process reads it once. Never change these rows."""
    return indicators_with_levels(instrument_id)


def cases_of(submission: Submission, indicators: Sequence[Indicator]) -> list[Case]:
    """Answers, files and last year's answers of these questions. Two queries."""
    answers, before = _answers(submission, indicators)
    files: dict[object, list[Attachment]] = {}
    attached = Attachment.objects.filter(answer__in=[answer.pk for answer in answers.values()])
    for file in attached.select_related("evidence__added_by").only(*SHOWN):
        files.setdefault(file.answer_id, []).append(file)
    found = []
    for indicator in indicators:
        answer = answers.get(indicator.pk)
        own_files = files.get(answer.pk, []) if answer else []
        found.append(Case(indicator, answer, own_files, before.get(indicator.key)))
    return found


def _answers(submission: Submission, indicators: Sequence[Indicator]) -> tuple[dict[UUID, Answer], dict[str, Answer]]:
    """This submission's answers by id of the indicator, and those of the same region in the cycle compared with, by the
    key a question keeps through the years. The latter come with indicator and cycle. One query."""
    own = Q(submission=submission, indicator__in=indicators)
    if submission.cycle.previous_id is None:
        return {answer.indicator_id: answer for answer in Answer.objects.filter(own)}, {}
    earlier = Submission.objects.filter(cycle=submission.cycle.previous_id, regency=submission.regency_id)
    keys = [indicator.key for indicator in indicators]
    last = Q(submission__in=earlier.values("pk"), indicator__key__in=keys)
    rows = list(Answer.objects.filter(own | last).select_related("indicator", "submission__cycle"))
    now = {answer.indicator_id: answer for answer in rows if answer.submission_id == submission.pk}
    return now, {answer.indicator.key: answer for answer in rows if answer.submission_id != submission.pk}
