"""Why this number: a result opened, from the final value down to each mark."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations import queries, words
from evaluations.models import ResultRun
from evaluations.rules import sees_names, visible_drafts, visible_results
from pillars.models import ImprovementRule, Rounding


@login_required
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open to those who may read the result; names of assessors only to those who may see them."""
    related = ("run__cycle", "submission__regency__province", "submission__instrument", "previous__run__cycle", "band")
    row = get_object_or_404(visible_results(request.user).select_related(*related), pk=pk)
    names = sees_names(request.user, row)
    instrument, cycle = row.submission.instrument, row.run.cycle
    context = {
        "result": row,
        "cycle": cycle,
        "regency": row.submission.regency,
        "instrument": instrument,
        "making": queries.making_of(row, names=names),
        "names": names,
        "has_draft": row.run.draft_id is not None
        and visible_drafts(request.user).filter(run=row.run.draft_id, submission=row.submission_id).exists(),
        "is_imported": row.run.kind == ResultRun.Kind.IMPORTED,
        "rounds_parts": instrument.rounding == Rounding.ROUND_PARTS_THEN_SUM,
        "has_improvement": instrument.improvement_rule == ImprovementRule.FINAL_MINUS_UNROUNDED,
        "rank_set": words.rank_set(row.submission.cohort, cycle.name, row.rank_of),
        "alike": words.alike(getattr(row, "band", None)),
        "tie_rule": words.tie_rule(cycle.tie_chain),
        "rounding": words.rounding(instrument.rounding),
        "improvement_rule": words.improvement(instrument.improvement_rule),
    }
    return render(request, "evaluations/result.html", context)
