"""Own marks in a grid: all questions of one region, or one question in all own regions of a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from evaluations.models import Mark, QuestionValue, Seat
from evaluations.queries.desk import Held, with_place
from evaluations.reasons import LastYear
from pillars.models import Indicator
from submissions.models import Answer, Attachment, Submission


def moments_of(submissions: Iterable[UUID], keys: Sequence[str] = ()) -> dict[tuple[UUID, UUID], datetime]:
    """When the answers of handed-in submissions, or their files, last changed, by submission and question; with `keys`
    only those questions. One query."""
    latest = Attachment.objects.filter(answer=OuterRef("pk")).order_by().values("answer")
    newest = latest.annotate(at=Max(Coalesce("changed_at", "added_at"))).values("at")
    rows = Answer.objects.filter(submission__in=list(submissions), submission__state=Submission.State.HANDED_IN)
    if keys:
        rows = rows.filter(indicator__key__in=keys)
    moments = rows.annotate(at=Greatest("changed_at", Coalesce(Subquery(newest), "changed_at")))
    return {
        (submission, indicator): at
        for submission, indicator, at in moments.values_list("submission_id", "indicator_id", "at")
    }


@dataclass(frozen=True)
class RegionLine:
    """One question in one own region. `mark`: the own one; `changed_at`: of the answer and its files."""

    seat: Seat
    indicator: Indicator
    mark: Held | None
    last_year: LastYear | None
    changed_at: datetime | None


def regions_with(own: QuerySet[Seat], cycle: UUID, key: str) -> list[RegionLine]:
    """Own seats of a cycle whose instrument asks this question, in the order of the regions. Five queries."""
    rows = with_place(own.filter(submission__cycle=cycle, submission__instrument__indicators__key=key))
    seats = list(rows.order_by("submission__regency"))
    instruments = {row.submission.instrument_id for row in seats}
    asked = {row.instrument_id: row for row in Indicator.objects.filter(key=key, instrument__in=instruments)}
    names = ("seat_id", "value", "not_applicable", "abstained", "reason", "changed_at")
    given = Mark.objects.filter(seat__in=[row.pk for row in seats], indicator__key=key).values_list(*names)
    marks = {row[0]: Held._make(row[1:]) for row in given}
    before = _last_year(seats, key)
    moments = moments_of([row.submission_id for row in seats], [key])
    return [
        RegionLine(
            row,
            indicator := asked[row.submission.instrument_id],
            marks.get(row.pk),
            before.get(row.submission.regency_id),
            moments.get((row.submission_id, indicator.pk)),
        )
        for row in seats
    ]


def _last_year(seats: Sequence[Seat], key: str) -> dict[str, LastYear]:
    """What last year's panels gave the same question, by region."""
    previous = next((row.submission.cycle.previous_id for row in seats), None)
    if previous is None:
        return {}
    rows = QuestionValue.objects.filter(
        result__run__cycle=previous,
        result__run__is_current=True,
        result__submission__regency__in=[row.submission.regency_id for row in seats],
        indicator__key=key,
        count__gt=0,
    )
    found = rows.values_list("result__submission__regency_id", "total", "count")
    return {regency: LastYear(total, count) for regency, total, count in found}
