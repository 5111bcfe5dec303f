"""The outbox of an announcement: a row a person, written with the results themselves, sent when that person is awake."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from evaluations.models.results import ResultRun


class AnnouncementLetter(models.Model):
    """That somebody is told of an announcement. `regions` are the names and codes it is about, [code, name]."""

    run = models.ForeignKey(ResultRun, on_delete=models.PROTECT, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    timezone = models.CharField(max_length=40)
    regions = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "user"], name="one_letter_of_an_announcement"),
        ]

    def __str__(self) -> str:
        return f"{self.run} → {self.user}"
