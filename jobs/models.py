"""Background work. The row is the truth; the broker is only a doorbell (see docs/adr)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import secretariat


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> JobQuerySet:
        """Jobs the person asked for; the secretariat sees all."""
        if secretariat(user):
            return self
        return self.filter(owner=user.pk) if isinstance(user, User) else self.none()


class Job(models.Model):
    """One piece of work that must be done once, whatever happens to workers and broker.

    `kind` names a function in `settings.JOB_KINDS`; `key` is the work's identity: while a job with it is queued or
    running, asking again gives the same job.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Menunggu")
        RUNNING = "running", _("Dikerjakan")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")
        CANCELLED = "cancelled", _("Dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    rung_at = models.DateTimeField(help_text="When a worker was last called for it.")
    started_at = models.DateTimeField(null=True, help_text="When a worker last took it.")
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_live_job_per_key",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False)
                | models.Q(state__in=["queued", "running"], finished_at__isnull=True),
                name="job_finished_iff_timestamp",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "rung_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
