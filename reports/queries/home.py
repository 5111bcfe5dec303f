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
from submissions.queries import extended, extensions_of, is_extended, lacking, lacks_evidence
from submissions.queries.overview import AgencyProgress, Place
from submissions.workflow import WITH_THE_AGENCY

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
    returned: int = 0

    @property
    def is_full(self) -> bool:
        return self.filled == self.total

    @property
    def is_done(self) -> bool:
        """Nothing is left to do: all filled, with evidence, and nothing returned."""
        return self.is_full and not self.without_evidence and not self.returned

    def count(self, indicator: Indicator, answer: Answer | None, hand_over: HandOver | None) -> list[str]:
        """Take in one question; returns what it lacks. The tile leads to its first section that lacks something."""
        missing = lacking(answer, indicator)
        is_returned = hand_over is not None and hand_over.state == HandOver.State.RETURNED
        if (missing or is_returned) and self.is_full and not self.returned:
            self.section = indicator.section_slug
        self.total += 1
        self.filled += not missing
        if answer is not None:
            self.without_evidence += lacks_evidence(answer, answer.evidence_count)  # type: ignore[attr-defined]
        self.returned += is_returned
        return missing


@dataclass(frozen=True)
class Gap:
    """A question that still lacks something, and what."""

    indicator: Indicator
    text: str
    agency: str = ""


@dataclass(frozen=True)
class Desk:
    """A region's submission in a running cycle. `handed_open`: unanswered questions that lie with agencies.

    `agencies` are those that were asked, with what is late there and what waits to be looked at.
    """

    submission: Submission
    window: Window | None
    tiles: list[Tile]
    gaps: list[Gap]
    agencies: list[AgencyProgress]
    handed_open: int

    @property
    def filled(self) -> int:
        return sum(tile.filled for tile in self.tiles)

    @property
    def total(self) -> int:
        return sum(tile.total for tile in self.tiles)

    @property
    def without_evidence(self) -> int:
        return sum(tile.without_evidence for tile in self.tiles)

    @property
    def waiting(self) -> int:
        """Answers that agencies gave back and nobody has looked at."""
        return sum(row.given_back for row in self.agencies)

    @property
    def late(self) -> list[AgencyProgress]:
        """Agencies with overdue questions, the latest first."""
        rows = [(row.late_since, row.name, row) for row in self.agencies if row.late_since is not None]
        return [row for _since, _name, row in sorted(rows, key=lambda found: found[:2])]

    @property
    def next_things(self) -> list[Gap]:
        """Questions to fill next; what agencies gave back, and what is late there, comes before them."""
        return self.gaps[: NEXT_THINGS - bool(self.waiting) - bool(self.late)]

    @property
    def is_filling(self) -> bool:
        return self.submission.state == Submission.State.FILLING

    @property
    def is_extended(self) -> bool:
        return is_extended(self.window)

    def is_late(self, at: datetime) -> bool:
        """The window of the answers has closed and nothing was handed in."""
        return self.is_filling and self.window is not None and at >= self.window.closes_at


def desks_of(codes: Collection[str], at: datetime) -> list[Desk]:
    """Running submissions of these regencies, newest cycle first. Six queries whatever their number."""
    rows = list(
        Submission.objects.filter(regency__in=codes, cycle__state__in=RUNNING)
        .exclude(state=Submission.State.ARCHIVED)
        .select_related("cycle", "regency", "instrument")
        .order_by("-cycle__year", "-cycle__stage", "regency_id")
    )
    asked = _indicators(rows)
    answers = _answers(rows)
    handed = _handed(rows)
    windows = _answer_windows(rows)
    return [
        _desk(row, asked[row.instrument_id], answers[row.pk], handed[row.pk], windows.get(row.pk), at) for row in rows
    ]


def _answer_windows(rows: Collection[Submission]) -> dict[UUID, Window]:
    """The answers window of each submission, with the time its region was given. Two queries."""
    windows = windows_by_cycle({row.cycle_id for row in rows})
    until = extensions_of([row.pk for row in rows])
    found = {}
    for row in rows:
        window = windows.get((row.cycle_id, Window.Kind.ANSWERS))
        if window is not None:
            found[row.pk] = extended(window, until.get(row.pk))
    return found


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


def _handed(rows: Iterable[Submission]) -> dict[UUID, dict[UUID, HandOver]]:
    """Hand-overs by submission and indicator, each with its agency."""
    found: dict[UUID, dict[UUID, HandOver]] = defaultdict(dict)
    for row in HandOver.objects.filter(submission__in=[row.pk for row in rows]).select_related("agency"):
        found[row.submission_id][row.indicator_id] = row
    return found


