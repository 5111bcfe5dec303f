"""Geometry of the charts: numbers in, coordinates out. No templates, no colours, no clock.

Coordinates are texts with a decimal point, so that no locale writes a comma into an SVG. A missing value is never drawn as 0:
its vertex is left out and the line breaks there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import cos, pi, sin
from typing import Protocol

from reports.wording import number_text

SCALE = Decimal(4)  # marks run from 0 to 4
WIDTH, HEIGHT, RADIUS = 320, 252, 84
CENTRE = (WIDTH / 2, HEIGHT / 2)
LABEL_GAP = 13  # between the outer ring and its label
LABEL_WIDTH = 100  # of a label set as HTML, in the same units
FEWEST_AXES, MOST_AXES = 3, 12

Point = tuple[float, float]


class Measured(Protocol):
    """Anything with a name, a value on the scale and the value of the year before."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def previous_value(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Spoke:
    """One axis: its end, and where its label stands (`anchor` as in SVG: start, middle, end)."""

    name: str
    value_text: str
    previous_text: str
    x: str
    y: str
    label_x: str
    label_y: str
    value_y: str
    anchor: str
    position: int


@dataclass(frozen=True, slots=True)
class Trace:
    """One year's shape: a closed polygon when every axis has a value, otherwise open pieces. Dots are the values."""

    polygon: str
    pieces: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.dots


@dataclass(frozen=True, slots=True)
class Ring:
    level: int
    points: str
    y: str


@dataclass(frozen=True, slots=True)
class Radar:
    view_box: str
    centre: tuple[str, str]
    rings: tuple[Ring, ...]
    spokes: tuple[Spoke, ...]
    now: Trace
    before: Trace
    description: str

    @property
    def axes(self) -> int:
        return len(self.spokes)


@dataclass(frozen=True, slots=True)
class Bar:
    """A value and last year's mark on a track from 0 to 100."""

    name: str
    value_text: str
    length: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Rosette:
    """Every question as one ray, gathered by dimension: a region's own figure."""

    view_box: str
    rings: tuple[str, ...]  # radii of the levels 0 to 4
    centre: str
    rays: tuple[str, ...]  # path data per dimension
    gaps: tuple[tuple[str, str], ...]  # where a question has no value


