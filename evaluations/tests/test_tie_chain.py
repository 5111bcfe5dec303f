"""Equal finals: they share a place unless the cycle declared, before it opened, which dimension goes first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from common.steps import Refused
from evaluations import scoring
from evaluations.actions import results, statistics
from evaluations.actions.rehearsals import rehearse
from evaluations.fingerprints import fingerprint
from evaluations.models import RankBand, Result
from evaluations.queries import gather
from evaluations.tests.factories import make_secretary, secretary, tied
from journal.models import Entry
from pillars.models import Dimension
from submissions.actions import cycles
from submissions.models import Cycle
from submissions.tests.factories import make_cycle, make_user

CHAIN = ["outcome", "impact"]
CODES = ("64.01", "64.02", "64.03")
CENTS = st.integers(0, 400).map(lambda cents: Decimal(cents) / 100)


def places(cycle: Cycle) -> dict[str, int | None]:
    rows = Result.objects.filter(run__cycle=cycle, run__is_current=True)
    return dict(rows.values_list("submission__regency_id", "rank"))


@pytest.mark.django_db
def test_equal_finals_share_a_place_unless_a_chain_was_declared() -> None:
    for chain, wanted in (([], (1, 1, 1)), (["outcome"], (2, 1, 2)), (["baseline", "outcome"], (1, 3, 1))):
        cycle = tied(chain)
        rehearsed = {row["regency"]: row["rank"] for row in rehearse(cycle, by=secretary(), at=timezone.now()).preview}
        results.announce(cycle, by=secretary(), at=timezone.now())
        assert tuple(places(cycle)[code] for code in CODES) == wanted
        assert tuple(rehearsed[f"Kabupaten {code}"] for code in CODES) == wanted


@pytest.mark.django_db
def test_bands_of_a_declared_chain_reach_over_the_places_it_gave() -> None:
    run = results.announce(tied(["outcome"]), by=secretary(), at=timezone.now())
    statistics.study_ranks(run, by=secretary(), at=timezone.now())
    for band in RankBand.objects.select_related("result"):
        assert band.alike_best <= band.result.rank <= band.alike_worst


@pytest.mark.django_db
def test_a_chain_is_declared_in_a_draft_and_frozen_once_the_cycle_is_open() -> None:
    cycle, by, now = make_cycle(state=Cycle.State.DRAFT), secretary(), timezone.now()
    words = {"name": cycle.name, "previous": None, "by": by, "at": now}
    assert cycles.change(cycle, **words, tie_chain=CHAIN).tie_chain == CHAIN
    entry = Entry.objects.get(verb="cycle.change")
    assert (entry.before, entry.after) == ({"tie_chain": []}, {"tie_chain": CHAIN})
    for wrong in (["outcome", "outcome"], ["nama"]):
        with pytest.raises(Refused):
            cycles.change(cycle, **words, tie_chain=wrong)
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.SELF_ASSESSMENT)
    with pytest.raises(Refused, match="sudah dibuka"):
        cycles.change(cycle, **words, tie_chain=[])
    assert cycles.change(cycle, **{**words, "name": "Lain"}).tie_chain == CHAIN


@pytest.mark.django_db
def test_the_secretariat_declares_it_on_the_page_of_the_draft(client: Client) -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT)
    client.force_login(make_secretary())
    address = reverse("submissions:cycle", args=[cycle.pk])
    sent = {"name": cycle.name, "previous": "", "tie_first": "outcome", "tie_second": "impact"}
    assert client.post(address, {**sent, "tie_second": "outcome"}).status_code == 422
    assert client.post(address, {**sent, "tie_first": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    cycle.refresh_from_db()
    assert cycle.tie_chain == CHAIN
    page = client.get(address).content.decode()
    assert "yang lebih tinggi pada Outcome, lalu Impact didahulukan" in page
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.SELF_ASSESSMENT)
    assert 'name="tie_first"' not in client.get(address).content.decode()
    assert client.post(address, {**sent, "tie_first": "impact", "tie_second": ""}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.tie_chain == CHAIN
    client.force_login(make_user())
    assert client.post(address, sent).status_code == 404


@pytest.mark.django_db
def test_the_chain_is_part_of_the_hash_of_the_inputs_and_none_leaves_it_as_it_was() -> None:
    cycle = tied([])
    without = fingerprint(gather(cycle))
    cycle.tie_chain = ["outcome"]
    assert fingerprint(gather(cycle)) != without
    cycle.tie_chain = []
    assert fingerprint(gather(cycle)) == without


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | CENTS, CENTS, st.none() | CENTS), max_size=12), st.randoms())
def test_ranks_do_not_depend_on_order_and_ties_only_part_equals(
    rows: list[tuple[Decimal | None, Decimal, Decimal | None]], chance: object
) -> None:
    finals, ties = [row[0] for row in rows], [row[1:] for row in rows]
    plain, parted = scoring.ranks(finals), scoring.ranks(finals, ties)
    for (final, *own), place, shared in zip(rows, parted, plain, strict=True):
        assert (place is None) == (final is None)
        if place is not None and shared is not None:
            assert shared <= place < shared + finals.count(final)
            assert place == 1 + sum(
                other[0] is not None and (other[0], other[1], _low(other[2])) > (final, own[0], _low(own[1]))
                for other in rows
            )
    mixed = list(range(len(rows)))
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    again = scoring.ranks([finals[k] for k in mixed], [ties[k] for k in mixed])
    assert again == [parted[k] for k in mixed]


def _low(value: Decimal | None) -> Decimal:
    return Decimal(-1) if value is None else value


def test_the_chain_may_name_each_dimension() -> None:
    values = {name: Decimal(2) for name in Dimension.values}
    assert scoring.tie_values(values, Dimension.values) == (Decimal(2),) * len(Dimension.values)
    assert scoring.tie_values({}, ["outcome"]) == (None,)
