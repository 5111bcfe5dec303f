"""A panel's plenary: when marks count as far apart, the agenda, the talk about it, and its minutes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.panels import Seat
from pillars.models import Indicator
from submissions.models import Cycle, Submission

USUAL_THRESHOLD = 2
"""Steps of the scale between the highest and the lowest mark from which a panel should talk, unless the cycle says else."""


class BoardSetting(models.Model):
    """From how many steps between marks of one question a panel of this cycle should talk about it. No row: the usual."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="board_setting")
    threshold = models.PositiveSmallIntegerField(default=USUAL_THRESHOLD)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1, threshold__lte=4), name="board_threshold_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.threshold}"


class AgendaItem(models.Model):
    """A question that a panel talks about in its plenary. Places may have gaps; `order` alone says what comes first.

    `opened_at`: first put on everybody's screen. `outcome`: what came of the talk. `version` counts what was kept of it, so
    that two windows of the chair never overwrite one another unseen.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="agenda")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    is_by_hand = models.BooleanField(help_text="Chosen by the chair, not for its spread.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("submission", "order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="question_on_agenda_once"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(opened_at__isnull=False), name="done_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.order}"


class Plenary(models.Model):
    """The talk of one panel. `version` counts everything that others should see; screens ask for it every few seconds.

    `open_item` is on everybody's screen since `item_since`. `text` and `guests` are the chair's words in the minutes;
    `text_version` counts how often they were kept or the minutes handed round.
    Once closed, `content` is the minutes as they were signed and never changes; `sha256` is its hash.
    """

    class State(models.TextChoices):
        TALKING = "talking", _("Pembahasan")
        SIGNING = "signing", _("Penandatanganan")
        CLOSED = "closed", _("Ditutup")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="plenary")
    state = models.CharField(max_length=10, choices=State, default=State.TALKING)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    open_item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item_since = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    guests = models.TextField(blank=True, default="", help_text="Who took part without a seat.")
    text_version = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False, open_item__isnull=True)
                & ~models.Q(sha256="")
                | (models.Q(state__in=["talking", "signing"], closed_at__isnull=True, sha256="")),
                name="closed_minutes_have_time_and_hash",
            ),
            models.CheckConstraint(
                condition=models.Q(open_item__isnull=True, item_since__isnull=True)
                | models.Q(open_item__isnull=False, item_since__isnull=False, state="talking"),
                name="open_item_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}"


class PanelValue(models.Model):
    """What the panel agreed on for one question: 0 to 4, or not applicable (`value` None), and why. Marks stay as they are.

    It replaces the mean where the instrument says so (`Instrument.panel_value_replaces`); elsewhere there is none.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="panel_value")
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(not_applicable=True, value__isnull=True)
                | models.Q(not_applicable=False, value__isnull=False, value__lte=4),
                name="panel_value_0_to_4_or_not_applicable",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="panel_value_has_a_reason"),
        ]

    def __str__(self) -> str:
        return "TB" if self.not_applicable else str(self.value)


class Dissent(models.Model):
    """A member's own view of one question where the panel decided otherwise."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="dissents")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("item", "seat__number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_dissent_per_seat"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Attendance(models.Model):
    """A member in the plenary: there or not, and the own word under the minutes once they go round.

    `assents` None: not signed. A dissent has a text. Signing under talk that went on is not kept.
    """

    plenary = models.ForeignKey(Plenary, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()
    at = models.DateTimeField()
    assents = models.BooleanField(null=True)
    text = models.TextField(blank=True, default="")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("plenary", "seat__number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plenary", "seat"], name="one_attendance_per_seat"),
            models.CheckConstraint(
                condition=models.Q(assents__isnull=True, signed_at__isnull=True, text="")
                | models.Q(assents=True, signed_at__isnull=False, text="")
                | (models.Q(assents=False, signed_at__isnull=False) & ~models.Q(text="")),
                name="signature_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}"
