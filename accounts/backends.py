"""Who a request comes from: the person with the running national roles, in one query that is built once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from accounts.rules import know_national_roles
from common.prepared import Prepared


def _person(pk: UUID) -> QuerySet[User]:
    """A row for each running role, one without any."""
    running = FilteredRelation("national_roles", condition=Q(national_roles__ended_at__isnull=True))
    return User.objects.filter(pk=pk).annotate(running=running).annotate(held=F("running__role"))


_PERSON = Prepared(_person, 1)


class PersonBackend(ModelBackend):
    """As Django's own, but every page gets the person's national roles along with the person."""

    def get_user(self, user_id: Any) -> User | None:
        rows = _PERSON.objects(user_id)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person: User = rows[0]
        know_national_roles(person, frozenset(row.held for row in rows if row.held))
        return person
