"""One region: what it takes part in and what came of it, and its values over the years."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.rules import secretariat
from evaluations.words import rank_set, tie_rules
from regencies.queries import emblem_mark
from regencies.rules import acting_in, keeps_emblem, own_codes
from reports.line_chart import Chart, chart, drawn
from reports.queries import regency as queries
from reports.queries import trend as trends
from reports.rules import readable_regencies


@login_required
@require_safe
def regency(request: HttpRequest, code: str) -> HttpResponse:
    """Open to the region's people, to those who sit on a panel of it, and to the secretariat; 404 for others."""
    row = get_object_or_404(readable_regencies(request.user), pk=code)
    results = queries.results_of(row, request.user)
    quick_wins = queries.quick_wins_by_pillar(row, request.user)
    inside = bool(secretariat(request.user)) or row.pk in own_codes(request.user)
    context = {
        "regency": row,
        "submissions": queries.submissions_of(row, request.user),
        "results": [
            (result, rank_set(result.submission.cohort, result.run.cycle.name, result.rank_of)) for result in results
        ],
        "tie_rule": tie_rules(result.run.cycle for result in results),
        "agencies": queries.agencies_of(row),
        "documents": queries.documents_of(row, request.user),
        "quick_wins": quick_wins,
        "quick_win_count": sum(count for _slug, _name, count in quick_wins),
        "inside": inside,
        "emblem_mark": emblem_mark(row.pk) if inside else "",
        "keeps_emblem": keeps_emblem(request.user, row.pk) is not None,
        "keeps_agencies": acting_in(request.user, row.pk, Role.OPERATOR) or secretariat(request.user),
    }
    return render(request, "reports/regency.html", context)


@login_required
@require_safe
def trend(request: HttpRequest, code: str) -> HttpResponse:
    """Values over the years, official ones apart from samples, with the breaks between two rulers."""
    row = get_object_or_404(readable_regencies(request.user), pk=code)
    shown = [(found, _final_chart(found), _dimension_chart(found)) for found in trends.trends_of(row)]
    return render(request, "reports/trend.html", {"regency": row, "trends": shown})


def _years(found: trends.Trend) -> list[str]:
    """Year of each point, with the stage where a year has more than one."""
    years = [point.cycle.year for point in found.points]
    return [
        str(point.cycle.year)
        if years.count(point.cycle.year) == 1
        else f"{point.cycle.year} {point.cycle.get_stage_display()}"
        for point in found.points
    ]


def _final_chart(found: trends.Trend) -> Chart:
    line = found.final
    return chart(_years(found), line.breaks, [drawn("", str(_("Indeks Pencapaian")), line.values, line.breaks)])


def _dimension_chart(found: trends.Trend) -> Chart:
    lines = [drawn(line.slug, line.label, line.values, line.breaks) for line in found.dimensions]
    return chart(_years(found), found.final.breaks, lines)
