"""The impact survey of a region in a cycle: what is asked, who may answer, what was answered."""

from __future__ import annotations

from surveys.models.responses import PartExcuse, Response, Score, SheetImport
from surveys.models.surveys import Code, CodeBatch, Programme, Survey, SurveyPart

__all__ = [
    "Code",
    "CodeBatch",
    "PartExcuse",
    "Programme",
    "Response",
    "Score",
    "SheetImport",
    "Survey",
    "SurveyPart",
]
