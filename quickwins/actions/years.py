"""How a Quick Win stands from year to year: recorded, moved by a step, carried into the next year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from journal import actions as journal
from quickwins import workflow
from quickwins.actions.quick_wins import locked, require_started, tell
from quickwins.models import QuickWin, QuickWinYear


@transaction.atomic
def record_status(
    quick_win: QuickWin,
    *,
    year: int,
    status: str,
    target: str = "",
    realisation: str = "",
    reason: str = "",
    budget_rupiah: int | None = None,
    spent_rupiah: int | None = None,
    by: Actor,
    at: datetime,
) -> QuickWinYear:
    """How the Quick Win stands in a year, with its target and what became of it; said again, the later word counts.

    In a year that is recorded already the status moves by the step table. Raises `Refused` when no step leads there,
    when the years would not follow each other, or when it is paused or stopped without a reason.
    """
    row = locked(quick_win)
    known = row.years.filter(year=year).first()
    _require_way(known, status, reason)
    keeps_reason = status in QuickWinYear.NEEDS_REASON
    if keeps_reason and not reason.strip():
        raise Refused(_("Tuliskan alasan mengapa Quick Win dijeda atau dihentikan."))
    values = {
        "status": status,
        "target": target.strip(),
        "realisation": realisation.strip(),
        "reason": reason.strip() if keeps_reason else "",
        "budget_rupiah": budget_rupiah,
        "spent_rupiah": spent_rupiah,
    }
    return _store(row, known, year, values, reason=reason, by=by, at=at)


@transaction.atomic
def take_step(quick_win: QuickWin, *, year: int, step: str, reason: str = "", by: Actor, at: datetime) -> QuickWinYear:
    """Move the status of a recorded year by a step of `workflow.YEAR_STEPS` (KeyError for another name).

    Raises `Refused` when the year is not recorded, the step does not start there, it wants a reason, or a later year
    could not follow.
    """
    row = locked(quick_win)
    known = row.years.filter(year=year).first()
    if known is None:
        raise Refused(_("Keadaan tahun %s belum dicatat.") % year)
    status = take(workflow.YEAR_STEPS, step, known.status, reason)
    kept = reason.strip() if status in QuickWinYear.NEEDS_REASON else ""
    return _store(row, known, year, {"status": status, "reason": kept}, reason=reason, by=by, at=at)


@transaction.atomic
def carry(quick_win: QuickWin, *, year: int, by: Actor, at: datetime) -> QuickWinYear:
    """Take the Quick Win into the year after its last recorded one, `year`, as it ended that one; a pause keeps its reason.

    Raises `Refused` when it ended, when nothing is recorded, or when `year` is not the one that follows.
    """
    row = locked(quick_win)
    last = row.years.order_by("year").last()
    if last is None or last.year + 1 != year:
        raise Refused(_("Hanya tahun sesudah catatan terakhir yang dapat diteruskan."))
    if last.status not in workflow.CARRIED:
        raise Refused(_("Quick Win ini sudah berakhir. Lanjutannya dicatat sebagai Quick Win baru yang meneruskannya."))
    return _store(row, None, year, {"status": last.status, "reason": last.reason}, reason=last.reason, by=by, at=at)


def _require_way(known: QuickWinYear | None, status: str, reason: str) -> None:
    if known is None or known.status == status:
        return
    step = workflow.step_between(known.status, status)
    if step is None:
        words = dict(QuickWinYear.Status.choices)
        raise Refused(
            _("Dari “%(before)s” tidak ada langkah ke “%(after)s”.")
            % {"before": known.get_status_display(), "after": words[status]}
        )
    take(workflow.YEAR_STEPS, step, known.status, reason)


def _store(
    row: QuickWin,
    known: QuickWinYear | None,
    year: int,
    values: dict[str, Any],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> QuickWinYear:
    """Keep the year and tell it; nothing when it says the same already."""
    statuses = dict(row.years.values_list("year", "status")) | {year: values["status"]}
    require_started(row, statuses)
    if (broken := workflow.broken_at(statuses)) is not None:
        raise Refused(_does_not_follow(*broken, statuses))
    before, after = journal.changes(known, values) if known else ({}, dict(values))
    if known and not after:
        return known
    stored, _new = QuickWinYear.objects.update_or_create(quick_win=row, year=year, defaults=values)
    tell("quickwin.status", row, by=by, at=at, before=before, after={"year": year, **after}, reason=reason)
    return stored


def _does_not_follow(before: int, after: int, statuses: dict[int, str]) -> str:
    words = dict(QuickWinYear.Status.choices)
    return _("%(before)d tercatat “%(was)s”; sesudah itu %(after)d tidak dapat “%(is)s”.") % {
        "before": before,
        "was": words[statuses[before]],
        "after": after,
        "is": words[statuses[after]],
    }
