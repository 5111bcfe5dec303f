"""Recomputing all results of a cycle from the marks in the database, in a process of its own."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.table import Row

SECONDS, MEGABYTES = 2.0, 300.0
ROUNDS = 3
CYCLE = "Evaluasi lengkap"


def rows() -> Iterator[Row]:
    """Time on the clock, the database's part included, and the most memory the process ever held."""
    from bench.world import world

    world()
    done = subprocess.run([sys.executable, "-m", "bench.results"], stdout=subprocess.PIPE, check=True, text=True)
    measured = json.loads(done.stdout)
    what = f"Results of {measured['regions']} regions, {measured['questions']} questions, five marks"
    yield Row(what, measured["seconds"], "s", SECONDS)
    yield Row("  most memory of that process", measured["megabytes"], "MB", MEGABYTES)


def child() -> None:
    """Compute a few times and print what it took as JSON."""
    import django

    django.setup()
    from evaluations.actions.results import compute
    from evaluations.queries import gather
    from submissions.models import Cycle

    cycle = Cycle.objects.get(name=CYCLE)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        computed = compute(gather(cycle))
        seconds.append(time.perf_counter() - start)
    if any(row.score.final is None for row in computed):
        raise RuntimeError("a region of the sample has no final value")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    questions = max(len(row.questions) for row in computed)
    facts = {
        "regions": len(computed),
        "questions": questions,
        "seconds": statistics.median(seconds),
        "megabytes": megabytes,
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    child()
