"""What seating is decided by: who knows what, who stands too near to whom, and the plans made from it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.models import Pillar
from regencies.models import Regency
from submissions.models import Cycle, Submission


class AssessorProfile(models.Model):
    """What an assessor knows, how much the person can take, and where the person comes from."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessor_profile")
    pillars = models.ManyToManyField(Pillar, blank=True, related_name="+")
    dimensions = models.JSONField(default=list, blank=True, help_text="Values of pillars.Dimension.")
    load_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Regions per cycle; empty: no own cap."
    )
    home = models.ForeignKey(Regency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    may_chair = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class Coaching(models.Model):
    """A region that an assessor advised or coached in a year."""

    class Kind(models.TextChoices):
        MASTERPLAN = "masterplan", _("Pendamping penyusunan masterplan")
        ADVISER = "adviser", _("Tenaga ahli atau konsultan")
        COACH = "coach", _("Pendamping teknis")
        OTHER = "other", _("Lainnya")

    profile = models.ForeignKey(AssessorProfile, on_delete=models.CASCADE, related_name="coached")
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ("-year", "regency")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "regency", "year"], name="coached_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.regency} {self.year}"


class Declaration(models.Model):
    """An assessor's word about a whole cycle. No row: not asked yet. The regions named are `Conflict` rows."""

    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="declarations")
    has_conflicts = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessor", "cycle"], name="one_declaration_per_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} · {self.cycle}"


class Conflict(models.Model):
    """Why an assessor may not judge a region in a cycle; or (`is_dismissed`) a hint that the secretariat looked into
    and found to be none, kept so that it does not come back."""

    class Kind(models.TextChoices):
        HOME = "home", _("Daerah asal atau domisili")
        FAMILY = "family", _("Hubungan keluarga")
        EMPLOYER = "employer", _("Pemberi kerja")
        ADVISER = "adviser", _("Pernah menjadi pendamping atau konsultan")
        OTHER = "other", _("Lainnya")

    class Source(models.TextChoices):
        DECLARED = "declared", _("Dinyatakan asesor")
        HINT = "hint", _("Petunjuk yang diputuskan sekretariat")

    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="conflicts")
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    is_dismissed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("regency", "assessor", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "assessor", "regency", "kind"], name="one_conflict_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(is_dismissed=False) | models.Q(source="hint"), name="only_hints_are_dismissed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} · {self.regency}: {self.kind}"


class SeatingPlan(models.Model):
    """A proposal of the optimiser for all panels of a cycle, kept as it was computed. Applying it makes the seats."""

    class State(models.TextChoices):
        READY = "ready", _("Siap diterapkan")
        IMPOSSIBLE = "impossible", _("Tidak ada susunan yang memenuhi aturan")
        APPLIED = "applied", _("Sudah diterapkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="seating_plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State)
    options = models.JSONField(default=dict)
    input_hash = models.CharField(max_length=64, help_text="SHA-256 of all that the plan was made from.")
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="What is not as wished, weighted.")
    bound = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="No plan costs less than this.")
    gap = models.DecimalField(max_digits=9, decimal_places=6, null=True, help_text="(cost - bound) / cost.")
    seconds = models.DecimalField(max_digits=7, decimal_places=2)
    unmet = models.JSONField(default=list, help_text="Wishes that could not be met: [code, values].")
    clashes = models.JSONField(default=list, help_text="Rules that make it impossible: [code, values].")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("cycle", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="plan_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="applied", applied_at__isnull=False)
                | (~models.Q(state="applied") & models.Q(applied_at__isnull=True)),
                name="plan_applied_iff_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} #{self.number}"


class PlannedSeat(models.Model):
    """A seat of a plan. `is_kept`: it stands there already. `reasons`: why this person here, as [code, values]."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, related_name="seats")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    is_kept = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("plan", "submission", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "submission", "assessor"], name="planned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.assessor}"
