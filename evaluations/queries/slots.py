"""One question of a seat as its assessor may mark it: all that saving a single mark needs, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.joined import Joined
from evaluations.models import Mark, Seat
from pillars.models import Indicator
from regencies.models import Regency
from submissions.models import Cycle, Submission, Window
from submissions.queries.slots import KNOWN

_JOINED = Joined(
    tables={
        "seat": Seat,
        "submission": Submission,
        "cycle": Cycle,
        "regency": Regency,
        "indicator": Indicator,
        "mark": Mark,
        "opening": Window,
    },
    source="""
    FROM evaluations_seat seat
    JOIN submissions_submission submission ON submission.id = seat.submission_id
    JOIN submissions_cycle cycle ON cycle.id = submission.cycle_id
    JOIN regencies_regency regency ON regency.code = submission.regency_id
    JOIN pillars_indicator indicator ON indicator.instrument_id = submission.instrument_id AND indicator.id = %s
    LEFT JOIN evaluations_mark mark ON mark.seat_id = seat.id AND mark.indicator_id = indicator.id
    LEFT JOIN submissions_window opening ON opening.cycle_id = cycle.id AND opening.kind = 'assessment'
    WHERE seat.assessor_id = %s AND seat.id = %s AND EXISTS (SELECT 1 FROM accounts_nationalrole held
        WHERE held.user_id = seat.assessor_id AND held.role = 'assessor' AND held.ended_at IS NULL)""",
    extras={"is_known": (KNOWN, None)},
    lock="seat",
)


@dataclass(frozen=True)
class Slot:
    """A question of a seat, the mark on it, and what decides whether it may be given now.

    `is_known`: the change with this id was saved before.
    """

    seat: Seat
    indicator: Indicator
    mark: Mark | None
    windows: dict[str, Window]
    is_known: bool


def slot_of(user_pk: UUID, seat_pk: UUID, indicator_pk: UUID, sent_id: UUID) -> Slot | None:
    """The slot, with the seat locked until the transaction ends; None for everybody but the assessor on the seat.

    What was waiting for the lock may have been read before the lock was given: write only where the mark still stands.
    """
    rows = _JOINED.rows(sent_id, indicator_pk, user_pk, seat_pk)
    if not rows:
        return None
    found = rows[0]
    seat: Seat = found["seat"]
    seat.submission = found["submission"]
    seat.submission.cycle, seat.submission.regency = found["cycle"], found["regency"]
    windows = {found["opening"].kind: found["opening"]} if found["opening"] else {}
    return Slot(seat, found["indicator"], found["mark"], windows, bool(found["is_known"]))
