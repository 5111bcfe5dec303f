"""The Quick Wins of a regency across the years, and what may be counted from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from common.prepared import Prepared
from pillars.models import Pillar
from quickwins.models import QuickWin, QuickWinQuerySet, QuickWinYear

Status = QuickWinYear.Status
RAN = (Status.RUNNING, Status.FINISHED)
"""Statuses of a year in which the Quick Win ran, be it to its end."""
ALIVE = (Status.RUNNING, Status.PAUSED)
"""Statuses at the end of a year after which it is asked whether the Quick Win goes on."""


Life = tuple[QuickWin, dict[int, str]]
"""A Quick Win with its status of each year."""
YEAR_WIDTH = 24  # of the drawing, which is stretched to the width of its place


@dataclass(frozen=True)
class Bar:
    """A stretch of equal status on a life line: from the column `start`, over `reach` years."""

    start: int
    reach: int
    status: str

    @property
    def left(self) -> int:
        return self.start * YEAR_WIDTH

    @property
    def right(self) -> int:
        """A little before the next year, so that two stretches do not run into each other."""
        return (self.start + self.reach) * YEAR_WIDTH - 2


@dataclass(frozen=True)
class Line:
    """A Quick Win on the timeline: year and record for each column, None where there is none; the latest one known."""

    quick_win: QuickWin
    cells: list[tuple[int, QuickWinYear | None]]
    latest: QuickWinYear | None

    @property
    def width(self) -> int:
        return len(self.cells) * YEAR_WIDTH

    @property
    def bars(self) -> list[Bar]:
        """The life line: years that follow each other in one status are one bar."""
        found: list[Bar] = []
        for place, (_year, cell) in enumerate(self.cells):
            if cell is None:
                continue
            last = found[-1] if found else None
            if last and last.status == cell.status and last.start + last.reach == place:
                found[-1] = Bar(last.start, last.reach + 1, last.status)
            else:
                found.append(Bar(place, 1, cell.status))
        return found


@dataclass(frozen=True)
class PillarGroup:
    pillar: Pillar
    lines: list[Line]


@dataclass(frozen=True)
class Carried:
    """How a regency's Quick Wins went from the year before into `year`. `stood` is the status of each in `year`, by its id.

    `before` were running or paused at the end of the year before; `continued` of them ran in `year`, be it to their
    end; `begun` started in `year` and left the plan. `is_recorded`: the status of `year` is known of at least one.
    """

    year: int
    before: list[QuickWin]
    continued: list[QuickWin]
    begun: list[QuickWin]
    stood: Mapping[Any, str]

    @property
    def is_recorded(self) -> bool:
        return bool(self.stood)


@dataclass(frozen=True)
class Timeline:
    """All Quick Wins of a regency. `year` is the last year in which anything was recorded; None: never."""

    years: list[int]
    year: int | None
    groups: list[PillarGroup]
    carried: Carried | None

    legend = Status.choices

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    def stood(self, *statuses: str) -> int:
        """How many stood so in the last recorded year."""
        return sum(
            cell is not None and cell.year == self.year and cell.status in statuses
            for line in self.lines
            for _year, cell in line.cells
        )

    @property
    def running(self) -> int:
        return self.stood(Status.RUNNING)

    @property
    def halted(self) -> int:
        """Paused or stopped."""
        return self.stood(Status.PAUSED, Status.STOPPED)


def with_years(rows: QuickWinQuerySet) -> list[QuickWin]:
    """With pillar, agency and years, by pillar and code. Two queries."""
    years = QuickWinYear.objects.order_by("year")
    return list(rows.select_related("pillar", "agency").prefetch_related(Prefetch("years", years)))


def timeline(rows: Sequence[QuickWin]) -> Timeline:
    """The timeline of Quick Wins that were read by `with_years`. No query."""
    lives = {row.pk: {year.year: year for year in row.years.all()} for row in rows}
    recorded = {year for life in lives.values() for year in life}
    named = recorded | {row.start_year for row in rows}
    years = list(range(min(named), max(named) + 1)) if named else []
    groups: dict[str, PillarGroup] = {}
    for row in rows:
        life = lives[row.pk]
        latest = life[max(life)] if life else None
        group = groups.setdefault(row.pillar_id, PillarGroup(row.pillar, []))
        group.lines.append(Line(row, [(year, life.get(year)) for year in years], latest))
    last = max(recorded, default=None)
    return Timeline(years, last, list(groups.values()), carried_into(map(_life, rows), last) if last else None)


def _statuses(regency_code: str) -> QuerySet[QuickWinYear, Any]:
    rows = QuickWinYear.objects.filter(quick_win__regency=regency_code)
    rows = rows.order_by("quick_win__pillar__order", "quick_win__code", "year")
    return rows.values_list("year", "status", *(f"quick_win__{name}" for name in TOLD))


TOLD = ("id", "code", "name", "start_year")
"""What an offer tells of a Quick Win."""
_STATUSES = Prepared(_statuses, 0, texts=1)


def lives_in(regency_code: str) -> list[Life]:
    """The Quick Wins of a regency that have a status in any year, with these statuses; of each only what is `TOLD`. One
    query."""
    found: dict[Any, Life] = {}
    for year, status, *told in _STATUSES.rows(regency_code):
        if told[0] not in found:
            found[told[0]] = QuickWin(**dict(zip(TOLD, told, strict=True))), {}
        found[told[0]][1][year] = status
    return list(found.values())


def carried_into(lives: Iterable[Life], year: int) -> Carried:
    """How Quick Wins went into a year, by their statuses in it and in the year before. No query."""
    known = list(lives)
    before = [(row, life) for row, life in known if life.get(year - 1) in ALIVE]
    continued = [row for row, life in before if life.get(year) in RAN]
    begun = [row for row, life in known if row.start_year == year and life.get(year) in (*RAN, Status.PAUSED)]
    stood = {row.pk: life[year] for row, life in known if year in life}
    return Carried(year, [row for row, _life in before], continued, begun, stood)


def _life(row: QuickWin) -> Life:
    """Of a Quick Win that was read by `with_years`."""
    return row, {year.year: year.status for year in row.years.all()}
