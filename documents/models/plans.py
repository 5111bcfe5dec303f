"""Masterplan, RPJMD and their programme trees."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User
from accounts.rules import national_roles
from pillars.models import Pillar, SubPillar
from regencies.models import Agency, Regency
from regencies.rules import own_codes


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> DocumentQuerySet:
        """Planning documents of the person's own regencies; the secretariat sees all."""
        if Role.SECRETARIAT in national_roles(user):
            return self
        return self.filter(regency__in=own_codes(user))


class Document(models.Model):
    """A planning document of a regency for a span of years (both included)."""

    class Kind(models.TextChoices):
        MASTERPLAN = "masterplan", _("Masterplan Smart City")
        RPJMD = "rpjmd", _("RPJMD")
        REGULATION = "regulation", _("Peraturan")
        DECREE = "decree", _("Keputusan")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Rancangan")
        IN_FORCE = "in_force", _("Berlaku")
        # Its own context: of a mark, the same words mean "not applicable".
        ENDED = "ended", pgettext_lazy("dokumen", "Tidak berlaku")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="documents")
    code = models.CharField(_("kode"), max_length=40)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    title = models.CharField(_("judul"), max_length=200)
    start_year = models.PositiveSmallIntegerField(_("tahun awal"))
    end_year = models.PositiveSmallIntegerField(_("tahun akhir"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    legal_basis = models.CharField(_("dasar hukum"), max_length=200, blank=True)
    vision = models.TextField(_("visi"), blank=True)
    is_sample = models.BooleanField(default=False)

    objects: ClassVar = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("regency", "kind", "-start_year")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regency", "code"], name="document_code_once_per_regency"),
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")), name="document_years_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Mission(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="missions")
    code = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = _("misi")
        ordering = ("order", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "code"], name="mission_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Goal(models.Model):
    """Tujuan. One goal may serve several missions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="goals")
    missions = models.ManyToManyField(Mission, related_name="goals")
    code = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        verbose_name = _("tujuan")
        ordering = ("code",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "code"], name="goal_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Target(models.Model):
    """Sasaran. The document stands here too (it is the goal's), so that a code is unique in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="targets")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="targets")
    code = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        verbose_name = _("sasaran")
        ordering = ("code",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "code"], name="target_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class RpjmdProgramme(models.Model):
    """A programme under a target of the RPJMD, with its indicator. Its document is the target's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="rpjmd_programmes")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="programmes")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    indicator = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="rpjmd_programmes")
    budget_rupiah = models.BigIntegerField(null=True, blank=True, help_text="Ceiling over the whole period, in rupiah.")

    class Meta:
        ordering = ("code",)
        verbose_name = _("program RPJMD")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "code"], name="rpjmd_programme_code_once"),
            models.CheckConstraint(
                condition=models.Q(budget_rupiah__isnull=True) | models.Q(budget_rupiah__gte=0),
                name="rpjmd_programme_budget_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class YearTarget(models.Model):
    """A yearly target and what came of it, as they were written ("75 persen"); empty: not set, not known."""

    programme = models.ForeignKey(RpjmdProgramme, on_delete=models.CASCADE, related_name="year_targets")
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80, blank=True)
    realisation = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("year",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "year"], name="one_target_per_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.text}"


class LevelIndicator(models.Model):
    """An indicator of a goal or of a target of the RPJMD: exactly one of both. A programme holds its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="level_indicators")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="indicators")
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("indikator RPJMD")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "code"], name="level_indicator_code_once"),
            models.CheckConstraint(
                condition=models.Q(goal__isnull=False, target__isnull=True)
                | models.Q(goal__isnull=True, target__isnull=False),
                name="level_indicator_has_one_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LevelYear(models.Model):
    """Target and realisation of such an indicator in a year, as they were written; empty: not set, not known."""

    indicator = models.ForeignKey(LevelIndicator, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80, blank=True)
    realisation = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("year",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "year"], name="one_level_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.text}"


class MasterplanProgramme(models.Model):
    """A programme of the Masterplan. What it serves, the links of the room `alignment` say.

    The years (both included) lie where the programme says; None: it does not say.
    """

    class Horizon(models.TextChoices):
        SHORT = "short", _("Jangka pendek")
        MEDIUM = "medium", _("Jangka menengah")
        LONG = "long", _("Jangka panjang")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="masterplan_programmes")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="+")
    sub_pillar = models.ForeignKey(SubPillar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    horizon = models.CharField(max_length=8, choices=Horizon)
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_rupiah = models.BigIntegerField(null=True, blank=True, help_text="Over the whole run, in rupiah.")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="masterplan_programmes"
    )

    class Meta:
        ordering = ("pillar__order", "code")
        verbose_name = _("program Masterplan")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "code"], name="masterplan_programme_code_once"),
            models.CheckConstraint(
                condition=models.Q(start_year__isnull=True)
                | models.Q(end_year__isnull=True)
                | models.Q(end_year__gte=models.F("start_year")),
                name="masterplan_programme_years_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(budget_rupiah__isnull=True) | models.Q(budget_rupiah__gte=0),
                name="masterplan_programme_budget_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MasterplanYear(models.Model):
    """A Masterplan programme in one year: how it stood, its target and what came of it, as they were written.

    Empty: not known. No row: nothing is known.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        RUNNING = "running", _("Berjalan")
        FINISHED = "finished", _("Selesai")
        STOPPED = "stopped", _("Dihentikan")

    programme = models.ForeignKey(MasterplanProgramme, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, blank=True)
    target = models.CharField(max_length=80, blank=True)
    realisation = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("year",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "year"], name="one_masterplan_status_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_status_display()}"


class SheetImport(models.Model):
    """Filled tables as they were read from a workbook, until somebody applies them or puts them away.

    `rows` has a list of line and texts by sheet, and is emptied once applied; the file itself is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sheet_imports")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=dict)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name
