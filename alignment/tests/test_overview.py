"""Facts about the matrix: what covers what, what is missing, and the number of queries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment import actions as alignment
from alignment.queries.overview import overview, percent
from alignment.queries.suggestions import suggestions
from alignment.tests import factories as make
from documents import actions
from quickwins.tests.factories import make_quick_win

pytestmark = pytest.mark.django_db


def test_coverage_gaps_and_orphans() -> None:
    rpjmd = make.make_rpjmd(programmes=3)
    first, second, third = rpjmd.rpjmd_programmes.order_by("code")
    anchored = make.make_programme(anchor=first)
    make.make_link(anchored, second)
    gap = make.make_programme(anchored.document)
    found = overview(anchored.document)
    assert (found.coverage, found.served) == (Decimal("50.0"), Decimal("66.7"))
    assert found.gaps == [gap]
    assert [aim.pk for aim in found.orphans] == [third.pk]


def test_a_goal_of_two_missions_counts_in_both_columns_and_once_in_its_pillar() -> None:
    rpjmd = make.make_rpjmd()
    actions.add_mission(rpjmd, code="M2", text="Misi kedua", order=2, **make.WHO)
    goal = actions.add_goal(rpjmd, code="T2", text="Bersama", missions=list(rpjmd.missions.all()), **make.WHO)
    target = actions.add_target(goal, code="S2", text="Sasaran", **make.WHO)
    shared = actions.add_rpjmd_programme(target, code="RP-2", name="Bersama", **make.WHO)
    programme = make.make_programme(anchor=shared)
    (row,) = [row for row in overview(programme.document).rows if row.total]
    assert [(cell.mission, cell.count) for cell in row.cells] == [("M1", 1), ("M2", 1)]
    assert (row.total, row.anchored) == (1, 1)


def test_an_indicator_of_a_goal_is_an_anchor_too() -> None:
    rpjmd = make.make_rpjmd()
    measure = rpjmd.level_indicators.create(goal=rpjmd.goals.get(), code="IT-1", name="Indeks")
    programme = make.make_programme()
    programme.links.create(level_indicator=measure, confirmed_at=make.AT)
    found = overview(programme.document)
    assert found.gaps == [] and len(found.orphans) == 1


def test_two_periods_stand_side_by_side_and_programmes_outside_are_named() -> None:
    old = make.make_rpjmd()
    new = make.make_document(old.regency, kind="rpjmd", start_year=2025, end_year=2029)
    late = make.make_programme(anchor=old.rpjmd_programmes.get(), start_year=2027, end_year=2028)
    found = overview(late.document)
    assert (found.trunk.document, found.choices) == (old, [new, old])
    assert [line.programme for line in found.apart] == [late]
    other = overview(late.document, str(new.pk))
    assert (other.trunk.document, other.coverage, other.apart) == (new, Decimal("0.0"), [])


def test_without_an_rpjmd_nothing_is_covered() -> None:
    found = overview(make.make_programme().document)
    assert (found.trunk, found.coverage, found.served, found.orphans) == (None, Decimal("0.0"), None, [])
    assert suggestions(found) == []


def test_quick_wins_without_a_strategic_issue_are_named() -> None:
    programme = make.make_programme()
    adrift = make_quick_win(masterplan_programme=programme)
    make_quick_win(rpjmd_target=make.make_rpjmd().targets.get())
    found = overview(programme.document)
    assert found.adrift == [adrift]
    assert found.lines[0].quick_wins == 1


def test_suggestions_leave_out_what_was_decided_and_put_gaps_first() -> None:
    rpjmd = make.make_rpjmd(programmes=0)
    target = rpjmd.targets.get()
    add = [("RP-1", "Program Pengelolaan Persampahan"), ("RP-2", "Program Kebersihan dan Sampah"), ("RP-3", "Jalan")]
    rows = [actions.add_rpjmd_programme(target, code=code, name=name, **make.WHO) for code, name in add]
    plan = make.make_document()
    anchored = make.make_programme(plan, name="Bank Sampah", anchor=rows[2])
    gap = make.make_programme(plan, name="Sampah Plastik")
    listed = [(row.programme, row.aim.code) for row in suggestions(overview(plan))]
    assert listed[:2] == [(gap, "RP-1"), (gap, "RP-2")] or listed[:2] == [(gap, "RP-2"), (gap, "RP-1")]
    assert {row for row, _code in listed[2:]} == {anchored}
    alignment.dismiss(gap, rows[0], **make.WHO)
    make.make_link(gap, rows[1])
    assert gap not in [row.programme for row in suggestions(overview(plan))]


def test_percent_is_rounded_half_up_and_nothing_of_nothing_is_not_known() -> None:
    assert [percent(1, 8), percent(1, 16), percent(0, 3), percent(0, 0)] == [
        Decimal("12.5"), Decimal("6.3"), Decimal("0.0"), None,
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow() -> None:
    rpjmd = make.make_rpjmd(programmes=3)
    plan = make.make_document()
    counts = []
    for number, other in enumerate(rpjmd.rpjmd_programmes.all()):
        make.make_link(make.make_programme(plan), other)
        if number in (0, 2):
            with CaptureQueriesContext(connection) as caught:
                found = overview(plan)
                suggestions(found)
                assert len(found.rows) == 1
            counts.append(len(caught))
    assert counts[0] == counts[1]
