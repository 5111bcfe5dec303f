"""Reads about one person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import NationalRole, User


def person(user: User | AnonymousUser) -> User:
    """A row of the signed-in person's own, for a form to write into: the page around it shows what is stored."""
    return User.objects.get_by_natural_key(user.get_username())


def running_roles(user: User) -> list[NationalRole]:
    """National roles held now. One query."""
    return list(user.national_roles.filter(ended_at__isnull=True).order_by("since", "pk"))


def running_memberships(user: User) -> list[Any]:
    """Roles held now in regencies, with regency and agency: rows of the room above that point at this person. One query."""
    rows = user.memberships.filter(ended_at__isnull=True)
    return list(rows.select_related("regency__province", "agency").order_by("since", "pk"))
