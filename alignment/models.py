"""What people say about how plans belong together."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alignment.ends import End, Kind
from documents.models import LevelIndicator, MasterplanProgramme, RpjmdProgramme
from quickwins.models import QuickWin

ENDS = {Kind.RPJMD: "rpjmd_programme", Kind.INDICATOR: "level_indicator", Kind.QUICK_WIN: "quick_win"}
"""Fields that hold the other end as a row; a question stands in `indicator_key`."""


def _one_end() -> models.Q:
    """Exactly one of the four columns is filled."""
    empty = {name: models.Q(**{f"{name}__isnull": True}) for name in ENDS.values()} | {
        "key": models.Q(indicator_key="")
    }
    found = models.Q()
    for held in empty:
        only = ~empty[held]
        for name in empty:
            only &= models.Q() if name == held else empty[name]
        found |= only
    return found


class Link(models.Model):
    """A Masterplan programme serves something: a programme or an indicator of the RPJMD, a question, a Quick Win.

    Only a person says so. `confirmed_by` is None for what the portal itself brought in (the sample, older rows).
    Pages are pointers into the two documents as they were written ("41", "41–43"); empty: not named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(MasterplanProgramme, on_delete=models.PROTECT, related_name="links")
    rpjmd_programme = models.ForeignKey(RpjmdProgramme, null=True, on_delete=models.PROTECT, related_name="links")
    level_indicator = models.ForeignKey(LevelIndicator, null=True, on_delete=models.PROTECT, related_name="links")
    quick_win = models.ForeignKey(QuickWin, null=True, on_delete=models.PROTECT, related_name="links")
    indicator_key = models.CharField(max_length=80, blank=True)
    programme_pages = models.CharField(max_length=40, blank=True)
    other_pages = models.CharField(max_length=40, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kaitan")
        ordering = ("rpjmd_programme__code", "level_indicator__code", "indicator_key", "quick_win__code")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_end(), name="link_has_one_end"),
            models.UniqueConstraint(fields=["programme", "rpjmd_programme"], name="link_to_programme_once"),
            models.UniqueConstraint(fields=["programme", "level_indicator"], name="link_to_indicator_once"),
            models.UniqueConstraint(fields=["programme", "quick_win"], name="link_to_quick_win_once"),
            models.UniqueConstraint(
                fields=["programme", "indicator_key"],
                condition=~models.Q(indicator_key=""),
                name="link_to_question_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} → {self.end}"

    @property
    def end(self) -> End:
        for kind, name in ENDS.items():
            if value := getattr(self, f"{name}_id"):
                return End(kind, str(value))
        return End(Kind.QUESTION, self.indicator_key)


class Dismissal(models.Model):
    """A person looked at a suggested pair and said no: it is not suggested again until somebody recalls it."""

    programme = models.ForeignKey(MasterplanProgramme, on_delete=models.CASCADE, related_name="dismissals")
    rpjmd_programme = models.ForeignKey(RpjmdProgramme, on_delete=models.CASCADE, related_name="dismissals")
    dismissed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField()

    class Meta:
        ordering = ("rpjmd_programme__code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "rpjmd_programme"], name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} ↛ {self.rpjmd_programme_id}"
