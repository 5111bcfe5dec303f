"""Quick Wins: quick programmes that live across years, with their yearly status and their risks."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.rules import national_roles
from documents.models import MasterplanProgramme, Target
from pillars.models import Pillar
from regencies.models import Agency, Regency
from regencies.rules import own_codes


class QuickWinQuerySet(models.QuerySet["QuickWin"]):
    def visible_to(self, user: User | AnonymousUser) -> QuickWinQuerySet:
        """Quick Wins of the person's own regencies; the secretariat sees all."""
        if Role.SECRETARIAT in national_roles(user):
            return self
        return self.filter(regency__in=own_codes(user))


class QuickWin(models.Model):
    """A quick programme of a regency.

    `predecessor` is the Quick Win it continues; `predecessor_note` names one that the portal does not hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="quick_wins")
    code = models.CharField(_("kode"), max_length=30)
    name = models.CharField(_("nama"), max_length=200)
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="+", verbose_name=_("pilar"))
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quick_wins",
        verbose_name=_("perangkat daerah"),
    )
    masterplan_programme = models.ForeignKey(
        MasterplanProgramme,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="quick_wins",
        verbose_name=_("program Masterplan"),
    )
    rpjmd_target = models.ForeignKey(
        Target,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="quick_wins",
        verbose_name=_("sasaran RPJMD"),
    )
    start_year = models.PositiveSmallIntegerField(_("tahun mulai"))
    predecessor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
        verbose_name=_("melanjutkan Quick Win"),
    )
    predecessor_note = models.CharField(_("pendahulu di luar portal"), max_length=200, blank=True)
    output = models.TextField(_("output"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    impact = models.TextField(_("dampak"), blank=True)
    continuity = models.TextField(_("keberlanjutan"), blank=True)
    is_sample = models.BooleanField(default=False)

    objects: ClassVar = QuickWinQuerySet.as_manager()

    class Meta:
        ordering = ("pillar__order", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regency", "code"], name="quick_win_code_once_per_regency"),
            models.CheckConstraint(
                condition=models.Q(predecessor__isnull=True) | ~models.Q(predecessor=models.F("id")),
                name="quick_win_not_its_own_predecessor",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuickWinYear(models.Model):
    """How a Quick Win stood in one year. Target and realisation as they were written; empty: not known."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        RUNNING = "running", _("Berjalan")
        PAUSED = "paused", _("Dijeda")
        FINISHED = "finished", _("Selesai")
        STOPPED = "stopped", _("Dihentikan")

    NEEDS_REASON = (Status.PAUSED, Status.STOPPED)

    quick_win = models.ForeignKey(QuickWin, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("tahun"))
    status = models.CharField(_("keadaan"), max_length=10, choices=Status)
    target = models.CharField(_("target"), max_length=200, blank=True)
    realisation = models.CharField(_("realisasi"), max_length=200, blank=True)
    reason = models.TextField(_("alasan"), blank=True)

    class Meta:
        ordering = ("year",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "year"], name="one_quick_win_status_per_year"),
            models.CheckConstraint(
                condition=~models.Q(status__in=("paused", "stopped")) | ~models.Q(reason=""),
                name="quick_win_pause_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_status_display()}"


class Risk(models.Model):
    """One row of a Quick Win's risk register."""

    class Level(models.TextChoices):
        LOW = "low", _("Rendah")
        MEDIUM = "medium", _("Sedang")
        HIGH = "high", _("Tinggi")

    quick_win = models.ForeignKey(QuickWin, on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    cause = models.CharField(max_length=300, blank=True)
    likelihood = models.CharField(max_length=6, choices=Level)
    impact = models.CharField(max_length=6, choices=Level)
    mitigation = models.TextField(blank=True)
    owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["quick_win", "code"], name="risk_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
