"""The divergence board of one panel: its marks side by side, how far apart, and what is on the agenda."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from evaluations.divergence import is_split, lonely, spread
from evaluations.models import USUAL_THRESHOLD, AgendaItem, BoardSetting, Mark, Seat, shown_mark
from pillars.models import Dimension, Indicator
from submissions.models import Submission
from submissions.queries.cases import questions_of


@dataclass(frozen=True)
class Cell:
    """One assessor's mark: "0" to "4", "TB", "AB", or empty where there is none."""

    text: str
    is_lonely: bool


@dataclass(frozen=True)
class BoardRow:
    """A question. `spread` is in steps of the scale, None with fewer than two marks."""

    indicator: Indicator
    cells: list[Cell]
    spread: int | None
    is_split: bool
    is_far_apart: bool
    on_agenda: bool

    @property
    def is_divergent(self) -> bool:
        """Whether the panel should talk about it."""
        return self.is_far_apart or self.is_split

    @property
    def has_lonely(self) -> bool:
        return any(cell.is_lonely for cell in self.cells)

    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.indicator.dimension).label)


@dataclass(frozen=True)
class Board:
    """`seats` are those whose marks stand in the columns; `agenda` is in its order."""

    seats: list[Seat]
    rows: list[BoardRow]
    agenda: list[AgendaItem]
    threshold: int

    @property
    def divergent(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_divergent]


def threshold_of(cycle_id: UUID) -> int:
    """Steps from which marks count as far apart in a cycle. One query."""
    found = BoardSetting.objects.filter(cycle=cycle_id).values_list("threshold", flat=True).first()
    return USUAL_THRESHOLD if found is None else found


def board_of(submission: Submission, marks: QuerySet[Mark]) -> Board:
    """`marks` are those the reader may see; only handed-in seats stand on the board. Five queries."""
    handed_in = Seat.objects.filter(submission=submission, state=Seat.State.HANDED_IN)
    seats = list(handed_in.select_related("assessor").order_by("number"))
    threshold = threshold_of(submission.cycle_id)
    questions = {row.pk: row for row in questions_of(submission.instrument)}
    agenda = list(AgendaItem.objects.filter(submission=submission))
    for item in agenda:
        item.indicator = questions[item.indicator_id]
    chosen = {item.indicator_id for item in agenda}
    given = _given(seats, marks)
    rows = [
        _row(indicator, [row.pk for row in seats], given[indicator.pk], threshold, on_agenda=indicator.pk in chosen)
        for indicator in questions.values()
    ]
    return Board(seats, rows, agenda, threshold)


def _given(seats: Iterable[Seat], marks: QuerySet[Mark]) -> dict[UUID, dict[UUID, tuple[int | None, bool]]]:
    """Marks by question and seat, as value and whether the assessor abstained; (None, False) is "not applicable"."""
    found: dict[UUID, dict[UUID, tuple[int | None, bool]]] = defaultdict(dict)
    rows = marks.filter(seat__in=[row.pk for row in seats]).values_list("indicator_id", "seat_id", "value", "abstained")
    for indicator, seat, value, abstained in rows:
        found[indicator][seat] = value, abstained
    return found


def _row(
    indicator: Indicator,
    seats: Sequence[UUID],
    given: dict[UUID, tuple[int | None, bool]],
    threshold: int,
    *,
    on_agenda: bool,
) -> BoardRow:
    """Who abstained says nothing of the question: it is neither near nor far, nor a "not applicable"."""
    there = [seat for seat in seats if seat in given and not given[seat][1]]
    values = [given[seat][0] for seat in there]
    place, apart = lonely(values, threshold), spread(values)
    alone = None if place is None else there[place]
    texts = {seat: shown_mark(value, abstained=abstained) for seat, (value, abstained) in given.items()}
    return BoardRow(
        indicator,
        [Cell(texts.get(seat, ""), seat == alone) for seat in seats],
        apart,
        is_split(values),
        apart is not None and apart >= threshold,
        on_agenda,
    )
