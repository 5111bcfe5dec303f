"""The minutes of one plenary, for the screen, for paper and for the lock."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Prefetch

from evaluations.minutes import Change, Item, Member, Minutes, from_content, instant
from evaluations.models import AgendaItem, Attendance, Dissent, Mark, MarkRevision, Plenary, Seat
from submissions.models import Submission


def minutes_of(submission: Submission) -> Minutes | None:
    """The minutes as they stand, or as they were closed; None while no plenary was opened.

    `submission` comes with cycle, instrument, region and province. One query for closed minutes, seven while they are written.
    """
    plenary = Plenary.objects.filter(submission=submission).first()
    if plenary is None:
        return None
    if plenary.state == Plenary.State.CLOSED:
        return from_content(plenary.content, plenary.sha256)
    return composed(submission, plenary)


def composed(submission: Submission, plenary: Plenary) -> Minutes:
    """The minutes from the rows as they stand now. Six queries."""
    regency = submission.regency
    attendance = {row.seat_id: row for row in Attendance.objects.filter(plenary=plenary)}
    seats = _seats(submission, attendance)
    dissents = Prefetch("dissents", Dissent.objects.select_related("seat__assessor"))
    rows = AgendaItem.objects.filter(submission=submission).select_related("indicator", "panel_value")
    agenda = list(rows.prefetch_related(dissents))
    talked = [item for item in agenda if item.opened_at is not None]
    marks, changes = _marks(talked, seats), _changes(plenary)
    return Minutes(
        region=regency.name,
        code=regency.code,
        province=regency.province.name,
        timezone=regency.timezone,
        cycle=submission.cycle.name,
        instrument=str(submission.instrument),
        is_sample=submission.cycle.is_sample,
        replaces=submission.instrument.panel_value_replaces,
        opened_at=instant(plenary.opened_at),
        closed_at=instant(plenary.closed_at),
        members=tuple(_member(seat, attendance.get(seat.pk)) for seat in seats.values()),
        guests=plenary.guests,
        items=tuple(_written(item, seats, marks, changes[item.indicator_id]) for item in talked),
        skipped=tuple((item.indicator.order, item.indicator.label_id) for item in agenda if item.opened_at is None),
        text=plenary.text,
    )


def _seats(submission: Submission, attendance: dict[UUID, Attendance]) -> dict[UUID, Seat]:
    """The panel, and whoever attended before the own seat was taken away."""
    rows = Seat.objects.filter(submission=submission).select_related("assessor").order_by("number", "invited_at")
    return {row.pk: row for row in rows if row.state == Seat.State.HANDED_IN or row.pk in attendance}


def _marks(items: list[AgendaItem], seats: dict[UUID, Seat]) -> dict[UUID, dict[UUID, str]]:
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = Mark.objects.filter(seat__in=list(seats), indicator__in=[item.indicator_id for item in items])
    for mark in rows:
        found[mark.indicator_id][mark.seat_id] = mark.shown
    return found


def _member(seat: Seat, row: Attendance | None) -> Member:
    return Member(
        number=seat.number,
        name=seat.assessor.name,
        institution=seat.assessor.institution,
        is_chair=seat.is_chair,
        is_present=row.is_present if row else None,
        assents=row.assents if row else None,
        text=row.text if row else "",
        signed_at=instant(row.signed_at) if row else "",
    )


def _changes(plenary: Plenary) -> dict[UUID, list[Change]]:
    """Own marks that members changed in this plenary, by question."""
    found: dict[UUID, list[Change]] = defaultdict(list)
    rows = MarkRevision.objects.filter(cause=MarkRevision.Cause.PLENARY, reference=plenary.pk)
    for row in rows.select_related("seat__assessor"):
        found[row.indicator_id].append(Change(row.seat.assessor.name, row.before, row.after, row.reason))
    return found


def _written(
    item: AgendaItem, seats: dict[UUID, Seat], marks: dict[UUID, dict[UUID, str]], changes: list[Change]
) -> Item:
    value = getattr(item, "panel_value", None)
    given = marks[item.indicator_id]
    return Item(
        number=item.indicator.order,
        question=item.indicator.label_id,
        opened_at=instant(item.opened_at),
        done_at=instant(item.done_at),
        marks=tuple((seat.assessor.name, given[key]) for key, seat in seats.items() if key in given),
        outcome=item.outcome,
        value=str(value or ""),
        reason=value.reason if value else "",
        changes=tuple(changes),
        dissents=tuple((row.seat.assessor.name, row.text) for row in item.dissents.all()),
    )
