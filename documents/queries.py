"""Reads of planning documents: the tree of an RPJMD, the programmes of a Masterplan, and what is missing in both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch

from accounts.models import User
from documents.models import (
    Document,
    Goal,
    MasterplanProgramme,
    MasterplanYear,
    Mission,
    RpjmdProgramme,
    Target,
    YearTarget,
)
from pillars.models import Pillar


@dataclass(frozen=True)
class ProgrammeLine:
    """An RPJMD programme; `texts` has year and text for each year of the tree, empty where no target is set."""

    programme: RpjmdProgramme
    texts: list[tuple[int, str]]
    served_by: list[MasterplanProgramme]


@dataclass(frozen=True)
class TargetBranch:
    target: Target
    lines: list[ProgrammeLine]


@dataclass(frozen=True)
class GoalBranch:
    """A goal under the first of its missions; `also` are the other missions it serves."""

    goal: Goal
    also: list[Mission]
    targets: list[TargetBranch]


@dataclass
class MissionBranch:
    """A mission with the goals that stand under it; `elsewhere` are goals of it that stand under an earlier one.

    `mission` is None for goals that serve no mission.
    """

    mission: Mission | None
    goals: list[GoalBranch] = field(default_factory=list)
    elsewhere: list[Goal] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    years: list[int]
    missions: list[MissionBranch]
    lines: list[ProgrammeLine]

    @property
    def has_goals(self) -> bool:
        return any(branch.goals for branch in self.missions)

    @property
    def has_targets(self) -> bool:
        return any(goal.targets for branch in self.missions for goal in branch.goals)

    @property
    def unserved(self) -> list[RpjmdProgramme]:
        """Programmes of the RPJMD that no programme of a Masterplan is anchored in."""
        return [line.programme for line in self.lines if not line.served_by]

    @property
    def unset(self) -> int:
        """Yearly targets that are not set."""
        return sum(not text for line in self.lines for _year, text in line.texts)


def rpjmd_tree(document: Document) -> Tree:
    """The whole tree of an RPJMD. Seven queries whatever its size."""
    lines = _lines(document)
    years = sorted(
        {*range(document.start_year, document.end_year + 1)}
        | {row.year for programme in lines for row in programme.year_targets.all()}
    )
    by_target: dict[UUID, list[ProgrammeLine]] = defaultdict(list)
    for programme in lines:
        texts = {row.year: row.text for row in programme.year_targets.all()}
        served_by = list(programme.masterplan_programmes.all())
        line = ProgrammeLine(programme, [(year, texts.get(year, "")) for year in years], served_by)
        by_target[programme.target_id].append(line)
    by_goal: dict[UUID, list[TargetBranch]] = defaultdict(list)
    for target in document.targets.all():
        by_goal[target.goal_id].append(TargetBranch(target, by_target[target.pk]))
    branches = _missions(document, by_goal)
    ordered = [line for branch in branches for goal in branch.goals for t in goal.targets for line in t.lines]
    return Tree(years, branches, ordered)


def _lines(document: Document) -> list[RpjmdProgramme]:
    rows = RpjmdProgramme.objects.filter(document=document).select_related("agency")
    serving = MasterplanProgramme.objects.select_related("document").order_by("code")
    return list(
        rows.prefetch_related(
            Prefetch("year_targets", YearTarget.objects.order_by("year")),
            Prefetch("masterplan_programmes", serving),
        )
    )


def _missions(document: Document, by_goal: dict[UUID, list[TargetBranch]]) -> list[MissionBranch]:
    branches = {mission.pk: MissionBranch(mission) for mission in document.missions.all()}
    loose = MissionBranch(None)
    goals = document.goals.prefetch_related(Prefetch("missions", Mission.objects.order_by("order", "code")))
    for goal in goals:
        served = list(goal.missions.all())
        home = branches[served[0].pk] if served else loose
        home.goals.append(GoalBranch(goal, served[1:], by_goal[goal.pk]))
        for other in served[1:]:
            branches[other.pk].elsewhere.append(goal)
    return [*branches.values(), *([loose] if loose.goals else [])]


@dataclass(frozen=True)
class PillarGroup:
    pillar: Pillar
    programmes: list[MasterplanProgramme]


@dataclass(frozen=True)
class Masterplan:
    groups: list[PillarGroup]

    @property
    def programmes(self) -> list[MasterplanProgramme]:
        return [row for group in self.groups for row in group.programmes]

    @property
    def unanchored(self) -> list[MasterplanProgramme]:
        """Programmes without an anchor in the RPJMD."""
        return [row for row in self.programmes if row.rpjmd_programme_id is None]

    @property
    def budget(self) -> int | None:
        """Sum of the budgets that are known, in rupiah; None when none is."""
        known = [row.budget_rupiah for row in self.programmes if row.budget_rupiah is not None]
        return sum(known) if known else None


def masterplan(document: Document) -> Masterplan:
    """Programmes by pillar with agency, anchor and yearly status. Two queries whatever their number."""
    rows = MasterplanProgramme.objects.filter(document=document).select_related(
        "pillar", "sub_pillar", "agency", "rpjmd_programme"
    )
    groups: dict[str, PillarGroup] = {}
    for row in rows.prefetch_related(Prefetch("years", MasterplanYear.objects.order_by("year"))):
        groups.setdefault(row.pillar_id, PillarGroup(row.pillar, [])).programmes.append(row)
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


@dataclass(frozen=True)
class Region:
    """A regency that has documents, for the one who chooses among all."""

    code: str
    name: str
    province: str
    count: int


def regions_with_documents(user: User | AnonymousUser) -> list[Region]:
    """Regencies whose documents this person sees, by code. One query."""
    rows = Document.objects.visible_to(user).order_by("regency_id").values("regency_id", "regency__name")
    counted = rows.annotate(province=F("regency__province__name"), count=Count("pk"))
    return [Region(row["regency_id"], row["regency__name"], row["province"], row["count"]) for row in counted]
