"""What an assessor's desk shows: own seats, how far each is, what is missing, and the panel's marks afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.prepared import Prepared
from evaluations import words
from evaluations.models import Mark, Note, QuestionValue, Seat, shown_mark
from evaluations.reasons import LastYear, Why, why_reason
from pillars.models import Dimension, Indicator
from pillars.queries import indicators_of, sections_of
from submissions.models import Attachment, Cycle, Receipt, Submission, Window
from submissions.queries.cases import questions_of


@dataclass(frozen=True)
class Missing:
    """One line of an assessor's checklist. `indicator` is None for the notes."""

    indicator: Indicator | None
    text: str


def printed_notes() -> QuerySet[Note]:
    """Notes on a whole submission that the region reads: the ones every assessor owes."""
    return Note.objects.filter(audience=Note.Audience.REGION, indicator__isnull=True)


class Held(NamedTuple):
    """An own mark as it stands."""

    value: int | None
    not_applicable: bool
    abstained: bool
    reason: str
    changed_at: datetime

    @property
    def shown(self) -> str:
        """ "0" to "4", "TB" (not applicable) or "AB" (abstained)."""
        return shown_mark(self.value, abstained=self.abstained)


@dataclass(frozen=True)
class Standing:
    """All own marks of a seat beside the questions, and what last year's panel gave the same questions, by key."""

    questions: Sequence[Indicator]
    marks: Mapping[UUID, Held]
    last_year: Mapping[str, LastYear]

    def why(self, indicator: Indicator) -> Why | None:
        """Why the mark of this question must still be given a reason; None: it needs none, or has one."""
        mark = self.marks.get(indicator.pk)
        if mark is None or mark.reason.strip():
            return None
        return why_reason(mark.value, abstained=mark.abstained, last_year=self.last_year.get(indicator.key))

    def lacking(self, indicator: Indicator) -> str:
        """What this question still needs before handing in, as a sentence; empty: nothing."""
        return words.reason_for(self.why(indicator)) if indicator.pk in self.marks else _("Belum dinilai.")


def _held(seat: UUID) -> QuerySet[Mark, Any]:
    names = ("indicator_id", "value", "not_applicable", "abstained", "reason", "changed_at")
    return Mark.objects.filter(seat=seat).order_by().values_list(*names)


def _last_year(cycle: UUID, submission: UUID) -> QuerySet[QuestionValue, Any]:
    region = Submission.objects.filter(pk=submission).values("regency")
    rows = QuestionValue.objects.filter(
        result__run__cycle=cycle, result__run__is_current=True, result__submission__regency__in=region, count__gt=0
    )
    return rows.order_by().values_list("indicator__key", "total", "count")


_HELD, _LAST_YEAR = Prepared(_held, 1), Prepared(_last_year, 2)


def standing_of(seat: Seat) -> Standing:
    """Own marks, and last year's where there is a cycle to compare with and it was announced. Two queries, and two more
    while the instrument can still change."""
    previous = seat.submission.cycle.previous_id
    before = _LAST_YEAR.rows(previous, seat.submission_id) if previous else ()
    return Standing(
        questions_of(seat.submission.instrument),
        {row[0]: Held._make(row[1:]) for row in _HELD.rows(seat.pk)},
        {key: LastYear(total, count) for key, total, count in before},
    )


def what_is_missing(seat: Seat) -> list[Missing]:
    """What a seat lacks before handing in: every question marked, with a reason where it must have one; each kind of
    note for the region."""
    standing = standing_of(seat)
    found = [Missing(indicator, text) for indicator in standing.questions if (text := standing.lacking(indicator))]
    written = set(printed_notes().filter(seat=seat).values_list("kind", flat=True))
    return found + [
        Missing(None, _("Catatan “%(kind)s” belum ditulis.") % {"kind": kind.label})
        for kind in Note.Kind
        if kind.value not in written
    ]


@dataclass(frozen=True)
class SectionProgress:
    """How far an assessor is in one section: a dimension, or one pillar of a dimension. `bare` marks lack a reason."""

    slug: str
    dimension: str
    pillar: str
    marked: int
    total: int
    bare: int = 0

    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def label(self) -> str:
        """Complete name, for a heading."""
        return f"{self.dimension_label} · {self.pillar}" if self.pillar else self.dimension_label

    @property
    def left(self) -> int:
        return self.total - self.marked

    @property
    def is_complete(self) -> bool:
        return self.left == 0 and self.bare == 0


