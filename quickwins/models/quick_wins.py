"""Quick Wins: quick programmes that live across years, with their yearly status."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.rules import national_roles
from documents.models import MasterplanProgramme, Target
from documents.targets import reached
from pillars.models import Pillar
from quickwins import scoring, workflow
from regencies.models import Agency, Regency
from regencies.rules import own_codes


class QuickWinQuerySet(models.QuerySet["QuickWin"]):
    def visible_to(self, user: User | AnonymousUser) -> QuickWinQuerySet:
        """Quick Wins of the regencies whose Quick Wins the person reads (`readable_regencies`)."""
        if Role.SECRETARIAT in national_roles(user):
            return self
        return self.filter(regency__in=readable_regencies(user))


def readable_regencies(user: User | AnonymousUser) -> models.QuerySet[Regency]:
    """Regencies whose Quick Wins this person reads: the own ones, those of an assessor's accepted seats, all for the
    secretariat.

    Seats lie rooms above and are reached by the rows that point here; as everywhere they open nothing before the
    assessment begins.
    """
    roles = national_roles(user)
    if Role.SECRETARIAT in roles:
        return Regency.objects.all()
    own = models.Q(pk__in=own_codes(user))
    if isinstance(user, User) and Role.ASSESSOR in roles:
        seated = Regency.objects.filter(
            submissions__seats__assessor=user.pk,
            submissions__seats__state__in=("scoring", "handed_in"),
            submissions__cycle__state__in=("assessment", "plenary", "announced"),
        )
        own |= models.Q(pk__in=seated.values("pk"))
    return Regency.objects.filter(own)


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
    strategic_issue = models.CharField(_("isu strategis"), max_length=300, blank=True)
    beneficiaries = models.TextField(_("penerima manfaat"), blank=True)
    partners = models.TextField(_("mitra"), blank=True)
    appeal = models.TextField(_("daya tarik dan keunikan"), blank=True)
    resources = models.TextField(_("sumber daya"), blank=True)
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
    """How a Quick Win stood in one year. Target and realisation as they were written; empty: not known.

    Amounts are rupiah of that year: set aside and spent; None: not known.
    """

    class Status(models.TextChoices):
        PLANNED = workflow.PLANNED, _("Direncanakan")
        RUNNING = workflow.RUNNING, _("Berjalan")
        PAUSED = workflow.PAUSED, _("Dijeda")
        FINISHED = workflow.FINISHED, _("Selesai")
        STOPPED = workflow.STOPPED, _("Dihentikan")

    NEEDS_REASON = (Status.PAUSED, Status.STOPPED)

    quick_win = models.ForeignKey(QuickWin, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("tahun"))
    status = models.CharField(_("keadaan"), max_length=10, choices=Status)
    target = models.CharField(_("target"), max_length=200, blank=True)
    realisation = models.CharField(_("realisasi"), max_length=200, blank=True)
    reason = models.TextField(_("alasan"), blank=True)
    budget_rupiah = models.BigIntegerField(_("anggaran (rupiah)"), null=True, blank=True)
    spent_rupiah = models.BigIntegerField(_("terpakai (rupiah)"), null=True, blank=True)

    class Meta:
        ordering = ("year",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "year"], name="one_quick_win_status_per_year"),
            models.CheckConstraint(
                condition=~models.Q(status__in=("paused", "stopped")) | ~models.Q(reason=""),
                name="quick_win_pause_has_a_reason",
            ),
            models.CheckConstraint(
                condition=(models.Q(budget_rupiah__isnull=True) | models.Q(budget_rupiah__gte=0))
                & (models.Q(spent_rupiah__isnull=True) | models.Q(spent_rupiah__gte=0)),
                name="quick_win_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_status_display()}"

    @property
    def share(self) -> Decimal | None:
        """What came about in percent of the target, where both numbers are certain."""
        return scoring.share(self.target, self.realisation)

    @property
    def is_reached(self) -> bool | None:
        """Whether the target was reached, where the words say it for certain."""
        return reached(self.target, self.realisation)
