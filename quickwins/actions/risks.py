"""The risk register of a Quick Win."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from quickwins.actions.quick_wins import elsewhere, locked, tell
from quickwins.models import QuickWin, Risk
from regencies.models import Agency


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
    row = locked(quick_win)
    if row.risks.filter(code=code).exists():
        raise Refused(_("Risiko dengan kode “%(code)s” sudah tercatat.") % {"code": code})
    if owner is not None and owner.regency_id != row.regency_id:
        raise Refused(elsewhere(row))
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
    tell("quickwin.risk", row, by=by, at=at, after=values)
    return risk
