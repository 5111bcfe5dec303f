"""Three sample cycles, made through the same actions as real ones: one announced, one being filled in, one being scored.

Their windows are counted from today, so that on any day every role finds something to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import PORTAL, Actor
from common.clock import local
from evaluations.actions import marks, panels, plenary, results
from evaluations.models import Seat
from pillars.models import Indicator, Instrument
from pillars.queries import indicators_of
from regencies.models import Agency, Regency
from smartcity.sample import calibration, files, followups, invention, replies, seating, texts
from submissions.actions import answers, cycles, evidence, excuses, handing_over
from submissions.actions import submissions as steps
from submissions.models import Cycle, Submission, Window
from submissions.queries.checks import findings_of

PASER, KUTAI_KARTANEGARA, BALIKPAPAN, BONTANG = "64.01", "64.02", "64.71", "64.74"
EARLY = (PASER, KUTAI_KARTANEGARA, BALIKPAPAN)


@dataclass(frozen=True)
class Cast:
    """Who acts in the sample. Regions without demo people are answered by the portal itself."""

    secretariat: Actor
    assessors: Sequence[Actor]
    operators: dict[str, Actor]
    heads: dict[str, Actor]

    def operator(self, code: str) -> Actor:
        return self.operators.get(code, PORTAL)

    def head(self, code: str) -> Actor:
        return self.heads.get(code, PORTAL)


def build(cast: Cast, *, now: datetime) -> list[Cycle]:
    """Make the sample cycles that are not there yet. Returns the new ones."""
    made = []
    seating.profiles(cast.assessors, cast.secretariat, now=now)
    seating.more_assessors(now=now)
    if _sample(2022, "single") is None:
        made.append(_announced(cast, now))
    if _sample(2023, "stage2") is None:
        made.append(_being_filled(cast, now))
    if _sample(2023, "single") is None:
        made.append(_being_scored(cast, now))
    return made


def refresh(*, now: datetime) -> None:
    """Move windows that have run out or nearly so: a demo started again next month is as lively as on its first day."""
    for cycle, kind, days in (
        (_sample(2023, "stage2"), Window.Kind.ANSWERS, 9),
        (_sample(2023, "single"), Window.Kind.ASSESSMENT, 12),
    ):
        window = Window.objects.filter(cycle=cycle, kind=kind).first()
        if cycle is None or window is None or cycle.state == Cycle.State.ANNOUNCED:
            continue
        if window.closes_at < now + timedelta(days=2):
            cycles.set_window(
                cycle, kind=kind, opens_at=window.opens_at, closes_at=_evening(now, days), by=PORTAL, at=now
            )


def surveyed() -> list[Submission]:
    """The submission that is being filled in by the region with demo people: its survey is under way."""
    return list(Submission.objects.filter(cycle=_sample(2023, "stage2"), regency=PASER))


def _announced(cast: Cast, now: datetime) -> Cycle:
    """Last year's: complete and announced, so that there is a whole report to read and "last year" to compare with."""
    cycle = _create(_("Evaluasi 2022 (contoh)"), 2022, "single", cast, now, days=-420)
    windows = {Window.Kind.ANSWERS: (-400, -370), Window.Kind.ASSESSMENT: (-365, -340)}
    invited = _open(cycle, {"2022-early": EARLY}, windows, cast, now)
    for place, submission in enumerate(invited):
        _answer(submission, _questions(submission), cast, now - timedelta(days=380), seed=2022 + place)
        _hand_in(submission, cast, now - timedelta(days=372))
    cycle = cycles.step(cycle, "begin_assessment", by=cast.secretariat, at=now - timedelta(days=366))
    for place, submission in enumerate(invited):
        for number, assessor in enumerate(cast.assessors[:4]):
            seat = seating.take(
                _seat(submission, assessor, cast, now - timedelta(days=366)), assessor, at=now - timedelta(days=366)
            )
            _score(seat, assessor, now - timedelta(days=350), seed=10 * place + number, ease=2.8 + 0.2 * place)
            if (place, number) == (0, 0):
                advice = {"recommendation": [_("Tetapkan peraturan pelaksananya (contoh).")]}
                marks.save_notes(
                    seat, advice, by=assessor, at=now - timedelta(days=346), indicator=_questions(submission)[0]
                )
            marks.hand_in(seat, by=assessor, at=now - timedelta(days=345))
    cycle = cycles.step(cycle, "begin_plenary", by=cast.secretariat, at=now - timedelta(days=335))
    replies.heard(
        cycle,
        PASER,
        operator=cast.operator(PASER),
        head=cast.head(PASER),
        secretariat=cast.secretariat,
        at=now - timedelta(days=334),
    )
    results.announce(cycle, by=cast.secretariat, at=now - timedelta(days=330))
    return cycle


