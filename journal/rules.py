"""Who may read which rows of the journal. One function decides, and serves every page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rules import administrator, secretariat
from journal.models import Audience, Entry

PUBLISHED = ("cycle.announce", "result.", "report.", "document.", "quickwin.")
"""Openings of the verbs that council members read: what came of it, never what was answered."""
OF_SUBMISSIONS = ("submission.",)
OF_ACCOUNTS = ("person.",)


@dataclass(frozen=True)
class Reach:
    """What the upper rooms know about a reader, as plain codes and ids.

    `staff`, `contributors`, `council`: codes of the regencies where the person holds such a role; `cycles`: ids of opened
    cycles that concern the person; `council_cycles`: those that do so only through a council.
    """

    staff: Collection[str] = ()
    contributors: Collection[str] = ()
    council: Collection[str] = ()
    cycles: Collection[str] = ()
    council_cycles: Collection[str] = ()


def visible_entries(user: User | AnonymousUser, reach: Reach) -> QuerySet[Entry]:
    """Rows this person may read. The own rows always; a row "only for who caused it" nobody else ever."""
    if not isinstance(user, User):
        return Entry.objects.none()
    shared = Q(audience=Audience.REGION)
    whole_cycle = Q(regency_code="")
    allowed = Q(user=user.pk)
    if secretariat(user):
        allowed |= ~Q(audience=Audience.OWN)
    if administrator(user):
        allowed |= ~Q(audience=Audience.OWN) & _verbs(OF_ACCOUNTS)
    if reach.staff:
        allowed |= shared & Q(regency_code__in=reach.staff)
    if reach.contributors:
        allowed |= shared & Q(regency_code__in=reach.contributors) & _verbs(OF_SUBMISSIONS)
    if reach.council:
        allowed |= shared & Q(regency_code__in=reach.council) & _verbs(PUBLISHED)
    if reach.cycles:
        allowed |= shared & whole_cycle & Q(cycle_id__in=reach.cycles)
    if reach.council_cycles:
        allowed |= shared & whole_cycle & Q(cycle_id__in=reach.council_cycles) & _verbs(PUBLISHED)
    return Entry.objects.filter(allowed)


def _verbs(openings: Collection[str]) -> Q:
    found = Q(pk__in=[])
    for opening in openings:
        found |= Q(verb__startswith=opening)
    return found
