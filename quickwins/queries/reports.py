"""Quarterly reports beside the quarters they are due for: of one Quick Win, and of all of a region in a year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch

from accounts.models import User
from common.clock import local
from quickwins import workflow
from quickwins.models import QuarterReport, QuickWin, QuickWinYear
from regencies.models import Regency


@dataclass(frozen=True)
class QuarterCell:
    """A quarter of a year. `report` is None when there is none that this person reads."""

    quarter: QuarterReport.Quarter
    report: QuarterReport | None
    has_begun: bool
    is_over: bool

    @property
    def is_missing(self) -> bool:
        return self.is_over and (self.report is None or self.report.state == workflow.DRAFT)


@dataclass(frozen=True)
class ReportRow:
    """The four quarters of a Quick Win in a year of which the status is known."""

    quick_win: QuickWin
    year: int
    cells: list[QuarterCell]


@dataclass(frozen=True)
class Board:
    """All reports of a region in a year. `years`: those in which anything is recorded, the newest first."""

    year: int
    years: list[int]
    rows: list[ReportRow]

    @property
    def waiting(self) -> list[QuarterReport]:
        """Sent and not decided, the oldest first."""
        sent = [
            cell.report for row in self.rows for cell in row.cells if cell.report and cell.report.state == workflow.SENT
        ]
        return sorted(sent, key=lambda report: report.sent_at or datetime.min)

    @property
    def missing(self) -> int:
        return sum(cell.is_missing for row in self.rows for cell in row.cells)


def report_rows(
    quick_win: QuickWin, years: Iterable[int], reports: Iterable[QuarterReport], *, drafts: bool, at: datetime
) -> list[ReportRow]:
    """Rows of these years, as given. `drafts`: whether this person reads what was not sent yet. No query."""
    now = local(at, quick_win.regency.timezone)
    today = (now.year, workflow.quarter_of(now.month))
    known = {(report.year, report.quarter): report for report in reports if drafts or report.state != workflow.DRAFT}
    return [
        ReportRow(
            quick_win,
            year,
            [
                QuarterCell(quarter, known.get((year, quarter)), (year, quarter) <= today, (year, quarter) < today)
                for quarter in QuarterReport.Quarter
            ],
        )
        for year in years
    ]


def board(regency: Regency, user: User | AnonymousUser, *, year: int | None, drafts: bool, at: datetime) -> Board:
    """The board of a year; of the last recorded one when `year` is None or nothing is recorded in it. Three queries."""
    seen = QuickWin.objects.visible_to(user).filter(regency=regency).select_related("pillar", "agency", "regency")
    rows = list(seen.prefetch_related(Prefetch("years", QuickWinYear.objects.order_by("year")), "reports"))
    recorded = sorted({one.year for row in rows for one in row.years.all()}, reverse=True)
    wanted = year if year in recorded else next(iter(recorded), local(at, regency.timezone).year)
    found = [
        line
        for row in rows
        if any(one.year == wanted for one in row.years.all())
        for line in report_rows(row, [wanted], row.reports.all(), drafts=drafts, at=at)
    ]
    return Board(wanted, recorded, found)


def sent_reports(codes: Collection[str]) -> dict[str, int]:
    """How many reports wait for a decision, by the code of these regencies. One query, none for no code."""
    if not codes:
        return {}
    rows = QuarterReport.objects.filter(state=workflow.SENT, quick_win__regency__in=codes).order_by()
    return dict(rows.values_list("quick_win__regency").annotate(count=Count("pk")))
