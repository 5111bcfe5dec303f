"""A cycle, its cohorts with their instruments, its windows."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Cohort, Instrument, Stage


class Cycle(models.Model):
    """One evaluation: a year and stage, its windows, its cohorts with their instruments.

    `previous` names the cycle that improvements are measured against. An imported cycle holds published results only.
    `tie_chain`: dimensions whose higher value goes first among equal finals, in order; empty: they share a place. Declared
    before the cycle opens, fixed from then on.
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
    tie_chain = models.JSONField(default=list, blank=True)
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
