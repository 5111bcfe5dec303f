"""What the council's two pages say: what is strong, where the gaps are, what changed, and what became of earlier advice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evaluations.models import Note, Result, Seat
from quickwins.models import QuickWin
from reports.queries.region import last_years, region_report
from reports.shapes import DimensionLine, NoteLine, RegionReport, difference

MOST_POINTS, MOST_PROMISES = 3, 5


@dataclass(frozen=True, slots=True)
class Promise:
    """A Quick Win and how it stood in the year of the result; empty texts where nothing was recorded."""

    name: str
    status: str
    target: str
    realisation: str


@dataclass(frozen=True, slots=True)
class Brief:
    regency_name: str
    province_name: str
    cycle_name: str
    cohort_name: str
    year: int
    sample: bool
    final: Decimal | None
    improvement: Decimal | None
    previous_year: int | None
    previous_final: Decimal | None
    rank: int | None
    rank_of: int
    rank_set: str
    tie_rule: str
    dimensions: tuple[DimensionLine, ...]
    strengths: tuple[NoteLine, ...]
    weaknesses: tuple[NoteLine, ...]
    advice: tuple[NoteLine, ...]  # last year's recommendations
    promises: tuple[Promise, ...]
    more_promises: int  # Quick Wins that do not fit
    result_id: str

    @property
    def best(self) -> tuple[DimensionLine, ...]:
        """Up to three dimensions with the highest values."""
        return tuple(sorted(self._valued, key=lambda d: -(d.value or 0))[:MOST_POINTS])

    @property
    def gaps(self) -> tuple[tuple[DimensionLine, Decimal], ...]:
        """Up to three dimensions in which most is missing to 4, heaviest loss of the final first; none is also among the best."""
        losses = [
            (d, (4 - d.value) * d.weight / 100) for d in self._valued if d.value is not None and d not in self.best
        ]
        return tuple(sorted((pair for pair in losses if pair[1]), key=lambda pair: -pair[1])[:MOST_POINTS])

    @property
    def risen(self) -> tuple[DimensionLine, ...]:
        return tuple(d for d in self.dimensions if d.change is not None and d.change > 0)

    @property
    def fallen(self) -> tuple[DimensionLine, ...]:
        return tuple(d for d in self.dimensions if d.change is not None and d.change < 0)

    @property
    def change(self) -> Decimal | None:
        return difference(self.final, self.previous_final)

    @property
    def _valued(self) -> list[DimensionLine]:
        return [d for d in self.dimensions if d.value is not None]


def brief(result: Result) -> Brief:
    """The brief of a result (from `results_with_relations`)."""
    report = region_report(result)
    promises = _promises(result, report)
    return Brief(
        **{name: getattr(report, name) for name in _SHARED},
        strengths=report.strengths[:MOST_POINTS],
        weaknesses=report.weaknesses[:MOST_POINTS],
        advice=_advice(last_years(result)),
        promises=promises[:MOST_PROMISES],
        more_promises=len(promises[MOST_PROMISES:]),
    )


_SHARED = (
    "regency_name", "province_name", "cycle_name", "cohort_name", "year", "sample", "final", "improvement", "previous_year",
    "previous_final", "rank", "rank_of", "rank_set", "tie_rule", "dimensions", "result_id",
)  # fmt: skip


def _advice(before: Result | None) -> tuple[NoteLine, ...]:
    """The first recommendation of each assessor of last year's panel, three at most."""
    if before is None:
        return ()
    rows = Note.objects.filter(
        seat__submission=before.submission_id, seat__state=Seat.State.HANDED_IN, kind=Note.Kind.RECOMMENDATION
    )
    notes = rows.select_related("seat__assessor").order_by("order", "seat__number")
    return tuple(NoteLine(note.seat.assessor.name, note.text, "") for note in notes[:MOST_POINTS])


def _promises(result: Result, report: RegionReport) -> tuple[Promise, ...]:
    rows = QuickWin.objects.filter(regency=result.submission.regency_id, start_year__lte=report.year)
    found = []
    for quick_win in rows.prefetch_related("years"):
        year = next((year for year in quick_win.years.all() if year.year == report.year), None)
        found.append(
            Promise(
                quick_win.name,
                str(year.get_status_display()) if year else "",
                year.target if year else "",
                year.realisation if year else "",
            )
        )
    return tuple(found)
