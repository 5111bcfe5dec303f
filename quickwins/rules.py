"""May this person do this to the Quick Wins of a regency? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import assessor, secretariat
from regencies.rules import acting_in, memberships


def edits(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """Add and change Quick Wins and record how they stand: the regency's operator."""
    return acting_in(user, regency_code, Role.OPERATOR)


def chooses(user: User | AnonymousUser) -> bool:
    """Whether this person reads Quick Wins of regions that are not the own, and so first chooses one."""
    return secretariat(user) is not None or (assessor(user) is not None and not memberships(user))
