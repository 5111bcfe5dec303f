"""May this person ask for a job once more? A rule that grants gives the `Actor`; one that refuses gives None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, User
from accounts.rules import secretariat
from jobs.models import Job


def retries(user: User | AnonymousUser, job: Job) -> Actor | None:
    """The secretariat, and the person who asked for the work (whatever roles they hold; the work asks again)."""
    if (actor := secretariat(user)) is not None:
        return actor
    return Actor(user, "") if isinstance(user, User) and job.owner_id == user.pk else None
