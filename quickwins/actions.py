"""Everything that changes Quick Wins: what they are, how they stand each year, their risks."""

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
from quickwins.models import QuickWin, QuickWinYear, Risk
from regencies.models import Agency, Regency

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
    _tell("quickwin.create", quick_win, by=by, at=at, after=values)
    return quick_win


@transaction.atomic
def change(quick_win: QuickWin, values: Mapping[str, Any], *, by: Actor, at: datetime) -> QuickWin:
    """Set fields of `FIELDS`; others stay. Returns the stored row. Raises `Refused` as creating does.

    A chain of predecessors must not come back to where it began.
    """
    _known(values)
    row = _locked(quick_win)
    before, after = journal.changes(row, values)
    if not after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    _require_own(row)
    if "predecessor" in after:
        _require_no_circle(row)
    try:
        with transaction.atomic():
            row.save(update_fields=list(after))
    except IntegrityError:
        raise Refused(_taken(row)) from None
    _tell("quickwin.change", row, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def record_status(
    quick_win: QuickWin,
    *,
    year: int,
    status: str,
    target: str = "",
    realisation: str = "",
    reason: str = "",
    by: Actor,
    at: datetime,
) -> QuickWinYear:
    """How the Quick Win stands in a year; said again, the later word counts.

    Raises `Refused` when it is paused or stopped without a reason.
    """
    row = _locked(quick_win)
    values = {
        "status": status,
        "target": target.strip(),
        "realisation": realisation.strip(),
        "reason": reason.strip(),
    }
    if status in QuickWinYear.NEEDS_REASON and not values["reason"]:
        raise Refused(_("Tuliskan alasan mengapa Quick Win dijeda atau dihentikan."))
    known = row.years.filter(year=year).first()
    before, after = journal.changes(known, values) if known else ({}, dict(values))
    if known and not after:
        return known
    stored, _new = QuickWinYear.objects.update_or_create(quick_win=row, year=year, defaults=values)
    _tell(
        "quickwin.status",
        row,
        by=by,
        at=at,
        before=before,
        after={"year": year, **after},
        reason=values["reason"],
    )
    return stored


@transaction.atomic
def add_risk(
    quick_win: QuickWin,
    *,
    code: str,
    text: str,
    likelihood: str,
    impact: str,
    cause: str = "",
    mitigation: str = "",
    owner: Agency | None = None,
    by: Actor,
    at: datetime,
) -> Risk:
    """A row of the risk register. Raises `Refused` when its code is taken, or for an owner of another regency."""
    row = _locked(quick_win)
    if row.risks.filter(code=code).exists():
        raise Refused(_("Risiko dengan kode “%(code)s” sudah tercatat.") % {"code": code})
    if owner is not None and owner.regency_id != row.regency_id:
        raise Refused(_elsewhere(row))
    values = {
        "code": code,
        "text": text,
        "cause": cause,
        "likelihood": likelihood,
        "impact": impact,
        "mitigation": mitigation,
        "owner": owner,
    }
    risk = Risk.objects.create(quick_win=row, **values)
    _tell("quickwin.risk", row, by=by, at=at, after=values)
    return risk


def _locked(quick_win: QuickWin) -> QuickWin:
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
        raise Refused(_elsewhere(row))


def _require_no_circle(row: QuickWin) -> None:
    seen = {row.pk}
    before = row.predecessor
    while before is not None:
        if before.pk in seen:
            raise Refused(_("Sebuah Quick Win tidak dapat melanjutkan dirinya sendiri."))
        seen.add(before.pk)
        before = before.predecessor


def _elsewhere(row: QuickWin) -> str:
    return _("Yang dipilih bukan milik %s.") % row.regency.name


def _taken(row: QuickWin) -> str:
    return _("%(regency)s sudah memiliki Quick Win dengan kode “%(code)s”.") % {
        "regency": row.regency.name,
        "code": row.code,
    }


def _tell(verb: str, row: QuickWin, *, by: Actor, at: datetime, after: Mapping[str, Any], **more: Any) -> None:
    """One journal row about the Quick Win, for its region."""
    journal.write(verb, row, by=by, at=at, after=after, regency_code=row.regency_id, audience=Audience.REGION, **more)
