"""One question as one person may write it: all that saving a single field needs, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.joined import Joined
from pillars.models import Indicator
from regencies.models import Membership, Regency
from submissions.models import Answer, Cycle, HandOver, OwnWindow, Submission, Window
from submissions.queries import extended

SOURCE = """
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
KNOWN = "EXISTS (SELECT 1 FROM journal_entry WHERE sent_id = %s)"
UNTIL = """(SELECT max(own.closes_at) FROM submissions_ownwindow own
    WHERE own.submission_id = submission.id AND own.kind = 'extension')"""
_JOINED = Joined(
    tables={
        "submission": Submission,
        "cycle": Cycle,
        "regency": Regency,
        "indicator": Indicator,
        "member": Membership,
        "answer": Answer,
        "asked": HandOver,
        "opening": Window,
        "assessing": Window,
    },
    source=SOURCE,
    extras={"is_known": (KNOWN, None), "until": (UNTIL, OwnWindow._meta.get_field("closes_at"))},
    lock="submission",
)


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
    rows = _JOINED.rows(sent_id, indicator_pk, user_pk, submission_pk)
    if not rows:
        return None
    first = rows[0]
    submission: Submission = first["submission"]
    submission.cycle, submission.regency = first["cycle"], first["regency"]
    edges = [row for row in (first["opening"], first["assessing"]) if row]
    windows = {row.kind: extended(row, first["until"]) for row in edges}
    held = [row["member"] for row in rows]
    return Slot(submission, first["indicator"], first["answer"], first["asked"], held, windows, bool(first["is_known"]))
