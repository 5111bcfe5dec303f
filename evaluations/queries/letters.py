"""Who is told of an announcement: the people of the regions that have a result, and their assessors. Two queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import Role, User
from evaluations.models import AnnouncementLetter, ResultRun, Seat
from regencies.models import Membership
from submissions.models import Cycle, Submission

OF_REGION = (Role.OPERATOR, Role.HEAD, Role.COUNCIL)


@dataclass
class Addressee:
    """A person with the regions (code and name) the letter is about; one letter whatever the number of roles."""

    user: User
    timezone: str
    roles: set[str] = field(default_factory=set)
    regions: dict[str, str] = field(default_factory=dict)


def addressees_of(cycle: Cycle) -> list[Addressee]:
    """By e-mail address. Accounts that are closed get nothing."""
    found: dict[object, Addressee] = {}
    told = Submission.objects.filter(cycle=cycle, state=Submission.State.HANDED_IN)
    held = Membership.objects.filter(
        regency__in=told.values("regency"), role__in=OF_REGION, ended_at__isnull=True, user__is_active=True
    )
    for row in held.select_related("user", "regency").order_by("user__email", "regency"):
        one = found.setdefault(row.user_id, Addressee(row.user, row.regency.timezone))
        one.roles.add(str(row.role))
        one.regions[row.regency_id] = row.regency.name
    seats = Seat.objects.filter(submission__in=told, state=Seat.State.HANDED_IN, assessor__is_active=True)
    for seat in seats.select_related("assessor", "submission__regency").order_by("assessor__email", "submission"):
        one = found.setdefault(seat.assessor_id, Addressee(seat.assessor, settings.TIME_ZONE))
        one.roles.add(str(Role.ASSESSOR))
        one.regions[seat.submission.regency_id] = seat.submission.regency.name
    return sorted(found.values(), key=lambda one: one.user.email)


def counts_of(addressees: list[Addressee]) -> list[tuple[str, int]]:
    """How many people by role, in the order of the roles; who holds two counts in both."""
    counted = Counter(role for one in addressees for role in one.roles)
    return [
        (str(role.value), counted[str(role.value)]) for role in (*OF_REGION, Role.ASSESSOR) if counted[str(role.value)]
    ]


def sent_of(run: ResultRun) -> dict[str, int]:
    """How many letters of this run there are, and how many have gone. One query."""
    rows = AnnouncementLetter.objects.filter(run=run)
    return rows.aggregate(total=Count("pk"), sent=Count("pk", filter=Q(sent_at__isnull=False)))
