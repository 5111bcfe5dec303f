"""A submission at a glance: its sections with progress, and where each question stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from common.prepared import Prepared
from pillars.models import Dimension, Indicator, Pillar
from pillars.queries import indicators_of
from submissions.models import Answer, HandOver, Submission
from submissions.queries.cycles import COMPLETE
from submissions.workflow import WITH_THE_AGENCY


@dataclass(frozen=True)
class Place:
    """Where a question stands, whether it is complete, and which agency was asked ("" for none).

    `hand_over` is the state of the hand-over ("" for none), `due_at` until when the agency was asked, `reason` why it
    was returned.
    """

    pk: UUID
    order: int
    section: str
    is_complete: bool
    agency_id: UUID | None
    agency: str
    hand_over: str = ""
    due_at: datetime | None = None
    reason: str = ""

    def is_overdue(self, at: datetime) -> bool:
        """Still with the agency when its time is over: at the very second it was due, or later."""
        return self.hand_over in WITH_THE_AGENCY and self.due_at is not None and at >= self.due_at


@dataclass
class SectionProgress:
    """The questions that share a page, and how many of them are complete."""

    slug: str
    dimension: str
    pillar: str
    """Name of the pillar; empty for a section that has none."""
    pillar_order: int
    places: list[Place]

    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def pillar_slug(self) -> str:
        """The pillar; empty for a section that has none."""
        return self.slug.removeprefix(f"{self.dimension}-") if self.pillar else ""

    @property
    def label(self) -> str:
        """Complete name, for a heading."""
        return f"{self.dimension_label} · {self.pillar}" if self.pillar else self.dimension_label

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def complete(self) -> int:
        return sum(place.is_complete for place in self.places)


@dataclass
class AgencyProgress:
    """An agency that was asked, and how far it is. `overdue` questions are late, the first of them since `late_since`."""

    pk: UUID
    name: str
    total: int = 0
    complete: int = 0
    given_back: int = 0
    accepted: int = 0
    overdue: int = 0
    late_since: datetime | None = None

    def add(self, place: Place, at: datetime) -> None:
        self.total += 1
        self.complete += place.is_complete
        self.given_back += place.hand_over == HandOver.State.GIVEN_BACK
        self.accepted += place.hand_over == HandOver.State.ACCEPTED
        if place.is_overdue(at) and place.due_at is not None:
            self.overdue += 1
            self.late_since = min(self.late_since or place.due_at, place.due_at)


@dataclass(frozen=True)
class Overview:
    """The sections of a submission, in order, as far as somebody sees them."""

    sections: list[SectionProgress]

    @property
    def complete(self) -> int:
        return sum(section.complete for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    def section(self, slug: str) -> SectionProgress | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def after(self, slug: str) -> SectionProgress | None:
        """The section that follows; None after the last."""
        slugs = [section.slug for section in self.sections]
        place = slugs.index(slug) + 1
        return self.sections[place] if place < len(slugs) else None

    @property
    def places(self) -> list[Place]:
        return [place for section in self.sections for place in section.places]

    def agencies(self, at: datetime) -> list[AgencyProgress]:
        """Agencies that were asked, by name, with how far they are at this moment."""
        found: dict[UUID, AgencyProgress] = {}
        for place in self.places:
            if place.agency_id is not None:
                found.setdefault(place.agency_id, AgencyProgress(place.agency_id, place.agency)).add(place, at)
        return sorted(found.values(), key=lambda row: row.name)

    def place(self, indicator_pk: UUID) -> Place | None:
        """Where one question stands; None: it is not among these."""
        return next((place for place in self.places if place.pk == indicator_pk), None)


def overview_of(submission: Submission, agencies: Collection[object] | None = None) -> Overview:
    """Sections with progress; with `agencies` only of questions handed to them. One query."""
    found: dict[str, SectionProgress] = {}
    for row in _PLACES.rows(submission.pk, submission.instrument_id):
        if agencies is None or (row[8] and UUID(row[8]["agency"]) in agencies):
            _add(found, row)
    order = {value: number for number, value in enumerate(Dimension.values)}
    return Overview(sorted(found.values(), key=lambda section: (order[section.dimension], section.pillar_order)))


def _places(submission: UUID, instrument: UUID) -> QuerySet[Indicator, Any]:
    complete = Answer.objects.filter(COMPLETE, submission=submission, indicator=OuterRef("pk"))
    held = HandOver.objects.filter(submission=submission, indicator=OuterRef("pk"))
    rows = Indicator.objects.filter(instrument=instrument).order_by("order")
    names = ("pk", "order", "dimension", "pillar_id", "pillar__order", "pillar__name_id", "pillar__name_en")
    asked = {"agency": "agency_id", "code": "agency__code", "state": "state", "due_at": "due_at", "reason": "reason"}
    hand_over = Subquery(held.values(asked=JSONObject(**asked))[:1])
    return rows.values_list(*names, Exists(complete), hand_over)


_PLACES = Prepared(_places, 2)


def indicators_seen(submission: Submission, overview: Overview) -> list[Indicator]:
    """The questions of an overview with their pillars, section after section. One query."""
    place = {place.pk: number for number, place in enumerate(overview.places)}
    found = [indicator for indicator in indicators_of(submission.instrument_id) if indicator.pk in place]
    return sorted(found, key=lambda indicator: place[indicator.pk])


def _add(found: dict[str, SectionProgress], row: Sequence[Any]) -> None:
    pk, order, dimension, pillar, pillar_order, name_id, name_en, is_complete, held = row
    slug = f"{dimension}-{pillar}" if pillar else dimension
    if slug not in found:
        name = Pillar(name_id=name_id, name_en=name_en).name if pillar else ""
        found[slug] = SectionProgress(slug, dimension, name, pillar_order or 99, [])
    asked = (
        (UUID(held["agency"]), held["code"], held["state"], _instant(held["due_at"]), held["reason"])
        if held
        else (None, "")
    )
    found[slug].places.append(Place(pk, order, slug, bool(is_complete), *asked))


def _instant(text: str | None) -> datetime | None:
    """An instant out of JSON; SQLite writes it in UTC without saying so."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
