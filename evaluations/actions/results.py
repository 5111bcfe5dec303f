"""Computing and fixing results: the announcement of a cycle. Sums are in `scoring`, reads in `queries`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused, take
from evaluations import scoring
from evaluations.actions import letters
from evaluations.actions.gate import shortened, what_blocks
from evaluations.fingerprints import fingerprint, region_hashes
from evaluations.models import DimensionValue, QuestionValue, Rehearsal, Result, ResultRun
from evaluations.queries import Gathered, gather
from evaluations.rules import announces
from jobs import actions as jobs
from jobs.actions import Progress, WorkFailed, silent
from journal import actions as journal
from pillars.models import ImprovementRule
from submissions.actions import cycles
from submissions.models import Cycle, Submission
from submissions.workflow import CYCLE_STEPS

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


def announce(
    cycle: Cycle, *, by: Actor, at: datetime, tell: Progress = silent, rehearsal: Rehearsal | None = None
) -> ResultRun:
    """Compute all results, fix them, announce the cycle. Raises `Refused` with what is missing; then nothing changed.

    With a `rehearsal` exactly what was rehearsed is announced; otherwise refused with the regions that changed since.

    The sums are done before the transaction, so that `tell` reaches those who wait; inside it the gate is asked again
    and the inputs are read again: had one mark changed in between, nothing is stored.
    """
    tell(_("Memeriksa syarat pengumuman"), 5)
    require_ready(cycle, at)
    tell(_("Mengumpulkan nilai para asesor"), 15)
    gathered = gather(cycle)
    tell(_("Menghitung hasil %(count)d daerah") % {"count": len(gathered.submissions)}, 45)
    computed = compute(gathered)
    require_finals(computed)
    if rehearsal is not None:
        _require_as_rehearsed(rehearsal, gathered)
    tell(_("Menetapkan dan menyimpan hasil"), 70)
    return _fix(cycle, computed, fingerprint(gathered), by=by, at=at)


@transaction.atomic
def _fix(cycle: Cycle, computed: Sequence[Computed], input_hash: str, *, by: Actor, at: datetime) -> ResultRun:
    locked = cycles.advance(cycle, "announce", by=by, at=at, gate=lambda row: shortened(what_blocks(row, at)))
    if fingerprint(gather(locked)) != input_hash:
        raise Refused(_("Nilai berubah selagi hasil dihitung. Ulangi pengumuman."))
    draft = ResultRun.objects.filter(cycle=locked, kind=ResultRun.Kind.DRAFT).first()
    run = new_run(locked, ResultRun.Kind.ANNOUNCED, input_hash=input_hash, by=by, at=at, draft=draft)
    store(run, computed)
    told = letters.write_out(run)
    after = {"run": run.number, "results": len(computed), "letters": told, "input_hash": run.input_hash}
    journal.write("result.fix", run, by=by, at=at, after=after, cycle_id=locked.pk, audience="region")
    return run


def require_ready(cycle: Cycle, at: datetime) -> None:
    """The step and the gate, asked before the long sums; `_fix` asks again under lock."""
    take(CYCLE_STEPS, "announce", Cycle.objects.get(pk=cycle.pk).state)
    if blocks := what_blocks(cycle, at):
        raise Refused(" ".join(shortened(blocks)))


def require_finals(computed: Sequence[Computed]) -> None:
    if without := [row.submission.regency.name for row in computed if row.score.final is None]:
        raise Refused(
            _("Nilai akhir tidak dapat dihitung karena satu dimensi seluruhnya tidak berlaku: %(regions)s.")
            % {"regions": ", ".join(without)}
        )


def _require_as_rehearsed(rehearsal: Rehearsal, gathered: Gathered) -> None:
    if fingerprint(gathered) == rehearsal.input_hash:
        return
    now, then = region_hashes(gathered), rehearsal.regions
    names = {submission.regency_id: str(submission.regency) for submission in gathered.submissions}
    changed = sorted(code for code in now.keys() | then.keys() if now.get(code) != then.get(code))
    raise Refused(
        _("Masukan berubah sejak gladi: %(regions)s. Lakukan gladi sekali lagi.")
        % {"regions": ", ".join(shortened([names.get(code, code) for code in changed]))}
    )


def announce_job(
    *, progress: Progress, cycle_id: str, user_id: str, role: str, asked_at: str, rehearsal_id: str
) -> None:
    """The announcement as background work (`settings.JOB_KINDS`), in the name of the person who asked.

    Everything is checked again here. Safe to run twice: what this order has announced already is done.
    """
    cycle = Cycle.objects.get(pk=cycle_id)
    if _is_announced_by(cycle, UUID(user_id), datetime.fromisoformat(asked_at)):
        return
    by = announces(User.objects.get(pk=user_id))
    if by is None or by.role != role or by.user is None or not by.user.is_active:
        raise WorkFailed(_("Anda tidak lagi memegang peran yang boleh mengumumkan hasil."))
    try:
        rehearsal = Rehearsal.objects.get(pk=rehearsal_id, cycle=cycle)
        announce(cycle, by=by, at=timezone.now(), tell=progress, rehearsal=rehearsal)
    except Refused as reason:
        raise WorkFailed(str(reason)) from reason
    words = {"cycle_id": cycle_id, "user_id": user_id}
    jobs.enqueue("ranking.study", key=f"ranking.study:{cycle_id}", args=words, by=by, at=timezone.now())


def _is_announced_by(cycle: Cycle, user_id: UUID, asked_at: datetime) -> bool:
    rows = ResultRun.objects.filter(cycle=cycle, kind=ResultRun.Kind.ANNOUNCED, by=user_id, at__gte=asked_at)
    return cycle.state == Cycle.State.ANNOUNCED and rows.exists()


def new_run(
    cycle: Cycle,
    kind: str,
    *,
    input_hash: str,
    by: Actor,
    at: datetime,
    source: str = "",
    draft: ResultRun | None = None,
    replies_until: datetime | None = None,
) -> ResultRun:
    """The next run of a cycle; the one before stays, but is current no more. A draft is never current."""
    last = ResultRun.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    is_current = kind != ResultRun.Kind.DRAFT
    if is_current:
        ResultRun.objects.filter(cycle=cycle, is_current=True).update(is_current=False)
    return ResultRun.objects.create(
        cycle=cycle,
        number=last + 1,
        kind=kind,
        is_current=is_current,
        at=at,
        by=by.user,
        input_hash=input_hash,
        source=source[:200],
        draft=draft,
        replies_until=replies_until,
    )


def store(run: ResultRun, computed: Sequence[Computed]) -> None:
    """Write results with ranks, dimensions and questions. A fixed number of statements per `BATCH` rows.

    A draft has no ranks: they would tell a region of the others.
    """
    places = places_of(computed, run.cycle.tie_chain)
    if run.kind == ResultRun.Kind.DRAFT:
        places = [(None, 0)] * len(computed)
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


def places_of(computed: Sequence[Computed], chain: Sequence[str]) -> list[tuple[int | None, int]]:
    """(rank, how many have one) of each, within its cohort, by the cycle's declared chain for equal finals."""
    ties = [scoring.tie_values({part.dimension: part.value for part in row.score.parts}, chain) for row in computed]
    return ranks_by_cohort([(row.submission.cohort, row.score.final) for row in computed], ties)


def ranks_by_cohort(
    rows: Sequence[tuple[str, Decimal | None]], ties: Sequence[Sequence[Decimal | None]] | None = None
) -> list[tuple[int | None, int]]:
    """(rank, how many have one) for each (cohort, final), ranked within the cohort; `ties` as of `scoring.ranks`."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, (cohort, _final) in enumerate(rows):
        members[cohort].append(place)
    found: list[tuple[int | None, int]] = [(None, 0)] * len(rows)
    for places in members.values():
        finals = [rows[place][1] for place in places]
        size = sum(final is not None for final in finals)
        own = [ties[place] for place in places] if ties else None
        for place, rank in zip(places, scoring.ranks(finals, own), strict=True):
            found[place] = (rank, size)
    return found
