"""The list of instruments, one instrument, and its tables as files that import again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.spreadsheet import write_csv
from pillars import queries, words
from pillars.models import Instrument
from pillars.rows import QUESTION_COLUMNS, WEIGHT_COLUMNS
from pillars.rules import what_forbids_change, what_forbids_level_texts
from pillars.views.door import acting, instrument_of


@login_required
@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    acting(request)
    return render(request, "pillars/list.html", {"instruments": queries.instruments_with_counts(request.user)})


@login_required
@require_safe
def instrument(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = instrument_of(request, pk)
    indicators, weights = queries.indicators_with_levels(one.pk), list(one.weights.all())
    counts = Counter(row.dimension for row in indicators)
    context = {
        "instrument": one,
        "rules": words.rules_of(one),
        "weights": [(row, counts[row.dimension]) for row in weights],
        "total": sum(row.percent for row in weights),
        "sources": list(dict.fromkeys(row.source_note for row in weights if row.source_note)),
        "indicators": indicators,
        "sections": queries.sections_of(indicators),
        "described": sum(bool(row.level_texts.all()) for row in indicators),
        "versions": queries.versions_of(one),
        "usage": queries.usage_of(one),
        "faults": queries.faults_of([one.pk]).get(one.pk, []),
        "may_change": not what_forbids_change(one),
        "may_describe": not what_forbids_level_texts(one),
    }
    return render(request, "pillars/detail.html", context)


@login_required
@require_safe
def questions_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All questions, as the import page and "replace questions" read them."""
    one = instrument_of(request, pk)
    rows = [
        [getattr(row, f"{name}_id" if name in ("pillar", "sub_pillar") else name) or "" for name in QUESTION_COLUMNS]
        for row in queries.indicators_of(one.pk)
    ]
    return _file(one, "pertanyaan", QUESTION_COLUMNS, rows)


@login_required
@require_safe
def weights_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = instrument_of(request, pk)
    rows = [
        [row.dimension, f"{row.percent.normalize():f}", row.source_note, row.certainty] for row in one.weights.all()
    ]
    return _file(one, "bobot", (*WEIGHT_COLUMNS, "source_note", "certainty"), rows)


def _file(one: Instrument, what: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV to keep. The mark at its start lets spreadsheet programs read it as UTF-8."""
    text = "\ufeff" + write_csv(columns, rows)
    name = f"{one.slug}-v{one.version}-{what}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