def _being_filled(cast: Cast, now: datetime) -> Cycle:
    """This year's: Kabupaten Paser has answered about half, agencies hold the rest."""
    cycle = _create(_("Evaluasi 2023 (contoh)"), 2023, "stage2", cast, now, days=-20)
    windows = {
        Window.Kind.ANSWERS: (-14, 9),
        Window.Kind.ASSESSMENT: (10, 30),
        Window.Kind.PLENARY: (31, 33),
        Window.Kind.ANNOUNCEMENT: (38, 39),
    }
    invited = _open(cycle, {"2023-kppn-ikn": EARLY, "2023-regular": (BONTANG,)}, windows, cast, now)
    for submission, share in zip(invited, (0.55, 0.2, 0.9, 0.0), strict=True):
        questions = _questions(submission)
        dice = Random(submission.regency_id)
        handed = _hand_over(submission, questions, cast, now - timedelta(days=10))
        chosen = [q for q in questions if q.pk not in handed and dice.random() < share]
        _answer(submission, chosen, cast, now - timedelta(days=5), seed=2023)
        if submission.regency_id == PASER:
            _attach(submission, chosen[:14:2], cast, now - timedelta(days=4))
    seating.plan(cycle, cast.secretariat, now=now - timedelta(days=1))
    last_year = Submission.objects.filter(cycle=_sample(2022, "single"), regency=PASER).select_related("cycle").first()
    if last_year is not None:
        followups.followed(last_year.cycle, PASER, operator=cast.operator(PASER), at=now - timedelta(days=3))
        calibration.practise(cycle, last_year, cast.assessors, cast.secretariat, at=now - timedelta(days=6))
    return cycle


def _being_scored(cast: Cast, now: datetime) -> Cycle:
    """A practice round of the assessors: one seat half done, one complete, one handed in, one empty, and gaps to fill."""
    cycle = _create(_("Latihan penilaian 2023 (contoh)"), 2023, "single", cast, now, days=-45)
    windows = {
        Window.Kind.ANSWERS: (-40, -10),
        Window.Kind.ASSESSMENT: (-4, 12),
        Window.Kind.PLENARY: (13, 14),
    }
    invited = _open(cycle, {"2022-early": EARLY}, windows, cast, now)
    for place, submission in enumerate(invited):
        questions = _questions(submission)
        _answer(submission, questions, cast, now - timedelta(days=20), seed=23 + place)
        _attach(submission, questions[: 10 - 3 * place : 2], cast, now - timedelta(days=18))
        _hand_in(submission, cast, now - timedelta(days=12))
    cycle = cycles.step(cycle, "begin_assessment", by=cast.secretariat, at=now - timedelta(days=5))
    shares: tuple[tuple[float, ...], ...] = ((0.5, 1.0, 1.0, 0.0), (0.0, 1.0), (1.0, 1.0, 1.0, 1.0))
    for place, (submission, row) in enumerate(zip(invited, shares, strict=True)):
        for number, (assessor, share) in enumerate(zip(cast.assessors, row, strict=False)):
            seat = _seat(submission, assessor, cast, now - timedelta(days=4))
            if share == 0.0 and number == 3:
                continue  # still to be accepted
            seating.take(seat, assessor, at=now - timedelta(days=3))
            if number == 0:
                panels.make_chair(seat, by=cast.secretariat, at=now - timedelta(days=3))
            _score(seat, assessor, now - timedelta(days=1), seed=100 + 10 * place + number, ease=2.7, share=share)
            if share == 1.0 and (number != 1 or place == 2):
                marks.hand_in(seat, by=assessor, at=now - timedelta(hours=20))
    plenary.gather_agenda(invited[2], by=cast.assessors[0], at=now - timedelta(hours=19))
    seating.refuse(invited[1], cast.assessors[2], cast.secretariat, at=now - timedelta(days=2))
    return cycle


def _hand_in(submission: Submission, cast: Cast, at: datetime) -> None:
    """As a head of office does: every warning gets a reason first."""
    head = cast.head(submission.regency_id)
    if findings_of(submission).warnings:
        reason = _("Data contoh: berkasnya tidak disertakan.")
        excuses.excuse(submission, None, reason=reason, by=head, at=at)
    steps.hand_in(submission, by=head, at=at)


def _sample(year: int, stage: str) -> Cycle | None:
    return Cycle.objects.filter(year=year, stage=stage, is_sample=True).first()


