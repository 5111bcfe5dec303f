"""Single responses as rows of a table: what was said statement by statement, what is odd, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pillars.models import Indicator
from surveys.models import Response, Score, SurveyPart
from surveys.queries import flagged, flags_of, is_undecided, with_twice
from surveys.words import RESPONSE_FLAGS

UNKNOWN = "tt"
SHOWN = ("belum", "ditandai", "disisihkan", "semua")
"""What a list may be narrowed to: flagged and undecided, flagged, set aside, everything."""


@dataclass(frozen=True)
class Row:
    """A response. `values` are in the order of the statements: "0" to "4", "tt" for "do not know", "" for blank."""

    response: Response
    values: Sequence[str]
    flags: Sequence[str]
    is_undecided: bool
    counts: bool

    @property
    def flag_words(self) -> list[str]:
        return [str(RESPONSE_FLAGS[flag]) for flag in self.flags]

    @property
    def unknown_programmes(self) -> list[str]:
        """Sub-pillars of the programmes that the person says not to know."""
        return [key for key, knows in self.response.knows.items() if not knows]

    @property
    def fate(self) -> str:
        """Whether it counts, in words."""
        verdict = self.response.get_verdict_display()
        if verdict:
            return str(verdict)
        return _("Dihitung") if self.counts else _("Ditahan")


def responses_of(part: SurveyPart, shown: str) -> QuerySet[Response]:
    """Responses of a part in the order they are shown, read with their flags."""
    rows = Response.objects.filter(part=part)
    if shown in ("belum", "ditandai"):
        found = flagged(rows)
    else:
        found = with_twice(rows.filter(verdict=Response.Verdict.SET_ASIDE) if shown == "disisihkan" else rows)
    return found.select_related("decided_by", "entered_by").order_by("day", "id")


def undecided(rows: Iterable[Response]) -> list[Response]:
    """Those with a flag that nobody has decided about."""
    return [row for row in rows if is_undecided(row)]


def rows_of(responses: Sequence[Response], statements: Sequence[Indicator]) -> list[Row]:
    """The rows of responses read by `responses_of`. One query."""
    said: dict[object, dict[object, str]] = {}
    for score in Score.objects.filter(response__in=[row.pk for row in responses]):
        said.setdefault(score.response_id, {})[score.indicator_id] = (
            UNKNOWN if score.value is None else str(score.value)
        )
    found = []
    for row in responses:
        own = said.get(row.pk, {})
        values = [own.get(statement.pk, "") for statement in statements]
        counts = row.verdict != Response.Verdict.SET_ASIDE and (not row.is_held or row.verdict == Response.Verdict.KEPT)
        found.append(Row(row, values, flags_of(row), is_undecided(row), counts))
    return found
