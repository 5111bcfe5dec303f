"""The national report of a run of results: league tables, spreads and the values of every dimension, per cohort."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor, User
from accounts.rules import oneself
from evaluations.models import ResultRun
from journal.models import Audience
from reports import charts, pdf, qr
from reports.kinds.kind import Kind, Person, Told
from reports.queries.national import CohortPart, National, Spread, national
from submissions.models import Cycle


def _rows() -> QuerySet[ResultRun]:
    return ResultRun.objects.select_related("cycle")


def _visible(user: Person) -> QuerySet[ResultRun]:
    """Announced results are open to everyone who signs in, as the league tables are."""
    rows = _rows().filter(cycle__state=Cycle.State.ANNOUNCED)
    return rows if user.is_authenticated else rows.none()


def _reads(user: Person, _run: ResultRun) -> Actor | None:
    return oneself(user) if isinstance(user, User) else None


def _in_force(run: ResultRun) -> bool:
    return run.is_current and run.cycle.state == Cycle.State.ANNOUNCED


def _refusal(run: ResultRun) -> str:
    return "" if _in_force(run) else _("Hasil ini sudah digantikan, jadi laporan baru tidak dibuat untuknya.")


def _tell(run: ResultRun) -> Told:
    return Told("Indonesia", run.cycle.name, None, run.cycle)


def context(data: National, key: str) -> dict[str, Any]:
    rosette = charts.rosette([[line.final for line in part.lines] for part in data.cohorts])
    return {
        "report": data,
        "check": qr.code(key, "national"),
        "created": data.announced_at.isoformat(),
        "rosette": rosette,
        "rays": pdf.coloured(rosette, 2),
        "parts": [(part, _multiples(part)) for part in data.cohorts],
    }


def _multiples(part: CohortPart) -> list[tuple[Spread, charts.Histogram]]:
    drawn = charts.histograms([(spread.counts, spread.median) for spread in part.spreads])
    return list(zip(part.spreads, drawn, strict=True))


KIND: Kind[ResultRun, National] = Kind(
    code="national",
    title=gettext_lazy("Laporan nasional"),
    template="reports/pdf/national.html",
    rows=_rows,
    visible=_visible,
    reads=_reads,
    data=national,
    context=context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=True,
    audience=Audience.SECRETARIAT,
    in_force=_in_force,
)
