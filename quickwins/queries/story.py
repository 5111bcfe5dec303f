"""One Quick Win with its whole story."""

from __future__ import annotations

from django.db.models import Prefetch

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
