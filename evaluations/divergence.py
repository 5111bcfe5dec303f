"""How far the marks of a panel lie apart. Plain Python: no clock, no database, no request."""

from __future__ import annotations

from collections.abc import Sequence


def spread(marks: Sequence[int | None]) -> int | None:
    """Steps between the highest and the lowest of `marks`; None with fewer than two. None in `marks`: not applicable."""
    given = [mark for mark in marks if mark is not None]
    return max(given) - min(given) if len(given) > 1 else None


def lonely(marks: Sequence[int | None], threshold: int) -> int | None:
    """Place of the one mark that stands alone, None when there is none.

    Alone is what lies `threshold` steps or more from every other mark, while those (two at least) lie nearer together
    than that. "Not applicable" (None) stands apart from nothing.
    """
    for place, mark in enumerate(marks):
        others = [other for at, other in enumerate(marks) if at != place and other is not None]
        if mark is None or len(others) < 2 or max(others) - min(others) >= threshold:
            continue
        if min(abs(mark - other) for other in others) >= threshold:
            return place
    return None


def is_split(marks: Sequence[int | None]) -> bool:
    """Whether some of those who marked call a question not applicable and others do not."""
    return None in marks and any(mark is not None for mark in marks)
