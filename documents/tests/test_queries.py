"""Facts about what is missing in a plan."""

from __future__ import annotations

import pytest

from documents import actions, queries
from documents.templatetags.rupiah import rupiah
from documents.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_programme_that_nothing_is_anchored_in_is_unserved() -> None:
    rpjmd = make.make_rpjmd(programmes=2)
    served, unserved = rpjmd.rpjmd_programmes.order_by("code")
    make.make_programme(make.make_document(), anchor=served)
    tree = queries.rpjmd_tree(rpjmd)
    assert tree.unserved == [unserved]
    assert [line.programme for line in tree.lines] == [served, unserved]


def test_targets_that_are_not_set_are_counted_for_every_year_of_the_document() -> None:
    tree = queries.rpjmd_tree(make.make_rpjmd())
    assert tree.years == [2021, 2022, 2023, 2024, 2025, 2026]
    assert tree.totals.unset == 5


def test_a_long_tree_reads_one_target_and_counts_the_rest() -> None:
    document = make.make_rpjmd(programmes=queries.MOST_LINES)
    second = actions.add_target(document.goals.get(), code="S2", text="Sasaran kedua", **make.WHO)
    lone = actions.add_rpjmd_programme(second, code="RP-X", name="Program", year_targets={2021: "0"}, **make.WHO)
    make.make_programme(anchor=lone)
    whole = queries.rpjmd_tree(document)
    assert (whole.is_long, whole.lines) == (True, [])
    opened = queries.rpjmd_tree(document, str(second.pk))
    assert [line.programme for line in opened.lines] == [lone]
    total = queries.MOST_LINES + 1
    assert opened.totals == queries.Totals(total, total - 1, total * 6 - queries.MOST_LINES - 1)
    targets = opened.missions[0].goals[0].targets
    assert [(branch.total, len(branch.lines)) for branch in targets] == [(queries.MOST_LINES, 0), (1, 1)]


def test_a_goal_stands_under_its_first_mission_and_is_named_under_the_others() -> None:
    document = make.make_rpjmd()
    actions.add_mission(document, code="M2", text="Misi kedua", order=2, **make.WHO)
    both = list(document.missions.all())
    shared = actions.add_goal(document, code="T2", text="Tujuan bersama", missions=both, **make.WHO)
    first, second = queries.rpjmd_tree(document).missions
    assert [branch.goal.code for branch in first.goals] == ["T1", "T2"]
    assert first.goals[1].also == [both[1]]
    assert (second.goals, second.elsewhere) == ([], [shared])


def test_a_masterplan_without_known_budgets_has_none_and_zero_counts_as_known() -> None:
    programme = make.make_programme()
    assert queries.masterplan(programme.document).budget is None
    make.make_programme(programme.document, budget_rupiah=0)
    assert queries.masterplan(programme.document).budget == 0


def test_programmes_without_an_anchor_are_named() -> None:
    anchored = make.make_programme(anchor=make.make_rpjmd().rpjmd_programmes.get())
    loose = make.make_programme(anchored.document)
    assert queries.masterplan(anchored.document).unanchored == [loose]


def test_rupiah_is_grouped_with_points_and_unknown_is_a_dash() -> None:
    assert [rupiah(1_250_000_000), rupiah(0), rupiah(None)] == ["Rp1.250.000.000", "Rp0", "–"]
