"""Photos of a Quick Win that a person sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from quickwins.models import Photo, QuarterReport, QuickWin


def photos_of(quick_win: QuickWin, *, drafts: bool) -> QuerySet[Photo]:
    """The oldest first. `drafts`: whether the person reads reports that were not sent yet, and so sees their photos."""
    rows = Photo.objects.filter(quick_win=quick_win).order_by("added_at", "id")
    return rows if drafts else rows.filter(Q(report__isnull=True) | ~Q(report__state=QuarterReport.State.DRAFT))
