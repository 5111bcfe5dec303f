"""The append-only record. A row is written in the same transaction as the change it tells of, never edited."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read a row, beside the person who caused it."""

    REGION = "region", _("Daerah, panel, dan sekretariat")
    SECRETARIAT = "secretariat", _("Sekretariat")
    OWN = "own", _("Hanya pelaku")


class AppendOnly(models.QuerySet["Entry"]):
    """Refuses what the database refuses too (a trigger guards the table)."""

    def update(self, **_kwargs: Any) -> int:
        raise TypeError("journal rows are never edited")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("journal rows are never deleted")


class Entry(models.Model):
    """Who, in which role, when, what, before and after.

    `verb` is a key of `journal.verbs.VERBS`. `regency_code` and `cycle_id` say where it belongs (text, since the
    journal lies below those rooms); empty means national. Ids count up: rows of one instant keep their order.
    """

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    target_label = models.CharField(max_length=240, blank=True)
    regency_code = models.CharField(max_length=5, blank=True)
    cycle_id = models.CharField(max_length=36, blank=True)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.SECRETARIAT)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    sent_id = models.UUIDField(null=True, unique=True, help_text="Made by the browser for one change: it counts once.")

    objects: ClassVar = AppendOnly.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["regency_code", "cycle_id", "-at"]),
            models.Index(fields=["target_type", "target_id", "-at"]),
            models.Index(fields=["user", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_label}"
