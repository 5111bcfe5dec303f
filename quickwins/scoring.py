"""How grave a risk is: likelihood times impact, each from 1 to 5. No clock, no database, no request."""

from __future__ import annotations

SCALE = (1, 2, 3, 4, 5)
LOW, MEDIUM, HIGH, VERY_HIGH = "low", "medium", "high", "very_high"
BANDS = ((4, LOW), (9, MEDIUM), (16, HIGH), (25, VERY_HIGH))
"""The highest product of each band."""


def level(likelihood: int, impact: int) -> str:
    """The band of a risk. Raises ValueError outside the scale."""
    if likelihood not in SCALE or impact not in SCALE:
        raise ValueError(f"not on a scale from 1 to 5: {likelihood} × {impact}")
    return next(name for highest, name in BANDS if likelihood * impact <= highest)
