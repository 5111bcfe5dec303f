"""Answers, and who is asked for them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Indicator
from regencies.models import Agency
from submissions.models.submissions import Submission

CONTENT = ("yes", "number", "text", "narrative", "own_level", "not_applicable", "not_applicable_reason")
"""Columns of an answer that hold what a region says; the others say when, by whom and whence."""


class Answer(models.Model):
    """The region's self-assessment of one indicator.

    The value stands in the field of the indicator's kind: `yes`, `number` (count, percent, ratio, survey mean) or `text`.
    `own_level` is 0 to 4, or None when not yet given or not applicable. `version` grows with every saved change.
    `carried_from` is the answer of the cycle before that it was taken from; while it `awaits_confirmation` it counts nowhere.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="answers")
    yes = models.BooleanField(null=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    text = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    own_level = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    field_versions = models.JSONField(default=dict, help_text="Field name to the version of its last change.")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    awaits_confirmation = models.BooleanField(
        default=False, help_text="Carried over and neither confirmed nor changed since: it does not count."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="one_answer_per_indicator"),
            models.CheckConstraint(
                condition=models.Q(own_level__isnull=True) | models.Q(own_level__lte=4),
                name="own_level_0_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.indicator}"


class HandOver(models.Model):
    """An indicator of a submission that an agency is asked to answer, and how far it is with that."""

    class State(models.TextChoices):
        ASKED = "asked", _("Diminta")
        GIVEN_BACK = "given_back", _("Diserahkan kembali")
        RETURNED = "returned", _("Dikembalikan")
        ACCEPTED = "accepted", _("Diterima")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="hand_overs")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    given_back_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was returned.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="one_agency_per_indicator"),
            models.CheckConstraint(
                condition=models.Q(state="asked", given_back_at__isnull=True, decided_at__isnull=True)
                | models.Q(state="given_back", given_back_at__isnull=False, decided_at__isnull=True)
                | models.Q(state__in=["returned", "accepted"], given_back_at__isnull=False, decided_at__isnull=False),
                name="hand_over_state_fits_timestamps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} → {self.agency}"
