"""Next year's cycle from last year's: windows moved by whole weeks, instruments as chosen, the same regions invited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from pillars.models import Instrument
from submissions.actions.cycles import new_draft
from submissions.models import Cycle, CycleCohort, Submission, Window

WEEKS_A_YEAR = 52


def shift_of(years: int) -> timedelta:
    """How far windows move: 52 weeks a year, so that a Monday stays a Monday."""
    return timedelta(weeks=WEEKS_A_YEAR * years)


@transaction.atomic
def clone(
    source: Cycle,
    *,
    name: str,
    year: int,
    stage: str,
    instruments: Mapping[str, Instrument],
    with_regions: bool,
    by: Actor,
    at: datetime,
) -> Cycle:
    """A draft with the windows of `source`, one of `instruments` a cohort, and the regions of those cohorts invited.

    Seats, marks and own windows are never copied. Raises `Refused` when year and stage are taken or not later than
    those of `source`, without a cohort, or when an instrument does not fit its cohort.
    """
    _require_fit(instruments)
    cycle = new_draft(
        name=name,
        year=year,
        stage=stage,
        previous=source,
        at=at,
        is_sample=source.is_sample,
        tie_chain=source.tie_chain,
    )
    rows = {cohort: CycleCohort(cycle=cycle, cohort=cohort, instrument=row) for cohort, row in instruments.items()}
    CycleCohort.objects.bulk_create(rows.values())
    move = shift_of(year - source.year)
    windows = [
        Window(cycle=cycle, kind=row.kind, opens_at=row.opens_at + move, closes_at=row.closes_at + move)
        for row in Window.objects.filter(cycle=source)
    ]
    Window.objects.bulk_create(windows)
    invited = _invited(source, cycle, instruments) if with_regions else []
    Submission.objects.bulk_create(invited)
    after = {
        "name": name,
        "year": year,
        "stage": stage,
        "source": source,
        "cohorts": sorted(instruments),
        "windows": len(windows),
        "regions": len(invited),
    }
    journal.write("cycle.clone", cycle, by=by, at=at, after=after, cycle_id=cycle.pk)
    return cycle


def _require_fit(instruments: Mapping[str, Instrument]) -> None:
    if not instruments:
        raise Refused(_("Pilih instrumen untuk sekurangnya satu kohort."))
    for cohort, row in instruments.items():
        if row.cohort != cohort:
            raise Refused(_("Instrumen ini dibuat untuk kohort lain."))
        if not row.indicators.exists():
            raise Refused(_("Instrumen ini belum memiliki indikator, jadi tidak dapat dipakai untuk pengisian."))


def _invited(source: Cycle, cycle: Cycle, instruments: Mapping[str, Instrument]) -> list[Submission]:
    rows = Submission.objects.filter(cycle=source, cohort__in=list(instruments)).order_by("regency_id")
    return [
        Submission(
            cycle=cycle,
            regency_id=row.regency_id,
            cohort=row.cohort,
            instrument=instruments[row.cohort],
            is_sample=cycle.is_sample,
        )
        for row in rows
    ]
