"""The room of one plenary: what everybody sees of the question that is open, of the agenda, and of who is there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from evaluations.divergence import is_split, spread
from evaluations.models import AgendaItem, Attendance, Dissent, Mark, Note, PanelValue, Plenary, Seat
from submissions.models import Submission
from submissions.queries.cases import Case, cases_of, questions_at


@dataclass(frozen=True)
class GivenMark:
    """A member's mark on the open question: "0" to "4", "TB", empty for none."""

    seat: Seat
    text: str


@dataclass(frozen=True)
class OpenItem:
    """The question on everybody's screen. `spread` in steps, None with fewer than two marks."""

    item: AgendaItem
    case: Case
    marks: list[GivenMark]
    spread: int | None
    is_split: bool
    notes: list[Note]
    value: PanelValue | None
    dissents: list[Dissent]


@dataclass(frozen=True)
class Present:
    """A member of the panel and whether it was noted that the person is there (None: not noted)."""

    seat: Seat
    is_present: bool | None
    is_signed: bool


@dataclass(frozen=True)
class Room:
    """`plenary` is None while the chair has not opened it; `members` are the handed-in seats."""

    plenary: Plenary | None
    agenda: list[AgendaItem]
    members: list[Present]
    open: OpenItem | None

    @property
    def done(self) -> int:
        return sum(item.done_at is not None for item in self.agenda)

    @property
    def chair(self) -> Seat | None:
        return next((member.seat for member in self.members if member.seat.is_chair), None)


def room_of(submission: Submission, marks: QuerySet[Mark], notes: QuerySet[Note]) -> Room:
    """`marks` and `notes` are those the reader may see. Four queries, and five more while a question is open."""
    plenary = Plenary.objects.filter(submission=submission).first()
    agenda = list(AgendaItem.objects.filter(submission=submission).select_related("indicator"))
    handed_in = Seat.objects.filter(submission=submission, state=Seat.State.HANDED_IN)
    seats = list(handed_in.select_related("assessor").order_by("number"))
    noted = {row.seat_id: row for row in Attendance.objects.filter(plenary__submission=submission)}
    members = [_present(seat, noted.get(seat.pk)) for seat in seats]
    item = next((row for row in agenda if plenary and row.pk == plenary.open_item_id), None)
    return Room(plenary, agenda, members, _opened(submission, item, seats, marks, notes) if item else None)


def version_of(rows: QuerySet[Submission]) -> str | None:
    """A short text that differs whenever a screen of the plenary of this one submission should be drawn anew.

    None when there is no such submission, for instance among those that a person may see. Two queries.
    """
    found = rows.values_list("pk", "plenary__version", "cycle__state").first()
    if found is None:
        return None
    seats = Seat.objects.filter(submission=found[0]).order_by("pk").values_list("pk", "state", "is_chair")
    return hashlib.sha256(repr((found, list(seats))).encode()).hexdigest()[:16]


def _present(seat: Seat, row: Attendance | None) -> Present:
    return Present(seat, row.is_present if row else None, row is not None and row.signed_at is not None)


def _opened(
    submission: Submission,
    item: AgendaItem,
    seats: Sequence[Seat],
    marks: QuerySet[Mark],
    notes: QuerySet[Note],
) -> OpenItem:
    (case,) = cases_of(submission, questions_at(submission.instrument, [item.indicator_id]))
    given = {mark.seat_id: mark for mark in marks.filter(seat__in=seats, indicator=item.indicator_id)}
    values = [given[seat.pk].value for seat in seats if seat.pk in given and not given[seat.pk].abstained]
    read = notes.filter(seat__submission=submission, indicator=item.indicator_id).select_related("seat__assessor")
    dissents = Prefetch("dissents", Dissent.objects.select_related("seat__assessor"))
    full = AgendaItem.objects.select_related("panel_value", "indicator").prefetch_related(dissents).get(pk=item.pk)
    return OpenItem(
        item=full,
        case=case,
        marks=[GivenMark(seat, _text(given.get(seat.pk))) for seat in seats],
        spread=spread(values),
        is_split=is_split(values),
        notes=list(read.order_by("seat__number", "kind", "order")),
        value=getattr(full, "panel_value", None),
        dissents=list(full.dissents.all()),
    )


def _text(mark: Mark | None) -> str:
    return "" if mark is None else mark.shown
