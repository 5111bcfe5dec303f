"""People and their national roles. Roles held in a regency live in `regencies.Membership`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The seven kinds of people. The first three and `COUNCIL` are held in a regency, the rest nationally."""

    OPERATOR = "operator", _("Operator")
    CONTRIBUTOR = "contributor", _("Kontributor OPD")
    HEAD = "head", _("Penanggung jawab")
    COUNCIL = "council", _("Dewan Smart City")
    ASSESSOR = "assessor", _("Asesor")
    SECRETARIAT = "secretariat", _("Sekretariat")
    ADMINISTRATOR = "administrator", _("Administrator")


NATIONAL_ROLES = (Role.ASSESSOR, Role.SECRETARIAT, Role.ADMINISTRATOR)
REGIONAL_ROLES = (Role.OPERATOR, Role.CONTRIBUTOR, Role.HEAD, Role.COUNCIL)


class UserManager(BaseUserManager["User"]):
    """Accounts are keyed by e-mail address, compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`: the first administrator of a new installation."""
        user = self.create_user(email, password, **fields)
        NationalRole.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. Never deleted: marks and journal rows keep pointing here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("surel"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    institution = models.CharField(_("instansi"), max_length=160, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class NationalRole(models.Model):
    """A role for the whole country. An assessor's scope in a cycle is the seat on a panel."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="national_roles")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in NATIONAL_ROLES])
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_national_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one role: what every action takes as `by=` and the journal keeps.

    `user` is None only for the portal itself (clock-driven work, commands). `role` is empty then, and for a person at
    the own account.
    """

    user: User | None
    role: str

    @property
    def label(self) -> str:
        return str(Role(self.role).label) if self.role else str(_("Sistem"))


PORTAL = Actor(user=None, role="")
