"""What is said about results and marks, beside them: how sure ranks are, how well panels agreed. Never part of a result."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from evaluations.models.results import Result, ResultRun
from pillars.models import Indicator
from submissions.models import Cycle


class RankStudy(models.Model):
    """That the ranks of a run were studied, once: a run never changes, so neither do its bands."""

    run = models.OneToOneField(ResultRun, on_delete=models.PROTECT, related_name="study")
    draws = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    has_marks = models.BooleanField(help_text="Whether single marks were known; without them only weights are shifted.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run}: {self.draws}"


class RankBand(models.Model):
    """How sure the place of one region within its cohort is (`evaluations.bands` says what the ranges mean)."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="band")
    group = models.PositiveSmallIntegerField()
    alike_best = models.PositiveSmallIntegerField()
    alike_worst = models.PositiveSmallIntegerField()
    weighted_best = models.PositiveSmallIntegerField()
    weighted_worst = models.PositiveSmallIntegerField()
    resampled_best = models.PositiveSmallIntegerField(null=True)
    resampled_worst = models.PositiveSmallIntegerField(null=True)
    left_out_best = models.PositiveSmallIntegerField(null=True)
    left_out_worst = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(alike_best__gte=1, alike_best__lte=models.F("alike_worst")), name="band_best_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.alike_best}–{self.alike_worst}"


class AgreementStudy(models.Model):
    """How well the panels of a cycle agreed, as the marks stood at one time. A later study does not replace an earlier."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="agreement_studies")
    alpha = models.DecimalField(max_digits=5, decimal_places=3, null=True)
    marks = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.cycle}: {self.alpha}"


class IndicatorAgreement(models.Model):
    """Krippendorff's alpha of one question over all panels that marked it; None: too few marks to say."""

    study = models.ForeignKey(AgreementStudy, on_delete=models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    alpha = models.DecimalField(max_digits=5, decimal_places=3, null=True)
    panels = models.PositiveIntegerField(help_text="Panels with at least two marks.")
    spread = models.DecimalField(max_digits=4, decimal_places=2, null=True, help_text="Mean of highest minus lowest.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "indicator"], name="one_agreement_per_question"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.alpha}"


class AssessorSeverity(models.Model):
    """How much higher (+) or lower (-) an assessor marked than the others on the same panels, on average."""

    study = models.ForeignKey(AgreementStudy, on_delete=models.CASCADE, related_name="assessors")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    difference = models.DecimalField(max_digits=4, decimal_places=2)
    marks = models.PositiveIntegerField(help_text="Marks with at least one other on the same question and panel.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "assessor"], name="one_severity_per_assessor"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.difference}"
