"""Computing and fixing results: the announcement of a cycle. Sums are in `scoring`, reads in `queries`."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from evaluations import scoring
from evaluations.models import DimensionValue, QuestionValue, Result, ResultRun, Seat
from evaluations.queries import Gathered, gather
from journal import actions as journal
from pillars.models import ImprovementRule
from submissions.actions import cycles
from submissions.models import Cycle, Submission

BATCH = 5_000


@dataclass(frozen=True)
class Computed:
    """One region's numbers before they are stored. `questions` is (indicator, total, count) in order."""

    submission: Submission
    score: scoring.Score
    improvement: Decimal | None
    previous: Result | None
    questions: tuple[tuple[UUID, int, int], ...]


def compute(gathered: Gathered) -> list[Computed]:
    """All results of a cycle from its sums. Changes nothing."""
    return [_compute_one(submission, gathered) for submission in gathered.submissions]


def _compute_one(submission: Submission, gathered: Gathered) -> Computed:
    sums = gathered.sums.get(submission.pk, {})
    values: dict[str, list[Fraction | None]] = defaultdict(list)
    questions = []
    for indicator, dimension in gathered.indicators[submission.instrument_id]:
        total, count = sums.get(indicator, (0, 0))
        questions.append((indicator, total, count))
        values[dimension].append(Fraction(total, count) if count else None)
    dimensions = {name: scoring.dimension_value(found) for name, found in values.items()}
    instrument = submission.instrument
    score = scoring.score(dimensions, gathered.weights[instrument.pk], instrument.rounding)
    previous = gathered.previous.get(submission.regency_id)
    known = instrument.improvement_rule == ImprovementRule.FINAL_MINUS_UNROUNDED
    improvement = scoring.improvement(score.final, previous.unrounded) if known and previous else None
    return Computed(submission, score, improvement, previous if known else None, tuple(questions))


def what_blocks_announcement(cycle: Cycle) -> list[str]:
    """Why results cannot be announced yet, as sentences naming regions; empty: go. Two queries."""
    found = []
    seats = Submission.objects.filter(cycle=cycle).annotate(
        seated=Count("seats"), ready=Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN))
    )
    taking_part = seats.exclude(state=Submission.State.ABSENT).select_related("regency")
    for row in taking_part.exclude(state=Submission.State.HANDED_IN):
        found.append(
            _("%(region)s belum menyerahkan isian. Serahkan, atau catat tidak ikut serta.") % {"region": row.regency}
        )
    handed = taking_part.filter(state=Submission.State.HANDED_IN)
    for row in handed.filter(seated__lt=F("instrument__panel_size")):
        found.append(_("Panel %(region)s masih memiliki kursi kosong.") % {"region": row.regency})
    for row in handed.filter(ready__lt=F("seated")):
        found.append(
            _("Panel %(region)s: %(ready)d dari %(seated)d asesor sudah menyerahkan.")
            % {"region": row.regency, "ready": row.ready, "seated": row.seated}
        )
    if not handed.exists():
        found.append(_("Belum ada daerah yang dapat dinilai dalam siklus ini."))
    return found


@transaction.atomic
def announce(cycle: Cycle, *, by: Actor, at: datetime) -> ResultRun:
    """Compute all results, fix them, announce the cycle. Raises `Refused` with what is missing; then nothing changed."""
    locked = cycles.advance(cycle, "announce", by=by, at=at, gate=what_blocks_announcement)
    gathered = gather(locked)
    computed = compute(gathered)
    if without := [row.submission.regency.name for row in computed if row.score.final is None]:
        raise Refused(
            _("Nilai akhir tidak dapat dihitung karena satu dimensi seluruhnya tidak berlaku: %(regions)s.")
            % {"regions": ", ".join(without)}
        )
    run = new_run(locked, ResultRun.Kind.ANNOUNCED, input_hash=fingerprint(gathered), by=by, at=at)
    store(run, computed)
    after = {"run": run.number, "results": len(computed), "input_hash": run.input_hash}
    journal.write("result.fix", run, by=by, at=at, after=after, cycle_id=locked.pk, audience="region")
    return run


def new_run(cycle: Cycle, kind: str, *, input_hash: str, by: Actor, at: datetime, source: str = "") -> ResultRun:
    """The next run of a cycle; the one before stays, but is current no more."""
    last = ResultRun.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    ResultRun.objects.filter(cycle=cycle, is_current=True).update(is_current=False)
    return ResultRun.objects.create(
        cycle=cycle, number=last + 1, kind=kind, at=at, by=by.user, input_hash=input_hash, source=source[:200]
    )


def store(run: ResultRun, computed: Sequence[Computed]) -> None:
    """Write results with ranks, dimensions and questions. A fixed number of statements per `BATCH` rows."""
    places = ranks_by_cohort([(row.submission.cohort, row.score.final) for row in computed])
    results = [
        Result(
            run=run,
            submission=row.submission,
            final=row.score.final,
            unrounded=row.score.unrounded,
            improvement=row.improvement,
            previous=row.previous,
            rank=place,
            rank_of=size,
        )
        for row, (place, size) in zip(computed, places, strict=True)
    ]
    Result.objects.bulk_create(results, batch_size=BATCH)
    pairs = list(zip(results, computed, strict=True))
    DimensionValue.objects.bulk_create(
        [dimension_row(result, part) for result, row in pairs for part in row.score.parts], batch_size=BATCH
    )
    QuestionValue.objects.bulk_create(
        (
            QuestionValue(result_id=result.pk, indicator_id=indicator, total=total, count=count)
            for result, row in pairs
            for indicator, total, count in row.questions
        ),
        batch_size=BATCH,
    )


def dimension_row(result: Result, part: scoring.Part) -> DimensionValue:
    return DimensionValue(
        result=result,
        dimension=part.dimension,
        percent=part.percent,
        value=part.value,
        weighted=part.weighted,
    )


def ranks_by_cohort(rows: Sequence[tuple[str, Decimal | None]]) -> list[tuple[int | None, int]]:
    """(rank, how many have one) for each (cohort, final), ranked within the cohort."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, (cohort, _final) in enumerate(rows):
        members[cohort].append(place)
    found: list[tuple[int | None, int]] = [(None, 0)] * len(rows)
    for places in members.values():
        finals = [rows[place][1] for place in places]
        size = sum(final is not None for final in finals)
        for place, rank in zip(places, scoring.ranks(finals), strict=True):
            found[place] = (rank, size)
    return found


def fingerprint(gathered: Gathered) -> str:
    """SHA-256 over everything the numbers depend on, in a fixed order: the same inputs give the same hash."""
    content = [
        [
            submission.regency_id,
            submission.instrument.slug,
            submission.instrument.version,
            submission.instrument.rounding,
            [
                [dimension, *gathered.sums.get(submission.pk, {}).get(indicator, (0, 0))]
                for indicator, dimension in gathered.indicators[submission.instrument_id]
            ],
            [[name, str(percent)] for name, percent in gathered.weights[submission.instrument_id].items()],
            str(previous.unrounded) if (previous := gathered.previous.get(submission.regency_id)) else None,
        ]
        for submission in gathered.submissions
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
