"""How sure a rank is: what would have come out with other assessors on the panels, or with slightly other weights.

Statistics only. They run in binary floating point, never become a published number, and never alter one; finals and
ranks come from `scoring` alone. The seed is fixed, so equal inputs give equal bands.

Three questions are asked of a cohort. *Resampling*: each panel is drawn anew from its own assessors, with
replacement, all panels at once (the nonparametric bootstrap, B. Efron, 1979). *Leave one out*: one assessor of a
region's own panel is missing while all else stays. *Weights*: each weight of a dimension is up to `WEIGHT_SHIFT`
higher or lower, and they are brought back to 100.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 2000
SEED = 20221220
COVER = 0.90
"""Part of the draws that a region's range of ranks covers."""

CERTAIN = 0.95
"""Two regions are told apart when one is above the other in at least this part of the draws."""

WEIGHT_SHIFT = 0.20
STEP = 0.005
"""Half a hundredth: finals nearer than this share a place when they are published, so they do here."""


@dataclass(frozen=True)
class Panel:
    """A region's panel. `marks`: seats x questions, NaN where a seat has no value. `dimensions` names the dimension of
    each question; `weights` are percent and add up to 100."""

    marks: Floats
    dimensions: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Range:
    """Lowest and highest place (1 is the best)."""

    best: int
    worst: int


@dataclass(frozen=True)
class Band:
    """How sure the place of one region is. `group` counts from 1: regions of one group are too close to call.

    `alike` reaches from the best to the worst place among the regions that cannot be told from this one.
    `resampled` and `left_out` are None without single marks.
    """

    group: int
    alike: Range
    weighted: Range
    resampled: Range | None = None
    left_out: Range | None = None


def _nothing(done: int, of: int) -> None:
    """For those who do not wait for news."""


def bands_of_panels(
    panels: Sequence[Panel],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    tell: Callable[[int, int], None] = _nothing,
    places: Sequence[int] | None = None,
) -> list[Band]:
    """Bands of one cohort from the single marks. Every region must have a value in each weighted dimension.

    `places` are the stored ranks, where something else than the final decided between equals too.
    """
    dice = np.random.default_rng(seed)
    names = tuple(panels[0].weights) if panels else ()
    actual = np.array([_dimension_values(panel, np.ones((1, len(panel.marks))), names)[0] for panel in panels])
    finals = np.empty((len(panels), draws))
    without: list[Floats] = []
    for place, panel in enumerate(panels):
        seats = len(panel.marks)
        counts = dice.multinomial(seats, [1 / seats] * seats, size=draws).astype(np.float64)
        finals[place] = _weigh(_filled(_dimension_values(panel, counts, names), actual[place]), panel, names)
        if seats > 1:
            rest = _filled(_dimension_values(panel, 1 - np.eye(seats), names), actual[place])
            without.append(_weigh(rest, panel, names))
        else:
            without.append(np.empty(0))
        tell(place + 1, len(panels))
    base = np.array([_weigh(actual[[place]], panel, names)[0] for place, panel in enumerate(panels)])
    ranks = _ranks(finals)
    alike = _alike(finals)
    weighted = _weighted_ranges(actual, [panel.weights for panel in panels], dice, draws)
    stored = _places(base, places)
    groups, spans = _groups(alike, stored), _spans(alike, stored)
    return [
        Band(groups[k], spans[k], weighted[k], _cover(ranks[k]), _left_out(base, k, without[k]))
        for k in range(len(panels))
    ]


def bands_of_values(
    values: Sequence[Mapping[str, float]],
    weights: Sequence[Mapping[str, float]],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    places: Sequence[int] | None = None,
) -> list[Band]:
    """Bands of one cohort from its dimension values alone, where single marks were never published."""
    if not values:
        return []
    dice = np.random.default_rng(seed)
    names = tuple(weights[0])
    actual = np.array([[row[name] for name in names] for row in values])
    finals = _shifted(actual, weights, dice, draws)
    base = np.array([_official(row, own, names) for row, own in zip(actual, weights, strict=True)])
    stored, alike, ranks = _places(base, places), _alike(finals), _ranks(finals)
    groups, spans = _groups(alike, stored), _spans(alike, stored)
    return [Band(groups[k], spans[k], _cover(ranks[k])) for k in range(len(values))]


