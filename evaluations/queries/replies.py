"""A draft with its replies, and how the final differs from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from evaluations import scoring
from evaluations.models import DimensionValue, Mark, MarkRevision, QuestionValue, Reply, Result, ResultRun, Seat
from evaluations.queries.sums import panel_values
from pillars.models import Indicator
from submissions.models import Attachment


def mean(total: int, count: int) -> Fraction | None:
    """A question's value, exactly; None: not applicable to all. Other sums may have the same one: 9 of 3 and 6 of 2."""
    return Fraction(total, count) if count else None


def shown_mean(total: int, count: int) -> Decimal | None:
    """The same for the eye, half-up to two decimals."""
    value = mean(total, count)
    return None if value is None else scoring.half_up(value)


@dataclass(frozen=True)
class DraftLine:
    """A question of a draft and what the region says of it (None: nothing yet)."""

    indicator: Indicator
    value: Decimal | None
    reply: Reply | None


def draft_lines(result: Result) -> list[DraftLine]:
    """Every question of a draft in order, with its mean as it was published. Two queries."""
    replies = {row.indicator_id: row for row in Reply.objects.filter(result=result)}
    rows = QuestionValue.objects.filter(result=result).select_related("indicator__pillar").order_by("indicator__order")
    return [DraftLine(row.indicator, shown_mean(row.total, row.count), replies.get(row.indicator_id)) for row in rows]


def reply_counts(rows: QuerySet[Reply]) -> dict[str, int]:
    """How many of these replies there are: `written`, `accepting`, `waiting`, `accepted`, `rejected`. One query."""
    objections = Q(kind=Reply.Kind.OBJECT)
    return rows.aggregate(
        written=Count("pk", filter=Q(state=Reply.State.WRITTEN)),
        accepting=Count("pk", filter=Q(kind=Reply.Kind.ACCEPT, state=Reply.State.SENT)),
        waiting=Count("pk", filter=objections & Q(state__in=(Reply.State.SENT, Reply.State.ASKED))),
        accepted=Count("pk", filter=Q(state=Reply.State.ACCEPTED)),
        rejected=Count("pk", filter=Q(state=Reply.State.REJECTED)),
    )


def sums_now(submission_id: UUID, indicator_id: UUID) -> tuple[int, int]:
    """Total and count of one question as it would enter a result now: of the marks, or the panel's value in their place.
    Two queries."""
    if agreed := panel_values(item__submission=submission_id, item__indicator=indicator_id):
        _submission, _indicator, value = agreed[0]
        return (0, 0) if value is None else (value, 1)
    marks = Mark.objects.filter(
        seat__submission=submission_id, seat__state=Seat.State.HANDED_IN, indicator=indicator_id
    )
    found = marks.aggregate(total=Sum("value"), count=Count("value"))
    return found["total"] or 0, found["count"]


def sums_then(reply: Reply) -> tuple[int, int]:
    """The same as the draft published it. One query."""
    row = QuestionValue.objects.get(result=reply.result_id, indicator=reply.indicator_id)
    return row.total, row.count


def without_effect(draft: ResultRun) -> list[Reply]:
    """Accepted objections whose question stands as the draft had it: none may be left. Three queries at most."""
    rows = Reply.objects.filter(result__run=draft, state=Reply.State.ACCEPTED)
    accepted = list(rows.select_related("result__submission__regency", "indicator"))
    if not accepted:
        return []
    marks = Mark.objects.filter(
        seat__submission__in=[row.result.submission_id for row in accepted],
        seat__state=Seat.State.HANDED_IN,
        indicator__in=[row.indicator_id for row in accepted],
    )
    summed = marks.values_list("seat__submission_id", "indicator_id").annotate(total=Sum("value"), given=Count("value"))
    now = {(submission, indicator): (total or 0, given) for submission, indicator, total, given in summed.order_by()}
    values = QuestionValue.objects.filter(result__in=[row.result_id for row in accepted])
    then = {(row.result_id, row.indicator_id): (row.total, row.count) for row in values}
    return [
        row
        for row in accepted
        if mean(*now.get((row.result.submission_id, row.indicator_id), (0, 0)))
        == mean(*then[row.result_id, row.indicator_id])
    ]


def new_evidence(reply: Reply) -> list[Attachment]:
    """Files of the question that came after the draft was published. One query."""
    rows = Attachment.objects.filter(
        answer__submission=reply.result.submission_id,
        answer__indicator=reply.indicator_id,
        is_late=True,
        added_at__gte=reply.result.run.at,
    )
    return list(rows.select_related("evidence"))


@dataclass(frozen=True)
class Difference:
    """A number before and after the right of reply; `why` are the reasons of the marks that changed, without names."""

    label: str
    before: Decimal | None
    after: Decimal | None
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Differences:
    """A final beside its draft."""

    draft: Result
    final: Result
    dimensions: list[Difference]
    questions: Sequence[Difference]


def differences_of(draft: Result, final: Result) -> Differences:
    """What changed from draft to final, only where something did. Three queries."""
    parts: dict[str, dict[UUID, DimensionValue]] = defaultdict(dict)
    for part in DimensionValue.objects.filter(result__in=(draft.pk, final.pk)).order_by("id"):
        parts[part.dimension][part.result_id] = part
    dimensions = [
        Difference(str(pair[final.pk].get_dimension_display()), pair[draft.pk].value, pair[final.pk].value)
        for pair in parts.values()
        if len(pair) == len((draft, final)) and pair[draft.pk].value != pair[final.pk].value
    ]
    return Differences(draft, final, dimensions, _questions(draft, final))


def _questions(draft: Result, final: Result) -> Sequence[Difference]:
    values: dict[UUID, dict[UUID, QuestionValue]] = defaultdict(dict)
    rows = QuestionValue.objects.filter(result__in=(draft.pk, final.pk)).select_related("indicator")
    for row in rows.order_by("indicator__order"):
        values[row.indicator_id][row.result_id] = row
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for indicator, reason in MarkRevision.objects.filter(reply__result=draft).values_list("indicator_id", "reason"):
        reasons[indicator].append(reason)
    return [
        Difference(
            f"{pair[final.pk].indicator.order}. {pair[final.pk].indicator.label}",
            shown_mean(pair[draft.pk].total, pair[draft.pk].count),
            shown_mean(pair[final.pk].total, pair[final.pk].count),
            reasons[indicator],
        )
        for indicator, pair in values.items()
        if len(pair) == len((draft, final))
        and mean(pair[draft.pk].total, pair[draft.pk].count) != mean(pair[final.pk].total, pair[final.pk].count)
    ]


def draft_rows(cycle_id: UUID) -> QuerySet[Result]:
    """The draft of a cycle, a row per region, with `replied`, `objected` and `waiting` counted. One query."""
    sent = ~Q(replies__state=Reply.State.WRITTEN)
    objected = sent & Q(replies__kind=Reply.Kind.OBJECT)
    return (
        Result.objects.filter(run__cycle=cycle_id, run__kind=ResultRun.Kind.DRAFT)
        .annotate(
            replied=Count("replies", filter=sent & Q(replies__isnull=False)),
            objected=Count("replies", filter=objected),
            waiting=Count("replies", filter=objected & Q(replies__state__in=(Reply.State.SENT, Reply.State.ASKED))),
        )
        .select_related("submission__regency__province", "submission__instrument")
        .order_by(F("waiting").desc(), "submission__regency_id")
    )
