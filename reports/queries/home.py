"""What each role finds first: what is running, what is left to do, what is late. A fixed number of queries per role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from accounts.models import User
from evaluations.models import Result
from pillars.models import Dimension, Indicator
from regencies.rules import memberships
from reports.queries.running import windows_by_cycle
from submissions.models import Answer, Cycle, HandOver, Submission, Window
from submissions.queries import lacking

RUNNING = (Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
NEXT_THINGS = 3


@dataclass
class Tile:
    """A pillar, or a dimension's questions outside the pillars: how far, and the page to go on with."""

    key: str
    label: str
    pillar: str
    section: str
    filled: int = 0
    total: int = 0
    without_evidence: int = 0

    @property
    def is_full(self) -> bool:
        return self.filled == self.total


@dataclass(frozen=True)
class Gap:
    """A question that still lacks something, and what."""

    indicator: Indicator
    text: str
    agency: str = ""


@dataclass(frozen=True)
class Desk:
    """A region's submission in a running cycle. `handed_open`: unanswered questions that lie with agencies."""

    submission: Submission
    window: Window | None
    tiles: list[Tile]
    gaps: list[Gap]
    without_evidence: int
    handed_open: int

    @property
    def filled(self) -> int:
        return sum(tile.filled for tile in self.tiles)

    @property
    def total(self) -> int:
        return sum(tile.total for tile in self.tiles)

    @property
    def next_things(self) -> list[Gap]:
        return self.gaps[:NEXT_THINGS]

    @property
    def is_filling(self) -> bool:
        return self.submission.state == Submission.State.FILLING

    def is_late(self, at: datetime) -> bool:
        """The window of the answers has closed and nothing was handed in."""
        return self.is_filling and self.window is not None and at >= self.window.closes_at


def desks_of(codes: Collection[str]) -> list[Desk]:
    """Running submissions of these regencies, newest cycle first. Five queries whatever their number."""
    rows = list(
        Submission.objects.filter(regency__in=codes, cycle__state__in=RUNNING)
        .exclude(state=Submission.State.ARCHIVED)
        .select_related("cycle", "regency", "instrument")
        .order_by("-cycle__year", "-cycle__stage", "regency_id")
    )
    asked = _indicators(rows)
    answers = _answers(rows)
    handed = _handed(rows)
    windows = windows_by_cycle({row.cycle_id for row in rows})
    return [
        _desk(
            row,
            asked[row.instrument_id],
            answers[row.pk],
            handed[row.pk],
            windows.get((row.cycle_id, Window.Kind.ANSWERS)),
        )
        for row in rows
    ]


def _indicators(rows: Iterable[Submission]) -> dict[UUID, list[Indicator]]:
    found: dict[UUID, list[Indicator]] = defaultdict(list)
    instruments = {row.instrument_id for row in rows}
    for indicator in Indicator.objects.filter(instrument__in=instruments).select_related("pillar").order_by("order"):
        found[indicator.instrument_id].append(indicator)
    return found


def _answers(rows: Iterable[Submission]) -> dict[UUID, dict[UUID, Answer]]:
    """Answers by submission and indicator, each with `evidence_count`."""
    found: dict[UUID, dict[UUID, Answer]] = defaultdict(dict)
    counted = Answer.objects.filter(submission__in=[row.pk for row in rows])
    for answer in counted.annotate(evidence_count=Count("attachments")):
        found[answer.submission_id][answer.indicator_id] = answer
    return found


