"""One Quick Win with its whole story, and the regencies that have any."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch

from accounts.models import User
from quickwins.models import QuarterReport, QuickWin, QuickWinQuerySet, QuickWinYear, Risk


def with_story(rows: QuickWinQuerySet) -> QuickWinQuerySet:
    """With everything the page of a Quick Win tells. Seven queries when read."""
    full: QuickWinQuerySet = rows.select_related(
        "regency", "pillar", "agency", "masterplan_programme", "rpjmd_target", "predecessor"
    ).prefetch_related(
        "masterplan_programme__links__rpjmd_programme",
        Prefetch("years", QuickWinYear.objects.order_by("year")),
        Prefetch("risks", Risk.objects.select_related("owner").order_by("code")),
        Prefetch("reports", QuarterReport.objects.order_by("year", "quarter")),
        Prefetch("successors", QuickWin.objects.order_by("start_year", "code")),
    )
    return full


@dataclass(frozen=True)
class Region:
    """A regency that has Quick Wins, for the one who chooses among several."""

    code: str
    name: str
    province: str
    count: int


def regions_with_quick_wins(user: User | AnonymousUser) -> list[Region]:
    """Regencies whose Quick Wins this person sees, by code. One query."""
    rows = QuickWin.objects.visible_to(user).order_by("regency_id").values("regency_id", "regency__name")
    counted = rows.annotate(province=F("regency__province__name"), count=Count("pk"))
    return [Region(row["regency_id"], row["regency__name"], row["province"], row["count"]) for row in counted]
