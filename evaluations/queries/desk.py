"""What an assessor's desk shows: own seats, how far each is, what is missing, and the panel's marks afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from evaluations.models import Mark, Note, Seat
from pillars.models import Dimension, Indicator, Pillar
from pillars.queries import indicators_of
from submissions.models import Attachment, Cycle, Window


@dataclass(frozen=True)
class Missing:
    """One line of an assessor's checklist. `indicator` is None for the notes."""

    indicator: Indicator | None
    text: str


def printed_notes() -> QuerySet[Note]:
    """Notes on a whole submission that the region reads: the ones every assessor owes."""
    return Note.objects.filter(audience=Note.Audience.REGION, indicator__isnull=True)


def what_is_missing(seat: Seat) -> list[Missing]:
    """What a seat lacks before handing in: every question marked, each kind of note for the region. Three queries."""
    marked = set(Mark.objects.filter(seat=seat).values_list("indicator_id", flat=True))
    found = [
        Missing(indicator, _("Belum dinilai."))
        for indicator in indicators_of(seat.submission.instrument_id)
        if indicator.pk not in marked
    ]
    written = set(printed_notes().filter(seat=seat).values_list("kind", flat=True))
    return found + [
        Missing(None, _("Catatan “%(kind)s” belum ditulis.") % {"kind": kind.label})
        for kind in Note.Kind
        if kind.value not in written
    ]


@dataclass(frozen=True)
class SectionProgress:
    """How far an assessor is in one section: a dimension, or one pillar of a dimension."""

    slug: str
    dimension: str
    pillar: str
    marked: int
    total: int

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
        return self.left == 0


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
        return self.marked == self.total and self.notes == len(Note.Kind)

    @property
    def first_open(self) -> SectionProgress | None:
        """The first section that still lacks a mark."""
        return next((section for section in self.sections if not section.is_complete), None)

    def section(self, slug: str) -> SectionProgress | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def after(self, slug: str) -> SectionProgress | None:
        """The section that follows; None after the last."""
        slugs = [section.slug for section in self.sections]
        place = slugs.index(slug) + 1
        return self.sections[place] if place < len(slugs) else None


def with_place(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Seats with region, cycle, instrument, and `written_kinds`: how many kinds of note they hold."""
    related = (
        "assessor",
        "submission__regency__province",
        "submission__cycle",
        "submission__instrument",
    )
    printed = Q(notes__audience=Note.Audience.REGION, notes__indicator__isnull=True)
    return seats.select_related(*related).annotate(written_kinds=Count("notes__kind", filter=printed, distinct=True))


def overview_of(seat: Seat) -> Overview:
    """Progress of a seat from `with_place`, section by section. One query, a row a section."""
    rows = (
        Indicator.objects.filter(instrument_id=seat.submission.instrument_id)
        .annotate(given=FilteredRelation("marks", condition=Q(marks__seat=seat)))
        .values("dimension", "pillar_id", "pillar__order", "pillar__name_id", "pillar__name_en")
        .annotate(total=Count("pk"), marked=Count("given"))
        .order_by()
    )
    place = {value: number for number, value in enumerate(Dimension.values)}
    ordered = sorted(rows, key=lambda row: (place[row["dimension"]], row["pillar__order"] or 99))
    return Overview([_section_progress(row) for row in ordered], seat.written_kinds)  # type: ignore[attr-defined]


def _section_progress(row: Mapping[str, Any]) -> SectionProgress:
    dimension, slug = row["dimension"], row["pillar_id"]
    pillar = Pillar(name_id=row["pillar__name_id"], name_en=row["pillar__name_en"]).name if slug else ""
    place = f"{dimension}-{slug}" if slug else dimension
    return SectionProgress(place, dimension, pillar, row["marked"], row["total"])


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
    """Marks side by side: a row a question, a cell a seat ("0" to "4", "TB", or empty where there is none)."""

    seats: list[Seat]
    rows: list[tuple[Indicator, list[str]]]


def panel_marks(seat: Seat, seats: Iterable[Seat], marks: QuerySet[Mark]) -> PanelMarks:
    """`marks` (those the reader may see) of `seats` for the questions of `seat`'s submission. Two queries."""
    seats = list(seats)
    given: dict[object, dict[object, str]] = defaultdict(dict)
    rows = marks.filter(seat__in=[row.pk for row in seats]).values_list("indicator_id", "seat_id", "value")
    for indicator_id, seat_id, value in rows:
        given[indicator_id][seat_id] = "TB" if value is None else str(value)
    lines = [
        (indicator, [given[indicator.pk].get(row.pk, "") for row in seats])
        for indicator in indicators_of(seat.submission.instrument_id)
    ]
    return PanelMarks(seats, lines)
