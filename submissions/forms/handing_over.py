"""Which questions go to which agency until when, as the operator chose; which come back, as the agency chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from regencies.models import Agency
from submissions.forms.times import read_instant
from submissions.queries.overview import Overview, Place

LONGEST_MESSAGE = 1_000  # characters
LONGEST_REASON = 2_000


@dataclass
class HandOverForm:
    """The choice as it was sent; `chosen` are numbers of questions, `sections` and `pillars` slugs ticked as a whole."""

    chosen: set[int] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    pillars: set[str] = field(default_factory=set)
    agency_text: str = ""
    agency: Agency | None = None
    places: list[Place] = field(default_factory=list)
    day: str = ""
    hour: str = ""
    due_at: datetime | None = None
    message: str = ""
    takes_back: bool = False
    errors: dict[str, str] = field(default_factory=dict)


def read_hand_over(data: QueryDict, overview: Overview, agencies: Sequence[Agency], timezone: str) -> HandOverForm:
    """Questions ticked one by one, by section or by pillar; the agency, its date on the clocks of `timezone`, a message.

    `take_back` needs only the questions.
    """
    form = HandOverForm(
        chosen={int(text) for text in data.getlist("q") if text.isascii() and text.isdigit()},
        sections=set(data.getlist("section")),
        pillars=set(data.getlist("pillar")),
        agency_text=data.get("agency", ""),
        day=data.get("due_day", "").strip(),
        hour=data.get("due_hour", "").strip(),
        message=printable(data.get("message", "")).strip(),
        takes_back="take_back" in data,
    )
    wanted = form.sections | {row.slug for row in overview.sections if row.pillar_slug in form.pillars}
    form.places = [place for place in overview.places if place.order in form.chosen or place.section in wanted]
    if not form.places:
        form.errors["q"] = _("Pilih sekurangnya satu pertanyaan.")
    form.agency = next((row for row in agencies if str(row.pk) == form.agency_text), None)
    if not form.takes_back:
        _check(form, timezone)
    return form


def _check(form: HandOverForm, timezone: str) -> None:
    if form.agency is None:
        form.errors["agency"] = _("Pilih perangkat daerah.")
    if form.day:
        form.due_at, error = read_instant(form.day, form.hour or "16:00", timezone)
        if error:
            form.errors["due"] = error
    if len(form.message) > LONGEST_MESSAGE:
        form.errors["message"] = _("Pesan paling panjang %(limit)d karakter.") % {"limit": LONGEST_MESSAGE}


def read_ids(texts: Iterable[str]) -> set[UUID]:
    """Ids that were ticked; what is none is left out."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def reason_error(reason: str) -> str:
    """What is wrong with a reason; empty: nothing."""
    if not reason.strip():
        return _("Tuliskan alasannya.")
    if len(reason) > LONGEST_REASON:
        return _("Paling panjang %(limit)d karakter.") % {"limit": LONGEST_REASON}
    return ""
