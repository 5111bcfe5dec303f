"""Last year's answers that may be taken over, and what stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from pillars.models import Indicator
from submissions import words
from submissions.models import CONTENT, Answer, Evidence, Submission


@dataclass(frozen=True)
class Carried:
    """A question that takes last year's answer; `now` is its row when there is one without content."""

    indicator: Indicator
    before: Answer
    now: Answer | None

    @property
    def value(self) -> str:
        """Last year's answer as words."""
        return words.answer(self.before, self.before.indicator)

    @property
    def file_count(self) -> int:
        return int(self.before.file_count)  # type: ignore[attr-defined]


@dataclass
class Plan:
    """What carrying over would do: `carried` arrive, `kept` have content already, `absent` have no answer to take."""

    carried: list[Carried] = field(default_factory=list)
    kept: list[Indicator] = field(default_factory=list)
    absent: list[Indicator] = field(default_factory=list)

    @property
    def file_count(self) -> int:
        return sum(row.file_count for row in self.carried)


def has_content(answer: Answer | None) -> bool:
    """Whether anybody has written something in it; 0 and "no" are content, a file alone is none."""
    return answer is not None and any(getattr(answer, name) != getattr(_EMPTY, name) for name in CONTENT)


def plan_of(submission: Submission, wanted: Collection[UUID]) -> Plan:
    """What becomes of these questions: same key and kind of answer, in the cycle compared with. Three queries.

    Last year's answers that nobody confirmed are not taken on.
    """
    asked = Indicator.objects.filter(instrument=submission.instrument_id, pk__in=wanted).order_by("order")
    last = Answer.objects.filter(
        submission__cycle=submission.cycle.previous_id,
        submission__regency=submission.regency_id,
        awaits_confirmation=False,
    )
    before = {
        (row.indicator.key, row.indicator.answer_kind): row
        for row in last.select_related("indicator").annotate(file_count=Count("attachments"))
        if has_content(row)
    }
    now = {row.indicator_id: row for row in Answer.objects.filter(submission=submission)}
    plan = Plan()
    for indicator in asked:
        answer, source = now.get(indicator.pk), before.get((indicator.key, indicator.answer_kind))
        if has_content(answer):
            plan.kept.append(indicator)
        elif source is None:
            plan.absent.append(indicator)
        else:
            plan.carried.append(Carried(indicator, source, answer))
    return plan


def newest_versions(regency_code: str) -> dict[UUID, UUID]:
    """Replaced files of a regency to the version that holds now. One query."""
    rows = Evidence.objects.filter(regency=regency_code, replaced_by__isnull=False)
    following = dict(rows.values_list("pk", "replaced_by_id"))
    found = {}
    for pk in following:
        last = pk
        while last in following:
            last = following[last]
        found[pk] = last
    return found


_EMPTY = Answer()
