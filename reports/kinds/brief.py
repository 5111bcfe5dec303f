"""The council's brief: two pages in plain words, drawn from a result and from what became of earlier advice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from evaluations.models import Result
from evaluations.rules import reads_result
from journal.models import Audience
from reports import charts, pdf, qr
from reports.kinds.kind import Kind
from reports.kinds.region import in_force, refusal, tell, visible
from reports.queries.brief import Brief, brief
from reports.queries.region import results_with_relations


def context(data: Brief, key: str) -> dict[str, Any]:
    lines = zip(data.dimensions, charts.bars(data.dimensions), strict=True)
    now, before = f"Tahun {data.year}", f"Tahun {data.previous_year}" if data.previous_year else "Tahun lalu"
    return {
        "report": data,
        "check": qr.code(key, "brief"),
        "dimension_lines": list(lines),
        "radar": pdf.radar(data.dimensions, now, before),
        "now_label": now,
        "before_label": before,
    }


KIND: Kind[Result, Brief] = Kind(
    code="brief",
    title=gettext_lazy("Ringkasan untuk Dewan Smart City"),
    template="reports/pdf/brief.html",
    rows=results_with_relations,
    visible=visible,
    reads=reads_result,
    data=brief,
    context=context,
    tell=tell,
    refusal=refusal,
    is_fixed=False,
    audience=Audience.REGION,
    in_force=in_force,
)