def _desk(
    submission: Submission,
    asked: Sequence[Indicator],
    answers: dict[UUID, Answer],
    handed: dict[UUID, HandOver],
    window: Window | None,
    at: datetime,
) -> Desk:
    tiles: dict[str, Tile] = {}
    gaps: list[Gap] = []
    agencies: dict[UUID, AgencyProgress] = {}
    for indicator in asked:
        hand_over = handed.get(indicator.pk)
        tile = tiles.setdefault(indicator.pillar_id or indicator.dimension, _tile_of(indicator))
        missing = tile.count(indicator, answers.get(indicator.pk), hand_over)
        if missing:
            gaps.append(Gap(indicator, missing[0], hand_over.agency.code if hand_over else ""))
        if hand_over is not None:
            share = AgencyProgress(hand_over.agency_id, hand_over.agency.code)
            agencies.setdefault(hand_over.agency_id, share).add(_place(hand_over, indicator, not missing), at)
    return Desk(
        submission,
        window,
        _ordered(list(tiles.values()), asked),
        sorted(gaps, key=lambda gap: bool(gap.agency)),
        sorted(agencies.values(), key=lambda row: row.name),
        sum(bool(gap.agency) for gap in gaps),
    )


def _place(row: HandOver, indicator: Indicator, is_complete: bool) -> Place:
    section = indicator.section_slug
    held = (row.agency_id, row.agency.code, row.state, row.due_at, row.reason)
    return Place(indicator.pk, indicator.order, section, is_complete, *held)


def _tile_of(indicator: Indicator) -> Tile:
    if indicator.pillar is None:
        return Tile(indicator.dimension, str(Dimension(indicator.dimension).label), "", indicator.section_slug)
    return Tile(indicator.pillar.slug, indicator.pillar.name, indicator.pillar.slug, indicator.section_slug)


def _ordered(tiles: Sequence[Tile], asked: Sequence[Indicator]) -> list[Tile]:
    """The pillars in their order, then what lies outside them in the order of the dimensions."""
    pillars = {row.pillar.slug: row.pillar.order for row in asked if row.pillar}
    dimensions = {name: place for place, name in enumerate(Dimension.values)}
    return sorted(tiles, key=lambda tile: (0, pillars[tile.pillar]) if tile.pillar else (1, dimensions[tile.key]))


@dataclass(frozen=True)
class Task:
    """A question handed to an own agency; `missing` is empty when it is answered."""

    hand_over: HandOver
    missing: str
    is_overdue: bool

    @property
    def is_open(self) -> bool:
        """Still with the agency: to be answered, or only to be given back."""
        return self.hand_over.state in WITH_THE_AGENCY

    @property
    def is_ready(self) -> bool:
        return self.is_open and not self.missing

    @property
    def is_returned(self) -> bool:
        return self.hand_over.state == HandOver.State.RETURNED


@dataclass
class TaskGroup:
    """What one submission asks of the own agencies."""

    submission: Submission
    window: Window | None
    tasks: list[Task]
    tiles: list[Tile]

    @property
    def open(self) -> list[Task]:
        """Returned ones first, then late ones, then what is not answered, then what is only to be given back."""
        rows = [task for task in self.tasks if task.is_open]
        return sorted(rows, key=lambda task: (not task.is_returned, not task.is_overdue, not task.missing))

    @property
    def done(self) -> list[Task]:
        return [task for task in self.tasks if not task.is_open]

    @property
    def ready(self) -> int:
        return sum(task.is_ready for task in self.tasks)


def tasks_of(user: User | AnonymousUser, at: datetime) -> list[TaskGroup]:
    """Questions handed to the own agencies where answers are given, by submission. Four queries."""
    rows = list(
        HandOver.objects.filter(
            agency__in={row.agency_id for row in memberships(user) if row.agency_id},
            submission__cycle__state__in=(Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT),
            submission__state=Submission.State.FILLING,
        )
        .select_related("indicator__pillar", "agency", "submission__cycle", "submission__regency")
        .order_by("-submission__cycle__year", "submission", "indicator__order")
    )
    submissions = {row.submission_id: row.submission for row in rows}
    answers = _answers(submissions.values())
    windows = _answer_windows(list(submissions.values()))
    groups = {pk: TaskGroup(row, windows.get(pk), [], []) for pk, row in submissions.items()}
    for group in groups.values():
        _fill(group, [row for row in rows if row.submission_id == group.submission.pk], answers, at)
    return list(groups.values())


def _fill(group: TaskGroup, rows: list[HandOver], answers: dict[UUID, dict[UUID, Answer]], at: datetime) -> None:
    tiles: dict[str, Tile] = {}
    own = answers[group.submission.pk]
    for row in rows:
        indicator = row.indicator
        tile = tiles.setdefault(indicator.pillar_id or indicator.dimension, _tile_of(indicator))
        missing = tile.count(indicator, own.get(indicator.pk), row)
        is_overdue = _place(row, indicator, not missing).is_overdue(at)
        group.tasks.append(Task(row, missing[0] if missing else "", is_overdue))
    group.tiles = _ordered(list(tiles.values()), [row.indicator for row in rows])


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
