"""Workbooks that came back filled, until somebody has decided what of them is taken."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from submissions.models.submissions import Submission


class WorkbookImport(models.Model):
    """A filled workbook as it was read. `rows` are its answers as texts, emptied once it is applied or put away.

    The file itself is not kept: what it said stands in `rows`, what was taken of it in the journal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="workbook_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    made_for = models.CharField(max_length=200, blank=True, help_text="Whom the workbook was made for.")
    rows = models.JSONField(default=list)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.submission} · {self.name}"
