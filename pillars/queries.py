"""Reads of the instrument: its sections and whether it is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from accounts.models import User
from pillars.models import Dimension, DimensionWeight, Indicator, Instrument, InstrumentQuerySet, Pillar
from pillars.rows import Weight, weights_faults


@dataclass
class Section:
    """The indicators that share a page: a dimension, or one pillar of a dimension."""

    slug: str
    dimension: str
    pillar: Pillar | None
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def label(self) -> str:
        return f"{self.dimension_label} · {self.pillar.name}" if self.pillar else self.dimension_label


def indicators_of(instrument_id: UUID) -> list[Indicator]:
    """All indicators of an instrument with pillars, in order. One query."""
    rows = Indicator.objects.filter(instrument_id=instrument_id)
    return list(rows.select_related("pillar", "sub_pillar"))


def indicators_with_levels(instrument_id: UUID) -> list[Indicator]:
    """As `indicators_of`, with the level texts. Two queries."""
    rows = Indicator.objects.filter(instrument_id=instrument_id)
    return list(rows.select_related("pillar", "sub_pillar").prefetch_related("level_texts"))


def sections_of(indicators: Iterable[Indicator]) -> list[Section]:
    """Sections in the order of the dimensions, then pillars; what has no pillar closes its dimension."""
    found: dict[str, Section] = {}
    for indicator in indicators:
        slug = indicator.section_slug
        if slug not in found:
            found[slug] = Section(slug, indicator.dimension, indicator.pillar)
        found[slug].indicators.append(indicator)
    place = {value: number for number, value in enumerate(Dimension.values)}
    return sorted(found.values(), key=lambda s: (place[s.dimension], s.pillar.order if s.pillar else 99))


@dataclass(frozen=True)
class Usage:
    """A cycle that measures a cohort with an instrument."""

    cycle_id: UUID
    cycle: str
    cohort: str


def usage_of(instrument: Instrument) -> list[Usage]:
    """Cycles that use the instrument, newest first. One query.

    Cycles live above this room: they are reached through the rows that point here, never imported.
    """
    rows = instrument.cycle_cohorts.select_related("cycle").order_by("-cycle__year", "cohort")
    return [Usage(row.cycle_id, str(row.cycle), str(row.get_cohort_display())) for row in rows]


def instruments_with_counts(user: User | AnonymousUser) -> InstrumentQuerySet:
    """The instruments this person may see, newest year first, each with `indicator_count`. One query."""
    rows: InstrumentQuerySet = Instrument.objects.visible_to(user).annotate(indicator_count=Count("indicators"))
    rows = rows.order_by("-year", "stage", "cohort", "-version")  # an aggregate drops the order of the model
    return rows


def versions_of(instrument: Instrument) -> list[Instrument]:
    """All versions of an instrument, newest first. One query."""
    return list(Instrument.objects.filter(slug=instrument.slug).order_by("-version"))


def faults_of(instruments: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What keeps each of these instruments from measuring: weights that do not add up, or a dimension with weight or
    questions alone. Those without fault are left out. Two queries."""
    pks = list(instruments)
    weights: dict[UUID, list[Weight]] = {pk: [] for pk in pks}
    for pk, dimension, percent in DimensionWeight.objects.filter(instrument__in=pks).values_list(
        "instrument_id", "dimension", "percent"
    ):
        weights[pk].append(Weight(dimension, percent))
    asked: dict[UUID, dict[str, None]] = {pk: {} for pk in pks}
    rows = Indicator.objects.filter(instrument__in=pks).order_by().values_list("instrument_id", "dimension")
    for pk, dimension in rows.distinct():
        asked[pk][dimension] = None
    found = {pk: [fault.text for fault in weights_faults(weights[pk], asked[pk])] for pk in pks}
    return {pk: faults for pk, faults in found.items() if faults}


def next_indicator(indicator: Indicator) -> Indicator | None:
    """The one after it in its instrument; None: it is the last. One query."""
    after = Indicator.objects.filter(instrument_id=indicator.instrument_id, order__gt=indicator.order)
    return after.order_by("order").first()
