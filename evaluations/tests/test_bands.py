"""How sure a rank is: properties of the sums, and the study of a run as it is stored and shown."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.steps import Refused
from evaluations.actions import results
from evaluations.actions.statistics import study_ranks
from evaluations.bands import Panel, bands_of_panels, bands_of_values
from evaluations.models import RankBand, RankStudy, Result, ResultRun
from evaluations.tests.factories import make_assessor, make_secretary, plenary, ready, secretary
from evaluations.tests.test_what_if import everything
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle

DIMENSIONS = ("a", "a", "b")
WEIGHTS = {"a": 60.0, "b": 40.0}

mark = st.one_of(st.just(float("nan")), st.integers(0, 4).map(float))


@st.composite
def cohorts(draw: st.DrawFn) -> list[Panel]:
    """Up to six panels of one to five seats, with marks left out, each dimension with at least one mark."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        rows = draw(st.lists(st.tuples(mark, mark, mark), min_size=1, max_size=5))
        marks = np.array(rows)
        marks[0, [0, 2]] = draw(st.integers(0, 4)), draw(st.integers(0, 4))
        found.append(Panel(marks, DIMENSIONS, WEIGHTS))
    return found


@given(cohorts())
def test_every_place_lies_in_its_own_range_and_within_the_cohort(cohort: list[Panel]) -> None:
    found = bands_of_panels(cohort, draws=50)
    for band in found:
        for places in (band.alike, band.weighted, band.resampled, band.left_out):
            assert places is None or 1 <= places.best <= places.worst <= len(cohort)
    assert sorted({band.group for band in found}) == list(range(1, max(band.group for band in found) + 1))


@given(cohorts())
def test_equal_inputs_give_equal_bands(cohort: list[Panel]) -> None:
    assert bands_of_panels(cohort, draws=30) == bands_of_panels(cohort, draws=30)


def test_a_unanimous_panel_far_above_is_told_apart_and_twins_are_not() -> None:
    high, low = np.full((3, 3), 4.0), np.full((3, 3), 1.0)
    best, *twins = bands_of_panels([Panel(marks, DIMENSIONS, WEIGHTS) for marks in (high, low, low)])
    assert (best.group, best.alike.best, best.alike.worst) == (1, 1, 1)
    assert [(row.group, row.alike.best) for row in twins] == [(2, 2), (2, 2)]


def test_a_torn_panel_is_not_told_from_a_steady_one_of_the_same_mean() -> None:
    torn, steady = np.array([[4.0] * 3, [3.0] * 3, [1.0] * 3]), np.array([[3.0] * 3, [3.0] * 3, [2.0] * 3])
    found = bands_of_panels([Panel(marks, DIMENSIONS, WEIGHTS) for marks in (torn, steady)])
    assert {row.group for row in found} == {1}
    assert all((row.alike.best, row.alike.worst) == (1, 1) for row in found)  # equal finals share the first place
    assert found[0].left_out is not None and (found[0].left_out.best, found[0].left_out.worst) == (1, 2)


def test_without_marks_only_the_weights_are_shifted() -> None:
    values = [{"a": 4.0, "b": 1.0}, {"a": 1.0, "b": 4.0}, {"a": 0.5, "b": 0.5}]
    first, second, third = bands_of_values(values, [WEIGHTS] * 3)
    assert first.resampled is second.left_out is None
    assert (third.group, third.alike.best, third.alike.worst) == (max(first.group, second.group) + 1, 3, 3)


def announced(*codes: str) -> Cycle:
    cycle = plenary()
    for place, code in enumerate(codes):
        ready(code, cycle, (4 - place, 4 - place, max(0, 3 - place)))
    results.announce(cycle, by=secretary(), at=timezone.now())
    return Cycle.objects.get(pk=cycle.pk)


@pytest.mark.django_db
def test_a_run_is_studied_once_and_nothing_else_changes() -> None:
    cycle = announced("64.01", "64.02", "64.03")
    run, by = ResultRun.objects.get(cycle=cycle), secretary()
    before = {name: rows for name, rows in everything().items() if "Rank" not in name and "Entry" not in name}
    first = study_ranks(run, by=by, at=timezone.now())
    assert study_ranks(run, by=by, at=timezone.now()) == first
    after = {name: rows for name, rows in everything().items() if name in before}
    assert after == before
    assert RankBand.objects.filter(result__run=run).count() == 3 and first.has_marks


@pytest.mark.django_db
def test_a_run_without_finals_is_refused() -> None:
    cycle = announced("64.01")
    Result.objects.filter(run__cycle=cycle).update(final=None)
    with pytest.raises(Refused):
        study_ranks(ResultRun.objects.get(cycle=cycle), by=secretary(), at=timezone.now())
    assert not RankStudy.objects.exists()


@pytest.mark.django_db
def test_the_secretariat_orders_the_study_and_every_reader_sees_the_groups(client: Client) -> None:
    cycle = announced("64.01", "64.02")
    ranking = reverse("reports:ranking")
    client.force_login(make_assessor())
    assert "Tak terbedakan" not in client.get(ranking).content.decode()
    page = reverse("evaluations:statistics", args=[cycle.pk])
    assert client.get(page).status_code == 404
    client.force_login(make_secretary())
    assert client.post(page, {"ranks": "1"}).status_code == 302
    jobs.run(str(Job.objects.get(kind="ranking.study").pk))
    assert Job.objects.get(kind="ranking.study").state == Job.State.DONE
    text = client.get(ranking).content.decode()
    assert "Tak terbedakan" in text and "kelompok 1" in text
    result = Result.objects.filter(run__cycle=cycle)[0]
    assert "Cara membaca peringkat" in client.get(reverse("evaluations:result", args=[result.pk])).content.decode()
    assert client.get(reverse("reports:ranking_method")).status_code == 200


@pytest.mark.django_db
def test_three_regions_ask_as_much_as_one(client: Client) -> None:
    client.force_login(make_secretary())
    counts = []
    for cycle in (announced("64.01"), announced("64.02", "64.03", "64.04")):
        study_ranks(ResultRun.objects.get(cycle=cycle), by=secretary(), at=timezone.now())
        found = []
        for address in (
            reverse("reports:ranking") + f"?siklus={cycle.pk}",
            reverse("evaluations:statistics", args=[cycle.pk]),
        ):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