@dataclass(frozen=True, slots=True)
class Column:
    x: str
    y: str
    width: str
    height: str
    count: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns of counts in a picture of 100 by 60; a count of 0 has no column. `middle` is where the median stands."""

    columns: tuple[Column, ...]
    middle: str | None


def radar(lines: Sequence[Measured], *, now: str, before: str) -> Radar:
    """A radar of 3 to 12 axes, the first at the top and on clockwise. `now` and `before` name the two years.

    Raises ValueError for fewer or more axes: two make a line and thirteen nothing readable.
    """
    if not FEWEST_AXES <= len(lines) <= MOST_AXES:
        raise ValueError(f"a radar has {FEWEST_AXES} to {MOST_AXES} axes, not {len(lines)}")
    angles = _angles(len(lines))
    return Radar(
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        centre=_texts(CENTRE),
        rings=tuple(_ring(level, angles) for level in range(1, int(SCALE) + 1)),
        spokes=tuple(_spoke(i, line, angles) for i, line in enumerate(lines)),
        now=_trace([line.value for line in lines], angles),
        before=_trace([line.previous_value for line in lines], angles),
        description=_description(lines, now, before),
    )


def bars(lines: Iterable[Measured]) -> tuple[Bar, ...]:
    """Horizontal bars on a track of 100 units; a missing value has no bar, and 0 a bar without length."""
    return tuple(
        Bar(line.name, number_text(line.value), _share(line.value), _share(line.previous_value)) for line in lines
    )


def rosette(groups: Sequence[Sequence[Decimal | None]], *, inner: float = 46, outer: float = 196) -> Rosette:
    """A ray for each value, as long as the value, with a gap of two rays between groups."""
    slots = sum(len(group) for group in groups) + 2 * len(groups)
    rays, gaps, slot = [], [], 0
    for group in groups:
        path = []
        for value in group:
            angle = 2 * pi * (slot + 1) / max(slots, 1) - pi / 2
            start = _at(angle, inner, (outer, outer))
            if value is None:
                gaps.append(_texts(start))
            else:
                end = _at(angle, inner + (outer - inner) * float(value / SCALE), (outer, outer))
                path.append(f"M{_pair(start)}L{_pair(end)}")
            slot += 1
        rays.append("".join(path))
        slot += 2
    step = (outer - inner) / int(SCALE)
    return Rosette(
        view_box=f"0 0 {2 * outer:g} {2 * outer:g}",
        rings=tuple(_text(inner + step * level) for level in range(int(SCALE) + 1)),
        centre=_text(outer),
        rays=tuple(rays),
        gaps=tuple(gaps),
    )


def histograms(groups: Sequence[tuple[Sequence[int], Decimal | None]]) -> tuple[Histogram, ...]:
    """One for each group of counts and its median, all on the same scale, so that small multiples can be compared."""
    most = max((count for counts, _median in groups for count in counts), default=0) or 1
    found = []
    for counts, median in groups:
        width = 100 / max(len(counts), 1)
        columns = [
            Column(_text(width * i + 0.6), _text(60 - height), _text(width - 1.2), _text(height), str(count))
            for i, count in enumerate(counts)
            if (height := 60 * count / most)
        ]
        found.append(Histogram(tuple(columns), _share(median)))
    return tuple(found)


def radar_label_css() -> str:
    """Rules that put a radar's labels in place when they are set as HTML: `.radar-5 .at-0` and so on.

    On paper the labels are HTML, since WeasyPrint sets SVG text letter by letter. The positions come from the same
    geometry as the SVG's, and as rules they need no style attribute.
    """
    rules = []
    for axes in range(FEWEST_AXES, MOST_AXES + 1):
        for i, angle in enumerate(_angles(axes)):
            x, y = _at(angle, RADIUS + LABEL_GAP)
            anchor = _anchor(angle)
            left = x - LABEL_WIDTH * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            align = {"start": "left", "middle": "center", "end": "right"}[anchor]
            place = f"left:{_text(100 * left / WIDTH)}%;top:{_text(100 * y / HEIGHT)}%"
            rules.append(f".radar-{axes} .at-{i}{{{place};text-align:{align}}}")
    return "\n".join(rules)


def _angles(count: int) -> list[float]:
    return [2 * pi * i / count - pi / 2 for i in range(count)]


def _at(angle: float, radius: float, centre: Point = CENTRE) -> Point:
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)


def _ring(level: int, angles: Sequence[float]) -> Ring:
    radius = RADIUS * level / int(SCALE)
    return Ring(level, _points(_at(angle, radius) for angle in angles), _text(CENTRE[1] - radius))


def _spoke(i: int, line: Measured, angles: Sequence[float]) -> Spoke:
    x, y = _texts(_at(angles[i], RADIUS))
    label_x, label_y = _at(angles[i], RADIUS + LABEL_GAP)
    return Spoke(
        name=line.name,
        value_text=number_text(line.value),
        previous_text=number_text(line.previous_value),
        x=x,
        y=y,
        label_x=_text(label_x),
        label_y=_text(label_y - 2),
        value_y=_text(label_y + 11),
        anchor=_anchor(angles[i]),
        position=i,
    )


def _anchor(angle: float) -> str:
    if abs(cos(angle)) < 0.1:
        return "middle"
    return "start" if cos(angle) > 0 else "end"


def _trace(values: Sequence[Decimal | None], angles: Sequence[float]) -> Trace:
    points = [
        None if value is None else _at(angle, RADIUS * float(value / SCALE))
        for value, angle in zip(values, angles, strict=True)
    ]
    known = [point for point in points if point is not None]
    whole = len(known) == len(points)
    pieces = () if whole else tuple(_points(run) for run in _runs(points) if len(run) > 1)
    return Trace(_points(known) if whole else "", pieces, tuple(_texts(point) for point in known))


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """Neighbouring values around the circle, cut at each missing one."""
    first_gap = points.index(None)
    turned = [*points[first_gap:], *points[:first_gap]]
    return [
        [point for point in run if point is not None]
        for known, run in groupby(turned, key=lambda point: point is not None)
        if known
    ]


def _description(lines: Sequence[Measured], now: str, before: str) -> str:
    """The chart in words, for those who do not see it."""
    parts = []
    for line in lines:
        earlier = "" if line.previous_value is None else f" ({before}: {number_text(line.previous_value)})"
        value = "tidak ada nilai" if line.value is None else number_text(line.value)
        parts.append(f"{line.name} {value}{earlier}")
    return f"{now}, skala 0 sampai {SCALE}: {'; '.join(parts)}."


def _share(value: Decimal | None) -> str | None:
    return None if value is None else _text(float(100 * value / SCALE))


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _texts(point: Point) -> tuple[str, str]:
    return _text(point[0]), _text(point[1])


def _pair(point: Point) -> str:
    return " ".join(_texts(point))


def _points(points: Iterable[Point]) -> str:
    return " ".join(",".join(_texts(point)) for point in points)
