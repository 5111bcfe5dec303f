"""Who can be asked in a region: its agencies and the people who contribute for each."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.models import User
from regencies.models import Agency, Membership


def agencies_of(regency_code: str) -> list[Agency]:
    """Agencies of a region by code, each with `contributors`: how many people answer for it now. One query."""
    running = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    return list(Agency.objects.filter(regency=regency_code).annotate(contributors=running).order_by("code"))


def contributors_of(agency: Agency) -> list[User]:
    """People who answer for an agency now, by name. One query."""
    rows = Membership.objects.filter(agency=agency, ended_at__isnull=True, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("user__name", "pk")]
