"""What holds of every result, whatever the marks: order is nothing, a higher mark never costs, silence is no zero."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from common.steps import Refused
from evaluations.actions import drafts, marks, panels, results, statistics
from evaluations.actions.given import Given
from evaluations.actions.rehearsals import rehearse
from evaluations.actions.results import compute, places_of
from evaluations.models import DimensionValue, Mark, MarkRevision, QuestionValue, Result, ResultRun, Seat
from evaluations.queries import Gathered
from evaluations.tests.factories import assessor, ready, secretary
from pillars import actions as instruments
from pillars.models import Instrument, Rounding
from pillars.rows import Weight
from submissions.actions import cycles
from submissions.models import Submission
from submissions.tests.factories import indicators

SPACE = UUID(int=7)
DIMENSIONS = ("baseline", "baseline", "outcome", "impact")
WEIGHTS = {"baseline": Decimal(25), "outcome": Decimal(45), "impact": Decimal(30)}
NA, ABSTAINED = "na", "abstained"
Region = list[list[int | str | None]]
"""Seats x questions: a mark, "na", "abstained", or None where nothing was given."""

given_marks = st.one_of(st.integers(0, 4), st.sampled_from([NA, ABSTAINED, None]))
regions = st.lists(
    st.lists(st.lists(given_marks, min_size=4, max_size=4), min_size=1, max_size=4), min_size=1, max_size=5
)
rules = st.sampled_from(Rounding.values)
quietly = settings(deadline=None)


def question(number: int) -> UUID:
    return uuid5(SPACE, f"question {number}")


def gathered(found: Mapping[int, Region], rule: str, order: Random | None = None) -> Gathered:
    """The sums of regions by number; a different `order` gives regions, seats and questions in another order."""
    instrument = Instrument(pk=uuid5(SPACE, "instrument"), rounding=rule)
    asked = [(question(number), dimension) for number, dimension in enumerate(DIMENSIONS)]
    numbers = list(found)
    if order is not None:
        order.shuffle(asked)
        order.shuffle(numbers)
    rows, sums = [], {}
    for number in numbers:
        row = Submission(pk=uuid5(SPACE, f"region {number}"), regency_id=f"64.{number:02}", cohort="regular")
        row.instrument = instrument
        rows.append(row)
        seats = list(found[number])
        if order is not None:
            order.shuffle(seats)
        sums[row.pk] = {question(place): _sum(seats, place) for place in range(len(DIMENSIONS))}
    return Gathered(rows, {instrument.pk: asked}, {instrument.pk: WEIGHTS}, sums)


def _sum(seats: Region, place: int) -> tuple[int, int]:
    """As the database sums: of the marks that have a value."""
    numbers = [seat[place] for seat in seats if isinstance(seat[place], int)]
    return sum(numbers), len(numbers)


def numbers(
    found: Mapping[int, Region], rule: str, order: Random | None = None, chain: tuple[str, ...] = ()
) -> dict[str, tuple[Decimal | None, int | None]]:
    """Final and rank of each region."""
    computed = compute(gathered(found, rule, order))
    places = places_of(computed, chain)
    return {
        row.submission.regency_id: (row.score.final, place) for row, (place, _of) in zip(computed, places, strict=True)
    }


@quietly
@given(regions, rules, st.randoms(use_true_random=False), st.sampled_from([(), ("outcome",), ("impact", "baseline")]))
def test_finals_and_ranks_do_not_depend_on_the_order_of_regions_seats_and_questions(
    panel: list[Region], rule: str, order: Random, chain: tuple[str, ...]
) -> None:
    found = dict(enumerate(panel))
    assert numbers(found, rule, order, chain) == numbers(found, rule, None, chain)


@quietly
@given(regions, rules, st.data())
def test_a_higher_mark_never_lowers_a_final_or_a_rank(panel: list[Region], rule: str, data: st.DataObject) -> None:
    found = dict(enumerate(panel))
    marked = [
        (region, seat, place)
        for region, seats in found.items()
        for seat, row in enumerate(seats)
        for place, mark in enumerate(row)
        if isinstance(mark, int) and mark < 4
    ]
    if not marked:
        return
    region, seat, place = data.draw(st.sampled_from(marked))
    before = numbers(found, rule)
    raised = [list(row) for row in found[region]]
    raised[seat][place] += 1
    after = numbers({**found, region: raised}, rule)
    code = f"64.{region:02}"
    final, rank = before[code]
    final_after, rank_after = after[code]
    assert (final is None) == (final_after is None)
    if final is not None:
        assert final_after >= final
        assert rank_after <= rank


@quietly
@given(regions, rules)
def test_abstained_not_applicable_and_empty_never_count_as_0(panel: list[Region], rule: str) -> None:
    """Who gives no value changes nothing; and nothing but values above 0 ever gives a final above 0."""
    found = dict(enumerate(panel))
    for silence in (NA, ABSTAINED, None):
        with_silent = {number: [*seats, [silence] * len(DIMENSIONS)] for number, seats in found.items()}
        assert numbers(with_silent, rule) == numbers(found, rule)
    silent: dict[int, Region] = {
        number: [[mark if isinstance(mark, int) else None for mark in row] for row in seats]
        for number, seats in found.items()
    }
    assert numbers(silent, rule) == numbers(found, rule)
    for number, seats in found.items():
        if all(not isinstance(row[2], int) for row in seats):  # the one question of a dimension
            assert numbers(found, rule)[f"64.{number:02}"] == (None, None)


ATTEMPTS = ("mark", "abstain", "revise", "hand_in", "reopen", "announce", "rehearse", "draft", "step back", "rename",
            "chain", "weights", "study", "raw marks", "withdraw")  # fmt: skip


def everything() -> list[Any]:
    """All numbers of all runs. Whether a run is the current one may change; its numbers may not."""
    return [
        list(ResultRun.objects.order_by("number").values_list("pk", "input_hash", "kind", "at")),
        list(Result.objects.order_by("pk").values()),
        list(DimensionValue.objects.order_by("pk").values()),
        list(QuestionValue.objects.order_by("pk").values()),
    ]


def attempt(name: str, submission: Submission) -> None:
    """What people and pages might try after the announcement."""
    now, by = timezone.now(), secretary()
    cycle, asked = submission.cycle, indicators(submission)
    seat = submission.seats.order_by("number").first()
    own = assessor(seat.assessor)
    if name in ("mark", "abstain"):
        mark = Given(1) if name == "mark" else Given(abstained=True, reason="Tidak netral.")
        marks.save(seat, {asked[0]: mark}, by=own, at=now)
    elif name == "revise":
        marks.revise(
            seat, asked[0], Given(1), reason="Lain.", cause=MarkRevision.Cause.OWN, reference=None, by=own, at=now
        )
    elif name == "hand_in":
        marks.hand_in(seat, by=own, at=now)
    elif name == "reopen":
        panels.reopen(seat, by=by, at=now, reason="Lain.")
    elif name == "announce":
        results.announce(cycle, by=by, at=now)
    elif name == "rehearse":
        rehearse(cycle, by=by, at=now)
    elif name == "draft":
        drafts.publish(cycle, by=by, at=now)
    elif name == "step back":
        cycles.step(cycle, "reopen_assessment", by=by, at=now, reason="Lain.")
    elif name in ("rename", "chain"):
        cycles.change(
            cycle, name="Lain", previous=None, by=by, at=now, tie_chain=["outcome"] if name == "chain" else None
        )
    elif name == "weights":
        weights = [Weight(row.dimension, row.percent) for row in submission.instrument.weights.order_by("order")]
        instruments.change_weights(submission.instrument, weights[::-1], by=by, at=now)
    elif name == "study":
        statistics.study_ranks(ResultRun.objects.get(cycle=cycle, is_current=True), by=by, at=now)
    elif name == "raw marks":
        Mark.objects.filter(seat=seat).update(value=0, not_applicable=False)
    else:
        Seat.objects.filter(pk=seat.pk).update(state="withdrawn", handed_in_at=None, ended_at=now, end_reason="Lain.")


@settings(deadline=None, max_examples=10)
@given(attempts=st.lists(st.sampled_from(ATTEMPTS), min_size=3, max_size=8))
@pytest.mark.django_db
def test_announced_runs_never_change_whatever_is_tried(attempts: list[str]) -> None:
    submission = ready(values=(2, 3, 4))
    run = results.announce(submission.cycle, by=secretary(), at=timezone.now())
    before = everything()
    for name in attempts:
        submission.cycle.refresh_from_db()
        with suppress(Refused):
            attempt(name, submission)
        assert everything() == before, name
    assert ResultRun.objects.get(cycle=submission.cycle, is_current=True) == run
