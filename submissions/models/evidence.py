"""Stored files, what they are attached to, and files on their way in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from pillars.models import Indicator
from regencies.models import Regency
from submissions.models.answers import Answer
from submissions.models.submissions import Submission


class Evidence(models.Model):
    """A stored file of a regency. The same bytes are stored once per regency (`sha256`), shared by many answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="evidence/", max_length=120)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regency", "sha256"], name="same_bytes_once_per_regency"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="evidence_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True, replaced_at__isnull=True)
                | models.Q(replaced_by__isnull=False, replaced_at__isnull=False),
                name="replaced_iff_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """Evidence attached to an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="attachments")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="attachments")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="Where in the file to look, counted from 1.")
    note = models.CharField(max_length=300, blank=True)
    is_late = models.BooleanField(default=False, help_text="Came in a window for late evidence.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, help_text="When its file was last replaced by a newer version.")

    class Meta:
        ordering = ("added_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "evidence"], name="attached_once"),
        ]

    def __str__(self) -> str:
        return str(self.evidence)


class Upload(models.Model):
    """A file on its way in, piece by piece. `id` is made by the browser, so that sending again makes no second one.

    `offset` is how many of `size` bytes have arrived. A finished one names its `attachment`, a refused one its `fault`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="uploads")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    offset = models.PositiveBigIntegerField(default=0, help_text="Bytes that have arrived.")
    pieces = models.PositiveIntegerField(default=0)
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.SET_NULL, related_name="+")
    fault = models.TextField(blank=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("size")), name="upload_offset_within_size"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.size}"
