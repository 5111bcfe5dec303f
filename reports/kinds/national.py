"""The national report of a run of results: league tables, spreads and the values of every dimension, per cohort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor, User
from accounts.rules import oneself
from evaluations.models import ResultRun
from journal.models import Audience
from reports import charts, pdf, qr
from reports.books import national_book
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
    measures = _measures(data)
    return {
        "report": data,
        "check": qr.code(key, "national"),
        "created": data.announced_at.isoformat(),
        "rosette": rosette,
        "rays": pdf.coloured(rosette, 2),
        "measures": measures,
        "parts": [(part, _multiples(part, measures)) for part in data.cohorts],
    }


def _measures(data: National) -> list[str]:
    """The measures of all cohorts, each once: an instrument may lack a dimension that another has."""
    longest_first = sorted((part.spreads for part in data.cohorts), key=len, reverse=True)
    return list(dict.fromkeys(spread.name for spreads in longest_first for spread in spreads))


def _multiples(part: CohortPart, measures: Sequence[str]) -> list[tuple[Spread, charts.Histogram] | None]:
    """A cell for each measure; None where the cohort was not measured with it."""
    drawn = charts.histograms([(spread.counts, spread.median) for spread in part.spreads])
    known = {spread.name: (spread, histogram) for spread, histogram in zip(part.spreads, drawn, strict=True)}
    return [known.get(name) for name in measures]


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
    formats={"xlsx": national_book},
    in_force=_in_force,
)