def _create(name: str, year: int, stage: str, cast: Cast, now: datetime, *, days: int) -> Cycle:
    previous = _sample(2022, "single") if year > 2022 else None
    at = now + timedelta(days=days)
    return cycles.create(
        name=name, year=year, stage=stage, previous=previous, by=cast.secretariat, at=at, is_sample=True
    )


def _open(
    cycle: Cycle,
    cohorts: Mapping[str, Sequence[str]],
    windows: Mapping[Window.Kind, tuple[int, int]],
    cast: Cast,
    now: datetime,
) -> list[Submission]:
    """Cohorts (regions by instrument), windows (days from now), invitations, and the step that opens the answers."""
    first = windows[Window.Kind.ANSWERS][0]
    at = now + timedelta(days=first - 1)
    for slug, codes in cohorts.items():
        instrument = Instrument.objects.get(slug=slug, version=1)
        cycles.set_cohort(cycle, cohort=instrument.cohort, instrument=instrument, by=cast.secretariat, at=at)
        rows = Regency.objects.filter(pk__in=codes)
        steps.invite(cycle, rows, cohort=instrument.cohort, by=cast.secretariat, at=at)
    for kind, (opens, closes) in windows.items():
        _window(cycle, kind, opens, closes, cast, now)
    cycles.step(cycle, "open", by=cast.secretariat, at=now + timedelta(days=first))
    return list(Submission.objects.filter(cycle=cycle).select_related("cycle", "regency").order_by("regency_id"))


def _window(cycle: Cycle, kind: Window.Kind, first: int, last: int, cast: Cast, now: datetime) -> None:
    opens_at = local(now + timedelta(days=first), settings.TIME_ZONE).replace(hour=8, minute=0, second=0, microsecond=0)
    at = now + timedelta(days=first - 1)
    cycles.set_window(
        cycle, kind=kind.value, opens_at=opens_at, closes_at=_evening(now, last), by=cast.secretariat, at=at
    )


def _evening(now: datetime, days: int) -> datetime:
    """23.59 in the ministry's zone, `days` from now: the habit of the letters."""
    there = local(now + timedelta(days=days), settings.TIME_ZONE)
    return there.replace(hour=23, minute=59, second=0, microsecond=0)


def _questions(submission: Submission) -> list[Indicator]:
    return indicators_of(submission.instrument_id)


def _answer(submission: Submission, questions: Sequence[Indicator], cast: Cast, at: datetime, *, seed: int) -> None:
    dice = Random(seed)
    by = cast.operator(submission.regency_id)
    for question in questions:
        answers.save(submission, question, invention.draft(question, dice), version=0, by=by, at=at)


def _attach(submission: Submission, questions: Sequence[Indicator], cast: Cast, at: datetime) -> None:
    by, place = cast.operator(submission.regency_id), str(submission.regency)
    for number, question in enumerate(questions, start=1):
        title = texts.FILES[number % len(texts.FILES)]
        make = files.photo if "foto" in title else files.document
        upload = make(title, place, number)
        evidence.attach(submission, question, upload, max_bytes=settings.EVIDENCE_MAX_BYTES, by=by, at=at)


def _hand_over(submission: Submission, questions: Sequence[Indicator], cast: Cast, at: datetime) -> set[object]:
    """Questions of living to the health office, of environment to the environment office, where the region has them."""
    handed: set[object] = set()
    agencies = {row.code: row for row in Agency.objects.filter(regency_id=submission.regency_id)}
    for code, pillar, days in (("DINKES", "living", 7), ("DLH", "environment", 13)):
        rows = [q for q in questions if q.pillar_id == pillar and q.dimension == "outcome"]
        if code in agencies:
            by = cast.operator(submission.regency_id)
            due_at = at + timedelta(days=days)
            handing_over.hand_over(
                submission, rows, agency=agencies[code], due_at=due_at, message=texts.HAND_OVER, by=by, at=at
            )
            handed |= {row.pk for row in rows}
    return handed


def _seat(submission: Submission, assessor: Actor, cast: Cast, at: datetime) -> Seat:
    if assessor.user is None:
        raise ValueError("an assessor is a person")
    return panels.seat(submission, assessor.user, by=cast.secretariat, at=at)


def _score(seat: Seat, assessor: Actor, at: datetime, *, seed: int, ease: float, share: float = 1.0) -> None:
    if not share:
        return
    dice = Random(seed)
    questions = indicators_of(seat.submission.instrument_id)
    given = invention.marks(questions[: round(len(questions) * share)], dice, ease=ease)
    marks.save(seat, given, by=assessor, at=at)
    marks.save_notes(seat, invention.notes(dice) if share == 1.0 else {}, by=assessor, at=at)
