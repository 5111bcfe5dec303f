"""What stands beside the questions of a section: the answer, its files, and the answer of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pillars.models import Indicator
from submissions.models import Answer, Attachment, Submission


@dataclass(frozen=True)
class Case:
    """One question with what the region has for it."""

    indicator: Indicator
    answer: Answer | None
    files: Sequence[Attachment]
    last_year: Answer | None


def indicators_at(pks: Iterable[UUID]) -> list[Indicator]:
    """These questions in order, with sub-pillar and level texts. Two queries."""
    rows = Indicator.objects.filter(pk__in=list(pks)).order_by("order")
    return list(rows.select_related("sub_pillar").prefetch_related("level_texts"))


def cases_of(submission: Submission, indicators: Sequence[Indicator]) -> list[Case]:
    """Answers, files and last year's answers of these questions. Three queries at most."""
    rows = Answer.objects.filter(submission=submission, indicator__in=indicators)
    answers = {answer.indicator_id: answer for answer in rows}
    files: dict[object, list[Attachment]] = {}
    attached = Attachment.objects.filter(answer__submission=submission, answer__indicator__in=indicators)
    for file in attached.select_related("evidence__added_by"):
        files.setdefault(file.answer_id, []).append(file)
    before = answers_last_year(submission, indicators)
    found = []
    for indicator in indicators:
        answer = answers.get(indicator.pk)
        own_files = files.get(answer.pk, []) if answer else []
        found.append(Case(indicator, answer, own_files, before.get(indicator.key)))
    return found


def answers_last_year(submission: Submission, indicators: Iterable[Indicator]) -> dict[str, Answer]:
    """Answers of the same region in the cycle compared with, by the key a question keeps through the years.

    At most one query; each answer comes with its indicator and cycle.
    """
    if submission.cycle.previous_id is None:
        return {}
    rows = Answer.objects.filter(
        submission__cycle_id=submission.cycle.previous_id,
        submission__regency_id=submission.regency_id,
        indicator__key__in=[indicator.key for indicator in indicators],
    )
    return {answer.indicator.key: answer for answer in rows.select_related("indicator", "submission__cycle")}
