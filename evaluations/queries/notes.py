"""What a region reads of its panel's notes, and what an assessor wrote for whom."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from evaluations.models import Note, Seat
from evaluations.repeats import repeated


def region_notes(submission_id: UUID) -> QuerySet[Note]:
    """Notes as the report prints them: for the region, of handed-in seats, on the whole first, then by question."""
    rows = Note.objects.filter(
        seat__submission=submission_id, seat__state=Seat.State.HANDED_IN, audience=Note.Audience.REGION
    )
    return _in_print(rows)


def own_region_notes(seat: Seat) -> QuerySet[Note]:
    """What the region would read of this seat's notes if they were handed in now."""
    return _in_print(Note.objects.filter(seat=seat, audience=Note.Audience.REGION))


def _in_print(rows: QuerySet[Note]) -> QuerySet[Note]:
    place = (F("seat__number"), F("indicator__order").asc(nulls_first=True), F("order"))
    return rows.select_related("seat__assessor", "indicator").order_by(*place)


def about(note: Note) -> str:
    """The question a note speaks of; empty for a note on the whole."""
    if note.indicator is None:
        return ""
    return _("Nomor %(number)d: %(question)s") % {"number": note.indicator.order, "question": note.indicator.label}


def pasted_twice(seat: Seat) -> list[str]:
    """Texts that stand among the own strengths and the own weaknesses. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, text in Note.objects.filter(seat=seat).values_list("kind", "text"):
        found[kind].append(text)
    return repeated(found[Note.Kind.STRENGTH], found[Note.Kind.WEAKNESS])


def written(seat: Seat) -> dict[tuple[str, UUID | None], int]:
    """How many notes a seat holds for each audience and question (None: the whole). One query."""
    rows = Note.objects.filter(seat=seat).values_list("audience", "indicator_id").annotate(count=Count("pk")).order_by()
    return {(audience, indicator): count for audience, indicator, count in rows}
