"""A query that is built once gives the same rows as one that is built anew, for each of the ids it is asked with."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from common.prepared import Prepared

User: Any = get_user_model()
pytestmark = pytest.mark.django_db


def _people(first: UUID, second: UUID) -> QuerySet[Any, Any]:
    rows = User.objects.filter(pk__in=(first, second)).exclude(pk=second, name="Tidak ada")
    return rows.order_by("name").values_list("pk", "name", "is_active")


def test_rows_are_those_of_the_query_built_anew_in_one_query() -> None:
    prepared = Prepared(_people, 2)
    people = [User.objects.create_user(f"{name}@contoh.test", name=name) for name in ("Ani", "Budi", "Cici")]
    for one, other in ((people[0], people[1]), (people[2], people[1]), (people[0], people[0])):
        with CaptureQueriesContext(connection) as asked:
            rows = prepared.rows(one.pk, other.pk)
        assert [tuple(row) for row in rows] == list(_people(one.pk, other.pk))
        assert len(asked) == 1


def _permissions() -> QuerySet[Any, Any]:
    rows = Permission.objects.select_related("content_type").annotate(twice=F("content_type_id") * 2)
    return rows.order_by("pk")


def test_instances_come_with_what_belongs_to_them_and_what_was_counted() -> None:
    prepared = Prepared(_permissions, 0)
    for _turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            found = [(row.pk, row.codename, row.content_type.model, row.twice) for row in prepared.objects()]
        assert found == [(row.pk, row.codename, row.content_type.model, row.twice) for row in _permissions()]
        assert len(found) > 1
        assert len(asked) == 1


def test_ids_nobody_has_give_nothing_and_a_missing_id_is_an_error() -> None:
    prepared = Prepared(_people, 2)
    assert prepared.rows(uuid4(), uuid4()) == []
    with pytest.raises(ValueError, match="zip"):
        prepared.rows(uuid4())


def test_keys_that_are_text_differ_from_asking_to_asking_beside_ids() -> None:
    def build(pk: UUID, *names: str) -> QuerySet[Any, Any]:
        return User.objects.exclude(pk=pk).filter(name__in=names).order_by("name").values_list("name", flat=True)

    prepared = Prepared(build, 1, texts=2)
    people = {name: User.objects.create_user(f"{name}@contoh.test", name=name) for name in ("Ani", "Budi", "Cici")}
    for left_out, names in (("Ani", ("Ani", "Budi")), ("Cici", ("Budi", "Ani")), ("Budi", ("Cici", "Tidak ada"))):
        found = [name for (name,) in prepared.rows(people[left_out].pk, *names)]
        assert found == sorted(name for name in names if name in people and name != left_out)
