"""Everything the demo shows, made once and kept lively: published results, people, plans, three cycles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import PORTAL
from evaluations.actions import imports
from evaluations.actions.statistics import study_ranks
from evaluations.models import ResultRun
from smartcity import demo_accounts
from smartcity.sample import cycles, people, planning, survey

RESULTS = Path(settings.BASE_DIR) / "evaluations" / "data" / "results"
JAKARTA = ZoneInfo("Asia/Jakarta")
LETTERS = (
    # file, year, stage, day of the ministry's letter (of the press report for Kota Kediri)
    ("2022-early.csv", 2022, "single", datetime(2022, 12, 6, tzinfo=JAKARTA)),
    ("2022-regular-kota-kediri.csv", 2022, "single", datetime(2022, 12, 6, tzinfo=JAKARTA)),
    ("2023-stage2.csv", 2023, "stage2", datetime(2023, 12, 4, tzinfo=JAKARTA)),
    ("2023-absent.csv", 2023, "stage2", datetime(2023, 12, 4, tzinfo=JAKARTA)),
)


def seed(*, now: datetime) -> Iterator[str]:
    """Bring the sample data into the database; a second run only moves windows that have run out. Yields what it did.

    Needs the reference data. Everything goes through the rooms' own actions, so that journal and constraints hold.
    """
    for name, year, stage, day in LETTERS:
        found = imports.import_file(
            RESULTS / name, year=year, stage=stage, by=PORTAL, at=now, announced_at=day, dry_run=False
        )
        state = "unchanged" if found.is_unchanged else f"{len(found.checked)} rows"
        yield f"published results {name}: {state}"
    cast = people.gather(now=now)
    yield from planning.load(by=cast.operator(cycles.PASER), at=now)
    people.add_contributors(now=now)
    made = cycles.build(cast, now=now)
    yield f"sample cycles: {len(made)} new"
    for submission in cycles.surveyed():
        yield from survey.build(submission, by=cast.operator(submission.regency_id), at=now)
    cycles.refresh(now=now)
    for run in ResultRun.objects.filter(is_current=True, study__isnull=True):
        study_ranks(run, by=PORTAL, at=now)
        yield f"bands of ranks: {run}"
    yield ""
    yield f"Sample accounts (password of all: {demo_accounts.PASSWORD}):"
    for account in demo_accounts.SHOWN:
        yield f"  {account['email']:<30} {account['label']}, {account['what']}"
