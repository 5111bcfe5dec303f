"""Who can be asked in a region: its agencies and how many people contribute for each."""

from __future__ import annotations

from django.db.models import Count, Q

from regencies.models import Agency


def agencies_of(regency_code: str) -> list[Agency]:
    """Agencies of a region by code, each with `contributors`: how many people answer for it now. One query."""
    running = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    return list(Agency.objects.filter(regency=regency_code).annotate(contributors=running).order_by("code"))
