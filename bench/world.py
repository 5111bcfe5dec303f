"""A country of results in a database that is thrown away: every regency, 117 questions, five marks each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import NationalRole, Role, User
from evaluations.models import Mark, Note, Seat
from pillars.actions import load_instruments, load_pillars
from pillars.models import Indicator, Instrument, Pillar
from quickwins.models import QuarterReport, QuickWin, QuickWinYear
from regencies.actions import load_regions
from regencies.models import Membership, Regency
from submissions.models import Answer, Attachment, Cycle, CycleCohort, Evidence, Submission, Window

PANEL = 5
INSTRUMENT = "2023-kppn-ikn"
BATCH = 10_000


@dataclass(frozen=True)
class World:
    """`cycle` is complete and in its plenary. `open_submission` is a region's of another cycle, still being answered and
    marked by everyone, with half of its questions done."""

    cycle: Cycle
    open_submission: Submission
    secretary: User
    operator: User
    assessors: list[User]


@cache
def world() -> World:
    """Made once per process, in an empty database."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    load_pillars()
    load_instruments(at=now)
    load_regions()
    Instrument.objects.filter(slug=INSTRUMENT).update(frozen_at=now)  # as opening a cycle does
    instrument = Instrument.objects.get(slug=INSTRUMENT)
    people = [_person(f"asesor{i}", Role.ASSESSOR) for i in range(1, PANEL + 1)]
    cycle = _cycle("Evaluasi lengkap", 2023, Cycle.State.PLENARY, instrument, now)
    full = _submissions(cycle, instrument, list(Regency.objects.all()), Submission.State.HANDED_IN, now)
    seats = _seats(full, people, Seat.State.HANDED_IN, now)
    questions = list(Indicator.objects.filter(instrument=instrument).order_by("order"))
    _store(Mark, _marks(seats, questions, now))
    running = _cycle("Evaluasi berjalan", 2024, Cycle.State.ASSESSMENT, instrument, now)
    opened = _submissions(running, instrument, [full[0].regency], Submission.State.HANDED_IN, now)[0]
    half = questions[::2]
    _store(Answer, [_answer(opened, question, now) for question in half])
    _store(Mark, _marks(_seats([opened], people, Seat.State.SCORING, now), half, now))
    operator = _person("operator")
    Membership.objects.create(user=operator, role=Role.OPERATOR, regency=opened.regency)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself in time
    return World(cycle, opened, _person("sekretariat", Role.SECRETARIAT), operator, people)


def reopen_answers(submission: Submission) -> Submission:
    """The submission as its region has it while the answers window is open."""
    now = timezone.now()
    Cycle.objects.filter(pk=submission.cycle_id).update(state=Cycle.State.SELF_ASSESSMENT)
    Submission.objects.filter(pk=submission.pk).update(state=Submission.State.FILLING, handed_in_at=None)
    edges = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1)}
    Window.objects.update_or_create(cycle_id=submission.cycle_id, kind=Window.Kind.ANSWERS, defaults=edges)
    return Submission.objects.get(pk=submission.pk)


