"""Risks on a map of likelihood and impact, and the register of a regency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from quickwins import scoring
from quickwins.models import QuickWin, Risk
from regencies.models import Regency


@dataclass(frozen=True)
class Cell:
    """A place on the map: its level, and the risks that stand there."""

    impact: int
    level: Risk.Level
    risks: list[Risk]


@dataclass(frozen=True)
class MapRow:
    likelihood: Risk.Likelihood
    cells: list[Cell]


@dataclass(frozen=True)
class HeatMap:
    """Five by five, the likeliest first. Only risks that are not closed stand on it."""

    rows: list[MapRow]
    impacts = tuple(Risk.Impact)

    @property
    def count(self) -> int:
        return sum(len(cell.risks) for row in self.rows for cell in row.cells)


def heat_map(risks: Iterable[Risk]) -> HeatMap:
    """No query."""
    places: dict[tuple[int, int], list[Risk]] = {}
    for risk in risks:
        if risk.status != Risk.Status.CLOSED:
            places.setdefault((risk.likelihood, risk.impact), []).append(risk)
    return HeatMap(
        [
            MapRow(
                likelihood,
                [
                    Cell(impact, Risk.Level(scoring.level(likelihood, impact)), places.get((likelihood, impact), []))
                    for impact in scoring.SCALE
                ],
            )
            for likelihood in reversed(Risk.Likelihood)
        ]
    )


def register(regency: Regency, user: User | AnonymousUser) -> list[Risk]:
    """Risks of the regency's Quick Wins that this person reads, the gravest first, closed ones last. One query."""
    rows = Risk.objects.filter(quick_win__in=QuickWin.objects.visible_to(user).filter(regency=regency))
    found = rows.select_related("quick_win__pillar", "owner")
    return sorted(
        found, key=lambda risk: (risk.status == Risk.Status.CLOSED, -risk.likelihood * risk.impact, risk.code)
    )
