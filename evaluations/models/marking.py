"""What assessors give: marks and notes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.panels import Seat
from pillars.models import Indicator


def shown_mark(value: int | None, *, abstained: bool) -> str:
    """ "0" to "4"; a mark without a value: "TB" (not applicable) or "AB" (abstained)."""
    if value is not None:
        return str(value)
    return "AB" if abstained else "TB"


class Mark(models.Model):
    """One assessor's whole mark 0 to 4 for one indicator, or not applicable, or abstained (`value` None: never a 0).

    No row: not yet scored. `reason` is the assessor's own word on the mark; some marks must have one before they are
    handed in (`evaluations.reasons`). An abstained question is done for this assessor and enters no sum.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="marks")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    abstained = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "indicator"], name="one_mark_per_seat_and_indicator"),
            models.CheckConstraint(
                condition=models.Q(not_applicable=True, abstained=False, value__isnull=True)
                | models.Q(not_applicable=False, abstained=True, value__isnull=True)
                | models.Q(not_applicable=False, abstained=False, value__isnull=False, value__lte=4),
                name="mark_0_to_4_or_without_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.shown}"

    @property
    def shown(self) -> str:
        """ "0" to "4", "TB" (not applicable) or "AB" (abstained)."""
        return shown_mark(self.value, abstained=self.abstained)


class Note(models.Model):
    """A strength, weakness or recommendation in an assessor's own words, on the whole submission or one question of it.

    `audience` names who reads it beside its author (`rules.visible_notes`); the report prints those for the region.
    """

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Kekuatan")
        WEAKNESS = "weakness", _("Kelemahan")
        RECOMMENDATION = "recommendation", _("Rekomendasi")

    class Audience(models.TextChoices):
        REGION = "region", _("Daerah")
        PANEL = "panel", _("Panel")
        SECRETARIAT = "secretariat", _("Sekretariat")
        PRIVATE = "private", _("Pribadi")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="notes")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.REGION)
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=16, choices=Kind)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("seat", "kind", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seat", "audience", "kind", "order"],
                condition=models.Q(indicator__isnull=True),
                name="note_place_once",
            ),
            models.UniqueConstraint(
                fields=["seat", "indicator", "audience", "kind", "order"],
                condition=models.Q(indicator__isnull=False),
                name="question_note_place_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
