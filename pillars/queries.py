"""Reads of the instrument: its sections and whether it is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pillars.models import Dimension, Indicator, Pillar


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


def indicators_of(instrument_id: object) -> list[Indicator]:
    """All indicators of an instrument with pillars, in order. One query."""
    rows = Indicator.objects.filter(instrument_id=instrument_id)
    return list(rows.select_related("pillar", "sub_pillar"))


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
