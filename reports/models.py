"""Stored reports. The numbers in them are read from the lower rooms; a report changes nothing there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models import Result


class Report(models.Model):
    """A finished file: exactly one per result (of one run) and kind. A new run gives new results, so new reports."""

    class Kind(models.TextChoices):
        REGION = "region", _("Laporan evaluasi daerah")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind)
    file = models.CharField(max_length=160, help_text="Name in the private storage.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "kind"], name="one_report_per_result_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.result}"
