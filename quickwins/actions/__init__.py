"""Everything that changes Quick Wins; a module per kind of thing, read as `actions.take_step(quick_win, …)`."""

from quickwins.actions.quick_wins import FIELDS, change, create
from quickwins.actions.risks import RISK_FIELDS, add_risk, change_risk
from quickwins.actions.years import carry, record_status, take_step

__all__ = [
    "FIELDS",
    "RISK_FIELDS",
    "add_risk",
    "carry",
    "change",
    "change_risk",
    "create",
    "record_status",
    "take_step",
]
