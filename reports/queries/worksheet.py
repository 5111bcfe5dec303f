"""What an assessor's worksheet says: the marks and notes of one seat. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.models import Mark, Note, Seat, shown_mark
from pillars.models import Dimension, Indicator
from reports.queries.region import answer_text
from reports.shapes import NoteLine
from submissions.models import Answer


@dataclass(frozen=True, slots=True)
class Line:
    """A question with the own mark; an empty mark is a box to write in."""

    number: int
    label: str
    answer_text: str
    own_level: str
    mark: str

    @property
    def is_long(self) -> bool:
        return len(self.label) + len(self.answer_text) > 1_500 or any(len(word) > 40 for word in self.label.split())


@dataclass(frozen=True, slots=True)
class Worksheet:
    """`groups`: dimension name and its lines; `notes`: heading and the own notes of that kind."""

    regency_name: str
    province_name: str
    cycle_name: str
    cohort_name: str
    assessor: str
    seat_number: int
    state: str
    sample: bool
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    notes: tuple[tuple[str, tuple[NoteLine, ...]], ...]

    @property
    def marked(self) -> int:
        return sum(bool(line.mark) for _name, lines in self.groups for line in lines)

    @property
    def question_count(self) -> int:
        return sum(len(lines) for _name, lines in self.groups)


def worksheet(seat: Seat) -> Worksheet:
    """The worksheet of a seat with its submission, region, cycle and assessor."""
    submission = seat.submission
    return Worksheet(
        regency_name=submission.regency.name,
        province_name=submission.regency.province.name,
        cycle_name=submission.cycle.name,
        cohort_name=str(submission.get_cohort_display()),
        assessor=seat.assessor.name,
        seat_number=seat.number,
        state=str(seat.get_state_display()),
        sample=submission.cycle.is_sample,
        groups=_groups(seat),
        notes=_notes(seat),
    )


def _groups(seat: Seat) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    rows = Mark.objects.filter(seat=seat).values_list("indicator_id", "value", "abstained")
    marks = {indicator: shown_mark(value, abstained=abstained) for indicator, value, abstained in rows}
    answers = {answer.indicator_id: answer for answer in Answer.objects.filter(submission=seat.submission_id)}
    found: dict[str, list[Line]] = {}
    for indicator in Indicator.objects.filter(instrument=seat.submission.instrument_id).order_by("order"):
        answer = answers.get(indicator.pk)
        line = Line(
            number=indicator.order,
            label=indicator.label,
            answer_text=answer_text(answer, indicator),
            own_level="" if answer is None or answer.own_level is None else str(answer.own_level),
            mark=marks.get(indicator.pk, ""),
        )
        found.setdefault(str(Dimension(indicator.dimension).label), []).append(line)
    return tuple((name, tuple(lines)) for name, lines in found.items())


def _notes(seat: Seat) -> tuple[tuple[str, tuple[NoteLine, ...]], ...]:
    rows = list(Note.objects.filter(seat=seat).order_by("kind", "order"))
    return tuple(
        (str(label), tuple(NoteLine("", note.text, "") for note in rows if note.kind == kind))
        for kind, label in Note.Kind.choices
    )
