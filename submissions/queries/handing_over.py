"""Questions with agencies, with the answers that came of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from submissions.models import Answer, HandOver, Submission
from submissions.queries import answers_of, lacking
from submissions.workflow import GIVEN_BACK, WITH_THE_AGENCY

ORDER = {state: place for place, state in enumerate(("given_back", "returned", "asked", "accepted"))}


@dataclass(frozen=True)
class Handed:
    """A question with an agency and its answer. `lacks` is what it still needs, empty when it is complete."""

    row: HandOver
    answer: Answer | None
    lacks: str

    @property
    def is_given_back(self) -> bool:
        return self.row.state == GIVEN_BACK

    @property
    def is_with_agency(self) -> bool:
        return self.row.state in WITH_THE_AGENCY

    @property
    def is_ready(self) -> bool:
        """Complete, and still to be given back."""
        return self.is_with_agency and not self.lacks

    @property
    def evidence_count(self) -> int:
        return getattr(self.answer, "evidence_count", 0)

    def is_overdue(self, at: datetime) -> bool:
        return self.is_with_agency and self.row.due_at is not None and at >= self.row.due_at


def handed_of(submission: Submission, agencies: Collection[object] | None = None) -> list[Handed]:
    """Questions with agencies (with `agencies` only theirs): given back first, accepted last. Two queries."""
    rows = HandOver.objects.filter(submission=submission).select_related("agency", "indicator__pillar")
    if agencies is not None:
        rows = rows.filter(agency__in=list(agencies))
    answers = answers_of(submission)
    found = []
    for row in rows.order_by("indicator__order"):
        answer = answers.get(row.indicator_id)
        found.append(Handed(row, answer, " ".join(lacking(answer, row.indicator))))
    return sorted(found, key=lambda handed: ORDER[handed.row.state])
