"""Whether the stored numbers of a result still follow from one another, step by step, by the instrument's rule."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from evaluations import scoring
from evaluations.models import Result


def recomputes(result: Result) -> bool | None:
    """Whether dimensions follow from questions and the final value from dimensions; None when nothing is stored to
    follow from. Two queries; the result comes with its submission's instrument.

    Of results without questions (imported ones) only the last step is done. Weights off 100 lead to no final value.
    """
    rows = list(result.dimensions.all())
    if not rows:
        return None
    values = {row.dimension: row.value for row in rows}
    questions: dict[str, list[Fraction | None]] = defaultdict(list)
    for dimension, total, count in result.questions.values_list("indicator__dimension", "total", "count"):
        questions[dimension].append(Fraction(total, count) if count else None)
    if any(scoring.dimension_value(found) != values.get(dimension) for dimension, found in questions.items()):
        return False
    weights = {row.dimension: row.percent for row in rows}
    if sum(weights.values()) != 100:
        return False
    return scoring.score(values, weights, result.submission.instrument.rounding).final == result.final
