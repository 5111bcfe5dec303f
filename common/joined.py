"""A hand-written statement over several tables, read as rows of their models.

For what is asked at every pause in typing: building such a join anew costs more than all the rest of saving a field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, models

Convert = Callable[[Any], Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Joined:
    """`tables` names models by their aliases in `source`, the text from FROM on; `extras` are further columns, each with
    the field whose values it holds, or None for plain ones. The rows of `lock` stay locked until the transaction ends."""

    tables: Mapping[str, type[models.Model]]
    source: str
    extras: Mapping[str, tuple[str, models.Field[Any, Any] | None]]
    lock: str
    _made: dict[str, tuple[str, Callable[[Sequence[Any]], Row]]] = field(default_factory=dict)

    def rows(self, *ids: UUID) -> list[Row]:
        """A dictionary a row: an instance for each table (None where an outer join found nothing), and the extras.

        `ids` fill the places of the statement, those of the extras first. One query.
        """
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._statement()
        sql, convert = self._made[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk if connection.features.has_native_uuid_field else pk.hex for pk in ids])
            return [convert(row) for row in cursor.fetchall()]

    def _statement(self) -> tuple[str, Callable[[Sequence[Any]], Row]]:
        """The statement as this kind of database wants it, and what makes rows of it into rows of ours."""
        fields = {name: model._meta.concrete_fields for name, model in self.tables.items()}
        columns = [f'{name}."{found.column}"' for name, all_ in fields.items() for found in all_]
        # SQLite has one writer at a time.
        lock = f" FOR NO KEY UPDATE OF {self.lock}" if connection.vendor == "postgresql" else ""
        sql = f"SELECT {', '.join([*(text for text, _field in self.extras.values()), *columns])} {self.source}{lock}"
        readers = [_reader(found) if found else None for _text, found in self.extras.values()]
        readers += [_reader(found) for all_ in fields.values() for found in all_]

        def convert(row: Sequence[Any]) -> Row:
            values = [read(value) if read else value for read, value in zip(readers, row, strict=True)]
            found: Row = dict(zip(self.extras, values, strict=False))
            start = len(self.extras)
            for name, model in self.tables.items():
                own = values[start : start + len(fields[name])]
                start += len(own)
                pk = own[[each.primary_key for each in fields[name]].index(True)]
                names = [each.attname for each in fields[name]]
                found[name] = None if pk is None else model.from_db(connection.alias, names, own)
            return found

        return sql, convert


def _reader(found: Any) -> Convert | None:
    """What turns a value as the database gives it into a value of this field; None: it is one already."""
    column = found.cached_col
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read
