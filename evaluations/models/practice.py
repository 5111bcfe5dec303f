"""Practice before a cycle: invented submissions with reference marks. Rows of their own: nothing here is a `Mark`, a `Seat`
or a `Submission`, so that no run, ranking, export or count can ever take them for one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Indicator, Instrument
from submissions.models import Cycle

ONE_ANSWER = (
    models.Q(not_applicable=True, abstained=False, value__isnull=True)
    | models.Q(not_applicable=False, abstained=True, value__isnull=True)
    | models.Q(not_applicable=False, abstained=False, value__isnull=False, value__lte=4)
)


class Practice(models.Model):
    """An invented submission that assessors of a cycle mark for practice. It names no region."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Disiapkan")
        OPEN = "open", _("Dibuka bagi asesor")
        CLOSED = "closed", _("Ditutup")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="practices")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("cycle", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="practice_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.title}"


class PracticeQuestion(models.Model):
    """A question of a practice: the invented answer, as in `submissions.Answer`, and the mark it should be given.

    `reference` is 0 to 4; None beside `reference_na` is "not applicable", None alone: not decided yet.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField(null=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    text = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    own_level = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_reason = models.TextField(blank=True)
    reference = models.PositiveSmallIntegerField(null=True)
    reference_na = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="Why this is the reference mark; read after handing in.")

    class Meta:
        ordering = ("indicator__order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "indicator"], name="practised_once"),
            models.CheckConstraint(
                condition=models.Q(reference__isnull=True) | models.Q(reference__lte=4, reference_na=False),
                name="reference_0_to_4_or_not_applicable",
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator)

    @property
    def is_decided(self) -> bool:
        return self.reference is not None or self.reference_na


class PracticeRound(models.Model):
    """One assessor's go at a practice. What stands in it is read by that assessor alone."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="rounds")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "assessor"], name="one_round_per_assessor"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} · {self.assessor}"


class PracticeMark(models.Model):
    """A practice mark; as a `Mark` is, and never one."""

    round = models.ForeignKey(PracticeRound, on_delete=models.CASCADE, related_name="marks")
    question = models.ForeignKey(PracticeQuestion, on_delete=models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    abstained = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "question"], name="practice_mark_once"),
            models.CheckConstraint(condition=ONE_ANSWER, name="practice_mark_0_to_4_or_without_value"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.value}"
