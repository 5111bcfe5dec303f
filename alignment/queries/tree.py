"""What of an RPJMD alignment needs: its programmes and indicators, and under which missions each stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from documents.models import Document, Goal, LevelIndicator, Mission, RpjmdProgramme, Target


@dataclass(frozen=True)
class Aim:
    """A programme or an indicator of an RPJMD that something can serve. `target_id` None: an indicator of a goal."""

    pk: UUID
    code: str
    name: str
    missions: tuple[str, ...]
    target_id: UUID | None
    measure: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Trunk:
    """An RPJMD from above: missions in their order, programmes and level indicators by id, both in order of code.

    `missions` ends with an empty code when some goal serves no mission.
    """

    document: Document
    missions: list[tuple[str, str]]
    programmes: dict[UUID, Aim]
    indicators: dict[UUID, Aim]


def trunk_of(document: Document) -> Trunk:
    """Six queries whatever the size."""
    missions = list(Mission.objects.filter(document=document).values_list("pk", "code", "text"))
    codes = {pk: code for pk, code, _text in missions}
    serving: dict[UUID, list[str]] = defaultdict(list)
    pairs = Goal.missions.through.objects.filter(goal__document=document).order_by("mission__order", "mission__code")
    for goal, mission in pairs.values_list("goal", "mission"):
        serving[goal].append(codes[mission])
    of_goal = {
        pk: tuple(serving[pk]) or ("",) for pk in Goal.objects.filter(document=document).values_list("pk", flat=True)
    }
    of_target = {pk: of_goal[goal] for pk, goal in Target.objects.filter(document=document).values_list("pk", "goal")}
    programmes = RpjmdProgramme.objects.filter(document=document).values_list(
        "pk", "code", "name", "target", "indicator"
    )
    indicators = LevelIndicator.objects.filter(document=document).values_list("pk", "code", "name", "goal", "target")
    columns = [(code, text) for _pk, code, text in missions]
    if any(served == ("",) for served in of_goal.values()):
        columns.append(("", ""))
    return Trunk(
        document,
        columns,
        {pk: Aim(pk, code, name, of_target[target], target, measure) for pk, code, name, target, measure in programmes},
        {
            pk: Aim(pk, code, name, of_target[target] if target else of_goal[goal], target)
            for pk, code, name, goal, target in indicators
        },
    )
