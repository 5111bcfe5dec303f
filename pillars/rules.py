"""May this person do this to an instrument? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, User
from accounts.rules import secretariat


def manages(user: User | AnonymousUser) -> Actor | None:
    """Read and change instruments: the secretariat alone. The administrator keeps accounts, not rulers."""
    return secretariat(user)
