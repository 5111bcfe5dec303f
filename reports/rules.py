"""Which regions' pages a person may open."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from evaluations.rules import own_seats
from regencies.models import Regency
from regencies.rules import visible_regencies


def readable_regencies(user: User | AnonymousUser) -> QuerySet[Regency]:
    """The own regions, those of own seats, and all of them for the secretariat."""
    known, seated = visible_regencies(user), own_seats(user).values("submission__regency")
    return Regency.objects.filter(Q(pk__in=known.values("pk")) | Q(pk__in=seated)).select_related("province")
