"""Geometry of the windows of a cycle on one line of time: instants in, places from 0 to 1000 out. No templates, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH = 1000
THINNEST = 4


@dataclass(frozen=True)
class Bar:
    """From where, and how long; never too thin to be seen."""

    x: int
    width: int


@dataclass(frozen=True)
class Scale:
    """The time from `start` on, `span` long, on a line."""

    start: datetime
    span: timedelta

    def place(self, at: datetime) -> int | None:
        """Where an instant stands; None: outside."""
        place = (at - self.start) * WIDTH // self.span
        return place if 0 <= place <= WIDTH else None

    def bar(self, opens_at: datetime, closes_at: datetime) -> Bar:
        x = (opens_at - self.start) * WIDTH // self.span
        width = max(THINNEST, (closes_at - opens_at) * WIDTH // self.span)
        return Bar(min(x, WIDTH - width), width)


def scale_of(windows: Sequence[tuple[datetime, datetime]]) -> Scale | None:
    """A line that holds all of these windows; None when there are none."""
    if not windows:
        return None
    start, end = min(opens for opens, _closes in windows), max(closes for _opens, closes in windows)
    return Scale(start, end - start)
