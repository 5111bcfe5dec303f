"""Queries that are built once: for pages that ask the same question each time they are opened, with other ids.

Building a query of several joins costs more than the database needs to answer it. What Django makes of it is kept for
each kind of database; only ids (UUID) may differ between two askings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class _Statement:
    """The text of a query, what stands in its places, and what turns its columns into values of ours."""

    sql: str
    parameters: list[Any]
    compiler: Any
    converters: Any


@dataclass
class Prepared:
    """`build(*ids)` gives the rows as `values_list()`; `rows(*ids)` asks without building them anew."""

    build: Callable[..., QuerySet[Any, Any]]
    count: int
    """How many ids it takes."""
    _made: dict[str, tuple[_Statement, list[UUID]]] = field(default_factory=dict)

    def rows(self, *ids: UUID) -> list[list[Any]]:
        """The rows for these ids. One query. Raises ValueError for another number of ids."""
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._statement()
        statement, marks = self._made[connection.vendor]
        given = {_plain(mark): _as_stored(value) for mark, value in zip(marks, ids, strict=True)}
        parameters = [given.get(_plain(value), value) for value in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            found = cursor.fetchall()
        return list(statement.compiler.apply_converters(found, statement.converters))

    def _statement(self) -> tuple[_Statement, list[UUID]]:
        marks = [uuid4() for _ in range(self.count)]
        compiler = self.build(*marks).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, *_rest in compiler.select])
        return _Statement(sql, list(parameters), compiler, converters), marks


def _plain(value: Any) -> Any:
    """An id however the database writes it, to compare."""
    return value.hex if isinstance(value, UUID) else value


def _as_stored(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex
