"""What a Quick Win is: created and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from quickwins import workflow
from quickwins.models import QuickWin
from regencies.models import Regency

FIELDS = (
    "code",
    "name",
    "pillar",
    "agency",
    "masterplan_programme",
    "rpjmd_target",
    "start_year",
    "predecessor",
    "predecessor_note",
    "strategic_issue",
    "beneficiaries",
    "partners",
    "appeal",
    "resources",
    "output",
    "outcome",
    "impact",
    "continuity",
)


@transaction.atomic
def create(
    regency: Regency, values: Mapping[str, Any], *, by: Actor, at: datetime, is_sample: bool = False
) -> QuickWin:
    """A new Quick Win of a regency, by the names of `FIELDS`.

    Raises `Refused` when the code is taken, or when something it points to belongs to another regency.
    """
    _known(values)
    quick_win = QuickWin(regency=regency, is_sample=is_sample, **values)
    _require_own(quick_win)
    try:
        with transaction.atomic():
            quick_win.save(force_insert=True)
    except IntegrityError:
        raise Refused(_taken(quick_win)) from None
    tell("quickwin.create", quick_win, by=by, at=at, after=values)
    return quick_win


@transaction.atomic
def change(quick_win: QuickWin, values: Mapping[str, Any], *, by: Actor, at: datetime) -> QuickWin:
    """Set fields of `FIELDS`; others stay. Returns the stored row. Raises `Refused` as creating does.

    A chain of predecessors must not come back to where it began, and it cannot start after a year in which it ran.
    """
    _known(values)
    row = locked(quick_win)
    before, after = journal.changes(row, values)
    if not after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    _require_own(row)
    if "predecessor" in after:
        _require_no_circle(row)
    if "start_year" in after:
        require_started(row, dict(row.years.values_list("year", "status")))
    try:
        with transaction.atomic():
            row.save(update_fields=list(after))
    except IntegrityError:
        raise Refused(_taken(row)) from None
    tell("quickwin.change", row, by=by, at=at, before=before, after=after)
    return row


def locked(quick_win: QuickWin) -> QuickWin:
    """The row, held until the transaction ends, with what it points to."""
    rows = QuickWin.objects.select_for_update(of=("self",)).select_related(
        "regency", "pillar", "agency", "masterplan_programme__document", "rpjmd_target__document", "predecessor"
    )
    found: QuickWin = rows.get(pk=quick_win.pk)
    return found


def _known(values: Mapping[str, Any]) -> None:
    if strangers := set(values) - set(FIELDS):
        raise ValueError(f"not fields of a Quick Win: {', '.join(sorted(strangers))}")


def _require_own(row: QuickWin) -> None:
    """What a Quick Win points to belongs to its regency."""
    codes = (
        row.agency and row.agency.regency_id,
        row.masterplan_programme and row.masterplan_programme.document.regency_id,
        row.rpjmd_target and row.rpjmd_target.document.regency_id,
        row.predecessor and row.predecessor.regency_id,
    )
    if any(code not in (None, row.regency_id) for code in codes):
        raise Refused(elsewhere(row))


def _require_no_circle(row: QuickWin) -> None:
    seen = {row.pk}
    before = row.predecessor
    while before is not None:
        if before.pk in seen:
            raise Refused(_("Sebuah Quick Win tidak dapat melanjutkan dirinya sendiri."))
        seen.add(before.pk)
        before = before.predecessor


def require_started(row: QuickWin, statuses: Mapping[int, str]) -> None:
    """Before its start a Quick Win can only have been planned. Raises `Refused`."""
    year = workflow.too_early(statuses, row.start_year)
    if year is not None:
        raise Refused(
            _("Quick Win ini mulai pada %(start)d; pada %(year)d ia hanya dapat direncanakan.")
            % {"start": row.start_year, "year": year}
        )


def elsewhere(row: QuickWin) -> str:
    return _("Yang dipilih bukan milik %s.") % row.regency.name


def _taken(row: QuickWin) -> str:
    return _("%(regency)s sudah memiliki Quick Win dengan kode “%(code)s”.") % {
        "regency": row.regency.name,
        "code": row.code,
    }


def tell(verb: str, row: QuickWin, *, by: Actor, at: datetime, after: Mapping[str, Any], **more: Any) -> None:
    """One journal row about the Quick Win, for its region."""
    journal.write(verb, row, by=by, at=at, after=after, regency_code=row.regency_id, audience=Audience.REGION, **more)
