"""What a report shows, as plain values. No database, no request: a page or a PDF is drawn from these alone.

Everywhere `None` means "no value" and is printed as a dash, never as 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

NOT_APPLICABLE = "TB"
ABSTAINED = "AB"
LONG_TEXT, LONG_WORD = 2_000, 40  # characters


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One indicator: the region's answer and what the panel made of it."""

    number: int
    key: str
    label: str
    pillar_name: str
    answer_text: str
    narrative: str
    own_level: str
    value: Decimal | None
    marks: tuple[str, ...]  # "0" to "4", or NOT_APPLICABLE or ABSTAINED; one per assessor who marked it

    @property
    def is_long(self) -> bool:
        """Whether its row may be taller than half a page or wider than its column, so that it must be allowed to break."""
        text = f"{self.label} {self.answer_text} {self.narrative}"
        return len(text) > LONG_TEXT or any(len(word) > LONG_WORD for word in text.split())

    @property
    def counting_marks(self) -> tuple[int, ...]:
        """The marks that enter the mean."""
        return tuple(int(mark) for mark in self.marks if mark not in (NOT_APPLICABLE, ABSTAINED))


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One weighted part of the score. `weight` is in percent."""

    slug: str
    name: str
    weight: Decimal
    value: Decimal | None
    weighted: Decimal | None  # value × weight / 100, rounded as the instrument's rule says
    previous_value: Decimal | None
    questions: tuple[QuestionLine, ...]

    @property
    def product(self) -> Decimal | None:
        """Value × weight / 100 before any rounding."""
        return None if self.value is None else self.value * self.weight / 100

    @property
    def change(self) -> Decimal | None:
        return difference(self.value, self.previous_value)

    @property
    def counted(self) -> int:
        """How many questions enter the mean."""
        return sum(question.value is not None for question in self.questions)

    @property
    def total(self) -> Decimal | None:
        """Sum of the question values that enter the mean; None where there are none."""
        values = [question.value for question in self.questions if question.value is not None]
        return sum(values, Decimal(0)) if values else None


@dataclass(frozen=True, slots=True)
class PillarLine:
    slug: str
    name: str
    value: Decimal | None
    previous_value: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return difference(self.value, self.previous_value)


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A strength, weakness or recommendation under its author's name; `about` names what it speaks of, or is empty."""

    author: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Emblem:
    """A regency's emblem; `address` is a `data:` address with the whole PNG in it."""

    sha256: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegionReport:
    """All that the report of one region in one cycle says.

    `announced_at` is aware and already in the region's own zone, which `timezone_label` names (WIB, WITA, WIT).
    `rank_set` and `tie_rule` are sentences: a rank is never quoted without saying among whom.
    """

    regency_name: str
    regency_code: str
    province_name: str
    cycle_name: str
    year: int
    stage_name: str
    cohort_name: str
    instrument_name: str
    announced_at: datetime
    timezone_label: str
    sample: bool
    final: Decimal | None
    improvement: Decimal | None
    previous_year: int | None
    previous_final: Decimal | None
    rank: int | None
    rank_of: int
    rank_set: str
    tie_rule: str
    rounding_text: str
    dimensions: tuple[DimensionLine, ...]
    pillars: tuple[PillarLine, ...]
    strengths: tuple[NoteLine, ...]
    weaknesses: tuple[NoteLine, ...]
    recommendations: tuple[NoteLine, ...]
    result_id: str
    run_number: int
    input_hash: str
    improvement_text: str = ""  # the rule of Indeks Peningkatan in a sentence
    rounding: str = "sum_then_round"  # a rule of evaluations.scoring
    knows_hour: bool = True  # of the announcement; a letter has only a day
    previous_unrounded: Decimal | None = None  # last year's weighted sum before rounding
    emblem: Emblem | None = None

    @property
    def weighted_sum(self) -> Decimal | None:
        """Sum of the weighted dimensions as the rule uses them; None while one of them has no value."""
        parts = [dimension.weighted for dimension in self.dimensions]
        known = [part for part in parts if part is not None]
        return sum(known, Decimal(0)) if parts and len(known) == len(parts) else None

    @property
    def places(self) -> int:
        """Decimals that write every weighted dimension exactly, at least two."""
        used = [value for d in self.dimensions for value in (d.product, d.weighted) if value is not None]
        return max([2, *(-int(value.normalize().as_tuple().exponent) for value in used)])

    @property
    def sum_explains_final(self) -> bool:
        """Whether the printed parts lead to the printed final value (a published row may differ)."""
        if self.weighted_sum is None or self.final is None:
            return False
        return abs(self.weighted_sum - self.final) <= Decimal("0.005")

    @property
    def raw_improvement(self) -> Decimal | None:
        """Indeks Peningkatan before it was rounded, where last year's unrounded sum is known."""
        return difference(self.final, self.previous_unrounded)

    @property
    def improvement_is_explained(self) -> bool:
        """Whether the printed subtraction leads to the printed Indeks Peningkatan (a published row may differ)."""
        raw = self.raw_improvement
        return raw is not None and raw.quantize(Decimal("0.01"), ROUND_HALF_EVEN) == self.improvement

    @property
    def has_notes(self) -> bool:
        return bool(self.strengths or self.weaknesses or self.recommendations)

    @property
    def question_count(self) -> int:
        return sum(len(dimension.questions) for dimension in self.dimensions)

    @property
    def example_question(self) -> QuestionLine | None:
        """The first question whose marks differ: it shows best how marks become a value."""
        marked = [q for d in self.dimensions for q in d.questions if q.value is not None and q.counting_marks]
        return next((q for q in marked if len(set(q.counting_marks)) > 1), marked[0] if marked else None)


def difference(after: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if after is None or before is None else after - before


def by_author(notes: Iterable[NoteLine]) -> tuple[tuple[str, tuple[NoteLine, ...]], ...]:
    """Notes gathered under each author, in the order in which the authors first appear."""
    grouped: dict[str, list[NoteLine]] = {}
    for note in notes:
        grouped.setdefault(note.author, []).append(note)
    return tuple((author, tuple(lines)) for author, lines in grouped.items())
