"""Panels, marks, notes and results; a module per noun."""

from evaluations.models.followup import FollowUp
from evaluations.models.letters import AnnouncementLetter
from evaluations.models.marking import Mark, Note, shown_mark
from evaluations.models.panels import LIVE, WORKING, Seat
from evaluations.models.plenary import (
    USUAL_THRESHOLD,
    AgendaItem,
    Attendance,
    BoardSetting,
    Dissent,
    PanelValue,
    Plenary,
)
from evaluations.models.practice import Practice, PracticeMark, PracticeQuestion, PracticeRound
from evaluations.models.replies import MarkRevision, Reply
from evaluations.models.results import DimensionValue, QuestionValue, Rehearsal, Result, ResultRun
from evaluations.models.seating import (
    AssessorProfile,
    Coaching,
    Conflict,
    Declaration,
    PlannedSeat,
    SeatingPlan,
)
from evaluations.models.statistics import (
    AgreementStudy,
    AssessorSeverity,
    IndicatorAgreement,
    RankBand,
    RankStudy,
)

__all__ = [
    "LIVE",
    "USUAL_THRESHOLD",
    "WORKING",
    "AgendaItem",
    "AgreementStudy",
    "AnnouncementLetter",
    "AssessorProfile",
    "AssessorSeverity",
    "Attendance",
    "BoardSetting",
    "Coaching",
    "Conflict",
    "Declaration",
    "DimensionValue",
    "Dissent",
    "FollowUp",
    "IndicatorAgreement",
    "Mark",
    "MarkRevision",
    "Note",
    "PanelValue",
    "PlannedSeat",
    "Plenary",
    "Practice",
    "PracticeMark",
    "PracticeQuestion",
    "PracticeRound",
    "QuestionValue",
    "RankBand",
    "RankStudy",
    "Rehearsal",
    "Reply",
    "Result",
    "ResultRun",
    "Seat",
    "SeatingPlan",
    "shown_mark",
]
