"""What a region reports about a Quick Win each quarter."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quickwins import workflow
from quickwins.models.quick_wins import QuickWin


class QuarterReport(models.Model):
    """One quarter of a Quick Win, with a traffic light and why it shows so.

    `version` counts what was saved, so that nobody writes over what somebody else wrote meanwhile.
    """

    class Quarter(models.IntegerChoices):
        FIRST = 1, _("Triwulan I")
        SECOND = 2, _("Triwulan II")
        THIRD = 3, _("Triwulan III")
        FOURTH = 4, _("Triwulan IV")

    class State(models.TextChoices):
        DRAFT = workflow.DRAFT, _("Draf")
        SENT = workflow.SENT, _("Dikirim")
        ACCEPTED = workflow.ACCEPTED, _("Diterima")
        RETURNED = workflow.RETURNED, _("Dikembalikan")

    class Light(models.TextChoices):
        GREEN = "green", _("Hijau")
        YELLOW = "yellow", _("Kuning")
        RED = "red", _("Merah")

    NEEDS_REASON = (Light.YELLOW, Light.RED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quick_win = models.ForeignKey(QuickWin, on_delete=models.CASCADE, related_name="reports")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(choices=Quarter)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    progress = models.TextField(blank=True)
    realisation = models.CharField(max_length=200, blank=True)
    obstacles = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    light = models.CharField(max_length=6, choices=Light, blank=True)
    light_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("year", "quarter")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "year", "quarter"], name="one_report_per_quarter"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="report_of_a_quarter"),
            models.CheckConstraint(
                condition=models.Q(state="draft", sent_at__isnull=True, decided_at__isnull=True)
                | models.Q(state="sent", sent_at__isnull=False, decided_at__isnull=True)
                | models.Q(state__in=["accepted", "returned"], sent_at__isnull=False, decided_at__isnull=False),
                name="report_state_has_its_timestamps",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "returned"])
                | (models.Q(light="green") | (models.Q(light__in=["yellow", "red"]) & ~models.Q(light_reason=""))),
                name="sent_report_has_a_light_with_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_quarter_display()} {self.year}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be written."""
        return self.state in workflow.WRITABLE
