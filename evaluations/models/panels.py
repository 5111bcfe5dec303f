"""An assessor's place on a panel, from the invitation to its end."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models import Submission

LIVE = ("invited", "scoring", "handed_in")
"""States of a seat that holds its place on the panel."""

WORKING = ("scoring", "handed_in")
"""States of an accepted seat: its assessor has a desk."""


class Seat(models.Model):
    """An assessor's place on the panel of one submission. The `LIVE` seats of a submission are its panel; declined and
    withdrawn ones are kept with all that was written on them, and count nowhere."""

    class State(models.TextChoices):
        INVITED = "invited", _("Menunggu kesediaan")
        SCORING = "scoring", _("Menilai")
        HANDED_IN = "handed_in", _("Diserahkan")
        DECLINED = "declined", _("Tidak bersedia")
        WITHDRAWN = "withdrawn", _("Ditarik")

    class Declared(models.TextChoices):
        NOT_ASKED = "", _("Belum ditanya")
        NONE = "none", _("Menyatakan tidak ada")
        CONFLICT = "conflict", _("Menyatakan ada")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="seats")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.INVITED)
    is_chair = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False, help_text="A seating plan leaves it where it is.")
    declared = models.CharField(max_length=10, choices=Declared, blank=True, default=Declared.NOT_ASKED)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=1000, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements")

    class Meta:
        ordering = ("submission", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "assessor"], condition=models.Q(state__in=LIVE), name="one_seat_per_assessor"
            ),
            models.UniqueConstraint(
                fields=["submission", "number"], condition=models.Q(state__in=LIVE), name="one_assessor_per_seat"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=models.Q(state__in=LIVE, is_chair=True), name="one_chair_per_panel"
            ),
            models.CheckConstraint(
                condition=models.Q(state="handed_in", handed_in_at__isnull=False, ended_at__isnull=True)
                | models.Q(state__in=["invited", "scoring"], handed_in_at__isnull=True, ended_at__isnull=True)
                | models.Q(state__in=["declined", "withdrawn"], ended_at__isnull=False),
                name="seat_state_has_its_timestamps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.assessor}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE
