"""Last year's recommendations as this year's assessor reads them: a row of a list each."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.templatetags.stencils import drawn
from evaluations.models import Note, Seat
from evaluations.queries.followups import Earlier

PARTS = "evaluations/parts/"


def followed(notes: Iterable[Earlier], seat: Seat) -> SafeString:
    """What last year's panel wrote, and what the region made of it. The same said twice is shown once."""
    return SafeString("".join(dict.fromkeys(_row(note, seat) for note in notes)))


def _row(note: Earlier, seat: Seat) -> SafeString:
    is_advice = note.kind == Note.Kind.RECOMMENDATION
    due = _("tenggat %(day)s") % {"day": date_format(note.due, "j F Y")} if note.due else ""
    files = [
        drawn(f"{PARTS}follow_up_file.html", url=reverse("evaluations:follow_up_file", args=[seat.pk, pk]), name=name)
        for pk, name in note.files
    ]
    return drawn(
        f"{PARTS}follow_up.html",
        text=linebreaksbr(note.text),
        kind=(_("Direkomendasikan %(year)d") if is_advice else _("Kelemahan %(year)d")) % {"year": note.year},
        state=note.state.value,
        state_label=str(note.state.label),
        facts=" · ".join(part for part in (note.agency, due) if part),
        remark=linebreaksbr(note.remark) if note.remark else "",
        files=SafeString("".join(files)),
    )
