"""The right of reply: what a region says of its draft, how that was decided, which marks changed for it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.panels import Seat
from evaluations.models.results import Result
from pillars.models import Indicator


class Reply(models.Model):
    """A region's word on one question of its draft `result`. Only what was sent counts; only objections are decided.

    `asked` are the seats whose assessors are asked to look again at their own mark.
    """

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Menerima")
        OBJECT = "object", _("Menyanggah")

    class State(models.TextChoices):
        WRITTEN = "written", _("Ditulis, belum dikirim")
        SENT = "sent", _("Dikirim")
        ASKED = "asked", _("Ditinjau asesor")
        ACCEPTED = "accepted", _("Diterima, nilai berubah")
        REJECTED = "rejected", _("Ditolak")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="replies")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WRITTEN)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    asked = models.ManyToManyField(Seat, related_name="asked_replies", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("indicator__order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "indicator"], name="one_reply_per_question"),
            models.CheckConstraint(
                condition=models.Q(kind="object") | models.Q(state__in=["written", "sent"]),
                name="only_objections_are_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "rejected"], decided_at__isnull=False)
                | (~models.Q(state__in=["accepted", "rejected"]) & models.Q(decided_at__isnull=True)),
                name="reply_decided_iff_timestamp",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(reason=""), name="rejection_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result.submission}: {self.indicator}"


class MarkRevision(models.Model):
    """That an assessor changed the own handed-in mark, what led to it, and why. Never altered. Marks as text: "0" to "4",
    "TB" for not applicable, "AB" for abstained, empty for none.

    `reference` is the id of what led to it where that is no objection: the plenary in whose talk it was changed.
    """

    class Cause(models.TextChoices):
        OWN = "own", _("Atas kehendak sendiri")
        PLENARY = "plenary", _("Pleno")
        OBJECTION = "objection", _("Sanggahan daerah")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="revisions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause)
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="revisions")
    reference = models.UUIDField(null=True)
    before = models.CharField(max_length=2, blank=True)
    after = models.CharField(max_length=2)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="revision_changes_the_mark"),
            models.CheckConstraint(
                condition=models.Q(cause="objection", reply__isnull=False)
                | (~models.Q(cause="objection") & models.Q(reply__isnull=True)),
                name="objection_names_its_reply",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="revision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.before} → {self.after}"
