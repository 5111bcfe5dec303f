"""One region in one cycle: its state, and windows of its own."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.rules import national_roles
from pillars.models import Cohort, Indicator, Instrument
from regencies.models import Regency
from regencies.rules import own_codes
from submissions.models.cycles import Cycle


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """Submissions this person may open as the region's staff or as the secretariat. Drafts are the secretariat's.

        Council members read results, not answers; assessors come through their seat (`evaluations`).
        """
        if Role.SECRETARIAT in national_roles(user):
            return self
        codes = own_codes(user, Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR)
        return self.filter(regency__in=codes).exclude(cycle__state=Cycle.State.DRAFT).exclude(state="archived")


class Submission(models.Model):
    """One region in one cycle. "Did not take part" is a state, not zeros; "archived" holds published results only."""

    class State(models.TextChoices):
        FILLING = "filling", _("Diisi")
        HANDED_IN = "handed_in", _("Diserahkan")
        ABSENT = "absent", _("Tidak ikut serta")
        ARCHIVED = "archived", _("Arsip hasil resmi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="submissions")
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="submissions")
    cohort = models.CharField(max_length=20, choices=Cohort)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=12, choices=State, default=State.FILLING)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False, help_text="Its answers are invented, for demonstration.")

    objects: ClassVar = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("regency",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "regency"], name="one_submission_per_region"),
            models.CheckConstraint(
                condition=models.Q(state="handed_in", handed_in_at__isnull=False)
                | (~models.Q(state="handed_in") & models.Q(handed_in_at__isnull=True)),
                name="handed_in_iff_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regency} · {self.cycle}"


class OwnWindow(models.Model):
    """A window of one region alone: more time for its answers, or late evidence for named indicators."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("Perpanjangan")
        LATE = "late", _("Data dukung susulan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="own_windows")
    kind = models.CharField(max_length=10, choices=Kind)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.TextField()
    indicators = models.ManyToManyField(Indicator, related_name="+", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="own_window_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.submission}"

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at
