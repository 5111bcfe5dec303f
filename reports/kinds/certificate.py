"""The certificate of a region: one landscape page with its final and its place, to hang up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import Result
from evaluations.rules import reads_result
from journal.models import Audience
from reports import charts, pdf, qr
from reports.kinds import region
from reports.kinds.kind import Kind
from reports.queries.certificate import Certificate, certificate
from reports.queries.region import results_with_relations


def context(data: Certificate, key: str) -> dict[str, Any]:
    rosette = charts.rosette([[d.value] * pdf.RAYS_OF_A_SHEAF for d in data.dimensions])
    return {
        "report": data,
        "check": qr.code(key, "certificate"),
        "name_size": pdf.name_size(data.regency_name),
        "rosette": rosette,
        "rays": pdf.coloured(rosette),
    }


def _refusal(result: Result) -> str:
    if result.rank is None:
        return _("Hasil ini tidak diperingkat, jadi piagam tidak dibuat untuknya.")
    return region.refusal(result)


KIND: Kind[Result, Certificate] = Kind(
    code="certificate",
    title=gettext_lazy("Piagam hasil evaluasi"),
    template="reports/pdf/certificate.html",
    rows=results_with_relations,
    visible=region.visible,
    reads=reads_result,
    data=certificate,
    context=context,
    tell=region.tell,
    refusal=_refusal,
    is_fixed=True,
    audience=Audience.REGION,
    in_force=region.in_force,
    dress=region.dress,
)
