"""Tried on the pillars: the smallest table of the project with a key of its own."""

from __future__ import annotations

import pytest
from django.apps import apps

from common.reference import bring

pytestmark = pytest.mark.django_db


def pillar(slug, order, name):
    return apps.get_model("pillars", "Pillar")(slug=slug, order=order, name_id=name, name_en=name)


def bring_all(*rows, among=None):
    return bring(type(rows[0]), rows, key="slug", fields=("order", "name_id"), among=among)


def stored():
    return list(apps.get_model("pillars", "Pillar").objects.values_list("slug", "order", "name_id"))


def test_new_rows_are_created():
    tally = bring_all(pillar("a", 1, "A"), pillar("b", 2, "B"))
    assert (tally.total, tally.created, tally.changed, tally.is_unchanged) == (2, 2, 0, False)
    assert stored() == [("a", 1, "A"), ("b", 2, "B")]


def test_a_second_run_reads_and_writes_nothing(django_assert_num_queries):
    bring_all(pillar("a", 1, "A"))
    with django_assert_num_queries(1):
        tally = bring_all(pillar("a", 1, "A"))
    assert tally.is_unchanged


def test_only_what_differs_is_corrected():
    bring_all(pillar("a", 1, "A"), pillar("b", 2, "B"))
    tally = bring_all(pillar("a", 1, "A"), pillar("b", 3, "Baru"))
    assert (tally.created, tally.changed) == (0, 1)
    assert stored() == [("a", 1, "A"), ("b", 3, "Baru")]


def test_rows_the_list_does_not_name_stay():
    bring_all(pillar("a", 1, "A"), pillar("b", 2, "B"))
    bring_all(pillar("a", 1, "A"))
    assert len(stored()) == 2


def test_fields_that_are_not_named_are_left_alone():
    bring_all(pillar("a", 1, "A"))
    model = apps.get_model("pillars", "Pillar")
    model.objects.update(name_en="Own")
    bring_all(pillar("a", 2, "A"))
    assert model.objects.get().name_en == "Own"
