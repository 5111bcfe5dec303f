"""Cycles and submissions: what a region is asked, what it answers, and the evidence it attaches."""

from __future__ import annotations

from submissions.models.answers import CONTENT, Answer, HandOver
from submissions.models.checks import Excuse, Receipt
from submissions.models.cycles import Cycle, CycleCohort, Window
from submissions.models.evidence import Attachment, Evidence, Upload
from submissions.models.reminders import Digest, Muted
from submissions.models.submissions import OwnWindow, Submission
from submissions.models.workbooks import WorkbookImport

__all__ = [
    "CONTENT",
    "Answer",
    "Attachment",
    "Cycle",
    "CycleCohort",
    "Digest",
    "Evidence",
    "Excuse",
    "HandOver",
    "Muted",
    "OwnWindow",
    "Receipt",
    "Submission",
    "Upload",
    "Window",
    "WorkbookImport",
]
