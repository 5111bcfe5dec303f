"""Panels, marks, notes and results; a module per noun."""

from evaluations.models.marking import Mark, Note
from evaluations.models.panels import LIVE, WORKING, Seat
from evaluations.models.results import DimensionValue, QuestionValue, Result, ResultRun
from evaluations.models.seating import (
    AssessorProfile,
    Coaching,
    Conflict,
    Declaration,
    PlannedSeat,
    SeatingPlan,
)

__all__ = [
    "LIVE",
    "WORKING",
    "AssessorProfile",
    "Coaching",
    "Conflict",
    "Declaration",
    "DimensionValue",
    "Mark",
    "Note",
    "PlannedSeat",
    "QuestionValue",
    "Result",
    "ResultRun",
    "Seat",
    "SeatingPlan",
]
