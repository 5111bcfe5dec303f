"""Invented answers and marks. The same seed invents the same, so that every demo looks alike."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from evaluations.actions.given import Given
from evaluations.models import Note
from pillars.models import Indicator
from smartcity.sample import texts
from submissions.actions.answers import Draft

Kind = Indicator.AnswerKind


def draft(indicator: Indicator, dice: Random) -> Draft:
    """A whole answer: value of the indicator's kind, level, and a narrative; now and then "not applicable"."""
    if dice.random() < 0.03:
        return Draft(not_applicable=True, not_applicable_reason=dice.choice(texts.REASONS_NOT_APPLICABLE))
    narrative = dice.choice(texts.NARRATIVES[indicator.dimension])
    level = dice.choice((2, 2, 3, 3, 3, 4))
    match indicator.answer_kind:
        case Kind.YES_NO:
            return Draft(yes=dice.random() < 0.85, narrative=narrative, own_level=level)
        case Kind.TEXT:
            return Draft(text=dice.choice(texts.DESCRIPTIONS), narrative=narrative, own_level=level)
        case _:
            return Draft(number=_number(indicator, dice), narrative=narrative, own_level=level)


def _number(indicator: Indicator, dice: Random) -> Decimal:
    match indicator.answer_kind:
        case Kind.COUNT:
            return Decimal(dice.randint(1, 24))
        case Kind.PERCENT:
            low, high = (1, 9) if "APBD" in indicator.unit else (55, 98)
            return Decimal(dice.randint(low * 10, high * 10)) / 10
        case Kind.SURVEY_MEAN:
            return Decimal(dice.randint(230, 370)) / 100
        case _:
            high = 85 if "100" in indicator.unit else 4
            return Decimal(dice.randint(high * 50, high * 100)) / 100


def marks(indicators: Iterable[Indicator], dice: Random, *, ease: float) -> dict[Indicator, Given]:
    """A mark for each question around `ease` (0 to 4); a question is never not applicable to the whole panel."""
    return {
        indicator: Given(mark := max(0, min(4, round(dice.gauss(ease, 0.7)))), reason=_reason(indicator, mark))
        for indicator in indicators
    }


def _reason(indicator: Indicator, mark: int) -> str:
    """Picked without the dice, so that the marks stay what they were."""
    pool = texts.MARK_REASONS[mark]
    return pool[indicator.order % len(pool)]


def notes(dice: Random) -> dict[str, list[str]]:
    """Two notes of each kind."""
    pools = {
        Note.Kind.STRENGTH: texts.STRENGTHS,
        Note.Kind.WEAKNESS: texts.WEAKNESSES,
        Note.Kind.RECOMMENDATION: texts.RECOMMENDATIONS,
    }
    return {kind.value: dice.sample(pool, 2) for kind, pool in pools.items()}
