"""The risk register of a Quick Win. A risk is never deleted: what is over is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from quickwins.actions.quick_wins import elsewhere, locked, tell
from quickwins.models import QuickWin, Risk
from regencies.models import Agency

RISK_FIELDS = ("code", "text", "cause", "likelihood", "impact", "mitigation", "owner", "status")


@transaction.atomic
def add_risk(
    quick_win: QuickWin,
    *,
    code: str,
    text: str,
    likelihood: int,
    impact: int,
    cause: str = "",
    mitigation: str = "",
    owner: Agency | None = None,
    status: str = Risk.Status.OPEN,
    by: Actor,
    at: datetime,
) -> Risk:
    """A row of the risk register. Raises `Refused` when its code is taken, or for an owner of another regency."""
    row = locked(quick_win)
    values = {
        "code": code,
        "text": text,
        "cause": cause,
        "likelihood": likelihood,
        "impact": impact,
        "mitigation": mitigation,
        "owner": owner,
        "status": status,
    }
    _require_free(row, code)
    _require_own(row, owner)
    risk = Risk.objects.create(quick_win=row, **values)
    tell("quickwin.risk", row, by=by, at=at, after=values)
    return risk


@transaction.atomic
def change_risk(risk: Risk, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Risk:
    """Set fields of `RISK_FIELDS`; others stay. Returns the stored row. Raises `Refused` as adding does."""
    if strangers := set(values) - set(RISK_FIELDS):
        raise ValueError(f"not fields of a risk: {', '.join(sorted(strangers))}")
    row = locked(risk.quick_win)
    stored = Risk.objects.select_related("owner").get(pk=risk.pk)
    before, after = journal.changes(stored, values)
    if not after:
        return stored
    if "code" in after:
        _require_free(row, after["code"])
    _require_own(row, after.get("owner"))
    for name, value in after.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(after))
    tell("quickwin.risk_change", row, by=by, at=at, before=before, after={"risk": stored.code, **after})
    return stored


def _require_free(row: QuickWin, code: str) -> None:
    if row.risks.filter(code=code).exists():
        raise Refused(_("Risiko dengan kode “%(code)s” sudah tercatat.") % {"code": code})


def _require_own(row: QuickWin, owner: Agency | None) -> None:
    if owner is not None and owner.regency_id != row.regency_id:
        raise Refused(elsewhere(row))
