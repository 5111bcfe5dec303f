"""Provinces, regencies and cities, agencies, and who works for which in what role.

Regions are keyed by the dotted Kemendagri code as text. Never match by name or by BPS code.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import REGIONAL_ROLES, Role


class TimeZone(models.TextChoices):
    """IANA name and the abbreviation people write."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Province(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=80)
    timezone = models.CharField(max_length=20, choices=TimeZone)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Regency(models.Model):
    """A kabupaten or kota; `name` opens with its kind ("Kabupaten Paser", "Kota Kediri")."""

    class Kind(models.TextChoices):
        KABUPATEN = "kabupaten", _("Kabupaten")
        KOTA = "kota", _("Kota")

    code = models.CharField(max_length=5, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="regencies")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=20, choices=TimeZone)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = "regencies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return str(TimeZone(self.timezone).label)


class Emblem(models.Model):
    """The emblem of a regency for the covers of its reports: a small PNG made anew from what was uploaded.

    It lies in its row, so that a picture and what is told of it change together.
    """

    regency = models.OneToOneField(Regency, primary_key=True, on_delete=models.CASCADE, related_name="emblem")
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"emblem of {self.regency_id}"


class Agency(models.Model):
    """An agency of a regency (OPD), such as its health office."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(_("singkatan"), max_length=30)
    name = models.CharField(_("nama"), max_length=160)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("regency", "code")
        verbose_name_plural = "agencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regency", "code"], name="agency_code_once_per_regency"),
        ]

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A role held in a regency; a contributor's is held in one of its agencies."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in REGIONAL_ROLES])
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "regency"],
                condition=models.Q(ended_at__isnull=True, agency__isnull=True),
                name="one_running_membership",
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=models.Q(ended_at__isnull=True, agency__isnull=False),
                name="one_running_agency_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.CONTRIBUTOR, agency__isnull=False)
                | (~models.Q(role=Role.CONTRIBUTOR) & models.Q(agency__isnull=True)),
                name="contributor_iff_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.regency}"
