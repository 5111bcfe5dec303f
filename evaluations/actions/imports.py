"""Storing published results of a past cycle, as published, and recomputing each with the instrument's own rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.spreadsheet import Row, read_table
from common.steps import Refused
from evaluations.actions.results import BATCH, dimension_row, new_run, ranks_by_cohort
from evaluations.comparison import Change, Checked, changes, check
from evaluations.models import DimensionValue, Result, ResultRun
from evaluations.published import PublishedRow, Reader
from evaluations.queries import previous_results
from journal import actions as journal
from pillars import actions as instruments
from pillars.models import Instrument, Stage
from submissions.actions import cycles
from submissions.models import Cycle, CycleCohort, Submission

MOST_ROWS = 2_000
MOST_BYTES = 5 * 1024 * 1024


@dataclass
class Import:
    """What an import found and did. `run` is None on a dry run and when all of it stood there already."""

    cycle_name: str
    checked: list[Checked] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    run: ResultRun | None = None
    is_unchanged: bool = False

    @property
    def finals(self) -> list[Checked]:
        return [one for one in self.checked if not one.row.is_absent]

    @property
    def improvements(self) -> list[Checked]:
        return [one for one in self.checked if one.improvement_is_checkable]

    @property
    def not_checkable(self) -> list[Checked]:
        """Rows with a published improvement whose year before is not stored."""
        return [one for one in self.checked if one.row.improvement is not None and not one.improvement_is_checkable]

    @property
    def absent(self) -> list[Checked]:
        return [one for one in self.checked if one.row.is_absent]

    @property
    def differing(self) -> list[Checked]:
        return [one for one in self.checked if one.differs]


def stage_of(year: int, stage: str = "") -> str:
    """`stage`, or the only stage that instruments of `year` have. Raises `Refused` when there is none or a choice."""
    known = sorted(set(Instrument.objects.filter(year=year).values_list("stage", flat=True)))
    if not known:
        raise Refused(_("Belum ada instrumen untuk tahun %(year)d.") % {"year": year})
    if stage and stage not in known:
        raise Refused(_("Tidak ada instrumen tahun %(year)d untuk tahap “%(stage)s”.") % {"year": year, "stage": stage})
    if not stage and len(known) > 1:
        raise Refused(
            _("Tahun %(year)d memiliki beberapa tahap: %(stages)s.") % {"year": year, "stages": ", ".join(known)}
        )
    return stage or known[0]


def instruments_of(year: int, stage: str) -> dict[str, Instrument]:
    """The newest version of each cohort's instrument, with weights. Two queries."""
    rows = Instrument.objects.filter(year=year, stage=stage).order_by("version").prefetch_related("weights")
    return {instrument.cohort: instrument for instrument in rows}


def import_file(
    file: Path | IO[bytes],
    *,
    year: int,
    stage: str = "",
    source: str = "",
    by: Actor,
    at: datetime,
    announced_at: datetime | None = None,
    dry_run: bool = False,
) -> Import:
    """Read a published table (CSV or XLSX), check all of it, store it: the one way in, for the command and the demo.

    `source` says where it comes from; empty: the name of the file. See `store` for the rest. Raises `TableError` with
    every mistake of the table, `Refused`, or `OSError`; then nothing was stored.
    """
    stage = stage_of(year, stage)
    if isinstance(file, Path):
        source = source or file.name
        with file.open("rb") as opened:
            table = _table(opened, file.name)
    else:
        table = _table(file, source)
    rows = Reader(instruments_of(year, stage)).read(table)
    return store(rows, year=year, stage=stage, source=source, by=by, at=at, announced_at=announced_at, dry_run=dry_run)


def _table(file: IO[bytes], name: str) -> list[Row]:
    return read_table(file, name=name, max_rows=MOST_ROWS, max_bytes=MOST_BYTES)


