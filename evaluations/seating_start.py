"""A good plan quickly, by trying exchanges: what the optimiser starts from and then proves or improves.

The bound of these problems is found in seconds, a plan that reaches it often is not; the exchanges find one.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor
from random import Random

from evaluations.seating import Panel, Problem, is_near, topics_of

ROUNDS = 2_500  # tries for each panel
AT_REST = 400  # tries for each panel without gain, after which nothing better is expected


class _Table:
    """Who sits where while it is being changed, with what each panel and each load costs."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.weights = problem, problem.weights
        self.people = {person.key: person for person in problem.people}
        self.panels = {panel.key: panel for panel in problem.panels}
        self.topics = topics_of(problem)
        # For speed: what each person knows as bits, what a set of bits lacks, and what each person costs on a panel.
        self.known = {
            person.key: sum(1 << bit for bit, (topic, _weight) in enumerate(self.topics) if topic in person.topics)
            for person in problem.people
        }
        self.missing: dict[int, int] = {}
        self.own = {panel.key: self._own_costs(panel) for panel in problem.panels}
        self.low, self.high = floor(problem.mean_load), ceil(problem.mean_load)
        self.seats: dict[str, list[str]] = {panel.key: list(panel.kept) for panel in problem.panels}
        self.loads: dict[str, int] = defaultdict(int)
        for members in self.seats.values():
            for who in members:
                self.loads[who] += 1

    def _own_costs(self, panel: Panel) -> dict[str, int]:
        costs = {
            person.key: self.weights.again * (person.key in panel.last_year)
            + self.weights.near * is_near(person, panel)
            for person in self.problem.people
        }
        return {who: cost for who, cost in costs.items() if cost}

    def may_sit(self, who: str, panel: Panel, members: list[str]) -> bool:
        """Hard rules for one more person beside `members` (the cap is the caller's)."""
        if who in members or (who, panel.key) in self.problem.barred:
            return False
        own = self.people[who].institution
        if not own or not self.problem.one_per_institution:
            return True
        return all(self.people[other].institution != own for other in members)

    def has_chair(self, panel: Panel, members: list[str]) -> bool:
        return bool(panel.chair) or any(self.people[who].may_chair for who in members)

    def cost(self, panel: Panel, members: list[str]) -> int:
        own, known = self.own[panel.key], 0
        total = 0
        for who in members:
            known |= self.known[who]
            total += own.get(who, 0)
        missing = self.missing.get(known)
        if missing is None:
            lacking = (weight for bit, (_topic, weight) in enumerate(self.topics) if not known >> bit & 1)
            missing = self.missing[known] = sum(lacking)
        return total + missing

    def load_cost(self, who: str, load: int) -> int:
        low = min(self.low, self.people[who].cap)
        return self.weights.load * (max(0, load - self.high) + max(0, low - load))


def start(problem: Problem, *, seed: int = 1) -> dict[str, tuple[str, ...]] | None:
    """People by panel, keeping every hard rule; None when the first filling did not succeed."""
    table = _Table(problem)
    if not _fill(table):
        return None
    _exchange(table, Random(seed))
    return {key: tuple(members) for key, members in table.seats.items()}


def _fill(table: _Table) -> bool:
    """Seat by seat whoever costs the least; the panels with the fewest able people first."""
    able = {key: sum((who, key) not in table.problem.barred for who in table.people) for key in table.panels}
    for key in sorted(table.panels, key=lambda key: (able[key], key)):
        panel, members = table.panels[key], table.seats[key]
        while len(members) < panel.seats:
            last = len(members) == panel.seats - 1
            choice = [
                who
                for who in table.people
                if table.loads[who] < table.people[who].cap
                and table.may_sit(who, panel, members)
                and (not last or table.has_chair(panel, [*members, who]))
            ]
            if not choice:
                return False
            who = min(choice, key=lambda who: (table.loads[who], table.cost(panel, [*members, who]), who))
            members.append(who)
            table.loads[who] += 1
        if not table.has_chair(panel, members):
            return False  # full of people who stay, none of whom may chair
    return True


def _exchange(table: _Table, dice: Random) -> None:
    """Replace one person, or let two change places, whenever it does not cost more."""
    free = {key: [who for who in table.seats[key] if who not in panel.kept] for key, panel in table.panels.items()}
    keys = [key for key in table.panels if free[key]]
    everybody = list(table.people)
    costs = {key: table.cost(table.panels[key], table.seats[key]) for key in keys}
    idle = 0
    for _ in range(ROUNDS * len(keys)):
        if idle > AT_REST * len(keys):
            return
        key = dice.choice(keys)
        if costs[key] == 0 and dice.random() < 0.8:
            continue
        place = dice.choice([n for n, who in enumerate(table.seats[key]) if who not in table.panels[key].kept])
        if dice.random() < 0.3:
            gain = _replace(table, costs, key, place, dice.choice(everybody))
        else:
            gain = _swap(table, costs, key, place, dice.choice(keys), dice)
        idle = 0 if gain > 0 else idle + 1


def _replace(table: _Table, costs: dict[str, int], key: str, place: int, new: str) -> int:
    """The gain of seating `new` there; 0 when it is not done (or changes nothing)."""
    panel, old = table.panels[key], table.seats[key][place]
    rest = [who for who in table.seats[key] if who != old]
    if table.loads[new] >= table.people[new].cap or not table.may_sit(new, panel, rest):
        return 0
    members = [*rest[:place], new, *rest[place:]]
    if not table.has_chair(panel, members):
        return 0
    cost = table.cost(panel, members)
    gain = costs[key] - cost
    gain += table.load_cost(old, table.loads[old]) - table.load_cost(old, table.loads[old] - 1)
    gain += table.load_cost(new, table.loads[new]) - table.load_cost(new, table.loads[new] + 1)
    if gain < 0:
        return 0
    table.seats[key], costs[key] = members, cost
    table.loads[old] -= 1
    table.loads[new] += 1
    return gain


def _swap(table: _Table, costs: dict[str, int], key: str, place: int, other: str, dice: Random) -> int:
    """The gain of two people changing places between two panels; loads stay as they are."""
    if key == other:
        return 0
    here, there = table.panels[key], table.panels[other]
    theirs = dice.choice([n for n, who in enumerate(table.seats[other]) if who not in there.kept])
    one, two = table.seats[key][place], table.seats[other][theirs]
    rest_here = [who for who in table.seats[key] if who != one]
    rest_there = [who for who in table.seats[other] if who != two]
    if not (table.may_sit(two, here, rest_here) and table.may_sit(one, there, rest_there)):
        return 0
    new_here = [*rest_here[:place], two, *rest_here[place:]]
    new_there = [*rest_there[:theirs], one, *rest_there[theirs:]]
    if not (table.has_chair(here, new_here) and table.has_chair(there, new_there)):
        return 0
    cost_here, cost_there = table.cost(here, new_here), table.cost(there, new_there)
    gain = costs[key] + costs[other] - cost_here - cost_there
    if gain < 0:
        return 0
    table.seats[key], table.seats[other], costs[key], costs[other] = new_here, new_there, cost_here, cost_there
    return gain