def attach_files(submission: Submission, questions: Sequence[Indicator], count: int) -> None:
    """So many files on each of these questions, all with a page and a note; their bytes are nowhere."""
    now = timezone.now()
    Answer.objects.bulk_create(
        (Answer(submission=submission, indicator=row, version=0, changed_at=now) for row in questions),
        ignore_conflicts=True,
    )
    answers = Answer.objects.filter(submission=submission, indicator__in=questions)
    files = [
        Evidence(
            regency_id=submission.regency_id,
            file=f"evidence/{number}",
            name=f"Laporan triwulan {number}.pdf",
            kind="pdf",
            mime="application/pdf",
            size=1_234_567,
            pages=12,
            sha256=f"{number:064x}",
            added_at=now,
        )
        for number in range(len(answers) * count)
    ]
    Evidence.objects.bulk_create(files)
    Attachment.objects.bulk_create(
        Attachment(answer=answers[number // count], evidence=file, page=3, note="Tabel realisasi", added_at=now)
        for number, file in enumerate(files)
    )


def keep_quick_wins(regency: Regency, count: int, years: range) -> None:
    """So many Quick Wins of all pillars, running through these years, with reports of the last one: three accepted, one sent."""
    pillars, now = list(Pillar.objects.all()), timezone.now()
    rows = [
        QuickWin(
            regency=regency,
            code=f"QW-{number:02}",
            name=f"Layanan percepatan nomor {number} bagi warga kecamatan",
            pillar=pillars[number % len(pillars)],
            start_year=years[0],
        )
        for number in range(count)
    ]
    QuickWin.objects.bulk_create(rows)
    QuickWinYear.objects.bulk_create(
        QuickWinYear(quick_win=row, year=year, status="running", target="60 desa", realisation="58 desa")
        for row in rows
        for year in years
    )
    last = QuarterReport.Quarter.FOURTH
    QuarterReport.objects.bulk_create(
        QuarterReport(
            quick_win=row,
            year=years[-1],
            quarter=quarter,
            state="sent" if quarter == last else "accepted",
            light="green",
            progress="Selesai",
            sent_at=now,
            decided_at=None if quarter == last else now,
        )
        for row in rows
        for quarter in QuarterReport.Quarter
    )


def _person(name: str, role: Role | None = None) -> User:
    user = User.objects.create_user(f"{name}@contoh.test", name=name.title())
    if role is not None:
        NationalRole.objects.create(user=user, role=role)
    return user


def _cycle(name: str, year: int, state: str, instrument: Instrument, now: datetime) -> Cycle:
    cycle = Cycle.objects.create(name=name, year=year, stage=instrument.stage, state=state, created_at=now)
    CycleCohort.objects.create(cycle=cycle, cohort=instrument.cohort, instrument=instrument)
    Window.objects.create(
        cycle=cycle,
        kind=Window.Kind.ASSESSMENT,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    return cycle


def _submissions(
    cycle: Cycle, instrument: Instrument, regencies: list[Regency], state: str, now: datetime
) -> list[Submission]:
    return Submission.objects.bulk_create(
        Submission(
            cycle=cycle,
            regency=regency,
            cohort=instrument.cohort,
            instrument=instrument,
            state=state,
            handed_in_at=now,
        )
        for regency in regencies
    )


def _seats(submissions: list[Submission], people: list[User], state: str, now: datetime) -> list[Seat]:
    handed_in_at = now if state == Seat.State.HANDED_IN else None
    seats = Seat.objects.bulk_create(
        Seat(submission=submission, assessor=person, number=number, state=state, handed_in_at=handed_in_at)
        for submission in submissions
        for number, person in enumerate(people, 1)
    )
    _store(Note, [Note(seat=seat, kind="strength", order=0, text="Catatan.", changed_at=now) for seat in seats])
    return seats


def _marks(seats: list[Seat], questions: list[Indicator], now: datetime) -> Iterator[Mark]:
    for s, seat in enumerate(seats):
        for q, question in enumerate(questions):
            spread = (s * 7 + q * 13) % 11
            value = None if spread == 10 and q % 9 == 0 else spread % 5
            yield Mark(seat=seat, indicator=question, value=value, not_applicable=value is None, changed_at=now)


def _answer(submission: Submission, question: Indicator, now: datetime) -> Answer:
    kind = Indicator.AnswerKind
    value: dict[str, Any] = {"number": 3}
    if question.answer_kind == kind.YES_NO:
        value = {"yes": True}
    elif question.answer_kind == kind.TEXT:
        value = {"text": "Uraian jawaban."}
    narrative = "Data diambil dari laporan triwulan perangkat daerah. " * 4
    return Answer(submission=submission, indicator=question, own_level=3, narrative=narrative, changed_at=now, **value)


def _store(model: Any, rows: Any) -> None:
    """In batches, so that a country of marks is never in memory at once."""
    iterator = iter(rows)
    while batch := [row for _, row in zip(range(BATCH), iterator, strict=False)]:
        model.objects.bulk_create(batch)
