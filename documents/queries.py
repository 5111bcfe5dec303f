"""Reads of planning documents: the tree of an RPJMD, the programmes of a Masterplan, and what is missing in both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Prefetch

from documents.models import (
    Document,
    Goal,
    LevelIndicator,
    LevelYear,
    MasterplanProgramme,
    MasterplanYear,
    Mission,
    RpjmdProgramme,
    Target,
    YearTarget,
)
from documents.targets import reached
from pillars.models import Pillar

MOST_LINES = 60
"""Programmes of an RPJMD that one page shows at once; a longer tree opens one target at a time."""


@dataclass(frozen=True)
class YearLine:
    """One year of an indicator: target and realisation as written, empty where not set or not known.

    `reached` is None where that is not certain.
    """

    year: int
    text: str = ""
    realisation: str = ""

    @property
    def reached(self) -> bool | None:
        return reached(self.text, self.realisation) if self.realisation else None


@dataclass(frozen=True)
class ProgrammeLine:
    """An RPJMD programme with every year of the tree, and the Masterplan programmes that people linked to it."""

    programme: RpjmdProgramme
    years: list[YearLine]
    served_by: list[MasterplanProgramme]


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator of a goal or target with every year of the tree."""

    indicator: LevelIndicator
    years: list[YearLine]


@dataclass(frozen=True)
class TargetBranch:
    """`total` programmes stand under the target; `lines` are those that are shown."""

    target: Target
    lines: list[ProgrammeLine]
    indicators: list[IndicatorLine]
    total: int


@dataclass(frozen=True)
class GoalBranch:
    """A goal under the first of its missions; `also` are the other missions it serves."""

    goal: Goal
    also: list[Mission]
    targets: list[TargetBranch]
    indicators: list[IndicatorLine]


@dataclass
class MissionBranch:
    """A mission with the goals that stand under it; `elsewhere` are goals of it that stand under an earlier one.

    `mission` is None for goals that serve no mission.
    """

    mission: Mission | None
    goals: list[GoalBranch] = field(default_factory=list)
    elsewhere: list[Goal] = field(default_factory=list)


@dataclass(frozen=True)
class Totals:
    """Of the whole tree: programmes, those that no Masterplan programme serves, and yearly targets that are not set."""

    programmes: int
    unserved: int
    unset: int


@dataclass(frozen=True)
class Tree:
    years: list[int]
    missions: list[MissionBranch]
    lines: list[ProgrammeLine]
    totals: Totals

    @property
    def is_long(self) -> bool:
        """Too long for one page: `lines` has the programmes of the opened target only."""
        return self.totals.programmes > MOST_LINES

    @property
    def has_goals(self) -> bool:
        return any(branch.goals for branch in self.missions)

    @property
    def has_targets(self) -> bool:
        return any(goal.targets for branch in self.missions for goal in branch.goals)

    @property
    def unserved(self) -> list[RpjmdProgramme]:
        """Shown programmes of the RPJMD that no programme of a Masterplan serves."""
        return [line.programme for line in self.lines if not line.served_by]


def rpjmd_tree(document: Document, opened: str = "") -> Tree:
    """The tree of an RPJMD; of a long one only the programmes of the target with the id `opened` are read.

    Fourteen queries whatever its size.
    """
    own = RpjmdProgramme.objects.filter(document=document)
    counts: dict[UUID, int] = dict(own.order_by().values_list("target").annotate(Count("pk")))
    is_long = sum(counts.values()) > MOST_LINES
    programmes = _programmes(document, opened if is_long else None)
    indicators = list(document.level_indicators.prefetch_related("years"))
    told = YearTarget.objects.filter(programme__document=document).order_by()
    years = sorted(
        {*range(document.start_year, document.end_year + 1)}
        | set(told.values_list("year", flat=True).distinct())
        | {row.year for indicator in indicators for row in indicator.years.all()}
    )
    total = sum(counts.values())
    unset = total * len(years) - told.exclude(text="").count()
    totals = Totals(total, own.filter(links__isnull=True).count(), unset)
    lines: dict[UUID, list[ProgrammeLine]] = defaultdict(list)
    for programme in programmes:
        served_by = sorted((link.programme for link in programme.links.all()), key=lambda row: row.code)
        line = ProgrammeLine(programme, _years(programme.year_targets.all(), years), served_by)
        lines[programme.target_id].append(line)
    measured: dict[UUID | None, list[IndicatorLine]] = defaultdict(list)
    for indicator in indicators:
        line_of_level = IndicatorLine(indicator, _years(indicator.years.all(), years))
        measured[indicator.goal_id or indicator.target_id].append(line_of_level)
    by_goal: dict[UUID, list[TargetBranch]] = defaultdict(list)
    for target in document.targets.all():
        by_goal[target.goal_id].append(
            TargetBranch(target, lines[target.pk], measured[target.pk], counts.get(target.pk, 0))
        )
    branches = _missions(document, by_goal, measured)
    ordered = [line for branch in branches for goal in branch.goals for t in goal.targets for line in t.lines]
    return Tree(years, branches, ordered, totals)


