"""The table that `python -m bench` prints: what was measured, how much it took, and whether that is within the goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTHS = (52, 12, 14)


@dataclass(frozen=True)
class Row:
    """One measurement. `at_least`: the goal is a floor instead of a ceiling."""

    what: str
    value: float
    unit: str
    goal: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def line(self) -> str:
        sign = ">=" if self.at_least else "<="
        measured, goal = f"{_number(self.value)} {self.unit}", f"{sign} {_number(self.goal)} {self.unit}"
        return f"{self.what:{WIDTHS[0]}}{measured:>{WIDTHS[1]}}{goal:>{WIDTHS[2]}}  {'ok' if self.is_met else 'MISSED'}"


def heading() -> str:
    line = f"{'':{WIDTHS[0]}}{'measured':>{WIDTHS[1]}}{'goal':>{WIDTHS[2]}}"
    return f"{line}\n{'-' * (sum(WIDTHS) + 8)}"


def show(rows: Iterable[Row]) -> bool:
    """Print each row as soon as it is measured. True when all goals are met."""
    met = True
    for row in rows:
        print(row.line(), flush=True)
        met = met and row.is_met
    return met


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
