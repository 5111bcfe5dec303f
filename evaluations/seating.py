"""Who sits on which panel: the problem in plain values, and its solution by an optimiser. No clock, no database.

Hard rules, never broken: every panel has its size; nobody sits where a conflict bars; nobody has more panels than the
own cap; every panel has somebody who may chair it; no two of one institution (if asked for); what is kept stays. Seats
that are kept are not judged again: the rules bind what is added to them.

Wishes, weighed against each other: every topic known to somebody on the panel, equal load, no region twice running,
nobody from the region's own province. `docs/adr/0008-panels-are-seated-by-highs.md` says why HiGHS.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import count
from math import ceil, floor

import highspy
import numpy as np

NEVER = highspy.kHighsInf
WITHIN = 0.005  # a plan is good enough when it costs at most this share more than the bound


class Rule(StrEnum):
    """Hard rules that can be tried without, to say which of them make a problem impossible."""

    CONFLICT = "conflict"
    CAP = "cap"
    CHAIR = "chair"
    INSTITUTION = "institution"


@dataclass(frozen=True)
class Weights:
    """What one unmet wish costs. A pillar that nobody on the panel knows weighs most."""

    pillar: int = 6
    dimension: int = 2
    again: int = 3
    load: int = 2
    near: int = 1


@dataclass(frozen=True)
class Person:
    """An assessor. `cap` is the most panels in this cycle; `topics` are slugs of pillars and names of dimensions."""

    key: str
    institution: str = ""
    province: str = ""
    topics: frozenset[str] = frozenset()
    cap: int = 1_000
    may_chair: bool = True


@dataclass(frozen=True)
class Panel:
    """A region's panel. `kept` sit there already and stay; `last_year` judged the region the year before."""

    key: str
    size: int
    province: str = ""
    kept: tuple[str, ...] = ()
    chair: str = ""
    last_year: frozenset[str] = frozenset()

    @property
    def seats(self) -> int:
        return max(self.size, len(self.kept))


@dataclass(frozen=True)
class Problem:
    """All that a plan is made from. `barred` holds (person, panel)."""

    people: tuple[Person, ...]
    panels: tuple[Panel, ...]
    barred: frozenset[tuple[str, str]] = frozenset()
    pillars: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    one_per_institution: bool = True
    weights: Weights = field(default_factory=Weights)

    @property
    def mean_load(self) -> float:
        return sum(panel.seats for panel in self.panels) / len(self.people) if self.people else 0.0

    def fingerprint(self) -> str:
        """SHA-256 over everything: the same problem gives the same text, whatever order it was read in."""
        content = asdict(self)
        for part in ("people", "panels"):
            content[part] = sorted(content[part], key=lambda row: row["key"])
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=sorted).encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """People by panel, with a chair each. `cost` is what is not as wished; no plan costs less than `bound`."""

    seats: dict[str, tuple[str, ...]]
    chairs: dict[str, str]
    cost: int
    bound: float

    @property
    def gap(self) -> float:
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost else 0.0


