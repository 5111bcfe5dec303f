"""Storing published results of a past cycle, as published, and recomputing each with the instrument's own rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from evaluations import scoring
from evaluations.actions.results import BATCH, dimension_row, new_run, ranks_by_cohort
from evaluations.models import DimensionValue, Result, ResultRun
from evaluations.published import PublishedRow
from evaluations.queries import previous_results
from journal import actions as journal
from pillars.models import ImprovementRule, Instrument, Stage
from submissions.actions import cycles
from submissions.models import Cycle, Submission


@dataclass(frozen=True)
class Checked:
    """A published row beside what its instrument's rule gives. `previous` is last year's stored result, if any."""

    row: PublishedRow
    score: scoring.Score | None
    improvement: Decimal | None
    previous: Result | None

    @property
    def final_differs(self) -> bool:
        return self.score is not None and self.score.final != self.row.final

    @property
    def improvement_is_checkable(self) -> bool:
        rule = self.row.instrument.improvement_rule == ImprovementRule.FINAL_MINUS_UNROUNDED
        return self.previous is not None and rule and not self.row.is_absent

    @property
    def improvement_differs(self) -> bool:
        return self.improvement_is_checkable and self.improvement != self.row.improvement

    @property
    def differs(self) -> bool:
        return self.final_differs or self.improvement_differs


@dataclass(frozen=True)
class Change:
    """A value of the file that is not the one stored by the run before."""

    row: PublishedRow
    column: str
    before: Decimal | None
    after: Decimal | None


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


@transaction.atomic
def store(
    rows: Sequence[PublishedRow],
    *,
    year: int,
    stage: str,
    source: str,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
) -> Import:
    """Store `rows` as a new run of the imported cycle; rows of the run before that are not among them are carried over.

    Nothing is stored on a dry run, or when every row stands there already. Raises `Refused` when that year and stage
    was run in the portal itself.
    """
    cycle = Cycle.objects.filter(year=year, stage=stage, is_sample=False).first()
    if cycle is not None and not cycle.is_imported:
        raise Refused(_("Siklus ini dijalankan di portal; hasilnya tidak diimpor."))
    previous_cycle = _year_before(year)
    last_year = previous_results(cycle or Cycle(year=year, stage=stage, previous=previous_cycle))
    if cycle is not None and cycle.previous_id is None and previous_cycle is not None:
        last_year = previous_results(Cycle(previous=previous_cycle))
    stored = _stored(cycle) if cycle else {}
    checked = [_check(row, last_year) for row in rows]
    found = Import(_cycle_name(year, stage), checked, _changes(rows, stored))
    if dry_run:
        return found
    if cycle is None:
        cycle = _create_cycle(year, stage, previous_cycle, by=by, at=at)
    elif cycle.previous_id is None and previous_cycle is not None:
        cycle.previous = previous_cycle
        cycle.save(update_fields=["previous"])
    here = {row.regency.pk for row in rows}
    carried = [_check(row, last_year) for code, row in stored.items() if code not in here]
    complete = sorted([*found.checked, *carried], key=lambda one: one.row.regency.pk)
    input_hash = _fingerprint(complete)
    if ResultRun.objects.filter(cycle=cycle, is_current=True, input_hash=input_hash).exists():
        found.is_unchanged = True
        return found
    found.run = new_run(cycle, ResultRun.Kind.IMPORTED, input_hash=input_hash, by=by, at=at, source=source)
    _write(found.run, complete)
    after = {
        "rows": len(rows),
        "carried": len(carried),
        "differing": [one.row.regency.pk for one in found.differing],
    }
    journal.write("result.import", found.run, by=by, at=at, after=after, cycle_id=cycle.pk)
    return found


def _check(row: PublishedRow, last_year: dict[str, Result]) -> Checked:
    if row.is_absent:
        return Checked(row, None, None, None)
    weights = {weight.dimension: weight.percent for weight in row.instrument.weights.all()}
    score = scoring.score(row.dimensions, weights, row.instrument.rounding)
    previous = last_year.get(row.regency.pk)
    improvement = scoring.improvement(row.final, previous.unrounded) if previous else None
    return Checked(row, score, improvement, previous)


def _year_before(year: int) -> Cycle | None:
    """The announced cycle of the year before; of several stages the last one."""
    rows = Cycle.objects.filter(year=year - 1, state=Cycle.State.ANNOUNCED, is_sample=False)
    return rows.order_by("-stage").first()


def _cycle_name(year: int, stage: str) -> str:
    if stage == Stage.SINGLE:
        return _("Evaluasi %(year)d") % {"year": year}
    return _("Evaluasi %(year)d %(stage)s") % {"year": year, "stage": Stage(stage).label}


def _create_cycle(year: int, stage: str, previous: Cycle | None, *, by: Actor, at: datetime) -> Cycle:
    name = _cycle_name(year, stage)
    cycle = cycles.create(name=name, year=year, stage=stage, previous=previous, by=by, at=at, is_imported=True)
    cycle.state, cycle.announced_at = Cycle.State.ANNOUNCED, at
    cycle.save(update_fields=["state", "announced_at"])
    return cycle


def _stored(cycle: Cycle) -> dict[str, PublishedRow]:
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


def _changes(rows: Iterable[PublishedRow], stored: dict[str, PublishedRow]) -> list[Change]:
    found = []
    for row in rows:
        if (old := stored.get(row.regency.pk)) is None:
            continue
        now, then = _values(row), _values(old)
        found += [
            Change(row, column, then.get(column), now.get(column))
            for column in dict.fromkeys([*now, *then])
            if now.get(column) != then.get(column)
        ]
    return found


def _values(row: PublishedRow) -> dict[str, Decimal | None]:
    return {**row.dimensions, "final": row.final, "improvement": row.improvement}


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
