"""What a person's national roles allow. A rule that grants gives the `Actor`; one that refuses gives None."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Actor, NationalRole, Role, User
from common.prepared import Prepared


def _national(user: UUID) -> QuerySet[NationalRole, Any]:
    return NationalRole.objects.filter(user=user, ended_at__isnull=True).values_list("role")


_NATIONAL = Prepared(_national, 1)


def national_roles(user: User | AnonymousUser) -> frozenset[str]:
    """Running national roles of this person; read once per user object (one query)."""
    if not isinstance(user, User):
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_national_roles", None)
    if known is None:
        known = frozenset(role for (role,) in _NATIONAL.rows(user.pk))
        know_national_roles(user, known)
    return known


def know_national_roles(user: User, roles: frozenset[str]) -> None:
    """The roles were read along with the person: this user object need not ask."""
    user._national_roles = roles  # type: ignore[attr-defined]


def forget_national_roles(user: User) -> None:
    """The roles just changed: this user object asks again."""
    vars(user).pop("_national_roles", None)


def oneself(user: User) -> Actor:
    """A person at the own account: everybody may, and in no role."""
    return Actor(user, "")


def _acting(user: User | AnonymousUser, role: Role) -> Actor | None:
    return Actor(user, role) if isinstance(user, User) and role in national_roles(user) else None


def secretariat(user: User | AnonymousUser) -> Actor | None:
    return _acting(user, Role.SECRETARIAT)


def administrator(user: User | AnonymousUser) -> Actor | None:
    return _acting(user, Role.ADMINISTRATOR)


def assessor(user: User | AnonymousUser) -> Actor | None:
    return _acting(user, Role.ASSESSOR)
