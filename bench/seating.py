"""Seating all panels of a large cycle: 241 regions, five seats each, sixty assessors with conflicts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

from bench.table import Row
from evaluations import seating, seating_start

REGIONS, SIZE, ASSESSORS, INSTITUTIONS, PROVINCES = 241, 5, 60, 20, 38
SECONDS, GAP = 10.0, 1.0
PILLARS = ("governance", "branding", "economy", "living", "society", "environment")
DIMENSIONS = ("baseline", "output", "outcome", "impact", "quick_win", "collaboration")


def rows() -> Iterator[Row]:
    """Time on the clock, and how far the cost may still lie above what no plan can beat. Both for an easy world, where
    all wishes can be met, and a hard one, where few know much, many are near, and caps are tight."""
    for name, is_hard in (("", False), (", few experts, tight caps", True)):
        problem = world(is_hard=is_hard)
        start = time.perf_counter()
        plan = seating.solve(problem, first=seating_start.start(problem))
        seconds = time.perf_counter() - start
        if plan is None:
            raise RuntimeError("the sample problem has a solution")
        yield Row(f"Seating 241 regions{name}", seconds, "s", SECONDS)
        yield Row(f"  above the bound (cost {plan.cost})", plan.gap * 100, "%", GAP)


def world(*, is_hard: bool) -> seating.Problem:
    """The same every time."""
    dice = Random(241)
    topics = [*PILLARS, *DIMENSIONS]
    people = tuple(
        seating.Person(
            key=f"a{n}",
            institution=f"i{dice.randrange(INSTITUTIONS)}",
            province=f"p{dice.randrange(6 if is_hard else PROVINCES)}",
            topics=frozenset(dice.sample(topics, dice.randint(0, 2) if is_hard else dice.randint(1, 5))),
            cap=21 if is_hard else dice.choice((22, 24, 30)),
            may_chair=dice.random() < 0.5,
        )
        for n in range(ASSESSORS)
    )
    panels = tuple(
        seating.Panel(
            key=f"r{n}",
            size=SIZE,
            province=f"p{dice.randrange(6 if is_hard else PROVINCES)}",
            last_year=frozenset(f"a{k}" for k in dice.sample(range(ASSESSORS), 20 if is_hard else SIZE)),
        )
        for n in range(REGIONS)
    )
    barred = frozenset(
        (person.key, panel.key) for person in people for panel in panels if dice.random() < (0.1 if is_hard else 0.03)
    )
    return seating.Problem(people, panels, barred, PILLARS, DIMENSIONS)
