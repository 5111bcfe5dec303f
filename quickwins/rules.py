"""May this person do this to the Quick Wins of a regency? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from regencies.rules import acting_in


def edits(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """Add and change Quick Wins and record how they stand: the regency's operator."""
    return acting_in(user, regency_code, Role.OPERATOR)
