"""Announced results as rows, without marks, for the pages that read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from evaluations.models import DimensionValue, Result, ResultRun
from pillars.models import Instrument
from submissions.models import Cycle, Submission
from submissions.tests.factories import make_cycle, make_regency, make_submission

_number = count(1)


def make_announced(instrument: Instrument | None = None, **fields: Any) -> Cycle:
    """An announced cycle without results yet."""
    return make_cycle(state=Cycle.State.ANNOUNCED, instrument=instrument, **fields)


def current_run(cycle: Cycle) -> ResultRun:
    run = cycle.runs.filter(is_current=True).first()
    return run or new_run(cycle)


def new_run(cycle: Cycle) -> ResultRun:
    """The next run, which supersedes the one before."""
    cycle.runs.filter(is_current=True).update(is_current=False)
    return ResultRun.objects.create(
        cycle=cycle,
        number=cycle.runs.count() + 1,
        kind=ResultRun.Kind.ANNOUNCED,
        at=timezone.now(),
        input_hash=f"{next(_number):064d}",
    )


def make_result(
    cycle: Cycle,
    code: str = "64.01",
    final: str | None = "2.88",
    *,
    dimensions: Mapping[str, str | None] | None = None,
    name: str = "",
    improvement: str | None = None,
    **fields: Any,
) -> Result:
    """A region's result in the current run of the cycle; `dimensions` by slug."""
    regency = make_regency(code, name)
    submission = Submission.objects.filter(cycle=cycle, regency=regency).first()
    result = Result.objects.create(
        run=current_run(cycle),
        submission=submission or make_submission(cycle=cycle, regency=regency, state=Submission.State.HANDED_IN),
        final=_decimal(final),
        unrounded=_decimal(final),
        improvement=_decimal(improvement),
        **{"rank": 1, "rank_of": 1, **fields},
    )
    DimensionValue.objects.bulk_create(
        DimensionValue(result=result, dimension=slug, percent=Decimal(25), value=_decimal(value))
        for slug, value in (dimensions or {}).items()
    )
    return result


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