def _years(rows: Iterable[YearTarget | LevelYear], years: list[int]) -> list[YearLine]:
    known = {row.year: YearLine(row.year, row.text, row.realisation) for row in rows}
    return [known.get(year, YearLine(year)) for year in years]


def _programmes(document: Document, opened: str | None) -> list[RpjmdProgramme]:
    """All programmes, or those of one target when `opened` is not None: of none for what is no id of a target."""
    rows = RpjmdProgramme.objects.filter(document=document).select_related("agency")
    if opened is not None:
        target = next((row.pk for row in document.targets.all() if str(row.pk) == opened), None)
        rows = rows.filter(target=target) if target else rows.none()
    targets = Prefetch("year_targets", YearTarget.objects.order_by("year"))
    return list(rows.prefetch_related(targets, "links__programme"))


def _missions(
    document: Document, by_goal: dict[UUID, list[TargetBranch]], measured: dict[UUID | None, list[IndicatorLine]]
) -> list[MissionBranch]:
    branches = {mission.pk: MissionBranch(mission) for mission in document.missions.all()}
    loose = MissionBranch(None)
    goals = document.goals.prefetch_related(Prefetch("missions", Mission.objects.order_by("order", "code")))
    for goal in goals:
        served = list(goal.missions.all())
        home = branches[served[0].pk] if served else loose
        home.goals.append(GoalBranch(goal, served[1:], by_goal[goal.pk], measured[goal.pk]))
        for other in served[1:]:
            branches[other.pk].elsewhere.append(goal)
    return [*branches.values(), *([loose] if loose.goals else [])]


@dataclass(frozen=True)
class PlanLine:
    """A Masterplan programme and what people linked it to in an RPJMD: programmes, and indicators of goals and targets."""

    programme: MasterplanProgramme
    anchors: list[RpjmdProgramme]
    indicators: list[LevelIndicator]

    @property
    def is_anchored(self) -> bool:
        return bool(self.anchors or self.indicators)


@dataclass(frozen=True)
class PillarGroup:
    pillar: Pillar
    lines: list[PlanLine]


@dataclass(frozen=True)
class Masterplan:
    groups: list[PillarGroup]

    @property
    def programmes(self) -> list[MasterplanProgramme]:
        return [line.programme for group in self.groups for line in group.lines]

    @property
    def unanchored(self) -> list[MasterplanProgramme]:
        """Programmes without an anchor in an RPJMD."""
        return [line.programme for group in self.groups for line in group.lines if not line.is_anchored]

    @property
    def budget(self) -> int | None:
        """Sum of the budgets that are known, in rupiah; None when none is."""
        known = [row.budget_rupiah for row in self.programmes if row.budget_rupiah is not None]
        return sum(known) if known else None


def masterplan(document: Document) -> Masterplan:
    """Programmes by pillar with agency, anchors and what is known of each year. Five queries whatever their number."""
    rows = MasterplanProgramme.objects.filter(document=document).select_related("pillar", "sub_pillar", "agency")
    years = Prefetch("years", MasterplanYear.objects.order_by("year"))
    groups: dict[str, PillarGroup] = {}
    for row in rows.prefetch_related(years, "links__rpjmd_programme", "links__level_indicator"):
        links = list(row.links.all())
        anchors = sorted((one.rpjmd_programme for one in links if one.rpjmd_programme), key=lambda one: one.code)
        indicators = sorted((one.level_indicator for one in links if one.level_indicator), key=lambda one: one.code)
        groups.setdefault(row.pillar_id, PillarGroup(row.pillar, [])).lines.append(PlanLine(row, anchors, indicators))
    return Masterplan(list(groups.values()))


@dataclass(frozen=True)
class KindGroup:
    """Documents of one kind of one regency, newest period first."""

    kind: str
    label: str
    documents: list[Document]


def by_kind(documents: Sequence[Document]) -> list[KindGroup]:
    """Groups in the order of `Document.Kind`; kinds without a document are left out."""
    found = [
        KindGroup(kind.value, str(kind.label), [row for row in documents if row.kind == kind]) for kind in Document.Kind
    ]
    return [group for group in found if group.documents]
