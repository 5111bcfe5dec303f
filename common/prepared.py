"""Queries that are built once: for pages that ask the same question each time they are opened, with other ids.

Building a query of several joins costs more than the database needs to answer it. What Django makes of it is kept for
each kind of database; only ids (UUID) and keys that are text may differ between two askings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators


@dataclass(frozen=True)
class _Statement:
    """The text of a query, what stands in its places, and what turns its columns into values of ours."""

    sql: str
    parameters: list[Any]
    compiler: Any
    converters: Any


@dataclass
class Prepared:
    """`build(*keys)` gives the query; `rows(*keys)` and `objects(*keys)` ask it without building it anew."""

    build: Callable[..., QuerySet[Any, Any]]
    ids: int
    """How many ids it takes."""
    texts: int = 0
    """How many keys that are text it takes, after the ids."""
    _made: dict[str, tuple[_Statement, list[UUID | str]]] = field(default_factory=dict)

    def rows(self, *ids: UUID | str) -> list[Sequence[Any]]:
        """The rows of a `values_list()`. One query. Raises ValueError for another number of keys."""
        return self._asked(*ids)[1]

    def objects(self, *ids: UUID | str) -> list[Any]:
        """The instances, with what `select_related` names and annotations; not what is prefetched. One query."""
        compiler, rows = self._asked(*ids)
        kind, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        names = [compiler.select[place][0].target.attname for place in places]
        start, end = places[0], places[-1] + 1
        # Django's own, as its querysets use it; the stubs speak of a later version.
        related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
        found = []
        for row in rows:
            instance = kind.from_db(connection.alias, names, row[start:end])
            for populator in related:
                populator.populate(row, instance)
            for name, place in compiler.annotation_col_map.items():
                setattr(instance, name, row[place])
            found.append(instance)
        return found

    def _asked(self, *ids: UUID | str) -> tuple[Any, list[Sequence[Any]]]:
        """The compiler of the query, which knows what its columns are, and the rows for these ids."""
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._statement()
        statement, marks = self._made[connection.vendor]
        given = {_plain(mark): _as_stored(value) for mark, value in zip(marks, ids, strict=True)}
        parameters = [given.get(_plain(value), value) for value in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            found = cursor.fetchall()
        if statement.converters:
            found = list(statement.compiler.apply_converters(found, statement.converters))
        return statement.compiler, found

    def _statement(self) -> tuple[_Statement, list[UUID | str]]:
        marks: list[UUID | str] = [uuid4() for _ in range(self.ids)]
        marks += [f"text {uuid4()}" for _ in range(self.texts)]
        compiler = self.build(*marks).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, *_rest in compiler.select])
        return _Statement(sql, list(parameters), compiler, converters), marks


def _plain(value: Any) -> Any:
    """An id however the database writes it, to compare."""
    return value.hex if isinstance(value, UUID) else value


def _as_stored(value: UUID | str) -> Any:
    return value if connection.features.has_native_uuid_field else _plain(value)
