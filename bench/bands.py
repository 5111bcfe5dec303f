"""Bands of a whole country: 514 regions with five assessors each, drawn anew two thousand times."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from bench.table import Row
from evaluations import bands

REGIONS, SEATS, SECONDS = 514, 5, 5.0
NOT_APPLICABLE = 0.02  # of the marks
QUESTIONS = {"baseline": 12, "output": 30, "outcome": 30, "impact": 25, "quick_win": 20}
WEIGHTS = {"baseline": 10.0, "output": 20.0, "outcome": 25.0, "impact": 25.0, "quick_win": 20.0}


def rows() -> Iterator[Row]:
    """Time on the clock, without the database's part."""
    dice = np.random.default_rng(1)
    dimensions = tuple(name for name, count in QUESTIONS.items() for _ in range(count))
    panels = [
        bands.Panel(
            np.clip(np.round(dice.normal(2.5 + dice.normal(0, 0.3), 0.7, (SEATS, len(dimensions)))), 0, 4),
            dimensions,
            WEIGHTS,
        )
        for _ in range(REGIONS)
    ]
    for panel in panels:
        panel.marks[dice.random(panel.marks.shape) < NOT_APPLICABLE] = np.nan
    start = time.perf_counter()
    found = bands.bands_of_panels(panels)
    seconds = time.perf_counter() - start
    if len(found) != REGIONS:
        raise RuntimeError("every region of the sample has a band")
    yield Row(f"Bands of {REGIONS} regions, {bands.DRAWS} draws", seconds, "s", SECONDS)
