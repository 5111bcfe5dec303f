"""Which questions go to which agency, as the operator chose them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from regencies.models import Agency
from submissions.queries.overview import Overview, Place


@dataclass
class HandOverForm:
    """The choice as it was sent; `chosen` are numbers of questions, `sections` slugs ticked as a whole."""

    chosen: set[int] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    agency_text: str = ""
    agency: Agency | None = None
    places: list[Place] = field(default_factory=list)
    takes_back: bool = False
    errors: dict[str, str] = field(default_factory=dict)


def read_hand_over(data: QueryDict, overview: Overview, agencies: Sequence[Agency]) -> HandOverForm:
    """Questions ticked one by one or by section, and the agency; `take_back` needs no agency."""
    form = HandOverForm(
        chosen={int(text) for text in data.getlist("q") if text.isascii() and text.isdigit()},
        sections=set(data.getlist("section")),
        agency_text=data.get("agency", ""),
        takes_back="take_back" in data,
    )
    form.places = [place for place in overview.places if place.order in form.chosen or place.section in form.sections]
    if not form.places:
        form.errors["q"] = _("Pilih sekurangnya satu pertanyaan.")
    form.agency = next((row for row in agencies if str(row.pk) == form.agency_text), None)
    if form.agency is None and not form.takes_back:
        form.errors["agency"] = _("Pilih perangkat daerah.")
    return form
