"""Everything that changes Quick Wins; a module per kind of thing, read as `actions.take_step(quick_win, …)`."""

from quickwins.actions.photos import BadPhoto, add_photo, describe_photo, remove_photo
from quickwins.actions.quick_wins import FIELDS, change, create
from quickwins.actions.reports import REPORT_FIELDS, lacking, save_report, take_report_step
from quickwins.actions.risks import RISK_FIELDS, add_risk, change_risk
from quickwins.actions.years import carry, record_status, take_step

__all__ = [
    "FIELDS",
    "REPORT_FIELDS",
    "RISK_FIELDS",
    "BadPhoto",
    "add_photo",
    "add_risk",
    "carry",
    "change",
    "change_risk",
    "create",
    "describe_photo",
    "lacking",
    "record_status",
    "remove_photo",
    "save_report",
    "take_report_step",
    "take_step",
]
