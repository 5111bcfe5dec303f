"""When work that goes on as before will be finished: one rule, exact, without clock or database.

Finish = now + time spent * what is left / what is done, where time is spent since the window opened. An early guess
helps nobody, so nothing is said before two days and five finished questions. More done never gives a later day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LEAST_DONE = 5
LEAST_TIME = timedelta(days=2)
FARTHEST = timedelta(days=366)
"""Whatever is farther away is told as this: no number deserves trust over years."""


def expected_finish(done: int, total: int, *, since: datetime, at: datetime) -> datetime | None:
    """When all `total` questions will be done; `at` itself when they are, None when there is too little to say."""
    if done >= total:
        return at
    if done < LEAST_DONE or at - since < LEAST_TIME:
        return None
    return at + min((at - since) * (total - done) // done, FARTHEST)