class _Model:
    """A mixed-integer problem while it is written down: columns with cost and bound, rows between two limits."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[float, float, list[tuple[int, float]]]] = []
        self.first: dict[int, float] = {}

    def column(self, cost: float, low: float, high: float, *, whole: bool = False) -> int:
        place = len(self.costs)
        self.costs.append(cost)
        self.lowest.append(low)
        self.highest.append(high)
        if whole:
            self.whole.append(place)
        return place

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        self.rows.append((low, high, list(terms)))

    def begin(self, values: Mapping[int, float]) -> None:
        """Start from these values of the whole columns."""
        self.first = dict(values)

    def solve(self, seconds: float) -> tuple[Sequence[float], float] | None:
        """Values of the columns and the bound; None when there is no solution (or none was found in time)."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("time_limit", float(seconds))
        solver.setOptionValue("mip_rel_gap", WITHIN)
        solver.setOptionValue("random_seed", 1)
        solver.setOptionValue("threads", 1)
        size = len(self.costs)
        places = np.arange(size, dtype=np.int32)
        solver.addVars(size, np.array(self.lowest, dtype=float), np.array(self.highest, dtype=float))
        solver.changeColsCost(size, places, np.array(self.costs, dtype=float))
        whole = np.array(self.whole, dtype=np.int32)
        solver.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger))
        starts = np.cumsum([0, *(len(terms) for _low, _high, terms in self.rows)], dtype=np.int32)
        columns = np.array([column for _low, _high, terms in self.rows for column, _factor in terms], dtype=np.int32)
        factors = np.array([factor for _low, _high, terms in self.rows for _column, factor in terms], dtype=float)
        low = np.array([row[0] for row in self.rows], dtype=float)
        high = np.array([row[1] for row in self.rows], dtype=float)
        solver.addRows(len(self.rows), low, high, len(columns), starts[:-1], columns, factors)
        if self.first:
            columns = np.array(list(self.first), dtype=np.int32)
            solver.setSolution(len(columns), columns, np.array(list(self.first.values()), dtype=float))
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return solver.getSolution().col_value, info.mip_dual_bound


def solve(
    problem: Problem,
    *,
    first: Mapping[str, Sequence[str]] | None = None,
    without: frozenset[Rule] = frozenset(),
    seconds: float = 60.0,
    wishes: bool = True,
) -> Plan | None:
    """The best plan, within `WITHIN` of the bound if time allows; any plan at all if not `wishes`.

    `first` is a plan that keeps all rules, to begin with (`seating_start`).

    None: no plan keeps all rules (but `without`).
    """
    if not problem.panels:
        return Plan({}, {}, 0, 0.0)
    model = _Model()
    places = _places(problem, model, without)
    _hard_rules(problem, model, places, without)
    if wishes:
        _wishes(problem, model, places)
    if first is not None:
        model.begin(_columns_of(problem, places, first))
    found = model.solve(seconds)
    if found is None:
        return None
    values, bound = found
    seats = {
        panel.key: (*panel.kept, *(who for who, column in places[panel.key].items()
                                   if who not in panel.kept and values[column] > 0.5))
        for panel in problem.panels
    }  # fmt: skip
    return Plan(seats, chairs_of(problem, seats), cost_of(problem, seats), max(0.0, bound))


def _columns_of(
    problem: Problem, places: Mapping[str, Mapping[str, int]], seats: Mapping[str, Sequence[str]]
) -> dict[int, float]:
    return {
        column: float(who in seats[panel.key]) for panel in problem.panels for who, column in places[panel.key].items()
    }


def clashes(problem: Problem, *, seconds: float = 20.0) -> list[Rule]:
    """Rules each of which, left out alone, would make an impossible problem possible. Empty: only several together."""
    return [rule for rule in Rule if solve(problem, without=frozenset({rule}), seconds=seconds, wishes=False)]


def _places(problem: Problem, model: _Model, without: frozenset[Rule]) -> dict[str, dict[str, int]]:
    """A column for every person on every panel: 1 means sits there. Who is barred has none."""
    weights = problem.weights
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for panel in problem.panels:
        for person in problem.people:
            kept = person.key in panel.kept
            if not kept and Rule.CONFLICT not in without and (person.key, panel.key) in problem.barred:
                continue
            cost = weights.again * (person.key in panel.last_year) + weights.near * is_near(person, panel)
            found[panel.key][person.key] = model.column(cost, float(kept), 1.0, whole=True)
    return found


def is_near(person: Person, panel: Panel) -> bool:
    return bool(person.province) and person.province == panel.province


