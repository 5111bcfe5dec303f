"""The history: journal rows this person may read, a page at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journal.verbs import VERBS
from regencies.rules import visible_regencies
from reports.queries import history as queries


@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Newest first, narrowed by region, verb and person; `sebelum` is the last row of the page before."""
    filters = _filters(request)
    page = queries.page(request.user, filters)
    kept = {"daerah": filters.regency, "perbuatan": filters.verb, "orang": filters.person}
    narrowed = urlencode({name: value for name, value in kept.items() if value})
    context = {
        "filters": filters,
        "page": page,
        "regencies": visible_regencies(request.user),
        "verbs": sorted(VERBS.items(), key=lambda row: str(row[1])),
        "newest": f"?{narrowed}",
        "older": f"?{narrowed}{'&' if narrowed else ''}sebelum={page.older}" if page.older else "",
        "is_narrowed": bool(narrowed),
    }
    return render(request, "reports/history.html", context)


def _filters(request: HttpRequest) -> queries.Filters:
    before = request.GET.get("sebelum", "")
    verb = request.GET.get("perbuatan", "")
    return queries.Filters(
        regency=request.GET.get("daerah", "")[:5],
        verb=verb if verb in VERBS else "",
        person=request.GET.get("orang", "").strip()[:120],
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )
