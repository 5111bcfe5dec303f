"""Reads of practice: who is done (never what was given), the own sheet, the own feedback, and the spread without names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import NationalRole, Role, User
from evaluations.calibration import LEAST_ROUNDS, Compared, Spread, compare, spread_of
from evaluations.models import Practice, PracticeMark, PracticeQuestion, PracticeRound, Seat
from evaluations.queries.desk import Held
from evaluations.queries.marking import Case
from evaluations.reasons import why_reason
from regencies.models import Regency
from submissions.models import Answer, Cycle, Submission
from submissions.models.answers import CONTENT


@dataclass(frozen=True)
class PracticeLine:
    """A practice of a cycle, in numbers."""

    practice: Practice
    questions: int
    decided: int
    done: int


def practices_in(cycle: Cycle) -> list[PracticeLine]:
    """The practices of a cycle. Three queries."""
    rows = list(Practice.objects.filter(cycle=cycle))
    decided = Q(reference__isnull=False) | Q(reference_na=True)
    asked = PracticeQuestion.objects.filter(practice__in=rows).order_by().values_list("practice")
    questions = {
        pk: (total, ready) for pk, total, ready in asked.annotate(total=Count("pk"), ready=Count("pk", filter=decided))
    }
    finished = PracticeRound.objects.filter(practice__in=rows, handed_in_at__isnull=False).order_by()
    done = dict(finished.values_list("practice").annotate(count=Count("pk")))
    return [PracticeLine(row, *questions.get(row.pk, (0, 0)), done.get(row.pk, 0)) for row in rows]


def sources(cycle: Cycle) -> list[Submission]:
    """Handed-in submissions that a practice may be built from: of cycles before this one, of samples, and its own. One
    query."""
    handed_in = Submission.objects.filter(state=Submission.State.HANDED_IN, answers__isnull=False).distinct()
    rows = handed_in.filter(Q(cycle=cycle) | Q(cycle=cycle.previous_id) | Q(is_sample=True))
    return list(rows.select_related("regency", "cycle").order_by("-cycle__year", "regency_id"))


def questions_of(practice: Practice) -> list[PracticeQuestion]:
    """Questions in order with level texts. Two queries."""
    rows = practice.questions.select_related("indicator__sub_pillar").order_by("indicator__order")
    return list(rows.prefetch_related("indicator__level_texts"))


def round_of(practice: Practice, user: User) -> PracticeRound | None:
    """The own go at it; None: not begun. One query."""
    return PracticeRound.objects.filter(practice=practice, assessor=user).first()


def cases_of(practice: Practice, own: PracticeRound | None) -> list[Case]:
    """The questions as the desk draws them, with the own marks. Three queries."""
    marks = {row.question_id: row for row in PracticeMark.objects.filter(round=own)} if own else {}
    submission = practice_seat(practice).submission
    return [_case(row, submission, marks.get(row.pk), practice.at) for row in questions_of(practice)]


def practice_seat(practice: Practice) -> Seat:
    """A seat in memory that belongs to no panel: what the desk draws with. Never saved."""
    nowhere = Regency(name=practice.title, timezone=settings.TIME_ZONE)
    submission = Submission(
        cycle=practice.cycle, regency=nowhere, instrument_id=practice.instrument_id, state=Submission.State.HANDED_IN
    )
    return Seat(submission=submission, state=Seat.State.SCORING)


def _case(row: PracticeQuestion, submission: Submission, mark: PracticeMark | None, at: datetime) -> Case:
    said: dict[str, Any] = {name: getattr(row, name) for name in CONTENT}
    answer = Answer(submission=submission, indicator=row.indicator, changed_at=at, **said)
    if mark is None:
        return Case(row.indicator, answer, [], None, None)
    held = Held(mark.value, mark.not_applicable, mark.abstained, mark.reason, mark.changed_at)
    why = why_reason(mark.value, abstained=mark.abstained, last_year=None)
    return Case(row.indicator, answer, [], None, held, None if mark.reason.strip() else why)


@dataclass(frozen=True)
class FeedbackLine:
    """One question after handing in. `gap` is own minus reference; None where there is nothing to compare."""

    question: PracticeQuestion
    own: PracticeMark | None

    @property
    def gap(self) -> int | None:
        if self.own is None or self.own.value is None or self.question.reference is None:
            return None
        return self.own.value - self.question.reference


def feedback_of(own: PracticeRound) -> tuple[list[FeedbackLine], Compared]:
    """The own marks beside the references. Three queries. For the assessor of the round alone."""
    marks = {row.question_id: row for row in own.marks.all()}
    lines = [FeedbackLine(row, marks.get(row.pk)) for row in questions_of(own.practice)]
    pairs = [(line.own.value if line.own else None, line.question.reference) for line in lines]
    return lines, compare(pairs)


def people_of(practice: Practice) -> list[tuple[str, datetime | None]]:
    """Every active assessor by name, with when the own round was finished; nothing of what was given. Two queries."""
    finished = dict(
        PracticeRound.objects.filter(practice=practice, handed_in_at__isnull=False).values_list(
            "assessor_id", "handed_in_at"
        )
    )
    held = NationalRole.objects.filter(role=Role.ASSESSOR, ended_at__isnull=True, user__is_active=True)
    rows = held.order_by("user__name", "user").values_list("user", "user__name")
    return [(name, finished.get(pk)) for pk, name in rows]


def spreads_of(practice: Practice) -> dict[int, Spread] | None:
    """What was given to each question, without names. Two queries.

    None until the practice is closed, since whoever looked before and after somebody finished would know that person's
    marks; and None for fewer than `LEAST_ROUNDS`.
    """
    done = PracticeRound.objects.filter(practice=practice, handed_in_at__isnull=False)
    if practice.state != Practice.State.CLOSED or done.count() < LEAST_ROUNDS:
        return None
    given: dict[int, list[int | None]] = defaultdict(list)
    rows = PracticeMark.objects.filter(round__practice=practice, round__handed_in_at__isnull=False)
    for question, value in rows.order_by("question", "value").values_list("question_id", "value"):
        given[question].append(value)
    return {question: spread_of(values) for question, values in given.items()}
