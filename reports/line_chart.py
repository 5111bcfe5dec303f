"""Geometry of the line chart: values over the years in, coordinates out. No templates, no colours, no clock.

Coordinates are texts with a decimal point, so that no locale writes a comma into an SVG. A missing value is a gap, never
a 0, and a line also breaks where the ruler changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

SCALE = 4  # marks run from 0 to 4
WIDTH, HEIGHT = 400, 240
LEFT, RIGHT, TOP, BOTTOM = 28, 12, 16, 36


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    label_y: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Drawn:
    """One measure: open pieces of its line (as `points`), and a dot for every value."""

    slug: str
    label: str
    pieces: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`levels` carry y, `years` and `breaks` x: the place of a tick, or of the gap before a new ruler."""

    view_box: str
    left: str
    right: str
    top: str
    bottom: str
    year_y: str
    levels: tuple[Tick, ...]
    years: tuple[Tick, ...]
    breaks: tuple[str, ...]
    lines: tuple[Drawn, ...]


def x_of(index: int, count: int) -> Decimal:
    """Where point `index` of `count` stands; a single one in the middle."""
    wide = Decimal(WIDTH - LEFT - RIGHT)
    return LEFT + wide * (2 * index + 1) / (2 * count)


def y_of(value: Decimal) -> Decimal:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / SCALE)


def drawn(slug: str, label: str, values: Sequence[Decimal | None], breaks: Collection[int]) -> Drawn:
    """A measure as pieces and dots. `breaks`: indexes of points that start a new piece."""
    pieces: list[list[str]] = [[]]
    dots = []
    for index, value in enumerate(values):
        if index in breaks or value is None:
            pieces.append([])
        if value is None:
            continue
        x, y = x_of(index, len(values)), y_of(value)
        pieces[-1].append(f"{_text(x)},{_text(y)}")
        dots.append(Dot(_text(x), _text(y), _text(y - 10), value))
    return Drawn(slug, label, tuple(" ".join(piece) for piece in pieces if len(piece) > 1), tuple(dots))


def chart(years: Sequence[str], breaks: Collection[int], lines: Sequence[Drawn]) -> Chart:
    """A chart of `lines` over `years`. `breaks`: indexes of points measured with another ruler than the one before."""
    count = len(years)
    step = (x_of(1, count) - x_of(0, count)) / 2 if count > 1 else Decimal(0)
    return Chart(
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        left=str(LEFT),
        right=str(WIDTH - RIGHT),
        top=str(TOP),
        bottom=str(HEIGHT - BOTTOM),
        year_y=str(HEIGHT - BOTTOM + 22),
        levels=tuple(Tick(str(level), _text(y_of(Decimal(level)))) for level in range(SCALE + 1)),
        years=tuple(Tick(year, _text(x_of(index, count))) for index, year in enumerate(years)),
        breaks=tuple(_text(x_of(index, count) - step) for index in sorted(breaks)),
        lines=tuple(lines),
    )


def _text(number: Decimal) -> str:
    return f"{number:.2f}"
