"""League tables, open to everyone who signs in: announced results are public."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from evaluations.words import tie_rule
from pillars.models import Cohort
from regencies.models import Province
from regencies.rules import own_codes
from reports.queries import ranking as queries
from submissions.models import Cycle

A_WEEK = 7 * 24 * 3600
DESCENDING = "turun"


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """The table of one announced cycle; without a choice the newest official one."""
    cycles = list(queries.announced_cycles())
    if not cycles:
        return render(request, "reports/ranking.html", {"cycles": cycles})
    choice = _choice(request, cycles)
    context = {
        "cycles": cycles,
        "choice": choice,
        "cohorts": Cohort.choices,
        "provinces": Province.objects.all(),
        "table": _table(choice, linked=bool(secretariat(request.user))),
        "own": queries.own_results(choice.cycle, own_codes(request.user)),
        "tie_rule": tie_rule(),
    }
    return render(request, "reports/ranking.html", context)


def _choice(request: HttpRequest, cycles: list[Cycle]) -> queries.Choice:
    wanted = request.GET.get("siklus", "")
    cycle = next((cycle for cycle in cycles if str(cycle.pk) == wanted), None)
    if wanted and cycle is None:
        raise Http404(_("Siklus tidak ditemukan."))
    cohort = request.GET.get("kohort", "")
    if cohort and cohort not in Cohort.values:
        raise Http404(_("Kohort tidak ditemukan."))
    code = request.GET.get("provinsi", "")
    province = get_object_or_404(Province, pk=code) if code else None
    sort = request.GET.get("urut", "rank")
    descending = request.GET.get("arah", "") == DESCENDING
    return queries.Choice(cycle or cycles[0], cohort, province, sort if sort in queries.SORTS else "rank", descending)


def _table(choice: queries.Choice, *, linked: bool) -> str:
    """The table as HTML, with a link on every row for those who may open every result.

    A run never changes, so the table is rendered once per run, choice and language, and kept.
    """
    run = choice.cycle.runs.filter(is_current=True).values_list("id", flat=True).get()
    place = choice.province.pk if choice.province else ""
    order = f"{choice.sort}{'-' if choice.descending else ''}"
    key = f"ranking:{run}:{choice.cohort}:{place}:{order}:{linked}:{get_language()}"
    table: str | None = cache.get(key)
    if table is None:
        rows = queries.rows(choice)
        context = {
            "choice": choice,
            "rows": rows,
            "dimensions": queries.dimensions_of(rows),
            "linked": linked,
            "absent": queries.absent(choice),
        }
        table = render_to_string("reports/parts/ranking_table.html", context)
        cache.set(key, table, A_WEEK)
    return table