@dataclass(frozen=True)
class Overview:
    """A seat's sections in order, and how many of the three kinds of note are written."""

    sections: list[SectionProgress]
    notes: int

    @property
    def marked(self) -> int:
        return sum(section.marked for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def is_complete(self) -> bool:
        return self.first_open is None and self.notes == len(Note.Kind)

    @property
    def first_open(self) -> SectionProgress | None:
        """The first section that still lacks a mark or a reason."""
        return next((section for section in self.sections if not section.is_complete), None)

    def section(self, slug: str) -> SectionProgress | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def after(self, slug: str) -> SectionProgress | None:
        """The section that follows; None after the last."""
        slugs = [section.slug for section in self.sections]
        place = slugs.index(slug) + 1
        return self.sections[place] if place < len(slugs) else None


def with_place(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Seats with region, cycle and instrument; `written_kinds`: how many kinds of note they hold; `opens_at` and
    `closes_at` of the assessment (None: never set); `warnings` that the region's newest receipt kept."""
    related = (
        "assessor",
        "submission__regency__province",
        "submission__cycle",
        "submission__instrument",
    )
    window = Window.objects.filter(cycle=OuterRef("submission__cycle"), kind=Window.Kind.ASSESSMENT)
    kinds = printed_notes().filter(seat=OuterRef("pk")).order_by().values("seat")
    receipts = Receipt.objects.filter(submission=OuterRef("submission"))
    return seats.select_related(*related).annotate(
        written_kinds=Coalesce(Subquery(kinds.annotate(count=Count("kind", distinct=True)).values("count")), 0),
        opens_at=Subquery(window.values("opens_at")),
        closes_at=Subquery(window.values("closes_at")),
        warnings=Subquery(receipts.values("content__warnings")[:1]),
    )


def window_of(seat: Seat) -> dict[str, Window]:
    """The assessment's window of a seat from `with_place`, by its kind; empty when it was never set."""
    opens_at, closes_at = seat.opens_at, seat.closes_at  # type: ignore[attr-defined]
    if opens_at is None:
        return {}
    kind = Window.Kind.ASSESSMENT
    return {kind: Window(cycle=seat.submission.cycle, kind=kind, opens_at=opens_at, closes_at=closes_at)}


def overview_of(seat: Seat, standing: Standing | None = None) -> Overview:
    """Progress of a seat from `with_place`, section by section; reads `standing` unless it is given."""
    found = standing or standing_of(seat)
    sections = [
        SectionProgress(
            section.slug,
            section.dimension,
            section.pillar.name if section.pillar else "",
            sum(row.pk in found.marks for row in section.indicators),
            len(section.indicators),
            sum(found.why(row) is not None for row in section.indicators),
        )
        for section in sections_of(found.questions)
    ]
    return Overview(sections, seat.written_kinds)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class DeskRow:
    """One of an assessor's seats with its progress."""

    seat: Seat
    marked: int
    total: int


@dataclass
class DeskGroup:
    """An assessor's seats in one cycle. `window` is that of the assessment."""

    cycle: Cycle
    window: Window | None
    rows: list[DeskRow]

    @property
    def left(self) -> int:
        """Seats not handed in yet."""
        return sum(row.seat.state == Seat.State.SCORING for row in self.rows)


def desk_of(seats: QuerySet[Seat]) -> list[DeskGroup]:
    """An assessor's seats by cycle, newest cycle first, what is left to do first. Three queries."""
    related = ("submission__regency__province", "submission__cycle")
    rows = list(
        seats.select_related(*related)
        .annotate(marked=Count("marks"))
        .order_by("-submission__cycle__year", "-submission__cycle__stage", "submission__cycle", "submission__regency")
    )
    if not rows:
        return []
    totals = indicator_counts({row.submission.instrument_id for row in rows})
    cycles = {row.submission.cycle_id: row.submission.cycle for row in rows}
    windows = {row.cycle_id: row for row in Window.objects.filter(cycle__in=cycles, kind=Window.Kind.ASSESSMENT)}
    groups = {key: DeskGroup(cycle, windows.get(key), []) for key, cycle in cycles.items()}
    for seat in sorted(rows, key=lambda row: row.state == Seat.State.HANDED_IN):
        total = totals.get(seat.submission.instrument_id, 0)
        groups[seat.submission.cycle_id].rows.append(DeskRow(seat, seat.marked, total))
    return list(groups.values())


def indicator_counts(instruments: Iterable[UUID]) -> dict[UUID, int]:
    """How many questions each instrument has. One query."""
    rows = Indicator.objects.filter(instrument__in=set(instruments)).values("instrument_id").order_by()
    return dict(rows.annotate(total=Count("pk")).values_list("instrument_id", "total"))


def evidence_count(seat: Seat) -> int:
    """Files attached to the answers that this seat reads. One query."""
    return Attachment.objects.filter(answer__submission_id=seat.submission_id).count()


@dataclass(frozen=True)
class PanelMarks:
    """Marks side by side: a row a question, a cell a seat ("0" to "4", "TB", "AB", or empty where there is none)."""

    seats: list[Seat]
    rows: list[tuple[Indicator, list[str]]]


def panel_marks(seat: Seat, seats: Iterable[Seat], marks: QuerySet[Mark]) -> PanelMarks:
    """`marks` (those the reader may see) of `seats` for the questions of `seat`'s submission. Two queries."""
    seats = list(seats)
    given: dict[object, dict[object, str]] = defaultdict(dict)
    rows = marks.filter(seat__in=[row.pk for row in seats]).values_list("indicator_id", "seat_id", "value", "abstained")
    for indicator_id, seat_id, value, abstained in rows:
        given[indicator_id][seat_id] = shown_mark(value, abstained=abstained)
    lines = [
        (indicator, [given[indicator.pk].get(row.pk, "") for row in seats])
        for indicator in indicators_of(seat.submission.instrument_id)
    ]
    return PanelMarks(seats, lines)
