"""Cycles and submissions: what a region is asked, what it answers, and the evidence it attaches."""

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
from pillars.models import Cohort, Indicator, Instrument, Stage
from regencies.models import Agency, Regency
from regencies.rules import own_codes


class Cycle(models.Model):
    """One evaluation: a year and stage, its windows, its cohorts with their instruments.

    `previous` names the cycle that improvements are measured against. An imported cycle holds published results only.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Disiapkan")
        SELF_ASSESSMENT = "self_assessment", _("Pengisian")
        ASSESSMENT = "assessment", _("Penilaian")
        PLENARY = "plenary", _("Pleno")
        ANNOUNCED = "announced", _("Diumumkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    year = models.PositiveSmallIntegerField(_("tahun"))
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_cycles",
        verbose_name=_("siklus pembanding"),
    )
    is_imported = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    announced_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "-stage", "is_sample")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "stage", "is_sample"], name="one_cycle_per_year_and_stage"),
            models.CheckConstraint(
                condition=models.Q(state="announced", announced_at__isnull=False)
                | (~models.Q(state="announced") & models.Q(announced_at__isnull=True)),
                name="announced_iff_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CycleCohort(models.Model):
    """The instrument of one cohort in a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="cohorts")
    cohort = models.CharField(max_length=20, choices=Cohort)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="cycle_cohorts")

    class Meta:
        ordering = ("cohort",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "cohort"], name="one_instrument_per_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cohort_display()}: {self.instrument}"


class Window(models.Model):
    """When something may be done in a cycle: from `opens_at` up to, not including, `closes_at` (instants, UTC)."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("Isian")
        ASSESSMENT = "assessment", _("Penilaian")
        LATE = "late", _("Susulan")
        PLENARY = "plenary", _("Pleno")
        OBJECTION = "objection", _("Sanggah")
        ANNOUNCEMENT = "announcement", _("Pengumuman")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="windows")
    kind = models.CharField(max_length=20, choices=Kind)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ("opens_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="one_window_per_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="window_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.opens_at:%Y-%m-%d} – {self.closes_at:%Y-%m-%d}"

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


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


class Answer(models.Model):
    """The region's self-assessment of one indicator.

    The value stands in the field of the indicator's kind: `yes`, `number` (count, percent, ratio, survey mean) or `text`.
    `own_level` is 0 to 4, or None when not yet given or not applicable. `version` grows with every saved change.
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
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

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


class Evidence(models.Model):
    """A stored file of a regency. The same bytes are stored once per regency (`sha256`), shared by many answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="evidence/", max_length=120)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regency", "sha256"], name="same_bytes_once_per_regency"),
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """Evidence attached to an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="attachments")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="attachments")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "evidence"], name="attached_once"),
        ]

    def __str__(self) -> str:
        return str(self.evidence)


class HandOver(models.Model):
    """An indicator of a submission that an agency is asked to answer."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="hand_overs")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="one_agency_per_indicator"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} → {self.agency}"
