"""The step tables by their properties: whatever is tried in whatever order, a cycle stays whole."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from common.steps import Refused, available, take
from journal.models import Entry
from submissions.actions import cycles
from submissions.models import Cycle, Submission
from submissions.tests.factories import actor, make_cycle, make_submission, make_user
from submissions.workflow import CYCLE_STEPS, SUBMISSION_STEPS

NAMES = st.sampled_from(sorted(CYCLE_STEPS))
REASONS = st.sampled_from(["", "   ", "Salah unggah"])


@given(st.lists(st.tuples(NAMES, REASONS), max_size=40))
def test_no_sequence_of_steps_leaves_the_known_states(tries: list[tuple[str, str]]) -> None:
    state = str(Cycle.State.DRAFT)
    for name, reason in tries:
        with suppress(Refused):
            state = take(CYCLE_STEPS, name, state, reason)
        assert state in Cycle.State.values


@given(st.sampled_from(Cycle.State.values), NAMES, REASONS)
def test_buttons_and_refusals_come_from_the_same_table(state: str, name: str, reason: str) -> None:
    offered = name in dict(available(CYCLE_STEPS, state))
    try:
        take(CYCLE_STEPS, name, state, reason)
    except Refused:
        assert not offered or (CYCLE_STEPS[name].reason_needed and not reason.strip())
    else:
        assert offered


def test_every_state_of_the_tables_is_a_state_of_the_rows() -> None:
    for steps, states in ((CYCLE_STEPS, Cycle.State.values), (SUBMISSION_STEPS, Submission.State.values)):
        for step in steps.values():
            assert {*step.sources, step.target} <= set(states)


def test_every_step_backwards_wants_a_reason_and_no_other() -> None:
    order = Cycle.State.values
    for step in CYCLE_STEPS.values():
        goes_back = all(order.index(step.target) < order.index(source) for source in step.sources)
        assert step.reason_needed == goes_back


def test_announced_is_the_end() -> None:
    assert available(CYCLE_STEPS, Cycle.State.ANNOUNCED) == []


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(NAMES, REASONS), min_size=1, max_size=8))
def test_stored_cycles_keep_their_word_through_any_steps(tries: list[tuple[str, str]]) -> None:
    """Announced exactly when there is a time of announcement; what is refused changes nothing and tells nothing."""
    cycle = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT)).cycle
    by = actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)
    for name, reason in tries:
        before = Cycle.objects.filter(pk=cycle.pk).values().get()
        told = Entry.objects.filter(cycle_id=cycle.pk).count()
        try:
            cycles.advance(cycle, name, by=by, at=timezone.now(), reason=reason)
        except Refused:
            assert Cycle.objects.filter(pk=cycle.pk).values().get() == before
            assert Entry.objects.filter(cycle_id=cycle.pk).count() == told
        else:
            assert Entry.objects.filter(cycle_id=cycle.pk).count() == told + 1
        cycle.refresh_from_db()
        assert cycle.state in Cycle.State.values
        assert (cycle.state == Cycle.State.ANNOUNCED) == (cycle.announced_at is not None)
