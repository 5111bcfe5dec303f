"""What a panel talks about: when marks count as far apart, and the questions on its agenda."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from pillars.models import Indicator
from submissions.models import Cycle, Submission

USUAL_THRESHOLD = 2
"""Steps of the scale between the highest and the lowest mark from which a panel should talk, unless the cycle says else."""


class BoardSetting(models.Model):
    """From how many steps between marks of one question a panel of this cycle should talk about it. No row: the usual."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="board_setting")
    threshold = models.PositiveSmallIntegerField(default=USUAL_THRESHOLD)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1, threshold__lte=4), name="board_threshold_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.threshold}"


class AgendaItem(models.Model):
    """A question that a panel talks about in its plenary. Places may have gaps; `order` alone says what comes first."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="agenda")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    is_by_hand = models.BooleanField(help_text="Chosen by the chair, not for its spread.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("submission", "order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="question_on_agenda_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.order}"
