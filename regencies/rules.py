"""Who works for which regency in what role. A rule that grants gives the `Actor`; one that refuses gives None."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Actor, Role, User
from accounts.rules import administrator, national_roles, secretariat
from common.prepared import Prepared
from regencies.models import Membership, Regency


def _memberships(user: UUID) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=user, ended_at__isnull=True)
    return rows.select_related("regency__province", "agency").order_by("since", "id")


_MEMBERSHIPS = Prepared(_memberships, 1)


def memberships(user: User | AnonymousUser) -> tuple[Membership, ...]:
    """Running memberships with regency, province and agency; read once per user object (one query)."""
    if not isinstance(user, User):
        return ()
    known: tuple[Membership, ...] | None = getattr(user, "_memberships", None)
    if known is None:
        known = tuple(_MEMBERSHIPS.objects(user.pk))
        user._memberships = known  # type: ignore[attr-defined]
    return known


def acting_in(user: User | AnonymousUser, regency_code: str, *roles: Role) -> Actor | None:
    """The person acting in the first of `roles` held in that regency."""
    if not isinstance(user, User):
        return None
    held = {m.role for m in memberships(user) if m.regency_id == regency_code}
    return next((Actor(user, role) for role in roles if role in held), None)


def own_codes(user: User | AnonymousUser, *roles: Role) -> set[str]:
    """Codes of the regencies where the person holds one of `roles` (any role when none is named)."""
    return {m.regency_id for m in memberships(user) if not roles or m.role in roles}


def own_agencies(user: User | AnonymousUser) -> set[object]:
    """Ids of the agencies the person contributes for."""
    return {m.agency_id for m in memberships(user) if m.agency_id}


def visible_regencies(user: User | AnonymousUser) -> QuerySet[Regency]:
    """Regencies whose own page this person may open: the own ones; the secretariat sees all."""
    if Role.SECRETARIAT in national_roles(user):
        return Regency.objects.all()
    return Regency.objects.filter(pk__in=own_codes(user))


def forget_memberships(user: User) -> None:
    """The memberships just changed: this user object asks again."""
    vars(user).pop("_memberships", None)


def adds_agencies(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """The operator keeps the list of the own regency's agencies; everybody else reads it."""
    return acting_in(user, regency_code, Role.OPERATOR)


def keeps_emblem(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """The region's operator, or the secretariat in its place."""
    return acting_in(user, regency_code, Role.OPERATOR) or secretariat(user)


def manages_people(user: User | AnonymousUser) -> Actor | None:
    """Accounts and roles are the administrator's alone."""
    return administrator(user)
