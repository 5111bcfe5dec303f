"""How far a survey is: how many answered by part, programme, channel and day, what they said, what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from pillars.models import Indicator
from surveys.models import PartExcuse, Programme, Response, Score, Survey, SurveyPart
from surveys.queries import counts, flagged, is_undecided, programmes_of, statements_of
from surveys.scoring import TARGET, Tally

FEW, EMPTY, CROWD = "few", "empty", "crowd"


@dataclass(frozen=True)
class Flag:
    """Something odd about a part or one of its programmes, and why it may stand; no excuse: nobody said yet."""

    code: str
    programme: Programme | None
    excuse: PartExcuse | None

    @property
    def key(self) -> str:
        return f"{self.code}:{self.programme.sub_pillar_id if self.programme else ''}"


@dataclass(frozen=True)
class StatementStanding:
    """A statement and what was said to it."""

    indicator: Indicator
    tally: Tally


@dataclass(frozen=True)
class ProgrammeStanding:
    """A programme, how many gave it a number, and its statements."""

    programme: Programme
    respondents: int
    statements: Sequence[StatementStanding]

    @property
    def flag_codes(self) -> list[str]:
        users = self.programme.users
        empty = not self.programme.name or not self.respondents
        crowd = users is not None and self.respondents > users
        return [code for code, stands in ((EMPTY, empty), (CROWD, crowd)) if stands]


@dataclass
class PartStanding:
    """A part. `respondents` gave a number to at least one statement and count; `days` and `channels` add up to them."""

    part: SurveyPart
    programmes: list[ProgrammeStanding] = field(default_factory=list)
    excuses: list[PartExcuse] = field(default_factory=list)
    channels: dict[str, int] = field(default_factory=dict)
    days: dict[date, int] = field(default_factory=dict)
    received: int = 0
    set_aside: int = 0
    undecided: int = 0
    is_under_way: bool = True

    @property
    def respondents(self) -> int:
        return sum(self.channels.values())

    @property
    def target(self) -> int:
        return TARGET

    @property
    def statements(self) -> list[StatementStanding]:
        return [row for programme in self.programmes for row in programme.statements]

    @property
    def flags(self) -> list[Flag]:
        """Flags of the part itself, then of its programmes; none before the survey was opened."""
        if not self.is_under_way:
            return []
        found = [Flag(FEW, None, self._excuse(FEW, None))] if self.respondents < TARGET else []
        for row in self.programmes:
            found += [Flag(code, row.programme, self._excuse(code, row.programme)) for code in row.flag_codes]
        return found

    def _excuse(self, code: str, programme: Programme | None) -> PartExcuse | None:
        of = programme.sub_pillar_id if programme else None
        return next((row for row in self.excuses if (row.flag, row.sub_pillar_id) == (code, of)), None)

    @property
    def taken(self) -> dict[str, list[int]]:
        """What `SurveyPart.taken` would hold now: the tallies of statements that have a mean."""
        rows = ((row.indicator, row.tally) for row in self.statements)
        return {str(one.pk): [t.total, t.given, t.unknown] for one, t in rows if t.mean is not None}

    @property
    def is_taken(self) -> bool:
        return self.part.taken_at is not None

    @property
    def changed_since(self) -> bool:
        """Whether what was taken over is no longer what the survey says."""
        return self.is_taken and self.part.taken != self.taken


def standing_of(survey: Survey, pillar: str = "") -> list[PartStanding]:
    """All parts of the survey, or the one of this pillar. Eight queries, however many responses there are.

    `survey` comes with its submission and instrument.
    """
    only = {"part__pillar": pillar} if pillar else {}
    rows = SurveyPart.objects.filter(survey=survey, **({"pillar": pillar} if pillar else {}))
    parts = list(rows.select_related("pillar", "taken_by").order_by("pillar__order"))
    own = Response.objects.filter(part__survey=survey, **only)
    found = {part.pk: PartStanding(part, is_under_way=survey.opened_at is not None) for part in parts}
    _read_programmes(survey, found, only)
    for excuse in PartExcuse.objects.filter(part__in=found).select_related("by"):
        found[excuse.part_id].excuses.append(excuse)
    for row in _entries(own):
        _add_entry(found[row["part_id"]], row)
    for response in flagged(own):
        found[response.part_id].undecided += is_undecided(response)
    return [found[part.pk] for part in parts]


def _entries(own: Any) -> Any:
    """Responses by part, channel and day: how many came in, count, and were set aside."""
    counted = Count("pk", filter=counts() & Q(given__gt=0))
    aside = Count("pk", filter=Q(verdict=Response.Verdict.SET_ASIDE))
    grouped = own.order_by("day").values("part_id", "channel", "day")
    return grouped.annotate(received=Count("pk"), counted=counted, aside=aside)


def _add_entry(to: PartStanding, row: Mapping[str, Any]) -> None:
    to.received += row["received"]
    to.set_aside += row["aside"]
    if row["counted"]:
        to.channels[row["channel"]] = to.channels.get(row["channel"], 0) + row["counted"]
        to.days[row["day"]] = to.days.get(row["day"], 0) + row["counted"]


def _read_programmes(survey: Survey, found: Mapping[int, PartStanding], only: Mapping[str, str]) -> None:
    statements = statements_of(survey.submission.instrument)
    scores = Score.objects.filter(
        response__part__survey=survey, **{f"response__{name}": of for name, of in only.items()}
    )
    tallies, respondents = tallies_of(scores), _respondents(scores)
    for part_id, programmes in programmes_of(survey).items():
        if part_id not in found:
            continue
        for programme in programmes:
            own = [row for row in statements if row.sub_pillar_id == programme.sub_pillar_id]
            standing = [StatementStanding(row, tallies.get(row.pk, Tally())) for row in own]
            number = respondents.get((part_id, programme.sub_pillar_id), 0)
            found[part_id].programmes.append(ProgrammeStanding(programme, number, standing))


def tallies_of(scores: QuerySet[Score]) -> dict[Any, Tally]:
    """What counts of these, by id of the indicator. One query. Sums of whole numbers: nothing is rounded here."""
    grouped = scores.filter(counts("response__")).order_by().values("indicator_id")
    summed = grouped.annotate(total=Sum("value"), given=Count("value"), rows=Count("pk"))
    return {row["indicator_id"]: Tally(row["total"] or 0, row["given"], row["rows"] - row["given"]) for row in summed}


def _respondents(scores: QuerySet[Score]) -> dict[tuple[int, str], int]:
    """How many gave a number to some statement of each programme, by part and sub-pillar. One query."""
    rows = scores.filter(counts("response__"), value__isnull=False).order_by()
    grouped = rows.values(part=F("response__part_id"), sub=F("indicator__sub_pillar_id"))
    counted = grouped.annotate(number=Count("response", distinct=True))
    return {(row["part"], row["sub"]): row["number"] for row in counted}
