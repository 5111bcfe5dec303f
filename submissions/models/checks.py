"""What belongs to handing in: why warnings may stand, and the receipt."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from pillars.models import Indicator
from submissions.models.submissions import Submission


class Excuse(models.Model):
    """Why one warning may stand. It holds while the warning is found with the same `facts`.

    `sentence` is what the warning said when the reason was given, `answer_version` the version of the answer then
    (0: there was none).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="excuses")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    facts = models.JSONField(default=list)
    answer_version = models.PositiveIntegerField(default=0)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator", "code"], name="one_excuse_per_warning"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.code}"


class Receipt(models.Model):
    """What was handed in, as it stood at that moment. Never changed; handing in again makes the next `number`.

    `sha256` is the hash of the canonical form of `content` (`submissions.queries.receipts.digest`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "number"], name="receipts_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.number}"
