"""Why a plan seats whom where, and what it could not meet: codes with values, worded by the pages. No clock, no database."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor
from typing import Any

from evaluations.seating import Panel, Person, Plan, Problem, is_near, topics_of

Reason = tuple[str, dict[str, Any]]


def reasons_for(problem: Problem, plan: Plan) -> dict[tuple[str, str], list[Reason]]:
    """Why each person sits where, as codes with values, by (panel, person). Every seat has at least one."""
    people = {person.key: person for person in problem.people}
    loads: dict[str, int] = defaultdict(int)
    for members in plan.seats.values():
        for who in members:
            loads[who] += 1
    found = {}
    for panel in problem.panels:
        for who in plan.seats[panel.key]:
            others = frozenset[str]().union(*(people[o].topics for o in plan.seats[panel.key] if o != who))
            found[panel.key, who] = _reasons(problem, panel, people[who], others, loads[who])
    return found


def _reasons(problem: Problem, panel: Panel, person: Person, others: frozenset[str], load: int) -> list[Reason]:
    reasons: list[Reason] = [("kept", {})] if person.key in panel.kept else []
    known = [topic for topic, _weight in topics_of(problem) if topic in person.topics]
    if only := [topic for topic in known if topic not in others]:
        reasons.append(("only_expert", {"topics": only}))
    elif known:
        reasons.append(("expert", {"topics": known}))
    reasons.append(("load", {"load": load, "cap": person.cap}))
    if person.key in panel.last_year:
        reasons.append(("again", {}))
    if is_near(person, panel):
        reasons.append(("near", {}))
    elif person.province:
        reasons.append(("far", {}))
    return reasons


def unmet_by(problem: Problem, plan: Plan) -> list[Reason]:
    """Wishes that the plan does not meet, as codes with values naming panels and people by their keys."""
    people = {person.key: person for person in problem.people}
    known = {topic for topic, _weight in topics_of(problem)}
    found: list[Reason] = [
        ("nobody_knows", {"topics": [topic]}) for topic in problem.pillars if topic not in known and problem.panels
    ]
    loads: dict[str, int] = {person.key: 0 for person in problem.people}
    for panel in problem.panels:
        here = [people[who] for who in plan.seats[panel.key]]
        lacking = sorted(known - frozenset[str]().union(*(person.topics for person in here)))
        if lacking:
            found.append(("uncovered", {"panel": panel.key, "topics": lacking}))
        for person in here:
            loads[person.key] += 1
            if person.key in panel.last_year:
                found.append(("again", {"panel": panel.key, "person": person.key}))
            if is_near(person, panel):
                found.append(("near", {"panel": panel.key, "person": person.key}))
    low, high = floor(problem.mean_load), ceil(problem.mean_load)
    for who, load in loads.items():
        if load > high or load < min(low, people[who].cap):
            found.append(("uneven", {"person": who, "load": load, "low": low, "high": high}))
    return found


def shortages_of(problem: Problem) -> list[Reason]:
    """What is plainly too little, counted by hand: people for a panel, a chair for it, room in all caps together."""
    found: list[Reason] = []
    wanted = sum(panel.seats for panel in problem.panels)
    room = sum(min(person.cap, len(problem.panels)) for person in problem.people)
    if room < wanted:
        found.append(("no_room", {"room": room, "wanted": wanted}))
    for panel in problem.panels:
        able = [p for p in problem.people if p.key in panel.kept or (p.key, panel.key) not in problem.barred]
        if len(able) < panel.seats:
            found.append(("too_few", {"panel": panel.key, "able": len(able), "seats": panel.seats}))
        elif not panel.chair and not any(person.may_chair for person in able):
            found.append(("no_chair", {"panel": panel.key}))
    return found
