"""The risk register of a Quick Win."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from quickwins import scoring
from quickwins.models.quick_wins import QuickWin
from regencies.models import Agency


class Risk(models.Model):
    """One row of a Quick Win's risk register. Likelihood and impact from 1 to 5, as the SPBE guideline names them."""

    class Likelihood(models.IntegerChoices):
        ALMOST_NEVER = 1, _("Hampir tidak terjadi")
        RARELY = 2, _("Jarang terjadi")
        SOMETIMES = 3, _("Kadang-kadang terjadi")
        OFTEN = 4, _("Sering terjadi")
        ALMOST_CERTAIN = 5, _("Hampir pasti terjadi")

    class Impact(models.IntegerChoices):
        NONE = 1, _("Tidak signifikan")
        SMALL = 2, _("Kurang signifikan")
        SOME = 3, _("Cukup signifikan")
        LARGE = 4, _("Signifikan")
        VERY_LARGE = 5, _("Sangat signifikan")

    class Status(models.TextChoices):
        OPEN = "open", _("Terbuka")
        HANDLED = "handled", _("Sedang ditangani")
        OCCURRED = "occurred", _("Terjadi")
        CLOSED = "ended", _("Ditutup")

    class Level(models.TextChoices):
        LOW = scoring.LOW, _("Rendah")
        MEDIUM = scoring.MEDIUM, _("Sedang")
        HIGH = scoring.HIGH, _("Tinggi")
        VERY_HIGH = scoring.VERY_HIGH, _("Sangat tinggi")

    quick_win = models.ForeignKey(QuickWin, on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    cause = models.CharField(max_length=300, blank=True)
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood)
    impact = models.PositiveSmallIntegerField(choices=Impact)
    mitigation = models.TextField(blank=True)
    owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "code"], name="risk_code_once"),
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def level(self) -> Risk.Level:
        return self.Level(scoring.level(self.likelihood, self.impact))
