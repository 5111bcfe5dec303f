"""How grave a risk is, and how much of a target came about. No clock, no database, no request."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from documents.targets import Relation, read

SCALE = (1, 2, 3, 4, 5)
LOW, MEDIUM, HIGH, VERY_HIGH = "low", "medium", "high", "very_high"
BANDS = ((4, LOW), (9, MEDIUM), (16, HIGH), (25, VERY_HIGH))
"""The highest product of each band."""


def level(likelihood: int, impact: int) -> str:
    """The band of a risk. Raises ValueError outside the scale."""
    if likelihood not in SCALE or impact not in SCALE:
        raise ValueError(f"not on a scale from 1 to 5: {likelihood} × {impact}")
    return next(name for highest, name in BANDS if likelihood * impact <= highest)


def share(target: str, realisation: str) -> Decimal | None:
    """What came about in percent of the target, half-up to whole ones; None where either number is not certain.

    Both must name the same unit, or one of them none. It says nothing of better or worse: of a target to go down, more
    than a hundred is worse (`documents.targets.reached` tells where the direction is written).
    """
    aim, came = read(target), read(realisation)
    if aim is None or came is None or came.relation is not Relation.EXACT or aim.number <= 0 or came.number < 0:
        return None
    if aim.unit and came.unit and aim.unit != came.unit:
        return None
    return (100 * came.number / aim.number).quantize(Decimal(1), ROUND_HALF_UP)
