"""One question as one person may write it: all that saving a single field needs, in one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from pillars.models import Indicator
from regencies.models import Membership, Regency
from submissions.models import Answer, Cycle, HandOver, OwnWindow, Submission, Window
from submissions.queries import extended

# Written by hand: building these nine joins anew for every pause in typing costs more than all the rest of an autosave.
_PARTS: dict[str, type[models.Model]] = {
    "submission": Submission,
    "cycle": Cycle,
    "regency": Regency,
    "indicator": Indicator,
    "member": Membership,
    "answer": Answer,
    "asked": HandOver,
    "opening": Window,
    "assessing": Window,
}
_FROM = """
    FROM submissions_submission submission
    JOIN submissions_cycle cycle ON cycle.id = submission.cycle_id
    JOIN regencies_regency regency ON regency.code = submission.regency_id
    JOIN pillars_indicator indicator ON indicator.instrument_id = submission.instrument_id AND indicator.id = %s
    JOIN regencies_membership member ON member.regency_id = regency.code AND member.user_id = %s
        AND member.ended_at IS NULL AND member.role IN ('operator', 'head', 'contributor')
    LEFT JOIN submissions_answer answer
        ON answer.submission_id = submission.id AND answer.indicator_id = indicator.id
    LEFT JOIN submissions_handover asked ON asked.submission_id = submission.id AND asked.indicator_id = indicator.id
    LEFT JOIN submissions_window opening ON opening.cycle_id = cycle.id AND opening.kind = 'answers'
    LEFT JOIN submissions_window assessing ON assessing.cycle_id = cycle.id AND assessing.kind = 'assessment'
    WHERE submission.id = %s AND submission.state <> 'archived' AND cycle.state <> 'draft'
    ORDER BY member.since, member.id"""
_KNOWN = "EXISTS (SELECT 1 FROM journal_entry WHERE sent_id = %s)"
_UNTIL = """(SELECT max(own.closes_at) FROM submissions_ownwindow own
    WHERE own.submission_id = submission.id AND own.kind = 'extension')"""

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Slot:
    """A question of a submission, its answer, and what decides whether it may be written now.

    `held` are the person's running memberships in that region; `is_known`: the change with this id was saved before.
    """

    submission: Submission
    indicator: Indicator
    answer: Answer | None
    hand_over: HandOver | None
    held: list[Membership]
    windows: dict[str, Window]
    is_known: bool


def slot_of(user_pk: UUID, submission_pk: UUID, indicator_pk: UUID, sent_id: UUID) -> Slot | None:
    """The slot, with the submission locked until the transaction ends, so that nobody hands it in meanwhile.

    None for people without a role in that region. What was waiting for the lock may have been read before the lock
    was given: write only where the version still stands.
    """
    ids = (sent_id, indicator_pk, user_pk, submission_pk)
    sql, convert = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk if connection.features.has_native_uuid_field else pk.hex for pk in ids])
        rows = [convert(row) for row in cursor.fetchall()]
    if not rows:
        return None
    first = rows[0]
    submission: Submission = first["submission"]
    submission.cycle, submission.regency = first["cycle"], first["regency"]
    edges = [row for row in (first["opening"], first["assessing"]) if row]
    windows = {row.kind: extended(row, first["until"]) for row in edges}
    held = [row["member"] for row in rows]
    return Slot(submission, first["indicator"], first["answer"], first["asked"], held, windows, bool(first["is_known"]))


@lru_cache
def _statement(vendor: str) -> tuple[str, Callable[[Sequence[Any]], dict[str, Any]]]:
    """The statement as this kind of database wants it, and what makes rows of it into rows of ours."""
    fields = {name: model._meta.concrete_fields for name, model in _PARTS.items()}
    columns = [f'{name}."{field.column}"' for name, found in fields.items() for field in found]
    lock = " FOR NO KEY UPDATE OF submission" if vendor == "postgresql" else ""  # SQLite has one writer at a time
    sql = f"SELECT {_KNOWN}, {_UNTIL}, {', '.join(columns)} {_FROM}{lock}"
    readers = [_reader(field) for found in fields.values() for field in found]
    instant = _reader(OwnWindow._meta.get_field("closes_at"))

    def convert(row: Sequence[Any]) -> dict[str, Any]:
        values = [read(value) if read else value for read, value in zip(readers, row[2:], strict=True)]
        found: dict[str, Any] = {"is_known": row[0], "until": instant(row[1]) if instant else row[1]}
        start = 0
        for name, model in _PARTS.items():
            own = values[start : start + len(fields[name])]
            start += len(own)
            pk = own[[field.primary_key for field in fields[name]].index(True)]
            names = [field.attname for field in fields[name]]
            found[name] = None if pk is None else model.from_db(connection.alias, names, own)
        return found

    return sql, convert


def _reader(field: Any) -> Convert | None:
    """What turns a value as the database gives it into a value of this field; None: it is one already."""
    column = field.cached_col
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read
