"""Results: complete runs of numbers, never overwritten."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Dimension, Indicator
from submissions.models import Cycle, Submission


class ResultRun(models.Model):
    """A complete set of results of a cycle, computed or imported at one time. Never overwritten: a new one
    supersedes. A draft is never current: only what `replies_until` concerns reads it; the final names its `draft`."""

    class Kind(models.TextChoices):
        IMPORTED = "imported", _("Diimpor dari hasil resmi")
        ANNOUNCED = "announced", _("Dihitung saat pengumuman")
        DRAFT = "draft", _("Rancangan untuk disanggah")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    is_current = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    input_hash = models.CharField(max_length=64, help_text="SHA-256 of all that the numbers were made from.")
    source = models.CharField(max_length=200, blank=True)
    draft = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="finals")
    replies_until = models.DateTimeField(null=True, blank=True, help_text="Of a draft: when the right of reply ends.")

    class Meta:
        ordering = ("cycle", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["cycle"], condition=models.Q(is_current=True), name="one_current_run"),
            models.UniqueConstraint(fields=["cycle"], condition=models.Q(kind="draft"), name="one_draft_per_cycle"),
            models.CheckConstraint(
                condition=models.Q(kind="draft", is_current=False, replies_until__isnull=False, draft__isnull=True)
                | (~models.Q(kind="draft") & models.Q(replies_until__isnull=True)),
                name="draft_is_never_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} #{self.number}"


class Result(models.Model):
    """A region's numbers in a run. `rank` is among the `rank_of` regions of the same cohort in the same run; equal
    finals share a place. `recomputed_*` differ from the published values only in imported rows (`differs`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ResultRun, on_delete=models.PROTECT, related_name="results")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="results")
    final = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    unrounded = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    improvement = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    rank_of = models.PositiveSmallIntegerField(default=0)
    recomputed_final = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    recomputed_improvement = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    differs = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "submission"], name="one_result_per_run_and_region"),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.final}"


class DimensionValue(models.Model):
    """A dimension of a result: mean of its questions (two decimals), its weight, and its part of the final as the
    instrument's rounding rule uses it."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="dimensions")
    dimension = models.CharField(max_length=20, choices=Dimension)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    value = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    weighted = models.DecimalField(max_digits=10, decimal_places=6, null=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "dimension"], name="one_value_per_dimension"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.value}"


class QuestionValue(models.Model):
    """A question of a result: the exact mean is `total` / `count` of the marks given (0 / 0: not applicable to all)."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "indicator"], name="one_value_per_question"),
            models.CheckConstraint(
                condition=models.Q(total__lte=4 * models.F("count")), name="question_total_fits_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.total}/{self.count}"


class Rehearsal(models.Model):
    """An announcement tried out: what it would fix and publish, and from which inputs. Nothing of it is public.

    `regions` holds a hash of the inputs of each region by regency code, so that a refusal can name what changed since.
    `preview` holds, in order of rank, regency, cohort, final, improvement, rank and size of the set, numbers as text.
    `letters` holds who would be written to: `roles` with numbers, `people`, and one letter as `sample`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rehearsals")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    input_hash = models.CharField(max_length=64)
    regions = models.JSONField()
    preview = models.JSONField()
    letters = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.cycle} {self.at:%Y-%m-%d %H:%M}"
