"""The secretariat's sandbox: what the ranking would be with other weights. A page of reads alone."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.queries import what_if as queries
from evaluations.views.panels import secretary
from pillars.models import Cohort, DimensionWeight
from submissions.models import Cycle

PERCENT = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")


@login_required
@require_safe
def what_if(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Weights come with the address (`bobot-<dimension>`); without them the real ones are shown."""
    secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id, state=Cycle.State.ANNOUNCED)
    results = queries.announced_results(cycle)
    context = {"cycle": cycle, "cohorts": [(slug, label) for slug, label in Cohort.choices if slug in results]}
    if not results:
        return render(request, "evaluations/what_if.html", context)
    cohort = request.GET.get("kohort") or next(iter(results))
    if cohort not in results:
        raise Http404
    instrument = results[cohort][0].submission.instrument
    real = queries.weights_of(instrument)
    typed = [(row, request.GET.get(f"bobot-{row.dimension}", f"{row.percent.normalize():f}")) for row in real]
    weights, refused = _weights(typed)
    lines = [] if refused else queries.suppose(results[cohort], weights, instrument.rounding, cycle.tie_chain)
    context |= {"cohort": cohort, "typed": typed, "refused": refused, "lines": lines}
    return render(request, "evaluations/what_if.html", context, status=422 if refused else 200)


def _weights(typed: list[tuple[DimensionWeight, str]]) -> tuple[dict[str, Decimal], str]:
    """Weights by dimension, or why they cannot be used."""
    weights = {}
    for row, text in typed:
        if not PERCENT.fullmatch(text.strip()):
            words = {"dimension": row.get_dimension_display()}
            return {}, _("Bobot %(dimension)s bukan angka 0 sampai 100 dengan paling banyak dua desimal.") % words
        weights[row.dimension] = Decimal(text.strip().replace(",", "."))
    if (total := sum(weights.values())) != 100:
        return {}, _("Jumlah bobot %(total)s, seharusnya 100.") % {"total": total}
    return weights, ""
