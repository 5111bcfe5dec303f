"""How well assessors agree: statistics about marks, which never alter one.

Krippendorff's alpha for ordinal data (K. Krippendorff, Content Analysis, 2004, chapter 11), from the library
`krippendorff`: 1 is full agreement, 0 what chance would give, below 0 worse than chance. "Not applicable" and
abstentions are no values and leave the sums, as they leave the evaluation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import krippendorff
import numpy as np

LEVELS = (0, 1, 2, 3, 4)
FEWEST_PANELS = 5
"""Panels with two marks or more below which nothing is said: alpha of a handful of marks is noise."""

POOR = Decimal("0.667")
"""Below this alpha even tentative conclusions are not drawn (Krippendorff, 2004, p. 241)."""

THOUSANDTH, CENT = Decimal("0.001"), Decimal("0.01")


@dataclass(frozen=True)
class Given:
    """One mark: on which panel, on which question, by whom, how much."""

    panel: Hashable
    question: Hashable
    assessor: Hashable
    value: int


@dataclass(frozen=True)
class Agreement:
    """`alpha` is None with fewer than `FEWEST_PANELS` comparable panels, and where every mark is the same."""

    alpha: Decimal | None
    panels: int
    spread: Decimal | None


@dataclass(frozen=True)
class Severity:
    """Mean difference from the others of the panel over `marks` marks; plus is milder, minus is stricter."""

    difference: Decimal
    marks: int


def agreement(units: Iterable[Sequence[int]]) -> Agreement:
    """Of units (one question on one panel each), given as the marks on them. Units with a single mark say nothing."""
    pairs = [tuple(unit) for unit in units if len(unit) > 1]
    if not pairs:
        return Agreement(None, 0, None)
    spread = Fraction(sum(max(unit) - min(unit) for unit in pairs), len(pairs))
    return Agreement(_alpha(pairs), len(pairs), _rounded(spread, CENT))


def _alpha(units: Sequence[Sequence[int]]) -> Decimal | None:
    if len(units) < FEWEST_PANELS or len({mark for unit in units for mark in unit}) < 2:
        return None
    counts = np.array([[list(unit).count(level) for level in LEVELS] for unit in units])
    found = krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal", value_domain=list(LEVELS))
    return Decimal(str(float(found))).quantize(THOUSANDTH)


def by_question(marks: Iterable[Given]) -> dict[Hashable, Agreement]:
    """Agreement of each question over all panels."""
    units: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        units[mark.question][mark.panel].append(mark.value)
    return {question: agreement(found.values()) for question, found in units.items()}


def overall(marks: Iterable[Given]) -> Agreement:
    """Agreement over all questions and panels together."""
    return agreement(_units(marks).values())


def severities(marks: Sequence[Given]) -> dict[Hashable, Severity]:
    """Of each assessor: the mean of own mark minus the mean of the others on the same question and panel."""
    totals = {unit: (sum(values), len(values)) for unit, values in _units(marks).items()}
    differences: dict[Hashable, list[Fraction]] = defaultdict(list)
    for mark in marks:
        total, count = totals[mark.panel, mark.question]
        if count > 1:
            differences[mark.assessor].append(mark.value - Fraction(total - mark.value, count - 1))
    return {
        who: Severity(_rounded(sum(found, Fraction(0)) / len(found), CENT), len(found))
        for who, found in differences.items()
    }


def _units(marks: Iterable[Given]) -> Mapping[tuple[Hashable, Hashable], list[int]]:
    found: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
    for mark in marks:
        found[mark.panel, mark.question].append(mark.value)
    return found


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step)
