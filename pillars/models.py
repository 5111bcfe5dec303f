"""The instrument: dimensions, pillars, indicators, weights, level texts.

The ministry uses "dimensi" both for the evaluation dimensions and for the pillars; here they are never mixed.
"""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import secretariat


def bilingual(row: Any, field: str) -> str:
    """`field` in the language of the page; Indonesian where English is empty."""
    if get_language() == "en" and (text := getattr(row, f"{field}_en")):
        return str(text)
    return str(getattr(row, f"{field}_id"))


class Dimension(models.TextChoices):
    """The weighted parts of the score, in the order of the ministry's letters."""

    BASELINE = "baseline", _("Baseline")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")
    QUICK_WIN = "quick_win", _("Quick Win")
    COLLABORATION = "collaboration", _("Kolaborasi")


class Cohort(models.TextChoices):
    EARLY = "early", _("Kohort awal")
    REGULAR = "regular", _("Reguler")
    KPPN_IKN = "kppn_ikn", _("KPPN dan IKN")


class Stage(models.TextChoices):
    SINGLE = "single", _("Satu tahap")
    STAGE1 = "stage1", _("Tahap I")
    STAGE2 = "stage2", _("Tahap II")


class Rounding(models.TextChoices):
    ROUND_PARTS_THEN_SUM = "round_parts_then_sum", _("Tiap bagian dibulatkan, lalu dijumlahkan")
    SUM_THEN_ROUND = "sum_then_round", _("Dijumlahkan, lalu dibulatkan")


class ImprovementRule(models.TextChoices):
    NONE = "none", _("Tanpa Indeks Peningkatan")
    UNKNOWN = "unknown", _("Tidak diketahui")
    FINAL_MINUS_UNROUNDED = (
        "final_minus_previous_unrounded_half_even",
        _("Nilai final dikurangi jumlah tahun lalu yang belum dibulatkan"),
    )


class Pillar(models.Model):
    slug = models.SlugField(primary_key=True, max_length=20)
    order = models.PositiveSmallIntegerField()
    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    description_id = models.TextField(blank=True)
    description_en = models.TextField(blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return bilingual(self, "name")

    @property
    def description(self) -> str:
        return bilingual(self, "description")


class SubPillar(models.Model):
    slug = models.SlugField(primary_key=True, max_length=20)
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="sub_pillars")
    order = models.PositiveSmallIntegerField()
    name_id = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ("pillar__order", "order")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return bilingual(self, "name")


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, user: User | AnonymousUser) -> InstrumentQuerySet:
        """Instruments as such are the secretariat's; everyone else meets them in the pages of a submission."""
        return self if secretariat(user) else self.none()


class Instrument(models.Model):
    """The ruler of one year, stage and cohort. Frozen once a cycle opens with it; a correction is a new version.

    `2022-regular` has weights but no indicators (they are not known): good for imported results, not for a cycle.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("nama"), max_length=120)
    year = models.PositiveSmallIntegerField(_("tahun"))
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    cohort = models.CharField(_("kohort"), max_length=20, choices=Cohort)
    panel_size = models.PositiveSmallIntegerField(
        _("jumlah asesor"), validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    rounding = models.CharField(_("aturan pembulatan"), max_length=30, choices=Rounding)
    improvement_rule = models.CharField(_("aturan Indeks Peningkatan"), max_length=60, choices=ImprovementRule)
    panel_value_replaces = models.BooleanField(
        _("nilai panel menggantikan rata-rata"),
        default=False,
        help_text=_(
            "Nilai yang disepakati dalam pleno dipakai sebagai nilai pertanyaan; nilai tiap asesor tetap tersimpan."
        ),
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    is_reference = models.BooleanField(default=False, help_text="Loaded by load_reference from the published letters.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "stage", "cohort", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="instrument_version_once"),
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name} (v{self.version})"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class DimensionWeight(models.Model):
    """Weight of one dimension in an instrument, in percent; an instrument's weights add up to 100."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="weights")
    dimension = models.CharField(max_length=20, choices=Dimension)
    order = models.PositiveSmallIntegerField()
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    source_note = models.TextField(blank=True)
    certainty = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "dimension"], name="one_weight_per_dimension"),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.percent} %"


class Indicator(models.Model):
    """One question of an instrument. `key` is the same for the same question in every year."""

    class AnswerKind(models.TextChoices):
        YES_NO = "yes_no", _("Ya atau tidak")
        COUNT = "count", _("Bilangan bulat")
        PERCENT = "percent", _("Persen")
        RATIO = "ratio", _("Angka desimal")
        TEXT = "text", _("Uraian")
        SURVEY_MEAN = "survey_mean", _("Rerata survei")

    class Horizon(models.TextChoices):
        THIS_YEAR = "this_year", _("Tahun evaluasi")
        LAST_YEAR = "last_year", _("Tahun sebelumnya")
        NONE = "none", _("Tanpa tahun")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    dimension = models.CharField(max_length=20, choices=Dimension)
    pillar = models.ForeignKey(Pillar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sub_pillar = models.ForeignKey(SubPillar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    element_id = models.CharField(max_length=120, blank=True)
    element_en = models.CharField(max_length=120, blank=True)
    label_id = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    answer_kind = models.CharField(max_length=12, choices=AnswerKind)
    unit = models.CharField(max_length=60, blank=True)
    evidence_hint_id = models.CharField(max_length=300, blank=True)
    evidence_hint_en = models.CharField(max_length=300, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon)

    class Meta:
        ordering = ("order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "key"], name="indicator_key_once"),
            models.UniqueConstraint(fields=["instrument", "order"], name="indicator_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.label}"

    @property
    def label(self) -> str:
        return bilingual(self, "label")

    @property
    def element(self) -> str:
        return bilingual(self, "element")

    @property
    def evidence_hint(self) -> str:
        return bilingual(self, "evidence_hint")

    @property
    def section_slug(self) -> str:
        """The page it stands on: one dimension, or one pillar within a dimension."""
        return f"{self.dimension}-{self.pillar_id}" if self.pillar_id else self.dimension


class LevelText(models.Model):
    """What level 0 to 4 means for an indicator. No official text is known: starts empty, never invented."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="level_texts")
    level = models.PositiveSmallIntegerField()
    text_id = models.TextField(blank=True)
    text_en = models.TextField(blank=True)

    class Meta:
        ordering = ("level",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "level"], name="one_text_per_level"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="level_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"

    @property
    def text(self) -> str:
        return bilingual(self, "text")
