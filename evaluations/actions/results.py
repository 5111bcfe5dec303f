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
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused, take
from evaluations import scoring
from evaluations.models import LIVE, DimensionValue, QuestionValue, Rehearsal, Result, ResultRun, Seat
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
MOST_SENTENCES = 10


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
    """Why results cannot be announced yet, as sentences naming regions; empty: go. One query."""
    panels = (
        Submission.objects.filter(cycle=cycle)
        .exclude(state=Submission.State.ABSENT)
        .annotate(
            seated=Count("seats", filter=Q(seats__state__in=LIVE)),
            ready=Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN)),
        )
    )
    rows = list(panels.select_related("regency", "instrument").order_by("regency_id"))
    found = [sentence for row in rows if (sentence := _what_blocks(row))]
    if not any(row.state == Submission.State.HANDED_IN for row in rows):
        found.append(_("Belum ada daerah yang dapat dinilai dalam siklus ini."))
    return found


def _what_blocks(row: Submission) -> str:
    """`row` carries the numbers of its panel: `seated` and `ready`."""
    seated, ready, size = row.seated, row.ready, row.instrument.panel_size  # type: ignore[attr-defined]
    words = {"region": row.regency, "ready": ready, "seated": seated, "size": size}
    if row.state != Submission.State.HANDED_IN:
        return _("%(region)s belum menyerahkan isian. Serahkan, atau catat tidak ikut serta.") % words
    if seated < size:
        return _("Panel %(region)s: baru %(seated)d dari %(size)d kursi terisi.") % words
    if ready < seated:
        return _("Panel %(region)s: %(ready)d dari %(seated)d asesor sudah menyerahkan.") % words
    return ""


def announce(
    cycle: Cycle, *, by: Actor, at: datetime, tell: Progress = silent, rehearsal: Rehearsal | None = None
) -> ResultRun:
    """Compute all results, fix them, announce the cycle. Raises `Refused` with what is missing; then nothing changed.

    With a `rehearsal` exactly what was rehearsed is announced; otherwise refused with the regions that changed since.

    The sums are done before the transaction, so that `tell` reaches those who wait; inside it the gate is asked again
    and the inputs are read again: had one mark changed in between, nothing is stored.
    """
    tell(_("Memeriksa syarat pengumuman"), 5)
    require_ready(cycle)
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
    locked = cycles.advance(cycle, "announce", by=by, at=at, gate=lambda row: shortened(what_blocks_announcement(row)))
    if fingerprint(gather(locked)) != input_hash:
        raise Refused(_("Nilai berubah selagi hasil dihitung. Ulangi pengumuman."))
    run = new_run(locked, ResultRun.Kind.ANNOUNCED, input_hash=input_hash, by=by, at=at)
    store(run, computed)
    after = {"run": run.number, "results": len(computed), "input_hash": run.input_hash}
    journal.write("result.fix", run, by=by, at=at, after=after, cycle_id=locked.pk, audience="region")
    return run


def require_ready(cycle: Cycle) -> None:
    """The step and the gate, asked before the long sums; `_fix` asks again under lock."""
    take(CYCLE_STEPS, "announce", Cycle.objects.get(pk=cycle.pk).state)
    if blocks := what_blocks_announcement(cycle):
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


def shortened(sentences: Sequence[str]) -> list[str]:
    """The first few sentences and how many more there are: a refusal is read, not scrolled."""
    if len(sentences) <= MOST_SENTENCES:
        return list(sentences)
    rest = _("Dan %(count)d hal lainnya.") % {"count": len(sentences) - MOST_SENTENCES}
    return [*sentences[:MOST_SENTENCES], rest]


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
    return _hash([_inputs_of(submission, gathered) for submission in gathered.submissions])


def region_hashes(gathered: Gathered) -> dict[str, str]:
    """The same for each region alone, by regency code."""
    return {row.regency_id: _hash(_inputs_of(row, gathered)) for row in gathered.submissions}


def _inputs_of(submission: Submission, gathered: Gathered) -> list[object]:
    sums = gathered.sums.get(submission.pk, {})
    previous = gathered.previous.get(submission.regency_id)
    return [
        submission.regency_id,
        submission.instrument.slug,
        submission.instrument.version,
        submission.instrument.rounding,
        [
            [dimension, *sums.get(indicator, (0, 0))]
            for indicator, dimension in gathered.indicators[submission.instrument_id]
        ],
        [[name, str(percent)] for name, percent in gathered.weights[submission.instrument_id].items()],
        str(previous.unrounded) if previous else None,
    ]


def _hash(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
