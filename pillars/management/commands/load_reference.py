"""`manage.py load_reference`: provinces, regions, pillars and the published instruments; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common.reference import Tally
from common.steps import Refused
from pillars import actions
from pillars.actions.reference import Loaded
from pillars.rows import Unfit
from regencies.actions import load_regions


class Command(BaseCommand):
    help = "Loads provinces, regencies and cities, pillars and the published instruments. A second run changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with transaction.atomic():
                tables = {**load_regions(), **actions.load_pillars()}
                instruments = actions.load_instruments(at=timezone.now())
        except (Unfit, Refused) as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        for name, tally in tables.items():
            self.stdout.write(f"{name.replace('_', '-')}: {_counts(tally)}")
        for row in instruments:
            self.stdout.write(f"instrument {row.instrument.slug}: {_told(row)}")
        for row in instruments:
            if row.is_held_back:
                self.stderr.write(f"{row.instrument.slug} is frozen and differs from the files; it was left as it is.")
        is_same = all(tally.is_unchanged for tally in tables.values())
        if is_same and not any(row.is_created or row.is_changed for row in instruments):
            self.stdout.write("Nothing changed.")


def _counts(tally: Tally) -> str:
    return f"{tally.total}, {tally.created} new, {tally.changed} changed"


def _told(row: Loaded) -> str:
    state = "new" if row.is_created else "changed" if row.is_changed else "left" if row.is_held_back else "unchanged"
    count = row.questions.total
    return f"{count} indicators, {state}" if count else f"weights only, its questions are not known, {state}"
