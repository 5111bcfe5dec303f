"""Practices before the sample's cycle: one that is over and shows its spread, one that somebody still has to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Actor
from evaluations.actions import practice
from evaluations.actions.given import Given
from evaluations.models import Practice, PracticeQuestion
from submissions.models import Cycle, Submission

QUESTIONS = 8


def practise(cycle: Cycle, source: Submission, assessors: Sequence[Actor], secretariat: Actor, *, at: datetime) -> None:
    """Both built from last year's answers of one region; the first assessor has the second one still to do."""
    over = _played(cycle, source, assessors[1:4], secretariat, at=at)
    practice.step(over, "close", by=secretariat, at=at + timedelta(days=4))
    _played(cycle, source, assessors[2:4], secretariat, at=at + timedelta(hours=1))


def _played(
    cycle: Cycle, source: Submission, assessors: Sequence[Actor], secretariat: Actor, *, at: datetime
) -> Practice:
    """Built, opened, and finished by these assessors on the days after."""
    row = practice.build(cycle, source, title="", count=QUESTIONS, by=secretariat, at=at)
    for question in row.questions.select_related("practice", "indicator"):
        practice.decide(
            question,
            reference=question.reference,
            reference_na=question.reference_na,
            reason=_("Sesuai uraian tingkat dan data dukungnya (contoh)."),
            text=question.text,
            narrative=question.narrative,
            by=secretariat,
            at=at,
        )
    row = practice.step(row, "open", by=secretariat, at=at)
    for place, assessor in enumerate(assessors, start=1):
        given = {question: _mark(question, place) for question in row.questions.all()}
        practice.save(row, given, by=assessor, at=at + timedelta(days=place))
        practice.hand_in(row, by=assessor, at=at + timedelta(days=place))
    return row


def _mark(question: PracticeQuestion, place: int) -> Given:
    """Near the reference: one assessor a level below now and then, another above."""
    if question.reference is None:
        return Given(not_applicable=True, reason="")
    leans = (question.pk + place) % 3 == 0
    value = max(0, min(4, question.reference + (place - 2 if leans else 0)))
    return Given(value, reason=_("Menurut jawaban dan penjelasannya (contoh)."))
