"""Questions with agencies: asked, given back, accepted, returned, taken back. One journal row tells a whole bundle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.clock import sentence
from common.steps import Refused, take
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from regencies.models import Agency
from submissions.actions.submissions import lock_open
from submissions.models import HandOver, Submission, Window
from submissions.queries import answers_of, lacking, windows_for
from submissions.workflow import GIVEN_BACK, HAND_OVER_STEPS

State = HandOver.State


@transaction.atomic
def hand_over(
    submission: Submission,
    indicators: Iterable[Indicator],
    *,
    agency: Agency,
    by: Actor,
    at: datetime,
    due_at: datetime | None = None,
    message: str = "",
) -> int:
    """Ask an agency to answer `indicators` until `due_at`. Returns how many changed.

    What the same agency still has keeps its state and takes the new date and message; what it gave back is left for the
    operator to accept or return; what was accepted is asked anew.
    """
    lock_open(submission, at=at)
    if agency.regency_id != submission.regency_id:
        raise Refused(_("Perangkat daerah itu bukan milik daerah ini."))
    _require_due(submission, due_at, at)
    held = {row.indicator_id: row for row in _rows(submission)}
    changed = []
    for indicator in indicators:
        if indicator.instrument_id != submission.instrument_id:
            raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
        row = held.get(indicator.pk)
        if row is not None and row.agency_id == agency.pk and row.state != State.ACCEPTED:
            if row.state == State.GIVEN_BACK or (row.due_at, row.message) == (due_at, message):
                continue
            row.due_at, row.message = due_at, message
            row.save(update_fields=["due_at", "message"])
        else:
            _ask(submission, indicator, row, agency, due_at=due_at, message=message, by=by, at=at)
        changed.append(indicator.key)
    if changed:
        after = {"agency": agency.code, "due_at": due_at, "message": message, "indicators": changed}
        _tell("answer.hand_over", submission, by=by, at=at, after=after)
    return len(changed)


@transaction.atomic
def take_back(submission: Submission, indicators: Iterable[Indicator], *, by: Actor, at: datetime) -> int:
    """Take questions back from their agencies, whatever came of them; answers stay. Returns how many were with one."""
    lock_open(submission, at=at)
    rows = [row for row in _rows(submission) if row.indicator_id in {indicator.pk for indicator in indicators}]
    if rows:
        before = {
            "agency": sorted({row.agency.code for row in rows}),
            "indicators": [row.indicator.key for row in rows],
        }
        _tell("answer.take_back", submission, by=by, at=at, before=before)
        HandOver.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def give_back(
    submission: Submission, rows: Collection[UUID], *, agencies: Collection[object], by: Actor, at: datetime
) -> int:
    """Give questions of the own `agencies` back to the operator; the agency then only reads them. Returns how many.

    Raises `Refused` when one of them is not complete, was given back already, or is not with these agencies.
    """
    lock_open(submission, at=at)
    found = [row for row in _rows(submission, rows) if row.agency_id in agencies]
    _require_all(found, rows)
    answers = answers_of(submission)
    for row in found:
        target = take(HAND_OVER_STEPS, "give_back", row.state)
        if lacks := lacking(answers.get(row.indicator_id), row.indicator):
            words = {"number": row.indicator.order, "lacks": " ".join(lacks)}
            raise Refused(_("Pertanyaan nomor %(number)d belum lengkap: %(lacks)s") % words)
        row.state, row.given_back_at, row.decided_at = target, at, None
        row.save(update_fields=["state", "given_back_at", "decided_at"])
    _tell("answer.give_back", submission, by=by, at=at, after=_which(found))
    return len(found)


@transaction.atomic
def accept(submission: Submission, rows: Collection[UUID], *, by: Actor, at: datetime) -> int:
    """Accept what agencies gave back. Returns how many. Raises `Refused` when one of them was not given back."""
    lock_open(submission, at=at)
    found = _rows(submission, rows)
    _require_all(found, rows)
    for row in found:
        row.state = take(HAND_OVER_STEPS, "accept", row.state)
        row.decided_at, row.reason = at, ""
        row.save(update_fields=["state", "decided_at", "reason"])
    _tell("answer.accept", submission, by=by, at=at, after=_which(found))
    return len(found)


@transaction.atomic
def return_to_agency(
    row: HandOver, *, reason: str, by: Actor, at: datetime, due_at: datetime | None = None
) -> HandOver:
    """Ask the agency to work over a question it gave back: it writes again, until `due_at` (None: the date it had)."""
    lock_open(row.submission, at=at)
    locked = next(iter(_rows(row.submission, [row.pk])), None)
    if locked is None:
        raise Refused(_("Pertanyaan ini sudah diambil kembali oleh operator."))
    target = take(HAND_OVER_STEPS, "return", locked.state, reason)
    if due_at is not None:
        _require_due(row.submission, due_at, at)
        locked.due_at = due_at
    locked.state, locked.decided_at, locked.reason = target, at, reason.strip()
    locked.save(update_fields=["state", "decided_at", "reason", "due_at"])
    after = _which([locked]) | {"due_at": locked.due_at}
    _tell("answer.return", row.submission, by=by, at=at, before={"state": GIVEN_BACK}, after=after, reason=reason)
    return locked


def _ask(
    submission: Submission,
    indicator: Indicator,
    row: HandOver | None,
    agency: Agency,
    *,
    due_at: datetime | None,
    message: str,
    by: Actor,
    at: datetime,
) -> None:
    """A fresh row: what another agency did with the question before is told by the journal."""
    if row is not None:
        row.delete()
    HandOver.objects.create(
        submission=submission,
        indicator=indicator,
        agency=agency,
        at=at,
        asked_by=by.user,
        due_at=due_at,
        message=message,
    )


def _require_due(submission: Submission, due_at: datetime | None, at: datetime) -> None:
    """Due after now, and not after the answers close for this region, so that the operator can still look."""
    window = windows_for(submission).get(Window.Kind.ANSWERS)
    if due_at is None or window is None:
        return
    if due_at <= at:
        raise Refused(_("Batas waktu harus sesudah sekarang."))
    if due_at > window.closes_at:
        words = {"when": sentence(window.closes_at, submission.regency.timezone)}
        raise Refused(_("Batas waktu tidak boleh sesudah masa pengisian ditutup (%(when)s).") % words)


def _rows(submission: Submission, pks: Collection[UUID] | None = None) -> list[HandOver]:
    """Hand-overs of the submission in order of the questions, locked."""
    rows = HandOver.objects.select_for_update(of=("self",)).filter(submission=submission)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    return list(rows.select_related("indicator", "agency").order_by("indicator__order"))


def _require_all(found: Sequence[HandOver], wanted: Collection[UUID]) -> None:
    if not wanted:
        raise Refused(_("Pilih sekurangnya satu pertanyaan."))
    if len(found) < len(set(wanted)):
        raise Refused(_("Sebagian pertanyaan itu sudah tidak ada pada perangkat daerah. Muat ulang halaman."))


def _which(rows: Sequence[HandOver]) -> dict[str, object]:
    agencies = sorted({row.agency.code for row in rows})
    return {
        "agency": agencies[0] if len(agencies) == 1 else agencies,
        "state": rows[0].state,
        "indicators": [row.indicator.key for row in rows],
    }


def _tell(verb: str, submission: Submission, *, by: Actor, at: datetime, **words: object) -> None:
    journal.write(
        verb,
        submission,
        by=by,
        at=at,
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
        **words,  # type: ignore[arg-type]
    )