def _dimension_values(panel: Panel, counts: Floats, names: Sequence[str]) -> Floats:
    """Draws x dimensions. `counts`: how often each seat is in each draw. NaN for a dimension without any mark.

    Questions that every seat marked are summed per seat before the draws: their mean over a draw is the mean of those
    sums. The few others are worked out draw by draw, since their seats are not always the same.
    """
    given = np.isfinite(panel.marks)
    whole = given.all(axis=0)
    marks = np.where(given, panel.marks, 0.0)
    shares = counts / counts.sum(axis=1, keepdims=True)
    found = np.empty((len(counts), len(names)))
    for column, name in enumerate(names):
        own = np.array([dimension == name for dimension in panel.dimensions])
        total = shares @ marks[:, own & whole].sum(axis=1)
        count = np.full(len(counts), float((own & whole).sum()))
        torn = own & ~whole
        if torn.any():
            weight = counts @ given[:, torn].astype(np.float64)
            known = weight > 0
            means = np.divide(counts @ marks[:, torn], weight, out=np.zeros_like(weight), where=known)
            total, count = total + means.sum(axis=1), count + known.sum(axis=1)
        found[:, column] = np.divide(total, count, out=np.full(len(counts), np.nan), where=count > 0)
    return found


def _filled(drawn: Floats, actual: Floats) -> Floats:
    """A draw in which nobody gave a mark for a dimension says nothing about it: the actual value stands there."""
    return np.where(np.isfinite(drawn), drawn, actual)


def _weigh(values: Floats, panel: Panel, names: Sequence[str]) -> Floats:
    found: Floats = values @ np.array([panel.weights[name] / 100 for name in names])
    return found


def _official(values: Floats, weights: Mapping[str, float], names: Sequence[str]) -> float:
    return float(sum(value * weights[name] / 100 for value, name in zip(values, names, strict=True)))


def _shifted(actual: Floats, weights: Sequence[Mapping[str, float]], dice: np.random.Generator, draws: int) -> Floats:
    """Regions x draws: finals under shifted weights, the same shift for all regions of a draw."""
    names = tuple(weights[0])
    shift = dice.uniform(1 - WEIGHT_SHIFT, 1 + WEIGHT_SHIFT, size=(draws, len(names)))
    finals = np.empty((len(actual), draws))
    for place, (row, own) in enumerate(zip(actual, weights, strict=True)):
        moved = shift * np.array([own[name] for name in names])
        finals[place] = (moved / moved.sum(axis=1, keepdims=True)) @ row
    return finals


def _weighted_ranges(
    actual: Floats, weights: Sequence[Mapping[str, float]], dice: np.random.Generator, draws: int
) -> list[Range]:
    return [_cover(row) for row in _ranks(_shifted(actual, weights, dice, draws))] if len(actual) else []


def _ranks(finals: Floats) -> NDArray[np.int64]:
    """Place of every region in every draw, 1 the best; finals that are published alike share a place."""
    rounded = np.floor(finals / (2 * STEP) + 0.5).astype(np.int64)
    order = np.sort(-rounded, axis=0)
    found = np.empty(finals.shape, dtype=np.int64)
    for draw in range(finals.shape[1]):
        found[:, draw] = np.searchsorted(order[:, draw], -rounded[:, draw], side="left") + 1
    return found


def _places(base: Floats, stored: Sequence[int] | None) -> NDArray[np.int64]:
    """The ranks as they are published: the stored ones, or those of the finals."""
    return _ranks(base[:, None])[:, 0] if stored is None else np.array(stored, dtype=np.int64)


def _cover(ranks: NDArray[np.int64]) -> Range:
    low, high = np.quantile(ranks, [(1 - COVER) / 2, (1 + COVER) / 2], method="inverted_cdf")
    return Range(int(low), int(high))


def _alike(finals: Floats) -> NDArray[np.bool_]:
    """Regions x regions: True where neither is above the other in `CERTAIN` of the draws."""
    size, draws = finals.shape
    found = np.zeros((size, size), dtype=bool)
    thin = finals.astype(np.float32)
    for place in range(size):
        above = (thin[place] > thin + STEP).sum(axis=1) / draws
        below = (thin[place] + STEP < thin).sum(axis=1) / draws
        found[place] = (above < CERTAIN) & (below < CERTAIN)
    return found | found.T


def _groups(alike: NDArray[np.bool_], places: NDArray[np.int64]) -> list[int]:
    """From the top: a group goes on while each next region cannot be told from the group's first."""
    found = [0] * len(places)
    group, first = 0, -1
    for region in sorted(range(len(places)), key=lambda k: (places[k], k)):
        if first < 0 or not (alike[first, region] or places[first] == places[region]):
            group, first = group + 1, region
        found[region] = group
    return found


def _spans(alike: NDArray[np.bool_], places: NDArray[np.int64]) -> list[Range]:
    found = []
    for region, row in enumerate(alike):
        near = np.append(places[row], places[region])
        found.append(Range(int(near.min()), int(near.max())))
    return found


def _left_out(base: Floats, region: int, finals: Floats) -> Range | None:
    """Best and worst place of a region when each of its assessors in turn is missing; None with a single one."""
    if not len(finals):
        return None
    others = np.delete(np.floor(base / (2 * STEP) + 0.5), region)
    own = np.floor(finals / (2 * STEP) + 0.5)
    places = [int((others > value).sum()) + 1 for value in own]
    return Range(min(places), max(places))
