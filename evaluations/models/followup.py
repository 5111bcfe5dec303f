"""What a region makes of what its panel wrote."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.marking import Note
from regencies.models import Agency
from submissions.models import Evidence


class FollowUp(models.Model):
    """How far the region is with a recommendation or weakness it has read. No row: nothing yet.

    Owned by an agency, a person or both; `files` are of the region's library, in the version that was linked.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Belum ada")
        RUNNING = "running", _("Dikerjakan")
        DONE = "done", _("Selesai")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="follow_up")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    remark = models.TextField(blank=True)
    files = models.ManyToManyField(Evidence, related_name="+", blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=["open", "running", "done"]), name="follow_up_state"),
        ]

    def __str__(self) -> str:
        return f"{self.note}: {self.get_state_display()}"

    @property
    def owner(self) -> str:
        """Who looks after it, as people write it; empty: nobody yet."""
        named = (self.agency.code if self.agency else "", self.person.name if self.person else "")
        return ", ".join(part for part in named if part)
