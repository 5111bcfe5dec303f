"""Reads of Quick Wins: the timeline of a region, and one Quick Win with its whole story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch

from accounts.models import User
from pillars.models import Pillar
from quickwins.models import QuickWin, QuickWinQuerySet, QuickWinYear, Risk


@dataclass(frozen=True)
class Line:
    """A Quick Win on the timeline: year and record for each year of it, None where there is none; the latest one known."""

    quick_win: QuickWin
    cells: list[tuple[int, QuickWinYear | None]]
    latest: QuickWinYear | None


@dataclass(frozen=True)
class PillarGroup:
    pillar: Pillar
    lines: list[Line]


@dataclass(frozen=True)
class Timeline:
    """All Quick Wins of a regency. `year` is the last year in which anything was recorded; None: never."""

    years: list[int]
    year: int | None
    groups: list[PillarGroup]

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
        return self.stood(QuickWinYear.Status.RUNNING)

    @property
    def halted(self) -> int:
        """Paused or stopped."""
        return self.stood(QuickWinYear.Status.PAUSED, QuickWinYear.Status.STOPPED)

    @property
    def new(self) -> int:
        """Begun in the last recorded year."""
        return sum(line.quick_win.start_year == self.year for line in self.lines)


def with_years(rows: QuickWinQuerySet) -> list[QuickWin]:
    """With pillar, agency and years, by pillar and code. Two queries."""
    years = QuickWinYear.objects.order_by("year")
    return list(rows.select_related("pillar", "agency").prefetch_related(Prefetch("years", years)))


def timeline(rows: Sequence[QuickWin]) -> Timeline:
    """The timeline of Quick Wins that were read by `with_years`. No query."""
    recorded = {year.year for row in rows for year in row.years.all()}
    named = recorded | {row.start_year for row in rows}
    years = list(range(min(named), max(named) + 1)) if named else []
    groups: dict[str, PillarGroup] = {}
    for row in rows:
        by_year = {year.year: year for year in row.years.all()}
        latest = by_year[max(by_year)] if by_year else None
        group = groups.setdefault(row.pillar_id, PillarGroup(row.pillar, []))
        group.lines.append(Line(row, [(year, by_year.get(year)) for year in years], latest))
    return Timeline(years, max(recorded, default=None), list(groups.values()))


def with_story(rows: QuickWinQuerySet) -> QuickWinQuerySet:
    """With everything the page of a Quick Win tells. Four queries when read."""
    full: QuickWinQuerySet = rows.select_related(
        "regency", "pillar", "agency", "masterplan_programme", "rpjmd_target", "predecessor"
    ).prefetch_related(
        Prefetch("years", QuickWinYear.objects.order_by("year")),
        Prefetch("risks", Risk.objects.select_related("owner").order_by("code")),
        Prefetch("successors", QuickWin.objects.order_by("start_year", "code")),
    )
    return full


@dataclass(frozen=True)
class Region:
    """A regency that has Quick Wins, for the one who chooses among all."""

    code: str
    name: str
    province: str
    count: int


def regions_with_quick_wins(user: User | AnonymousUser) -> list[Region]:
    """Regencies whose Quick Wins this person sees, by code. One query."""
    rows = QuickWin.objects.visible_to(user).order_by("regency_id").values("regency_id", "regency__name")
    counted = rows.annotate(province=F("regency__province__name"), count=Count("pk"))
    return [Region(row["regency_id"], row["regency__name"], row["province"], row["count"]) for row in counted]