def _handed(rows: Iterable[Submission]) -> dict[UUID, dict[UUID, str]]:
    """The agency of each handed-over indicator, by submission."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    given = HandOver.objects.filter(submission__in=[row.pk for row in rows])
    for submission, indicator, agency in given.values_list("submission_id", "indicator_id", "agency__code"):
        found[submission][indicator] = agency
    return found


def _desk(
    submission: Submission,
    asked: Sequence[Indicator],
    answers: dict[UUID, Answer],
    handed: dict[UUID, str],
    window: Window | None,
) -> Desk:
    tiles: dict[str, Tile] = {}
    gaps: list[Gap] = []
    for indicator in asked:
        answer = answers.get(indicator.pk)
        tile = tiles.setdefault(indicator.pillar_id or indicator.dimension, _tile_of(indicator))
        missing = lacking(answer, indicator)
        if missing:
            gaps.append(Gap(indicator, missing[0], handed.get(indicator.pk, "")))
            if tile.is_full:
                tile.section = indicator.section_slug
        tile.total += 1
        tile.filled += not missing
        tile.without_evidence += _lacks_evidence(answer)
    return Desk(
        submission,
        window,
        _ordered(list(tiles.values()), asked),
        sorted(gaps, key=lambda gap: bool(gap.agency)),
        sum(tile.without_evidence for tile in tiles.values()),
        sum(bool(gap.agency) for gap in gaps),
    )


def _tile_of(indicator: Indicator) -> Tile:
    if indicator.pillar is None:
        return Tile(indicator.dimension, str(Dimension(indicator.dimension).label), "", indicator.section_slug)
    return Tile(indicator.pillar.slug, indicator.pillar.name, indicator.pillar.slug, indicator.section_slug)


def _ordered(tiles: Sequence[Tile], asked: Sequence[Indicator]) -> list[Tile]:
    """The pillars in their order, then what lies outside them in the order of the dimensions."""
    pillars = {row.pillar.slug: row.pillar.order for row in asked if row.pillar}
    dimensions = {name: place for place, name in enumerate(Dimension.values)}
    return sorted(tiles, key=lambda tile: (0, pillars[tile.pillar]) if tile.pillar else (1, dimensions[tile.key]))


def _lacks_evidence(answer: Answer | None) -> bool:
    """As in the checklist before handing in: an answer that applies and has no file."""
    return answer is not None and not answer.not_applicable and answer.evidence_count == 0  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Task:
    """A question handed to an own agency; `missing` is empty when it is answered."""

    hand_over: HandOver
    missing: str
    window: Window | None

    @property
    def is_open(self) -> bool:
        return bool(self.missing)


def tasks_of(user: User | AnonymousUser) -> list[Task]:
    """Questions handed to the own agencies in cycles being filled in, open ones first. Three queries."""
    rows = list(
        HandOver.objects.filter(
            agency__in={row.agency_id for row in memberships(user) if row.agency_id},
            submission__cycle__state=Cycle.State.SELF_ASSESSMENT,
            submission__state=Submission.State.FILLING,
        )
        .select_related("indicator__pillar", "agency", "submission__cycle", "submission__regency")
        .order_by("-submission__cycle__year", "submission", "indicator__order")
    )
    answers = {
        (answer.submission_id, answer.indicator_id): answer
        for answer in Answer.objects.filter(
            submission__in={row.submission_id for row in rows}, indicator__in=[row.indicator_id for row in rows]
        )
    }
    windows = windows_by_cycle({row.submission.cycle_id for row in rows})
    found = []
    for row in rows:
        missing = lacking(answers.get((row.submission_id, row.indicator_id)), row.indicator)
        window = windows.get((row.submission.cycle_id, Window.Kind.ANSWERS))
        found.append(Task(row, missing[0] if missing else "", window))
    return sorted(found, key=lambda task: not task.is_open)


def newest_results(codes: Collection[str]) -> list[Result]:
    """The newest announced result of each of these regencies, with its dimensions. Two queries."""
    rows = (
        Result.objects.filter(
            submission__regency__in=codes, run__is_current=True, run__cycle__state=Cycle.State.ANNOUNCED
        )
        .select_related("run__cycle", "submission__regency__province", "previous__run__cycle")
        .prefetch_related("dimensions")
        .order_by("-run__cycle__year", "-run__cycle__announced_at")
    )
    newest: dict[str, Result] = {}
    for row in rows:
        newest.setdefault(row.submission.regency_id, row)
    return list(newest.values())


def account_counts() -> tuple[int, int]:
    """Active and inactive accounts. One query."""
    found = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)), closed=Count("pk", filter=Q(is_active=False))
    )
    return found["active"], found["closed"]
