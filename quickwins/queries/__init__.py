"""Reads of Quick Wins: the timeline of a region, and one Quick Win with its whole story."""

from quickwins.queries.photos import photos_of
from quickwins.queries.reports import Board, ReportRow, board, report_rows, sent_reports
from quickwins.queries.risks import HeatMap, heat_map, register
from quickwins.queries.story import with_story
from quickwins.queries.timeline import (
    Carried,
    Line,
    PillarGroup,
    Timeline,
    carried_into,
    lives_in,
    timeline,
    with_years,
)

__all__ = [
    "Board",
    "Carried",
    "HeatMap",
    "Line",
    "PillarGroup",
    "ReportRow",
    "Timeline",
    "board",
    "carried_into",
    "heat_map",
    "lives_in",
    "photos_of",
    "register",
    "report_rows",
    "sent_reports",
    "timeline",
    "with_story",
    "with_years",
]
