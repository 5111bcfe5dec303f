"""A survey, its six parts, the programmes people are asked about, and single-use codes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.rules import national_roles
from pillars.models import Pillar, SubPillar
from regencies.models import Agency
from regencies.rules import own_codes
from submissions.models import Evidence, Submission


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: User | AnonymousUser) -> SurveyQuerySet:
        """Surveys of the own region for operator and head; the secretariat sees all. Assessors come by their seat."""
        rows = self.filter(submission__in=Submission.objects.visible_to(user))
        if Role.SECRETARIAT in national_roles(user):
            return rows
        return rows.filter(submission__regency__in=own_codes(user, Role.OPERATOR, Role.HEAD))


class Survey(models.Model):
    """The survey of one submission. `code` stands in its public addresses.

    `salt` keys the hashes by which a device is known within this survey alone; it is dropped when the survey closes, so
    that afterwards no cookie can be matched to an answer any more.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Disiapkan")
        OPEN = "open", _("Dibuka")
        PAUSED = "paused", _("Dihentikan sementara")
        CLOSED = "closed", _("Ditutup")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="survey")
    code = models.CharField(max_length=10, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    salt = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar = SurveyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False, salt="")
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True) & ~models.Q(salt="")),
                name="survey_closed_iff_timestamp_and_no_salt",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", opened_at__isnull=True)
                | (~models.Q(state="draft") & models.Q(opened_at__isnull=False)),
                name="survey_opened_iff_timestamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}"


class SurveyPart(models.Model):
    """The survey of one pillar. `taken` is what its statements said when their means last became answers.

    `taken` maps the id of an indicator to [total, given, unknown]; `evidence` is the raw table of that moment.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="parts")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="+")
    taken = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pillar__order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "pillar"], name="one_part_per_pillar"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.pillar}"


class Programme(models.Model):
    """The programme whose users are asked, one for each sub-pillar. Without a name nobody can be asked about it.

    `users` is how many people use it as the region states; None: not stated.
    """

    part = models.ForeignKey(SurveyPart, on_delete=models.CASCADE, related_name="programmes")
    sub_pillar = models.ForeignKey(SubPillar, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="surveyed_programmes")
    users = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("sub_pillar__order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "sub_pillar"], name="one_programme_per_sub_pillar"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.sub_pillar)


class CodeBatch(models.Model):
    """Single-use codes of one part, printed for a kiosk or on paper forms."""

    class Purpose(models.TextChoices):
        KIOSK = "kiosk", _("Kios")
        PAPER = "paper", _("Formulir kertas")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(SurveyPart, on_delete=models.CASCADE, related_name="batches")
    purpose = models.CharField(max_length=6, choices=Purpose)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"{self.part} · {self.get_purpose_display()}"

    @property
    def submission(self) -> Submission:
        """Whose survey it belongs to."""
        return self.part.survey.submission


class Code(models.Model):
    """One answer may be given with it. Neither when nor what was answered with it is kept here: a slip has a holder."""

    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=8, unique=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}".upper()