@transaction.atomic
def store(
    rows: Sequence[PublishedRow],
    *,
    year: int,
    stage: str,
    source: str,
    by: Actor,
    at: datetime,
    announced_at: datetime | None = None,
    dry_run: bool = False,
) -> Import:
    """Store `rows` as a new run of the imported cycle; rows of the run before that are not among them are carried over.

    `announced_at` is the day of the ministry's letter; None: a new cycle counts as announced `at`, an old one keeps its
    day. Nothing is stored on a dry run; no new run when every row stands there already. The instruments are frozen, as
    the numbers now rest on them. Raises `Refused` when that year and stage was run in the portal itself.
    """
    cycle = Cycle.objects.select_for_update().filter(year=year, stage=stage, is_sample=False).first()
    if cycle is not None and not cycle.is_imported:
        raise Refused(_("Siklus ini dijalankan di portal; hasilnya tidak diimpor."))
    previous_cycle = _year_before(year)
    last_year = previous_results(cycle or Cycle(year=year, stage=stage, previous=previous_cycle))
    if cycle is not None and cycle.previous_id is None and previous_cycle is not None:
        last_year = previous_results(Cycle(previous=previous_cycle))
    stored = stored_rows(cycle) if cycle else {}
    checked = [check(row, last_year) for row in rows]
    found = Import(_cycle_name(year, stage), checked, changes(rows, stored))
    if dry_run:
        return found
    if cycle is None:
        cycle = _create_cycle(year, stage, previous_cycle, announced_at or at, by=by, at=at)
    else:
        _correct_cycle(cycle, previous_cycle, announced_at, by=by, at=at)
    here = {row.regency.pk for row in rows}
    carried = [check(row, last_year) for code, row in stored.items() if code not in here]
    complete = sorted([*found.checked, *carried], key=lambda one: one.row.regency.pk)
    input_hash = _fingerprint(complete)
    if ResultRun.objects.filter(cycle=cycle, is_current=True, input_hash=input_hash).exists():
        found.is_unchanged = True
        return found
    day = announced_at or at
    found.run = new_run(cycle, ResultRun.Kind.IMPORTED, input_hash=input_hash, by=by, at=day, source=source)
    _use_instruments(cycle, complete, by=by, at=at)
    _write(found.run, complete)
    after = {
        "source": source,
        "announced_at": cycle.announced_at,
        "rows": len(rows),
        "carried": len(carried),
        "changed": len(found.changes),
        "differing": [one.row.regency.pk for one in found.differing],
    }
    journal.write("result.import", found.run, by=by, at=at, after=after, cycle_id=cycle.pk)
    return found


def _year_before(year: int) -> Cycle | None:
    """The announced cycle of the year before; of several stages the last one."""
    rows = Cycle.objects.filter(year=year - 1, state=Cycle.State.ANNOUNCED, is_sample=False)
    return rows.order_by("-stage").first()


def _cycle_name(year: int, stage: str) -> str:
    if stage == Stage.SINGLE:
        return _("Evaluasi %(year)d") % {"year": year}
    return _("Evaluasi %(year)d %(stage)s") % {"year": year, "stage": Stage(stage).label}


def _create_cycle(
    year: int, stage: str, previous: Cycle | None, announced_at: datetime, *, by: Actor, at: datetime
) -> Cycle:
    name = _cycle_name(year, stage)
    cycle = cycles.create(name=name, year=year, stage=stage, previous=previous, by=by, at=at, is_imported=True)
    cycle.state, cycle.announced_at = Cycle.State.ANNOUNCED, announced_at
    cycle.save(update_fields=["state", "announced_at"])
    return cycle


def _correct_cycle(
    cycle: Cycle, previous: Cycle | None, announced_at: datetime | None, *, by: Actor, at: datetime
) -> None:
    """Give an imported cycle the year before once that is stored, and the day of its letter once that is told."""
    wanted: dict[str, object] = {}
    if cycle.previous_id is None and previous is not None:
        wanted["previous"] = previous
    if announced_at is not None:
        wanted["announced_at"] = announced_at
    before, after = journal.changes(cycle, wanted)
    if after:
        for name, value in after.items():
            setattr(cycle, name, value)
        cycle.save(update_fields=list(after))
        journal.write("cycle.change", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk)


