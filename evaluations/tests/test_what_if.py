"""The sandbox of weights: other ranks beside the real ones, and nothing touched."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.actions import results
from evaluations.models import Result
from evaluations.queries.what_if import announced_results, suppose, weights_of
from evaluations.tests.factories import make_assessor, make_secretary, plenary, ready, secretary
from submissions.models import Cycle

pytestmark = pytest.mark.django_db


def announced(*codes: str) -> Cycle:
    cycle = plenary()
    for place, code in enumerate(codes):
        ready(code, cycle, (4 - place,) * 3)
    results.announce(cycle, by=secretary(), at=timezone.now())
    return cycle


def address(cycle: Cycle) -> str:
    return reverse("evaluations:what_if", args=[cycle.pk])


def weighing(cycle: Cycle) -> dict[str, str]:
    """All weight on the last dimension, none on the others."""
    names = [row.dimension for row in weights_of(Result.objects.filter(run__cycle=cycle)[0].submission.instrument)]
    return {f"bobot-{name}": "100" if name == names[-1] else "0" for name in names}


def everything() -> dict[str, str]:
    """A hash of all rows of the rooms that hold results and what they are made from."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in ("evaluations", "submissions", "pillars", "journal", "jobs"):
            rows = serializers.serialize("json", model._default_manager.order_by("pk"))
            found[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def test_other_weights_change_ranks_and_not_one_row(client: Client) -> None:
    cycle = announced("64.01", "64.02")
    first, second = Result.objects.filter(run__cycle=cycle).order_by("rank")
    weights = weighing(cycle)
    last = list(weights)[-1].removeprefix("bobot-")
    first.dimensions.filter(dimension=last).update(value=Decimal("1.00"))
    client.force_login(make_secretary())
    before = everything()
    answer = client.get(address(cycle), weights)
    assert answer.status_code == 200
    lines = answer.context["lines"]
    assert [line.result for line in lines] == [second, first]
    assert [(line.final, line.rank, line.moved) for line in lines] == [
        (Decimal("3.00"), 1, 1),
        (Decimal("1.00"), 2, -1),
    ]
    assert everything() == before


def test_the_real_weights_give_the_announced_numbers() -> None:
    cycle = announced("64.01", "64.02", "64.03")
    (rows,) = announced_results(cycle).values()
    instrument = rows[0].submission.instrument
    real = {row.dimension: row.percent for row in weights_of(instrument)}
    lines = suppose(rows, real, instrument.rounding)
    assert [(line.final, line.rank) for line in lines] == [(line.result.final, line.result.rank) for line in lines]


@pytest.mark.parametrize("wrong", ["99", "-1", "abc", "", "1e2"])
def test_weights_off_a_hundred_or_no_numbers_stay_on_the_page(client: Client, wrong: str) -> None:
    cycle = announced("64.01")
    weights = weighing(cycle)
    weights[list(weights)[-1]] = wrong
    client.force_login(make_secretary())
    answer = client.get(address(cycle), weights)
    assert answer.status_code == 422
    assert answer.context["lines"] == []
    assert f'value="{wrong}"' in answer.content.decode()


def test_nobody_but_the_secretariat_and_only_announced_cycles(client: Client) -> None:
    cycle = announced("64.01")
    client.force_login(make_assessor())
    assert client.get(address(cycle)).status_code == 404
    client.force_login(make_secretary())
    assert client.get(address(ready("64.02").cycle)).status_code == 404


def test_three_regions_ask_as_much_as_one(client: Client) -> None:
    client.force_login(make_secretary())
    counts = []
    for cycle in (announced("64.01"), announced("64.02", "64.03", "64.04")):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address(cycle)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_typed_weights_of_a_draft_lead_to_the_newest_results_of_its_cohort(client: Client) -> None:
    cycle = announced("64.01")
    instrument = Result.objects.get(run__cycle=cycle).submission.instrument
    client.force_login(make_secretary())
    page = reverse("evaluations:weights_effect", args=[instrument.pk])
    typed = {name.replace("bobot-", "weight_"): percent for name, percent in weighing(cycle).items()}
    told = client.post(page, typed)
    assert told["Location"].startswith(address(cycle))
    assert client.get(told["Location"]).status_code == 200
    fewer = dict(list(typed.items())[:1])
    assert client.post(page, fewer)["Location"] == reverse("pillars:weights", args=[instrument.pk])
    assert client.get(page).status_code == 405
