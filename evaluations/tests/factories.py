"""Assessors, seats with marks, and cycles ready to be announced, on the small instrument of `submissions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Actor, Role, User
from evaluations.models import Mark, Note, Seat
from pillars.models import Indicator
from submissions.models import Cycle, Submission
from submissions.tests.factories import (
    indicators,
    make_cycle,
    make_instrument,
    make_regency,
    make_submission,
    make_user,
)

NA = None
"""A mark "not applicable"."""


def make_assessor(name: str = "", **fields: Any) -> User:
    return make_user(name, national=Role.ASSESSOR, **fields)


def make_secretary(name: str = "") -> User:
    return make_user(name, national=Role.SECRETARIAT)


def assessor(user: User) -> Actor:
    return Actor(user, Role.ASSESSOR)


def secretary(user: User | None = None) -> Actor:
    return Actor(user or make_secretary(), Role.SECRETARIAT)


def make_scored(
    *, cycle: Cycle | None = None, state: str = Submission.State.HANDED_IN, answered: bool = True, **fields: Any
) -> Submission:
    """A handed-in submission, with answers, of a cycle in assessment (unless another is given)."""
    return make_submission(cycle=cycle or make_assessed_cycle(), state=state, answered=answered, **fields)


def make_assessed_cycle(**fields: Any) -> Cycle:
    """A cycle whose assessment is open now."""
    return make_cycle(**{"state": Cycle.State.ASSESSMENT, **fields})


def make_seat(submission: Submission, user: User | None = None, number: int | None = None) -> Seat:
    """An accepted seat on the panel, whose assessor declared no conflict; the next number unless told."""
    now = timezone.now()
    return Seat.objects.create(
        submission=submission,
        assessor=user or make_assessor(),
        number=number or Seat.objects.filter(submission=submission).count() + 1,
        state=Seat.State.SCORING,
        declared=Seat.Declared.NONE,
        invited_at=now,
        answered_at=now,
    )


def give_marks(seat: Seat, values: Mapping[Indicator, int | None] | Sequence[int | None]) -> list[Mark]:
    """Marks as rows: a mapping, or a list in the order of the questions."""
    if not isinstance(values, Mapping):
        values = dict(zip(indicators(seat.submission), values, strict=False))
    now = timezone.now()
    return Mark.objects.bulk_create(
        Mark(seat=seat, indicator=indicator, value=value, not_applicable=value is None, changed_at=now)
        for indicator, value in values.items()
    )


def write_notes(seat: Seat, text: str = "Catatan contoh.") -> None:
    """One note of each kind."""
    for kind in Note.Kind.values:
        Note.objects.create(seat=seat, kind=kind, order=0, text=text, changed_at=timezone.now())


def complete(seat: Seat, mark: int = 3) -> Seat:
    """Every question marked and every kind of note written; still with the assessor."""
    give_marks(seat, [mark] * len(indicators(seat.submission)))
    write_notes(seat)
    return seat


def handed_in(seat: Seat, at: datetime | None = None) -> Seat:
    """The same seat as handed in, whatever stands on it."""
    seat.state, seat.handed_in_at = Seat.State.HANDED_IN, at or timezone.now()
    seat.save(update_fields=["state", "handed_in_at"])
    return seat


def make_full_panel(submission: Submission, marks: Sequence[int | None] = (3, 3, 3)) -> list[Seat]:
    """As many handed-in seats as `marks`, each assessor giving one mark to every question."""
    found = []
    for mark in marks:
        seat = make_seat(submission)
        give_marks(seat, [mark] * len(indicators(submission)))
        write_notes(seat)
        found.append(handed_in(seat))
    return found


def plenary(**fields: Any) -> Cycle:
    """A cycle in its plenary, from which results are announced."""
    return make_assessed_cycle(state=Cycle.State.PLENARY, **fields)


def ready(code: str = "64.01", cycle: Cycle | None = None, values: tuple[int | None, ...] = (3, 3, 3)) -> Submission:
    """A region whose panel has handed in, so that its cycle (a new one in plenary) can be announced."""
    submission = make_scored(cycle=cycle or plenary(), regency=make_regency(code))
    make_full_panel(submission, values)
    return submission


def tied(chain: list[str]) -> Cycle:
    """Three regions with one final: the second has the higher outcome, the first and third are alike in all."""
    questions = [(f"{name}.eins", name, None, "count", "") for name in ("baseline", "outcome")]
    instrument = make_instrument(questions, panel_size=1)
    instrument.weights.update(percent=50)
    cycle = plenary(instrument=instrument, tie_chain=chain)
    for code, marks in (("64.01", [3, 1]), ("64.02", [1, 3]), ("64.03", [3, 1])):
        seat = make_seat(make_scored(cycle=cycle, regency=make_regency(code)))
        give_marks(seat, marks)
        handed_in(seat)
    return cycle