def _use_instruments(cycle: Cycle, complete: Sequence[Checked], *, by: Actor, at: datetime) -> None:
    """Name the instrument of each cohort, as a cycle run in the portal does, and freeze it."""
    for cohort, instrument in {one.row.instrument.cohort: one.row.instrument for one in complete}.items():
        CycleCohort.objects.update_or_create(cycle=cycle, cohort=cohort, defaults={"instrument": instrument})
        instruments.freeze(instrument, by=by, at=at)


def stored_rows(cycle: Cycle) -> dict[str, PublishedRow]:
    """The current run as published rows by regency code: results and absences."""
    submissions = Submission.objects.filter(cycle=cycle).select_related("regency", "instrument")
    results = Result.objects.filter(run__cycle=cycle, run__is_current=True).prefetch_related("dimensions")
    by_submission = {result.submission_id: result for result in results}
    rows = {}
    for submission in submissions.prefetch_related("instrument__weights"):
        result = by_submission.get(submission.pk)
        values = (
            {row.dimension: row.value for row in result.dimensions.all() if row.value is not None} if result else {}
        )
        final, improvement = (result.final, result.improvement) if result else (None, None)
        row = PublishedRow(0, submission.regency, submission.instrument, values, final, improvement)
        rows[submission.regency_id] = row
    return rows


def _write(run: ResultRun, complete: Sequence[Checked]) -> None:
    submissions = _submissions(run.cycle, complete)
    present = [one for one in complete if one.score is not None]
    places = ranks_by_cohort([(one.row.instrument.cohort, one.row.final) for one in present])
    results = [
        Result(
            run=run,
            submission=submissions[one.row.regency.pk],
            final=one.row.final,
            unrounded=one.score.unrounded if one.score else None,
            improvement=one.row.improvement,
            previous=one.previous,
            rank=place,
            rank_of=size,
            recomputed_final=one.score.final if one.score else None,
            recomputed_improvement=one.improvement if one.improvement_is_checkable else None,
            differs=one.differs,
        )
        for one, (place, size) in zip(present, places, strict=True)
    ]
    Result.objects.bulk_create(results, batch_size=BATCH)
    DimensionValue.objects.bulk_create(
        [
            dimension_row(result, part)
            for result, one in zip(results, present, strict=True)
            for part in (one.score.parts if one.score else ())
        ],
        batch_size=BATCH,
    )


def _submissions(cycle: Cycle, complete: Sequence[Checked]) -> dict[str, Submission]:
    """One archived (or absent) submission per region: new ones made in bulk, changed ones updated."""
    known = {submission.regency_id: submission for submission in Submission.objects.filter(cycle=cycle)}
    new = []
    for one in complete:
        row = one.row
        state = Submission.State.ABSENT if row.is_absent else Submission.State.ARCHIVED
        wanted = {"cohort": row.instrument.cohort, "instrument_id": row.instrument.pk, "state": state}
        submission = known.get(row.regency.pk)
        if submission is None:
            known[row.regency.pk] = Submission(cycle=cycle, regency=row.regency, **wanted)
            new.append(known[row.regency.pk])
        elif any(getattr(submission, name) != value for name, value in wanted.items()):
            Submission.objects.filter(pk=submission.pk).update(**wanted)
    Submission.objects.bulk_create(new, batch_size=BATCH)
    return known


def _fingerprint(complete: Sequence[Checked]) -> str:
    """SHA-256 of the published numbers and of what they were compared with."""
    content = [
        [
            one.row.regency.pk,
            one.row.instrument.slug,
            one.row.instrument.version,
            {name: str(value) for name, value in sorted(one.row.dimensions.items())},
            str(one.row.final),
            str(one.row.improvement),
            str(one.previous.unrounded) if one.previous else None,
        ]
        for one in complete
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
