"""How a result came to be, from the final value down to each mark."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluations import scoring
from evaluations.models import DimensionValue, Mark, QuestionValue, Result, Seat
from evaluations.queries.sums import panel_values
from pillars.models import Indicator

PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class ShownMark:
    """A mark 0 to 4, or None for "not applicable". `name` is empty for those who may not see who gave it."""

    value: int | None
    name: str = ""
    abstained: bool = False


@dataclass(frozen=True)
class Question:
    """A question of a result: `total` of the marks given, divided by their `count`.

    `is_agreed`: the panel's value from its plenary took the place of the mean; `total` is that value, `count` 1 (or 0).
    """

    indicator: Indicator
    total: int
    count: int
    marks: list[ShownMark]
    is_agreed: bool = False

    @property
    def exact(self) -> Fraction | None:
        return Fraction(self.total, self.count) if self.count else None

    @property
    def value(self) -> Decimal | None:
        """The mean as it is shown, half-up to two decimals; the exact one enters the dimension."""
        return None if self.exact is None else scoring.half_up(self.exact)

    @property
    def given(self) -> list[int]:
        return [mark.value for mark in self.marks if mark.value is not None]

    @property
    def has_abstention(self) -> bool:
        return any(mark.abstained for mark in self.marks)


@dataclass(frozen=True)
class Part:
    """A weighted dimension with the questions it was made from (none for published results)."""

    row: DimensionValue
    questions: list[Question]

    @property
    def product(self) -> Decimal | None:
        """Weight times value before any rounding."""
        return None if self.row.value is None else self.row.percent * self.row.value / 100

    @property
    def counted(self) -> int:
        return sum(question.count > 0 for question in self.questions)

    @property
    def total(self) -> Decimal | None:
        """Sum of the exact question values, to four decimals for the eye."""
        exact = [question.exact for question in self.questions if question.exact is not None]
        if not exact:
            return None
        found = sum(exact, Fraction(0))
        return (Decimal(found.numerator) / Decimal(found.denominator)).quantize(PLACES)


@dataclass(frozen=True)
class Making:
    """A result opened. `total` is the sum that the final was rounded from, as the instrument's rule makes it."""

    result: Result
    parts: list[Part]
    previous_parts: list[DimensionValue]

    @property
    def places(self) -> int:
        """Decimals that show a weighted part exactly: a value has two, a whole percentage two more."""
        return 4 if all(part.row.percent == int(part.row.percent) for part in self.parts) else 6

    @property
    def total(self) -> Decimal | None:
        weighted = [part.row.weighted for part in self.parts]
        known = [value for value in weighted if value is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(weighted) else None

    @property
    def difference(self) -> Decimal | None:
        """This year's final minus last year's unrounded sum, before it was rounded."""
        before = self.result.previous.unrounded if self.result.previous else None
        return None if self.result.final is None or before is None else self.result.final - before


def making_of(result: Result, *, names: bool) -> Making:
    """`result` with its dimensions, questions and marks. Five queries whatever their number.

    With `names` the marks stand in the order of the seats, with who gave them. Without, they stand from high to low,
    so that nobody can be followed from question to question.
    """
    ids = [result.pk] if result.previous_id is None else [result.pk, result.previous_id]
    dimensions: dict[object, list[DimensionValue]] = defaultdict(list)
    for row in DimensionValue.objects.filter(result__in=ids).order_by("id"):
        dimensions[row.result_id].append(row)
    questions: dict[str, list[Question]] = defaultdict(list)
    marks = _marks(result, names=names)
    rows = QuestionValue.objects.filter(result=result).select_related("indicator__pillar").order_by("indicator__order")
    agreed = {
        indicator: (0, 0) if value is None else (value, 1)
        for _submission, indicator, value in panel_values(item__submission=result.submission_id)
    }
    for value in rows:
        indicator, made = value.indicator, (value.total, value.count)
        is_agreed = agreed.get(indicator.pk) == made
        questions[indicator.dimension].append(Question(indicator, *made, marks[indicator.pk], is_agreed))
    parts = [Part(row, questions[row.dimension]) for row in dimensions[result.pk]]
    return Making(result, parts, dimensions[result.previous_id] if result.previous_id else [])


def _marks(result: Result, *, names: bool) -> dict[object, list[ShownMark]]:
    found: dict[object, list[ShownMark]] = defaultdict(list)
    rows = Mark.objects.filter(seat__submission=result.submission_id, seat__state=Seat.State.HANDED_IN)
    for indicator, value, name, abstained in rows.order_by("seat__number").values_list(
        "indicator_id", "value", "seat__assessor__name", "abstained"
    ):
        found[indicator].append(ShownMark(value, name if names else "", abstained))
    if not names:
        for marks in found.values():
            marks.sort(key=_high_to_low)
    return found


def _high_to_low(mark: ShownMark) -> int:
    return 9 + mark.abstained if mark.value is None else -mark.value
