"""The optimiser: hard rules are never broken, small problems are solved as well as trying everything would."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import seating, seating_reasons, seating_start
from evaluations.seating import Panel, Person, Plan, Problem, Rule

PILLARS = ("governance", "living")


@st.composite
def problems(draw: st.DrawFn, most_people: int = 7, most_panels: int = 4) -> Problem:
    size = draw(st.integers(1, 3))
    people = tuple(
        Person(
            key=f"a{n}",
            institution=draw(st.sampled_from(["", "x", "y"])),
            province=draw(st.sampled_from(["", "1", "2"])),
            topics=frozenset(draw(st.sets(st.sampled_from(PILLARS)))),
            cap=draw(st.integers(0, 4)),
            may_chair=draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, most_people)))
    )
    keys = [person.key for person in people]
    panels = []
    for n in range(draw(st.integers(1, most_panels))):
        kept = tuple(sorted(draw(st.sets(st.sampled_from(keys), max_size=1))))
        last_year = frozenset(draw(st.sets(st.sampled_from(keys), max_size=2)))
        panels.append(Panel(f"r{n}", size, draw(st.sampled_from(["1", "2"])), kept, "", last_year))
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from([panel.key for panel in panels]))
    return Problem(people, tuple(panels), draw(st.frozensets(pairs, max_size=5)), PILLARS, ())


def broken(problem: Problem, seats: dict[str, tuple[str, ...]]) -> list[str]:
    """Hard rules that these seats break, counted by hand."""
    people, found = {person.key: person for person in problem.people}, []
    loads, kept = Counter[str](), Counter[str]()
    for panel in problem.panels:
        members = seats[panel.key]
        loads.update(members)
        kept.update(panel.kept)
        if len(set(members)) != panel.seats or not set(panel.kept) <= set(members):
            found.append(f"size or kept of {panel.key}")
        if any((who, panel.key) in problem.barred for who in members if who not in panel.kept):
            found.append(f"conflict at {panel.key}")
        if not any(people[who].may_chair for who in members):
            found.append(f"no chair at {panel.key}")
        institutions = Counter(people[who].institution for who in members if people[who].institution)
        if any(count > 1 for count in institutions.values()):
            found.append(f"institution at {panel.key}")
    found += [f"cap of {who}" for who, load in loads.items() if load > max(people[who].cap, kept[who])]
    return found


def cheapest(problem: Problem) -> int | None:
    """The least cost of all plans that break no rule, by trying every one."""
    keys = [person.key for person in problem.people]
    choices = [list(combinations(keys, panel.seats)) for panel in problem.panels]
    costs = []
    for members in product(*choices):
        seats = {panel.key: chosen for panel, chosen in zip(problem.panels, members, strict=True)}
        if not broken(problem, seats):
            costs.append(seating.cost_of(problem, seats))
    return min(costs, default=None)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_hard_rule_is_ever_broken(problem: Problem) -> None:
    first = seating_start.start(problem)
    assert first is None or broken(problem, first) == []
    plan = seating.solve(problem, first=first)
    if plan is None:
        assert first is None
        return
    assert broken(problem, plan.seats) == []
    assert set(plan.chairs) == {panel.key for panel in problem.panels}
    assert all(plan.chairs[key] in members for key, members in plan.seats.items())
    reasons = seating_reasons.reasons_for(problem, plan)
    assert all(reasons[key, who] for key, members in plan.seats.items() for who in members)


@settings(max_examples=60, deadline=None)
@given(problems(most_people=5, most_panels=3))
def test_a_small_problem_is_solved_as_well_as_by_trying_everything(problem: Problem) -> None:
    plan, best = seating.solve(problem), cheapest(problem)
    assert (None if plan is None else plan.cost) == best
    if plan is not None:
        assert plan.bound <= plan.cost + 1e-6


def crew(count: int, **fields: object) -> tuple[Person, ...]:
    return tuple(Person(f"a{n}", **fields) for n in range(count))


def solved(problem: Problem) -> Plan:
    plan = seating.solve(problem)
    assert plan is not None
    return plan


def test_expertise_is_spread_over_the_panels() -> None:
    people = tuple(Person(f"a{n}", topics=frozenset({PILLARS[n % 2]})) for n in range(4))
    plan = solved(Problem(people, (Panel("r0", 2), Panel("r1", 2)), pillars=PILLARS))
    known = {person.key: person.topics for person in people}
    assert all(frozenset().union(*(known[who] for who in here)) == set(PILLARS) for here in plan.seats.values())
    assert plan.cost == 0


def test_a_region_is_not_judged_twice_running_and_not_by_its_own_province_if_it_can_be_helped() -> None:
    people = (Person("again"), Person("near", province="64"), Person("free", province="31"))
    panel = Panel("r0", 1, "64", last_year=frozenset({"again"}))
    assert solved(Problem(people, (panel,))).seats == {"r0": ("free",)}


def test_load_is_even() -> None:
    plan = solved(Problem(crew(3), tuple(Panel(f"r{n}", 1) for n in range(6))))
    assert sorted(Counter(who for here in plan.seats.values() for who in here).values()) == [2, 2, 2]


def test_chairs_are_shared_out() -> None:
    plan = solved(Problem(crew(2), tuple(Panel(f"r{n}", 2) for n in range(4))))
    assert sorted(Counter(plan.chairs.values()).values()) == [2, 2]


def test_a_chair_who_sits_already_stays_chair() -> None:
    assert solved(Problem(crew(3), (Panel("r0", 2, kept=("a2",), chair="a2"),))).chairs == {"r0": "a2"}


def test_a_panel_full_of_people_who_may_not_chair_makes_no_plan() -> None:
    problem = Problem(crew(1, may_chair=False), (Panel("r0", 1, kept=("a0",)),))
    assert seating_start.start(problem) is None
    assert seating.solve(problem) is None
    assert seating.clashes(problem) == [Rule.CHAIR]


def test_kept_seats_are_not_judged_again() -> None:
    people = crew(3, institution="x", cap=0)
    panel = Panel("r0", 2, kept=("a0", "a1"))
    assert set(solved(Problem(people, (panel,), frozenset({("a0", "r0")}))).seats["r0"]) == {"a0", "a1"}


def test_an_impossible_problem_names_each_rule_that_would_free_the_way() -> None:
    panels = (Panel("r0", 2), Panel("r1", 2))
    capped = Problem(crew(2, cap=1), panels)
    assert seating.solve(capped) is None
    assert seating.clashes(capped) == [Rule.CAP]
    barred = Problem(crew(2), panels, frozenset({("a0", "r1")}))
    assert seating.clashes(barred) == [Rule.CONFLICT]
    assert seating.clashes(Problem(crew(2, may_chair=False), panels)) == [Rule.CHAIR]
    assert seating.clashes(Problem(crew(2, institution="x"), panels)) == [Rule.INSTITUTION]
    assert ("too_few", {"panel": "r1", "able": 1, "seats": 2}) in seating_reasons.shortages_of(barred)
    assert ("no_room", {"room": 2, "wanted": 4}) in seating_reasons.shortages_of(capped)


def test_rules_that_clash_only_together_are_not_blamed_alone() -> None:
    assert seating.clashes(Problem(crew(2, cap=1, may_chair=False), (Panel("r0", 2), Panel("r1", 2)))) == []


def test_the_same_problem_has_the_same_fingerprint_in_any_order() -> None:
    people, panels = crew(3), (Panel("r0", 1), Panel("r1", 1))
    first, turned = Problem(people, panels), Problem(people[::-1], panels[::-1])
    assert first.fingerprint() == turned.fingerprint()
    assert Problem(people, panels, frozenset({("a0", "r0")})).fingerprint() != first.fingerprint()
