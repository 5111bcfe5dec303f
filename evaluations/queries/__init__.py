"""Reads that span models; a module per page that needs them, read as `queries.gather(cycle)`."""

from evaluations.queries.candidates import Candidate, candidates_for
from evaluations.queries.desk import (
    DeskGroup,
    Held,
    Missing,
    Overview,
    SectionProgress,
    Standing,
    desk_of,
    overview_of,
    panel_marks,
    standing_of,
    what_is_missing,
    window_of,
    with_place,
)
from evaluations.queries.making import Making, making_of
from evaluations.queries.marking import Case, cases_of, section_indicators
from evaluations.queries.panels import SeatLine, panels_of, seat_lines
from evaluations.queries.sums import Gathered, gather, previous_results

__all__ = [
    "Candidate",
    "Case",
    "DeskGroup",
    "Gathered",
    "Held",
    "Making",
    "Missing",
    "Overview",
    "SeatLine",
    "SectionProgress",
    "Standing",
    "candidates_for",
    "cases_of",
    "desk_of",
    "gather",
    "making_of",
    "overview_of",
    "panel_marks",
    "panels_of",
    "previous_results",
    "seat_lines",
    "section_indicators",
    "standing_of",
    "what_is_missing",
    "window_of",
    "with_place",
]
