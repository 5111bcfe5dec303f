"""What came in: one respondent's answers to one part, the region's word on them, and files they came in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Indicator, SubPillar
from surveys.models.surveys import SurveyPart


class SheetImport(models.Model):
    """A workbook whose rows became responses. The same bytes are taken once for each part."""

    part = models.ForeignKey(SurveyPart, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "sha256"], name="workbook_once_per_part"),
        ]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """One respondent's answers to the statements of one pillar. Nothing here says who: only the day, not the hour.

    `device` is a hash of a random token of the browser, keyed with the survey's salt; `label` is the number of a paper
    form or of a row, as staff wrote it. `knows` maps a sub-pillar to whether the person knows its programme.
    `given`, `is_flat` and `is_blind` are worked out from the scores when they come in. `is_held`: one of very many from
    one address on one day; it counts only when somebody keeps it. `kept_for` names the flags that were looked at.
    """

    class Channel(models.TextChoices):
        LINK = "link", _("Tautan")
        KIOSK = "kiosk", _("Kios")
        PAPER = "paper", _("Formulir kertas")
        XLSX = "xlsx", _("Berkas XLSX")

    class Verdict(models.TextChoices):
        KEPT = "kept", _("Dipertahankan")
        SET_ASIDE = "set_aside", _("Disisihkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(SurveyPart, on_delete=models.CASCADE, related_name="responses")
    channel = models.CharField(max_length=5, choices=Channel)
    day = models.DateField(help_text="On the region's calendar.")
    device = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=40, blank=True)
    source = models.ForeignKey(SheetImport, null=True, on_delete=models.PROTECT, related_name="responses")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    knows = models.JSONField(default=dict)
    given = models.PositiveSmallIntegerField(help_text="Statements answered with a number.")
    is_flat = models.BooleanField(default=False)
    is_blind = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)
    kept_for = models.CharField(max_length=60, blank=True, help_text="Flags, with spaces between.")
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("day", "id")
        indexes: ClassVar = [
            models.Index(fields=["device"], name="response_device"),
            models.Index(fields=["label"], name="response_label"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "device"], condition=~models.Q(device=""), name="one_response_per_device"
            ),
            models.UniqueConstraint(
                fields=["part", "label"], condition=~models.Q(label=""), name="one_response_per_label"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at__isnull=True, reason="")
                | (~models.Q(verdict="") & models.Q(decided_at__isnull=False) & ~models.Q(reason="")),
                name="verdict_has_a_reason_and_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} · {self.day}"


class Score(models.Model):
    """What a respondent said to one statement: 0 to 4, or None for "do not know". A blank one has no row."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "indicator"], name="one_score_per_statement"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__lte=4), name="survey_score_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return "–" if self.value is None else str(self.value)


class PartExcuse(models.Model):
    """Why a part may stand as it is although it was flagged: for the whole part, or for one of its programmes."""

    part = models.ForeignKey(SurveyPart, on_delete=models.CASCADE, related_name="excuses")
    sub_pillar = models.ForeignKey(SubPillar, null=True, on_delete=models.PROTECT, related_name="+")
    flag = models.CharField(max_length=12)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "flag"], condition=models.Q(sub_pillar__isnull=True), name="one_excuse_per_part_flag"
            ),
            models.UniqueConstraint(
                fields=["part", "sub_pillar", "flag"],
                condition=models.Q(sub_pillar__isnull=False),
                name="one_excuse_per_programme_flag",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} · {self.flag}"
