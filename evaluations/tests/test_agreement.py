"""How well assessors agree: the library's number on known data, what is not said, and the study of a cycle."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.steps import Refused
from evaluations.actions.statistics import study_agreement
from evaluations.agreement import FEWEST_PANELS, Given, agreement, by_question, severities
from evaluations.models import AgreementStudy, AssessorSeverity, Mark
from evaluations.tests.factories import (
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_scored,
    make_seat,
    make_secretary,
    plenary,
    ready,
    secretary,
    write_notes,
)
from evaluations.tests.test_what_if import everything
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle
from submissions.tests.factories import indicators, make_regency

units = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), max_size=12)


def test_full_agreement_is_one_and_opposites_are_worse_than_chance() -> None:
    assert agreement([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]).alpha == Decimal("1.000")
    worst = agreement([[0, 4], [4, 0], [0, 4], [4, 0], [0, 4]])
    assert worst.alpha is not None and worst.alpha < 0
    assert worst.spread == Decimal("4.00")


def test_the_ordinal_alpha_of_two_readers_on_ten_units_by_hand() -> None:
    """Ordinal metric over values 0 to 4; worked out from the coincidence matrix in exact fractions."""
    pairs = [(0, 0), (0, 1), (1, 1), (1, 1), (2, 2), (2, 3), (3, 3), (3, 3), (4, 4), (4, 3)]
    found = agreement([list(pair) for pair in pairs]).alpha
    assert found == _by_hand(pairs)


def _by_hand(pairs: list[tuple[int, int]]) -> Decimal:
    n = {level: sum(pair.count(level) for pair in pairs) for level in range(5)}

    def metric(a: int, b: int) -> Decimal:
        low, high = sorted((a, b))
        inside = sum(n[level] for level in range(low, high + 1)) - Decimal(n[low] + n[high]) / 2
        return Decimal(inside) ** 2

    total = sum(n.values())
    observed = sum((2 * metric(a, b) for a, b in pairs), Decimal(0)) / total
    expected = sum((n[a] * n[b] * metric(a, b) for a in n for b in n), Decimal(0)) / (total * (total - 1))
    return (1 - observed / expected).quantize(Decimal("0.001"))


@given(units)
def test_too_few_panels_or_a_single_value_give_no_number(found: list[list[int]]) -> None:
    comparable = [unit for unit in found if len(unit) > 1]
    alpha = agreement(found).alpha
    few = len(comparable) < FEWEST_PANELS or len({mark for unit in comparable for mark in unit}) < 2
    assert (alpha is None) == few
    assert alpha is None or alpha <= 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 4)), max_size=30), st.randoms())
def test_order_never_matters_and_a_lone_mark_tells_nothing_of_its_assessor(
    rows: list[tuple[int, int, int]], dice: object
) -> None:
    seen = {(panel, who): Given(panel, "q", who, value) for panel, who, value in rows}
    marks = list(seen.values())
    turned = list(reversed(marks))
    assert severities(marks) == severities(turned) and by_question(marks) == by_question(turned)
    for who in {mark.assessor for mark in marks}:
        shared = [m for m in marks if m.assessor == who and sum(o.panel == m.panel for o in marks) > 1]
        assert (who in severities(marks)) == bool(shared)


def cycle_with_panels(*codes: str, strict: int = 2, mild: int = 4) -> Cycle:
    """Panels of one strict and one mild assessor, the same two everywhere."""
    cycle = plenary()
    people = [make_seat(make_scored(cycle=cycle, regency=make_regency(codes[0]))).assessor]
    first = make_seat(make_scored(cycle=make_assessed_cycle(), regency=make_regency("31.71"))).assessor
    people.append(first)
    for place, code in enumerate(codes):
        submission = make_scored(cycle=cycle, regency=make_regency(code)) if place else people[0].seats.get().submission
        for who, value in zip(people, (strict, mild), strict=True):
            seat = submission.seats.filter(assessor=who).first() or make_seat(submission, who)
            give_marks(seat, [max(0, value - place % 2)] * len(indicators(submission)))
            write_notes(seat)
            handed_in(seat)
    return cycle


@pytest.mark.django_db
def test_the_study_tells_strict_from_mild_and_changes_no_mark() -> None:
    cycle = cycle_with_panels("64.01", "64.02", "64.03", "64.04", "64.05")
    before = {name: rows for name, rows in everything().items() if name in ("evaluations.Mark", "evaluations.Seat")}
    study = study_agreement(cycle, by=secretary(), at=timezone.now())
    assert {name: rows for name, rows in everything().items() if name in before} == before
    found = sorted(AssessorSeverity.objects.filter(study=study).values_list("difference", "marks"))
    assert found == [(Decimal("-2.00"), 20), (Decimal("2.00"), 20)]
    assert study.marks == Mark.objects.filter(seat__submission__cycle=cycle).count()
    assert study.indicators.exclude(alpha=None).count() == study.indicators.count() == 4


@pytest.mark.django_db
def test_nothing_is_said_while_marks_are_still_given() -> None:
    cycle = make_assessed_cycle()
    with pytest.raises(Refused):
        study_agreement(cycle, by=secretary(), at=timezone.now())
    assert not AgreementStudy.objects.exists()


@pytest.mark.django_db
def test_the_page_orders_the_study_and_shows_it_with_a_fixed_number_of_queries(client: Client) -> None:
    client.force_login(make_secretary())
    counts = []
    for codes in (("64.01",), ("64.02", "64.03", "64.04")):
        cycle = cycle_with_panels(*codes)
        page = reverse("evaluations:statistics", args=[cycle.pk])
        assert client.post(page, {"agreement": "1"}).status_code == 302
        job = Job.objects.get(key=f"agreement.study:{cycle.pk}")
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        with CaptureQueriesContext(connection) as asked:
            text = client.get(page).content.decode()
        assert "+2,00" in text and "−2,00" in text
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_ranks_are_not_studied_before_the_announcement(client: Client) -> None:
    cycle = ready("64.01").cycle
    client.force_login(make_secretary())
    assert client.post(reverse("evaluations:statistics", args=[cycle.pk]), {"ranks": "1"}).status_code == 409
    assert not Job.objects.exists()
