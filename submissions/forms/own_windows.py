"""Until when one region has a window of its own, for which questions, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from submissions.forms.handing_over import reason_error
from submissions.forms.times import read_instant


@dataclass
class OwnWindowForm:
    """What was typed; `closes_at` is its end on the clocks of the region, `chosen` are numbers of questions."""

    day: str = ""
    hour: str = ""
    reason: str = ""
    chosen: set[int] = field(default_factory=set)
    closes_at: datetime | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read_own_window(data: QueryDict, timezone: str, *, with_questions: bool = False) -> OwnWindowForm:
    """End and reason; for late evidence also the questions."""
    form = OwnWindowForm(
        day=data.get("due_day", "").strip(),
        hour=data.get("due_hour", "").strip(),
        reason=printable(data.get("reason", "")),
        chosen={int(text) for text in data.getlist("q") if text.isascii() and text.isdigit()},
    )
    form.closes_at, error = read_instant(form.day, form.hour, timezone)
    found = {"due": error, "reason": reason_error(form.reason)}
    if with_questions and not form.chosen:
        found["q"] = _("Pilih sekurangnya satu pertanyaan.")
    form.errors = {name: text for name, text in found.items() if text}
    return form
