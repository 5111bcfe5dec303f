"""A submission at a glance: its sections with progress, and where each question stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery, UUIDField

from pillars.models import Dimension, Indicator, Pillar
from pillars.queries import indicators_of
from submissions.models import Answer, HandOver, Submission
from submissions.queries.cycles import COMPLETE


@dataclass(frozen=True)
class Place:
    """Where a question stands, whether it is complete, and which agency was asked ("" for none)."""

    pk: UUID
    order: int
    section: str
    is_complete: bool
    agency_id: UUID | None
    agency: str


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
    """An agency that was asked, and how far it is."""

    name: str
    total: int = 0
    complete: int = 0


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

    def agencies(self) -> list[AgencyProgress]:
        """Agencies that were asked, by name, with how many of their questions are complete."""
        found: dict[str, AgencyProgress] = {}
        for place in self.places:
            if place.agency:
                row = found.setdefault(place.agency, AgencyProgress(place.agency))
                row.total += 1
                row.complete += place.is_complete
        return sorted(found.values(), key=lambda row: row.name)

    def place(self, indicator_pk: UUID) -> Place | None:
        """Where one question stands; None: it is not among these."""
        return next((place for place in self.places if place.pk == indicator_pk), None)


def overview_of(submission: Submission, agencies: Collection[object] | None = None) -> Overview:
    """Sections with progress; with `agencies` only of questions handed to them. One query."""
    complete = Answer.objects.filter(COMPLETE, submission=submission, indicator=OuterRef("pk"))
    held = HandOver.objects.filter(submission=submission, indicator=OuterRef("pk"))
    rows = Indicator.objects.filter(instrument_id=submission.instrument_id).order_by("order")
    names = ("pk", "order", "dimension", "pillar_id", "pillar__order", "pillar__name_id", "pillar__name_en")
    found: dict[str, SectionProgress] = {}
    agency_id = Subquery(held.values("agency_id")[:1], output_field=UUIDField())  # a foreign key would come as text
    agency = Subquery(held.values("agency__code")[:1])
    for row in rows.values_list(*names, Exists(complete), agency_id, agency):
        if agencies is None or row[8] in agencies:
            _add(found, row)
    order = {value: number for number, value in enumerate(Dimension.values)}
    return Overview(sorted(found.values(), key=lambda section: (order[section.dimension], section.pillar_order)))


def indicators_seen(submission: Submission, overview: Overview) -> list[Indicator]:
    """The questions of an overview with their pillars, section after section. One query."""
    place = {place.pk: number for number, place in enumerate(overview.places)}
    found = [indicator for indicator in indicators_of(submission.instrument_id) if indicator.pk in place]
    return sorted(found, key=lambda indicator: place[indicator.pk])


def _add(found: dict[str, SectionProgress], row: tuple[Any, ...]) -> None:
    pk, order, dimension, pillar, pillar_order, name_id, name_en, is_complete, agency_id, agency = row
    slug = f"{dimension}-{pillar}" if pillar else dimension
    if slug not in found:
        name = Pillar(name_id=name_id, name_en=name_en).name if pillar else ""
        found[slug] = SectionProgress(slug, dimension, name, pillar_order or 99, [])
    found[slug].places.append(Place(pk, order, slug, bool(is_complete), agency_id, agency or ""))
