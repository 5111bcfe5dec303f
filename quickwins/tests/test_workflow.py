"""The life of a Quick Win by its properties: whatever is tried in whatever order, its years stay whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.steps import Refused
from documents.tests.factories import WHO
from journal.models import Entry
from quickwins import actions
from quickwins.models import QuickWin, QuickWinYear
from quickwins.tests import factories as make
from quickwins.workflow import CARRIED, FOLLOWS, YEAR_STEPS, broken_at, too_early

YEARS = st.integers(2021, 2025)
STATUSES = st.sampled_from(QuickWinYear.Status.values)
REASONS = st.sampled_from(["", "Armada kurang"])
TRIES = st.one_of(
    st.tuples(st.just("record"), YEARS, STATUSES, REASONS),
    st.tuples(st.just("step"), YEARS, st.sampled_from(sorted(YEAR_STEPS)), REASONS),
    st.tuples(st.just("carry"), YEARS, st.none(), REASONS),
    st.tuples(st.just("start"), YEARS, st.none(), REASONS),
)


def test_every_status_of_the_tables_is_a_status_of_the_rows() -> None:
    known = set(QuickWinYear.Status.values)
    assert set(FOLLOWS) == known
    assert {status for step in YEAR_STEPS.values() for status in (*step.sources, step.target)} == known
    assert {status for status in known if FOLLOWS[status]} == set(CARRIED)


def test_what_is_paused_or_stopped_always_has_a_reason() -> None:
    for step in YEAR_STEPS.values():
        assert step.reason_needed or step.target not in QuickWinYear.NEEDS_REASON


@given(st.dictionaries(YEARS, STATUSES))
def test_a_life_is_whole_exactly_when_each_year_may_follow_the_one_before(life: dict[int, str]) -> None:
    pairs = [(life[before], life[after]) for before, after in pairwise(sorted(life))]
    assert (broken_at(life) is None) == all(after in FOLLOWS[before] for before, after in pairs)
    ends = [year for year in life if life[year] in ("finished", "stopped")]
    assert broken_at(life) is not None or len(ends) <= 1


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(TRIES, min_size=1, max_size=10))
def test_a_stored_life_stays_whole_and_each_change_is_told_once(tries: list[tuple[str, int, str, str]]) -> None:
    quick_win = make.make_quick_win(years={}, start_year=2022)
    for kind, year, name, reason in tries:
        before, told = _life(quick_win), Entry.objects.count()
        try:
            _try(quick_win, kind, year, name, reason)
        except Refused:
            assert (_life(quick_win), Entry.objects.count()) == (before, told)
        after = _life(quick_win)
        assert Entry.objects.count() - told == (after != before)
        stored = {row: status for row, (status, _reason) in after[1].items()}
        assert broken_at(stored) is None and too_early(stored, after[0]) is None
        assert all(bool(why) == (status in QuickWinYear.NEEDS_REASON) for status, why in after[1].values())


def _try(quick_win: QuickWin, kind: str, year: int, name: str, reason: str) -> None:
    if kind == "record":
        actions.record_status(quick_win, year=year, status=name, reason=reason, **WHO)
    elif kind == "step":
        actions.take_step(quick_win, year=year, step=name, reason=reason, **WHO)
    elif kind == "carry":
        actions.carry(quick_win, year=year, **WHO)
    else:
        actions.change(quick_win, {"start_year": year}, **WHO)


def _life(quick_win: QuickWin) -> tuple[int, dict[int, tuple[str, str]]]:
    quick_win.refresh_from_db()
    return quick_win.start_year, {row.year: (row.status, row.reason) for row in quick_win.years.all()}
