"""Facts about the timeline and what is counted from it: still running from last year, new this year."""

from __future__ import annotations

import pytest

from quickwins import queries
from quickwins.models import QuickWin
from quickwins.tests import factories as make

pytestmark = pytest.mark.django_db


def told() -> queries.Timeline:
    return queries.timeline(queries.with_years(QuickWin.objects.all()))


def test_each_column_is_a_year_and_a_year_without_a_record_is_none() -> None:
    old = make.make_quick_win(start_year=2021)
    make.make_quick_win(years={2022: "running", 2023: "paused"})
    timeline = told()
    assert (timeline.years, timeline.year, timeline.running, timeline.halted) == ([2021, 2022, 2023], 2023, 1, 1)
    line = next(line for line in timeline.lines if line.quick_win == old)
    assert [cell and cell.status for _year, cell in line.cells] == [None, "running", "running"]


def test_years_of_one_status_are_one_bar_and_a_gap_ends_it() -> None:
    make.make_quick_win(years={2022: "running", 2023: "running", 2025: "running", 2026: "finished"})
    bars = told().lines[0].bars
    assert [(bar.start, bar.reach, bar.status) for bar in bars] == [
        (0, 2, "running"),
        (3, 1, "running"),
        (4, 1, "finished"),
    ]


def test_what_ran_or_paused_last_year_is_asked_whether_it_goes_on() -> None:
    goes_on = make.make_quick_win()
    ended = make.make_quick_win(years={2022: "paused", 2023: "finished"})
    make.make_quick_win(years={2022: "running", 2023: "paused"})
    make.make_quick_win(years={2022: "running"})  # nothing is known of 2023: it is not counted as going on
    make.make_quick_win(years={2022: "finished"})
    make.make_quick_win(years={2022: "planned", 2023: "running"}, start_year=2023)
    carried = told().carried
    assert len(carried.before) == 4
    assert carried.continued == [goes_on, ended]


def test_new_is_what_began_in_the_year_and_left_the_plan() -> None:
    new = make.make_quick_win(start_year=2023, years={2022: "planned", 2023: "running"})
    make.make_quick_win(start_year=2023, years={2023: "planned"})
    make.make_quick_win()
    assert told().carried.begun == [new]


def test_a_timeline_of_nothing_has_no_years() -> None:
    timeline = queries.timeline([])
    assert (timeline.years, timeline.year, timeline.groups, timeline.carried) == ([], None, [], None)
