"""Stored reports. The numbers in them are read from the lower rooms; a report changes nothing there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from submissions.models import Submission


class Report(models.Model):
    """A finished file: exactly one per kind, subject and version of the subject.

    `subject` is the key of the row it is about (a result, a seat, …; the kind knows which), `source` the SHA-256 of what was
    printed, empty where the subject never changes. `owner` and `about` are what its public page tells.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, help_text="A code of reports.kinds.")
    subject = models.CharField(max_length=60)
    source = models.CharField(max_length=64, blank=True)
    owner = models.CharField(max_length=300)
    about = models.CharField(max_length=300)
    file = models.CharField(max_length=160, help_text="Name in the private storage.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject", "source"], name="one_report_per_kind_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.owner}, {self.about}"


class DraftPreview(models.Model):
    """A report printed before the announcement, for the secretariat alone. Goes with its file when it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, help_text="A code of reports.kinds.")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=160, help_text="Name in the private storage.")
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.kind} · {self.submission}"
