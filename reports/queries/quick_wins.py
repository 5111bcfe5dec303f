"""What the Quick Win report of a regency says: the years of all, the story of each, and its risks. Six queries at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from quickwins import queries
from quickwins.models import QuickWin, QuickWinYear, Risk
from quickwins.queries.risks import Cell
from regencies.models import Regency

MOST_YEARS = 9  # columns that a wide page holds
PROFILE = (
    ("Isu strategis RPJMD", "strategic_issue"),
    ("Penerima manfaat", "beneficiaries"),
    ("Mitra", "partners"),
    ("Daya tarik dan keunikan", "appeal"),
    ("Sumber daya", "resources"),
    ("Output", "output"),
    ("Outcome", "outcome"),
    ("Dampak", "impact"),
    ("Keberlanjutan", "continuity"),
)


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year on record. `status` is the code, `label` its word; amounts in rupiah, None: not known."""

    year: int
    status: str
    label: str
    target: str
    realisation: str
    reason: str
    budget: int | None
    spent: int | None


@dataclass(frozen=True, slots=True)
class RiskLine:
    code: str
    text: str
    level: str
    mitigation: str
    owner: str
    status: str


@dataclass(frozen=True, slots=True)
class Story:
    """One Quick Win. `number` names it within the report. `cells`: a place for each column of the report's table, None where
    nothing is on record; `years` is all that is.
    """

    number: int
    code: str
    name: str
    agency: str
    start_year: int
    continues: str
    cells: tuple[YearLine | None, ...]
    years: tuple[YearLine, ...]
    texts: tuple[tuple[str, str], ...]  # label and what was written; only what was
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    level: str  # a code of Risk.Level
    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickWinReport:
    """`year` is the last one on record, None: never. `groups`: pillar and its stories. `heat`: likelihood and its cells."""

    regency_name: str
    province_name: str
    sample: bool
    years: tuple[int, ...]
    year: int | None
    running: int
    before: int
    continued: int
    begun: int
    halted: int
    groups: tuple[tuple[str, tuple[Story, ...]], ...]
    heat: tuple[tuple[str, tuple[HeatCell, ...]], ...]
    impacts: tuple[str, ...]

    @property
    def count(self) -> int:
        return sum(len(stories) for _pillar, stories in self.groups)

    @property
    def risk_count(self) -> int:
        return sum(len(cell.codes) for _likelihood, cells in self.heat for cell in cells)


def quick_win_report(regency: Regency) -> QuickWinReport:
    """Of a regency with its province. What is older than the table holds stands in the stories alone."""
    rows = list(queries.with_story(QuickWin.objects.filter(regency=regency)))
    timeline = queries.timeline(rows)
    years, carried = tuple(timeline.years[-MOST_YEARS:]), timeline.carried
    numbers = {line.quick_win.pk: number for number, line in enumerate(timeline.lines, 1)}
    groups = tuple(
        (group.pillar.name, tuple(_story(line.quick_win, numbers[line.quick_win.pk], years) for line in group.lines))
        for group in timeline.groups
    )
    heat = queries.heat_map(risk for row in rows for risk in row.risks.all())
    return QuickWinReport(
        regency_name=regency.name,
        province_name=regency.province.name,
        sample=any(row.is_sample for row in rows),
        years=years,
        year=timeline.year,
        running=timeline.running,
        before=len(carried.before) if carried else 0,
        continued=len(carried.continued) if carried else 0,
        begun=len(carried.begun) if carried else 0,
        halted=timeline.halted,
        groups=groups,
        heat=tuple((str(row.likelihood.label), tuple(_cell(cell, numbers) for cell in row.cells)) for row in heat.rows),
        impacts=tuple(str(impact.label) for impact in heat.impacts),
    )


def _story(row: QuickWin, number: int, columns: tuple[int, ...]) -> Story:
    known = {year.year: _year(year) for year in row.years.all()}
    return Story(
        number=number,
        code=row.code,
        name=row.name,
        agency=row.agency.name if row.agency else "",
        start_year=row.start_year,
        continues=row.predecessor.name if row.predecessor else row.predecessor_note,
        cells=tuple(known.get(year) for year in columns),
        years=tuple(known.values()),
        texts=tuple((label, text) for label, name in PROFILE if (text := str(getattr(row, name)))),
        risks=_risks(row.risks.all()),
    )


def _year(row: QuickWinYear) -> YearLine:
    label = str(row.get_status_display())
    amounts = (row.budget_rupiah, row.spent_rupiah)
    return YearLine(row.year, row.status, label, row.target, row.realisation, row.reason, *amounts)


def _risks(rows: Iterable[Risk]) -> tuple[RiskLine, ...]:
    return tuple(
        RiskLine(
            risk.code,
            risk.text,
            str(risk.level.label),
            risk.mitigation,
            risk.owner.name if risk.owner else "",
            str(risk.get_status_display()),
        )
        for risk in rows
    )


def _cell(cell: Cell, numbers: Mapping[UUID, int]) -> HeatCell:
    """Risks by the number of their Quick Win and their own code, which is unique only within it."""
    codes = tuple(f"{numbers[risk.quick_win_id]}·{risk.code}" for risk in cell.risks)
    return HeatCell(str(cell.level), str(cell.level.label), codes)
