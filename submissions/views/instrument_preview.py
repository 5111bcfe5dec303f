"""An instrument as its operators will meet it, before any cycle uses it: the real rows of the form, nothing to send."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pillars.models import Indicator
from pillars.queries import indicators_with_levels
from pillars.views.door import instrument_of
from pillars.views.preview import section_of
from submissions.forms.answers import Typed
from submissions.views import drawing
from submissions.views.lines import Line, horizon_of, input_of


@login_required
@require_safe
def instrument_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One section of a draft or frozen instrument, chosen by `bagian`."""
    instrument = instrument_of(request, pk)
    indicators = indicators_with_levels(instrument.pk)
    sections, section = section_of(request, indicators)
    context = {
        "instrument": instrument,
        "sections": sections,
        "section": section,
        "rows": [drawing.row(_line(row, instrument.year)) for row in section.indicators],
    }
    return render(request, "submissions/instrument_preview.html", context)


def _line(indicator: Indicator, year: int) -> Line:
    """The question as nobody has answered it yet, with its fields to look at and no place for files."""
    parts = (indicator.element, horizon_of(indicator, year))
    return Line(
        indicator=indicator,
        n=str(indicator.order),
        label=indicator.label,
        meta=" · ".join(part for part in parts if part),
        kind=input_of(indicator),
        is_whole=indicator.answer_kind == Indicator.AnswerKind.COUNT,
        levels=[(text.level, text.text) for text in indicator.level_texts.all() if text.text],
        typed=Typed(),
        errors={},
        answer="",
        level="",
        saved="",
        lacks="",
        last_year="",
        last_year_name="",
        files=[],
        more_files=0,
        evidence_url=f"#q-{indicator.order}",  # nothing can be sent from here
        is_open=True,
    )
