"""Windows of one region alone: an extension of its answers, and late evidence for named questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions import locks
from submissions.models import Cycle, OwnWindow, Submission, Window
from submissions.queries import why_read_only, windows_for, windows_of
from submissions.queries.own_windows import AFTER_FILLING, extension_of, late_of, takes_late_evidence


@transaction.atomic
def extend(submission: Submission, *, closes_at: datetime, reason: str, by: Actor, at: datetime) -> OwnWindow:
    """Give one region time for its answers until `closes_at`, or move the end of the extension that is running.

    Other regions keep their windows. Raises `Refused` when answers are handed in, when the end is not after both now
    and the cycle's own window, or when marks may be given before it.
    """
    locked = _locked(submission)
    _require_extendable(locked, closes_at, reason, at)
    row = extension_of(locked)
    if row is None or row.closes_at <= at:
        kind = OwnWindow.Kind.EXTENSION
        row = _create(locked, kind, closes_at=closes_at, reason=reason, by=by, at=at)
        _tell("submission.extend", locked, by=by, at=at, after={"closes_at": closes_at}, reason=reason)
        return row
    before, after = journal.changes(row, {"closes_at": closes_at})
    if after:
        row.closes_at, row.reason = closes_at, reason.strip()
        row.save(update_fields=["closes_at", "reason"])
        _tell("submission.extend", locked, by=by, at=at, before=before, after=after, reason=reason)
    return row


def why_no_extension(submission: Submission, windows: Mapping[str, Window]) -> str:
    """Why this region cannot be given more time, whatever its end; empty: it can."""
    if submission.state != Submission.State.FILLING:
        return _("Perpanjangan hanya berlaku bagi isian yang belum diserahkan.")
    filling = submission.cycle.state in (Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT)
    if not filling or Window.Kind.ANSWERS not in windows:
        why, state = _("Siklus ini tidak sedang dalam masa pengisian."), submission.cycle.state
        return locks.by_state(why, state, comes=state == Cycle.State.DRAFT)
    return ""


def why_no_late_window(submission: Submission) -> str:
    """Why no window for late evidence may be opened for this region; empty: one may."""
    if takes_late_evidence(submission):
        return ""
    return _("Data dukung susulan hanya dapat dibuka untuk isian yang sudah diserahkan, selama penilaian atau pleno.")


@transaction.atomic
def open_late(
    submission: Submission,
    indicators: Sequence[Indicator],
    *,
    closes_at: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> OwnWindow:
    """Let one region attach evidence, and nothing else, to these questions until `closes_at`.

    Raises `Refused` before assessment and after the announcement, when nothing is handed in, or without a question.
    """
    locked = _locked(submission)
    _require_reason(reason)
    if why := why_no_late_window(locked):
        raise Refused(why)
    if not indicators:
        raise Refused(_("Pilih sekurangnya satu pertanyaan."))
    if any(row.instrument_id != locked.instrument_id for row in indicators):
        raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
    if closes_at <= at:
        raise Refused(_("Waktu tutup harus sesudah sekarang."))
    row = _create(locked, OwnWindow.Kind.LATE, closes_at=closes_at, reason=reason, by=by, at=at)
    row.indicators.set(indicators)
    after = {"closes_at": closes_at, "indicators": [indicator.key for indicator in indicators]}
    _tell("submission.late_open", locked, by=by, at=at, after=after, reason=reason)
    return row


@transaction.atomic
def end(window: OwnWindow, *, reason: str, by: Actor, at: datetime) -> OwnWindow:
    """Close a region's own window now. What was done in it stays. Raises `Refused` when it is over already."""
    locked = _locked(window.submission)
    _require_reason(reason)
    row = OwnWindow.objects.select_for_update().get(pk=window.pk)
    if not row.opens_at < at < row.closes_at:
        raise Refused(_("Jendela ini sudah berakhir."))
    before, after = journal.changes(row, {"closes_at": at})
    row.closes_at = at
    row.save(update_fields=["closes_at"])
    verb = "submission.extension_end" if row.kind == OwnWindow.Kind.EXTENSION else "submission.late_end"
    _tell(verb, locked, by=by, at=at, before=before, after=after, reason=reason)
    return row


def takes_evidence(submission: Submission, indicator: Indicator, *, at: datetime) -> bool:
    """Whether a file for this question would come late: False while answers are open, True in a late window.

    Raises `Refused` when no file may be attached to it now.
    """
    closed = why_read_only(submission, windows_for(submission), at)
    if not closed:
        return False
    if not takes_late_evidence(submission):
        raise Refused(closed)
    row = late_of(submission, indicator).first()
    if row is None:
        raise Refused(closed)
    if not row.is_open(at):
        raise Refused(_("Jendela data dukung susulan untuk pertanyaan ini sudah ditutup."))
    return True


def lock_for_evidence(submission: Submission, indicator: Indicator, *, at: datetime) -> bool:
    """As `takes_evidence`, of the row as it stands now; nobody hands in or ends the window until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cycle")
    return takes_evidence(rows.get(pk=submission.pk), indicator, at=at)


def _require_extendable(locked: Submission, closes_at: datetime, reason: str, at: datetime) -> None:
    _require_reason(reason)
    windows = windows_of(locked.cycle)
    if why := why_no_extension(locked, windows):
        raise Refused(why)
    answers, assessment = windows[Window.Kind.ANSWERS], windows.get(Window.Kind.ASSESSMENT)
    if closes_at <= max(at, answers.closes_at):
        raise Refused(_("Perpanjangan harus berakhir sesudah sekarang dan sesudah jendela isian semua daerah."))
    if locked.cycle.state in AFTER_FILLING and (assessment is None or closes_at > assessment.opens_at):
        raise Refused(
            _("Penilaian sudah dimulai: perpanjangan harus berakhir paling lambat saat jendela penilaian dibuka.")
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))


def _create(locked: Submission, kind: str, *, closes_at: datetime, reason: str, by: Actor, at: datetime) -> OwnWindow:
    return OwnWindow.objects.create(
        submission=locked, kind=kind, opens_at=at, closes_at=closes_at, reason=reason.strip(), at=at, by=by.user
    )


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("cycle", "regency")
    return rows.get(pk=submission.pk)


def _tell(verb: str, submission: Submission, *, by: Actor, at: datetime, reason: str, **words: object) -> None:
    journal.write(
        verb,
        submission,
        by=by,
        at=at,
        reason=reason,
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
        **words,  # type: ignore[arg-type]
    )
