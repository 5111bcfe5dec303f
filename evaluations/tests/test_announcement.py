"""The announcement: its gate, and its sums on real marks."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from common.steps import Refused
from evaluations.actions import acceptance, marks, panels, results
from evaluations.actions.gate import what_blocks_announcement
from evaluations.actions.given import Given
from evaluations.fingerprints import fingerprint
from evaluations.models import DimensionValue, Mark, QuestionValue, Result, ResultRun, Seat
from evaluations.queries import gather
from evaluations.tests.factories import (
    assessor,
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    plenary,
    ready,
    secretary,
    write_notes,
)
from journal.models import Entry
from pillars.actions import load_instruments, load_pillars
from pillars.models import Instrument
from submissions.actions import cycles
from submissions.models import Cycle, Submission
from submissions.tests.factories import indicators, make_regency, make_submission

pytestmark = pytest.mark.django_db
MALANG = Path(__file__).parent.parent / "data" / "results" / "kab-malang-2022-questions.csv"


def announce(cycle: Cycle, by: User | None = None) -> ResultRun:
    return results.announce(cycle, by=secretary(by), at=timezone.now())


# --- the gate ---------------------------------------------------------------------------------------------------


def test_gate_names_each_region_and_what_it_lacks() -> None:
    cycle = plenary()
    make_submission(cycle=cycle, regency=make_regency("31.71"))
    make_seat(make_scored(cycle=cycle))
    last = make_scored(cycle=cycle, regency=make_regency("94.01"))
    make_full_panel(last)
    Seat.objects.filter(submission=last, number=1).update(state="scoring", handed_in_at=None)
    absent = make_submission(cycle=cycle, regency=make_regency("33.01"), state=Submission.State.ABSENT)
    found = what_blocks_announcement(cycle)
    assert found == [
        "Kota 31.71 belum menyerahkan isian. Serahkan, atau catat tidak ikut serta.",
        "Panel Kabupaten 64.01: baru 1 dari 3 kursi terisi.",
        "Panel Kabupaten 94.01: 2 dari 3 asesor sudah menyerahkan.",
    ]
    assert str(absent.regency) not in " ".join(found)


def test_a_cycle_without_regions_is_not_announced() -> None:
    with pytest.raises(Refused, match="Belum ada daerah yang dapat dinilai"):
        announce(plenary())


def test_only_a_plenary_is_announced() -> None:
    cycle = ready(cycle=make_assessed_cycle()).cycle
    with pytest.raises(Refused, match="tidak dapat dilakukan pada keadaan sekarang"):
        announce(cycle)
    assert not ResultRun.objects.exists()


def test_a_refusal_is_short_however_much_is_missing() -> None:
    cycle = plenary()
    for number in range(12):
        make_submission(cycle=cycle, regency=make_regency(f"33.{number + 10}"))
    with pytest.raises(Refused) as refused:
        announce(cycle)
    assert "Dan 3 hal lainnya." in str(refused.value)


# --- the sums ---------------------------------------------------------------------------------------------------


def test_everything_is_fixed_at_once() -> None:
    cycle = plenary()
    best, middle, also = (
        ready("31.71", cycle, (4, 4, 4)),
        ready("64.01", cycle, (3, 2, 3)),
        ready("94.01", cycle, (3, 3, 2)),
    )
    absent = make_submission(cycle=cycle, regency=make_regency("33.01"), state=Submission.State.ABSENT)
    run = announce(cycle)
    cycle.refresh_from_db()
    assert cycle.state == Cycle.State.ANNOUNCED
    rows = {row.submission_id: row for row in run.results.all()}
    assert [rows[row.pk].final for row in (best, middle, also)] == [Decimal("4.00"), Decimal("2.67"), Decimal("2.67")]
    assert [(rows[row.pk].rank, rows[row.pk].rank_of) for row in (best, middle, also)] == [(1, 3), (2, 3), (2, 3)]
    assert absent.pk not in rows
    assert QuestionValue.objects.filter(result=rows[middle.pk], total=8, count=3).count() == 4
    assert DimensionValue.objects.filter(result=rows[middle.pk], value=Decimal("2.67")).count() == 3
    assert run.input_hash == fingerprint(gather(cycle))
    assert Entry.objects.filter(verb__in=("cycle.announce", "result.fix"), cycle_id=str(cycle.pk)).count() == 2


def test_a_question_not_applicable_to_all_leaves_the_mean() -> None:
    submission = make_scored(cycle=plenary())
    for values in ([None, 2, 3, 3], [None, 3, 3, 3], [None, 4, 3, 3]):
        seat = make_seat(submission)
        give_marks(seat, values)
        write_notes(seat)
        handed_in(seat)
    row = announce(submission.cycle).results.get()
    assert row.dimensions.get(dimension="baseline").value == Decimal("3.00")
    first = row.questions.get(indicator__order=1)
    assert (first.total, first.count) == (0, 0)


def test_a_dimension_not_applicable_as_a_whole_refuses_the_announcement() -> None:
    submission = make_scored(cycle=plenary())
    for _ in range(3):
        seat = make_seat(submission)
        give_marks(seat, [1, 1, 1, None])
        write_notes(seat)
        handed_in(seat)
    with pytest.raises(Refused, match=r"satu dimensi seluruhnya tidak berlaku: Kabupaten 64\.01"):
        announce(submission.cycle)
    submission.cycle.refresh_from_db()
    assert submission.cycle.state == Cycle.State.PLENARY
    assert not Result.objects.exists()


def test_improvement_is_measured_against_the_cycle_named_as_previous() -> None:
    before = ready(values=(2, 2, 3))
    announce(before.cycle)
    after = ready(cycle=plenary(instrument=before.instrument, previous=before.cycle))
    row = announce(after.cycle).results.get()
    assert row.previous == before.results.get()
    assert row.improvement == Decimal("0.67")


def test_without_a_result_last_year_there_is_no_improvement() -> None:
    row = announce(ready().cycle).results.get()
    assert (row.improvement, row.previous) == (None, None)


def test_kabupaten_malang_2022_from_four_assessors_marks() -> None:
    """59 published question values, entered through the real actions as the marks of four assessors."""
    load_pillars()
    load_instruments(at=timezone.now())
    instrument = Instrument.objects.get(slug="2022-early")
    cycle = make_assessed_cycle(instrument=instrument, cohort="early")
    submission = make_scored(cycle=cycle, regency=make_regency("35.07", "Kabupaten Malang"), answered=False)
    questions = {row.key: row for row in indicators(submission)}
    with MALANG.open(encoding="utf-8") as file:
        means = {questions[row["key"]]: Decimal(row["value"]) for row in csv.DictReader(file)}
    assert len(means) == len(questions) == 59
    by, now = secretary(), timezone.now()
    for place in range(4):
        person = make_assessor()
        seat = acceptance.accept(panels.seat(submission, person, by=by, at=now), by=assessor(person), at=now)
        given = {row: Given(int(mean * 4 + place) // 4, reason="Contoh.") for row, mean in means.items()}
        who = assessor(seat.assessor)
        marks.save(seat, given, by=who, at=now)
        marks.save_notes(
            seat, {kind: ["Contoh."] for kind in ("strength", "weakness", "recommendation")}, by=who, at=now
        )
        marks.hand_in(seat, by=who, at=now)
    cycles.step(cycle, "begin_plenary", by=by, at=now)
    row = results.announce(cycle, by=by, at=now).results.get()
    assert {value.dimension: value.value for value in row.dimensions.all()} == {
        "baseline": Decimal("1.40"),
        "output": Decimal("1.54"),
        "outcome": Decimal("2.92"),
        "impact": Decimal("2.56"),
        "quick_win": Decimal("3.08"),
    }
    assert row.final == Decimal("2.51")


def test_the_gate_and_the_sums_ask_as_much_for_three_regions_as_for_one(django_assert_num_queries) -> None:
    cycle = ready().cycle
    with django_assert_num_queries(1):
        what_blocks_announcement(cycle)
    with django_assert_num_queries(5):
        gather(cycle)
    for code in ("31.71", "94.01"):
        ready(code, cycle)
    with django_assert_num_queries(1):
        what_blocks_announcement(cycle)
    with django_assert_num_queries(5):
        gather(cycle)


def test_progress_is_told_before_the_transaction() -> None:
    told: list[tuple[str, int]] = []
    cycle = ready().cycle
    results.announce(cycle, by=secretary(), at=timezone.now(), tell=lambda step, percent: told.append((step, percent)))
    assert [percent for _step, percent in told] == sorted(percent for _step, percent in told)
    assert len(told) == 4
    assert "1 daerah" in told[2][0]


def test_marks_that_change_during_the_sums_stop_the_announcement() -> None:
    """Between the sums and the lock a seat is opened, changed and handed in again: nothing may be stored."""
    cycle = ready().cycle

    def meddle(step: str, percent: int) -> None:
        if percent == 70:
            row = Mark.objects.filter(value=3).first()
            assert row is not None
            Mark.objects.filter(pk=row.pk).update(value=0)

    with pytest.raises(Refused, match="Nilai berubah selagi hasil dihitung"):
        results.announce(cycle, by=secretary(), at=timezone.now(), tell=meddle)
    cycle.refresh_from_db()
    assert cycle.state == Cycle.State.PLENARY
    assert not ResultRun.objects.exists()


def test_marks_of_unfinished_seats_never_enter_the_sums() -> None:
    submission = ready()
    complete(make_seat(submission), 0)
    assert gather(submission.cycle).sums[submission.pk] == {row.pk: (9, 3) for row in indicators(submission)}
