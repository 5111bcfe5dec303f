"""What stands beside the questions of a section: the answer, its files, and the answer of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, reduce
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from common.prepared import Prepared
from pillars.models import Indicator, Instrument
from pillars.queries import indicators_with_levels
from submissions.models import Answer, Attachment, Submission

NEWEST = 3
"""So many files of a question stand on the page of its section, however many it has; its own page shows all."""


class AttachedFile(NamedTuple):
    """What pages show of a file. `added_by` is who brought it to the library."""

    pk: UUID
    indicator_pk: UUID
    page: int | None
    note: str
    is_late: bool
    added_at: datetime
    name: str
    kind: str
    size: int
    pages: int | None
    valid_from: date | None
    valid_until: date | None
    added_by: str | None


_COLUMNS = (
    *("pk", "answer__indicator_id", "page", "note", "is_late", "added_at"),
    *(f"evidence__{name}" for name in ("name", "kind", "size", "pages", "valid_from", "valid_until", "added_by__name")),
)


@dataclass(frozen=True)
class Case:
    """One question with what the region has for it. Of its `file_count` files these are the newest, oldest first."""

    indicator: Indicator
    answer: Answer | None
    files: Sequence[AttachedFile]
    file_count: int
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


def cases_of(submission: Submission, indicators: Sequence[Indicator], *, newest: int = NEWEST) -> list[Case]:
    """Answers, the newest files and last year's answers of these questions. Two queries."""
    answers, before = _answers(submission, indicators)
    files, counts = _files(submission.pk, [indicator.pk for indicator in indicators], newest)
    return [
        Case(
            indicator,
            answers.get(indicator.pk),
            files.get(indicator.pk, ()),
            counts.get(indicator.pk, 0),
            before.get(indicator.key),
        )
        for indicator in indicators
    ]


def file_of(attachment: Attachment) -> AttachedFile:
    """What pages show of this file, which comes with its evidence and who brought it."""
    return AttachedFile._make(reduce(getattr, name.split("__"), attachment) for name in _COLUMNS)


def _files(
    submission_pk: UUID, indicators: Sequence[UUID], newest: int
) -> tuple[dict[UUID, list[AttachedFile]], dict[UUID, int]]:
    """The newest files of each question, and how many it has. One query."""
    files: dict[UUID, list[AttachedFile]] = {}
    counts: dict[UUID, int] = {}
    for *columns, count in _newest(len(indicators), newest).rows(submission_pk, *indicators) if indicators else ():
        file = AttachedFile._make(columns)
        files.setdefault(file.indicator_pk, []).append(file)
        counts[file.indicator_pk] = count
    return files, counts


@lru_cache(maxsize=64)
def _newest(indicators: int, newest: int) -> Prepared:
    """The question for the newest files of so many questions of a submission."""
    latest = Window(RowNumber(), partition_by="answer", order_by=["-added_at", "-pk"])
    count = Window(Count("pk"), partition_by="answer")

    def build(submission: UUID, *pks: UUID) -> QuerySet[Any, Any]:
        rows = Attachment.objects.filter(answer__submission=submission, answer__indicator__in=pks)
        rows = rows.annotate(latest=latest, count=count).filter(latest__lte=newest)
        return rows.order_by("added_at", "pk").values_list(*_COLUMNS, "count")

    return Prepared(build, 1 + indicators)


def _answers(submission: Submission, indicators: Sequence[Indicator]) -> tuple[dict[UUID, Answer], dict[str, Answer]]:
    """This submission's answers by id of the indicator, and those of the same region in the cycle compared with, by the
    key a question keeps through the years. The latter come with indicator and cycle. One query, none without questions."""
    if not indicators:
        return {}, {}
    pks, previous = [row.pk for row in indicators], submission.cycle.previous_id
    if previous is None:
        rows = _own(len(pks)).objects(submission.pk, *pks)
    else:
        keys = [row.key for row in indicators]
        rows = _own_and_last(len(pks)).objects(submission.pk, previous, *pks, submission.regency_id, *keys)
    now = {answer.indicator_id: answer for answer in rows if answer.submission_id == submission.pk}
    return now, {answer.indicator.key: answer for answer in rows if answer.submission_id != submission.pk}


@lru_cache(maxsize=64)
def _own(count: int) -> Prepared:
    """The question for the answers to so many questions."""
    return Prepared(lambda pk, *pks: Answer.objects.filter(submission=pk, indicator__in=pks), 1 + count)


@lru_cache(maxsize=64)
def _own_and_last(count: int) -> Prepared:
    """The same with last year's: asked with submission and earlier cycle, the questions, the regency and their keys."""

    def build(pk: UUID, previous: UUID, *rest: UUID | str) -> QuerySet[Any, Any]:
        pks, regency, keys = rest[:count], rest[count], rest[count + 1 :]
        last = Q(submission__cycle=previous, submission__regency=regency, indicator__key__in=keys)
        rows = Answer.objects.filter(Q(submission=pk, indicator__in=pks) | last)
        return rows.select_related("indicator", "submission__cycle")

    return Prepared(build, 2 + count, texts=1 + count)
