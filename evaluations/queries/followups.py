"""Recommendations and weaknesses a region has read, how far it is with each, and the same beside this year's marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from common.prepared import Prepared
from evaluations.models import FollowUp, Note, Seat
from submissions.models import Cycle, Evidence, Submission

FOLLOWED = (Note.Kind.RECOMMENDATION, Note.Kind.WEAKNESS)
"""Kinds of notes that want something done."""


def read_by_regions(rows: QuerySet[Note]) -> QuerySet[Note]:
    """Those of the notes that a region can follow up: for its eyes, handed in, announced."""
    return rows.filter(
        kind__in=FOLLOWED,
        audience=Note.Audience.REGION,
        seat__state=Seat.State.HANDED_IN,
        seat__submission__cycle__state=Cycle.State.ANNOUNCED,
    )


def cycles_of(rows: QuerySet[Note]) -> list[Cycle]:
    """Cycles these notes come from, newest first. One query."""
    cycles = Cycle.objects.filter(pk__in=rows.values("seat__submission__cycle"))
    return list(cycles.order_by("-announced_at"))


@dataclass(frozen=True)
class Line:
    """A note and what became of it (None: nothing yet). `is_late`: its day is over and it is not done."""

    note: Note
    follow_up: FollowUp | None
    files: Sequence[Evidence]
    is_late: bool

    @property
    def state(self) -> FollowUp.State:
        return FollowUp.State(self.follow_up.state) if self.follow_up else FollowUp.State.OPEN


def lines_of(rows: QuerySet[Note], today: date) -> list[Line]:
    """Notes on the whole first, then by question; `today` as the region counts. Two queries."""
    related = ("indicator", "seat__submission", "follow_up__agency", "follow_up__person")
    place = (F("indicator__order").asc(nulls_first=True), "kind", "seat__number", "order")
    found = rows.select_related(*related).prefetch_related("follow_up__files").order_by(*place)
    return [_line(note, today) for note in found]


def _line(note: Note, today: date) -> Line:
    follow_up = follow_up_of(note)
    if follow_up is None:
        return Line(note, None, (), is_late=False)
    is_late = follow_up.due is not None and follow_up.due < today and follow_up.state != FollowUp.State.DONE
    return Line(note, follow_up, list(follow_up.files.all()), is_late)


def follow_up_of(note: Note) -> FollowUp | None:
    """What became of a note; None: nothing yet. Asks nothing when the note was read with it."""
    return note.follow_up if hasattr(note, "follow_up") else None


def counts_of(lines: Iterable[Line]) -> list[tuple[FollowUp.State, int]]:
    """How many stand in each state."""
    states = [line.state for line in lines]
    return [(state, states.count(state)) for state in FollowUp.State]


@dataclass(frozen=True)
class Earlier:
    """A note of last year's panel as this year's assessor reads it, without who wrote it. `key`: empty for the whole."""

    key: str
    kind: Note.Kind
    text: str
    year: int
    state: FollowUp.State
    due: date | None
    remark: str
    agency: str
    files: list[tuple[UUID, str]] = field(default_factory=list)


_EARLIER = Prepared(
    lambda cycle, submission: (
        read_by_regions(Note.objects.all())
        .filter(
            seat__submission__cycle=cycle,
            seat__submission__regency__in=Submission.objects.filter(pk=submission).values("regency"),
        )
        .order_by(F("indicator__order").asc(nulls_first=True), "kind", "seat__number", "order", "pk")
        .values_list(
            *("pk", "indicator__key", "kind", "text", "seat__submission__cycle__year"),
            *("follow_up__state", "follow_up__due", "follow_up__remark", "follow_up__agency__code"),
            *("follow_up__files__pk", "follow_up__files__name"),
        )
    ),
    2,
)


def earlier_notes(seat: Seat) -> list[Earlier]:
    """What last year's panel recommended to the region and found weak, and what became of it. One query, a row a file.

    Only what the region itself has read: no note of a cycle that is not announced, and no other audience.
    """
    previous = seat.submission.cycle.previous_id
    found: dict[int, Earlier] = {}
    for row in _EARLIER.rows(previous, seat.submission_id) if previous else ():
        pk, key, kind, text, year, state, due, remark, agency, file, name = row
        if pk not in found:
            state = FollowUp.State(state or FollowUp.State.OPEN)
            found[pk] = Earlier(key or "", Note.Kind(kind), text, year, state, due, remark or "", agency or "")
        if file is not None:
            found[pk].files.append((file, name))
    return list(found.values())


def by_key(notes: Iterable[Earlier]) -> dict[str, list[Earlier]]:
    """Notes by the key a question keeps through the years."""
    found: dict[str, list[Earlier]] = {}
    for note in notes:
        found.setdefault(note.key, []).append(note)
    return found


def without_question(notes: Iterable[Earlier], keys: set[str]) -> list[Earlier]:
    """Notes that stand beside none of these questions: on the whole, or on one this year does not ask."""
    return [note for note in notes if note.key not in keys]