def _hard_rules(
    problem: Problem, model: _Model, places: Mapping[str, Mapping[str, int]], without: frozenset[Rule]
) -> None:
    people = {person.key: person for person in problem.people}
    kept_by: dict[str, int] = defaultdict(int)
    for panel in problem.panels:
        here = places[panel.key]
        model.row(panel.seats, panel.seats, ((column, 1) for column in here.values()))
        if Rule.CHAIR not in without and not panel.chair:
            model.row(1, NEVER, ((column, 1) for who, column in here.items() if people[who].may_chair))
        if problem.one_per_institution and Rule.INSTITUTION not in without:
            _one_of_each(panel, model, here, people)
        for who in panel.kept:
            kept_by[who] += 1
    if Rule.CAP not in without:
        for person in problem.people:
            most = max(person.cap, kept_by[person.key])
            model.row(-NEVER, most, ((here[person.key], 1) for here in places.values() if person.key in here))


def _one_of_each(panel: Panel, model: _Model, here: Mapping[str, int], people: Mapping[str, Person]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for who in here:
        if people[who].institution:
            groups[people[who].institution].append(who)
    for members in groups.values():
        if len(members) > 1:
            most = max(1, sum(who in panel.kept for who in members))
            model.row(-NEVER, most, ((here[who], 1) for who in members))


def _wishes(problem: Problem, model: _Model, places: Mapping[str, Mapping[str, int]]) -> None:
    knows = _experts(problem)
    for panel in problem.panels:
        here = places[panel.key]
        for topic, weight in topics_of(problem):
            missing = model.column(weight, 0, 1)
            model.row(1, NEVER, [*((here[who], 1.0) for who in knows[topic] if who in here), (missing, 1.0)])
    low, high = floor(problem.mean_load), ceil(problem.mean_load)
    for person in problem.people:
        own = [(here[person.key], 1.0) for here in places.values() if person.key in here]
        over, under = (model.column(problem.weights.load, 0, NEVER) for _ in range(2))
        model.row(-NEVER, high, [*own, (over, -1.0)])
        model.row(min(low, person.cap), NEVER, [*own, (under, 1.0)])


def topics_of(problem: Problem) -> list[tuple[str, int]]:
    """Topics that anybody knows, with what it costs a panel to lack them."""
    known = frozenset[str]().union(*(person.topics for person in problem.people))
    weighed = [(topic, problem.weights.pillar) for topic in problem.pillars]
    weighed += [(topic, problem.weights.dimension) for topic in problem.dimensions]
    return [(topic, weight) for topic, weight in weighed if topic in known]


def _experts(problem: Problem) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for person in problem.people:
        for topic in person.topics:
            found[topic].append(person.key)
    return found


def cost_of(problem: Problem, seats: Mapping[str, Sequence[str]]) -> int:
    """What a plan costs by the weights, counted by hand: the figure that the optimiser makes small."""
    people, weights = {person.key: person for person in problem.people}, problem.weights
    loads: dict[str, int] = defaultdict(int)
    total = 0
    for panel in problem.panels:
        here = [people[who] for who in seats[panel.key]]
        known = frozenset[str]().union(*(person.topics for person in here))
        total += sum(weight for topic, weight in topics_of(problem) if topic not in known)
        total += sum(weights.again * (p.key in panel.last_year) + weights.near * is_near(p, panel) for p in here)
        for person in here:
            loads[person.key] += 1
    low, high = floor(problem.mean_load), ceil(problem.mean_load)
    for person in problem.people:
        load = loads[person.key]
        total += weights.load * (max(0, load - high) + max(0, min(low, person.cap) - load))
    return total


def chairs_of(problem: Problem, seats: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A chair for each panel: the one who sits there already, else who may and chairs the fewest so far."""
    may = {person.key for person in problem.people if person.may_chair}
    found = {panel.key: panel.chair for panel in problem.panels if panel.chair}
    chaired: dict[str, int] = defaultdict(int)
    for who in found.values():
        chaired[who] += 1
    open_panels = [panel for panel in problem.panels if not panel.chair]
    order = dict(zip((person.key for person in problem.people), count(), strict=False))
    for panel in sorted(open_panels, key=lambda row: sum(who in may for who in seats[row.key])):
        able = [who for who in seats[panel.key] if who in may]
        if able:
            found[panel.key] = min(able, key=lambda who: (chaired[who], order[who]))
            chaired[found[panel.key]] += 1
    return found
