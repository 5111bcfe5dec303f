"""A cycle's verbs: making, changing, cohorts, steps; what it lacks, what a step will do, how far the regions are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Actor, Role
from common.steps import Refused
from journal.models import Entry
from pillars.models import Dimension, Indicator, Instrument
from submissions.actions import cycles
from submissions.models import Answer, Cycle, CycleCohort, Submission, Window
from submissions.queries import lacking
from submissions.queries.cycles import COMPLETE, calendar, cycles_of_the_office, region_lines, what_it_lacks
from submissions.queries.steps import what_happens
from submissions.tests.factories import (
    Kind,
    actor,
    indicators,
    make_answer,
    make_cycle,
    make_instrument,
    make_regency,
    make_submission,
    make_user,
    set_window,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)


def make_draft(by: Actor, year: int = 2026, **fields: object) -> Cycle:
    values = {"name": f"Evaluasi {year}", "stage": "single", "previous": None} | fields
    return cycles.create(year=year, by=by, at=timezone.now(), **values)


def test_a_new_cycle_is_a_draft_and_told_once(by: Actor) -> None:
    cycle = make_draft(by)
    assert cycle.state == Cycle.State.DRAFT
    assert Entry.objects.get(target_id=str(cycle.pk)).after["year"] == 2026


def test_one_cycle_per_year_and_stage(by: Actor) -> None:
    make_draft(by)
    with pytest.raises(Refused, match="sudah ada"):
        make_draft(by, name="Lain")
    make_draft(by, stage="stage2")
    assert Cycle.objects.count() == 2
    assert Entry.objects.filter(verb="cycle.create").count() == 2


def test_the_comparison_lies_before(by: Actor) -> None:
    last = make_draft(by, 2025)
    now = make_draft(by, 2026, previous=last)
    for early, late in ((last, now), (last, last)):
        with pytest.raises(Refused, match="lebih awal"):
            cycles.change(early, name=early.name, previous=late, by=by, at=timezone.now())


def test_the_second_stage_may_be_compared_with_the_first(by: Actor) -> None:
    first = make_draft(by, stage="stage1")
    assert make_draft(by, stage="stage2", previous=first).previous == first


def test_a_change_tells_only_what_differs(by: Actor) -> None:
    cycle = make_draft(by)
    cycles.change(cycle, name="Evaluasi ulang", previous=None, by=by, at=timezone.now())
    cycles.change(cycle, name="Evaluasi ulang", previous=None, by=by, at=timezone.now())
    entry = Entry.objects.get(verb="cycle.change")
    assert (entry.before, entry.after) == ({"name": "Evaluasi 2026"}, {"name": "Evaluasi ulang"})
    cycle.refresh_from_db()
    assert cycle.name == "Evaluasi ulang"


def test_an_announced_cycle_keeps_its_name(by: Actor) -> None:
    cycle = make_cycle(state=Cycle.State.ANNOUNCED)
    with pytest.raises(Refused, match="sudah diumumkan"):
        cycles.change(cycle, name="Lain", previous=None, by=by, at=timezone.now())


def test_a_cohort_takes_only_its_own_instruments_with_questions(by: Actor) -> None:
    cycle, now = make_draft(by), timezone.now()
    with pytest.raises(Refused, match="kohort lain"):
        cycles.set_cohort(cycle, cohort="early", instrument=make_instrument(), by=by, at=now)
    with pytest.raises(Refused, match="belum memiliki indikator"):
        cycles.set_cohort(cycle, cohort="regular", instrument=make_instrument(()), by=by, at=now)
    assert not CycleCohort.objects.exists()


def test_another_instrument_goes_to_those_already_invited(by: Actor) -> None:
    submission = make_submission(state=Submission.State.FILLING, cycle=make_cycle(state=Cycle.State.DRAFT))
    other = make_instrument()
    for _twice in range(2):
        cycles.set_cohort(submission.cycle, cohort="regular", instrument=other, by=by, at=timezone.now())
    submission.refresh_from_db()
    assert submission.instrument == other
    assert Entry.objects.filter(verb="cycle.cohort").count() == 1


def test_a_cohort_with_regions_is_not_left_out(by: Actor) -> None:
    submission = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT))
    cycle, now = submission.cycle, timezone.now()
    with pytest.raises(Refused, match="Masih ada daerah"):
        cycles.unset_cohort(cycle, cohort="regular", by=by, at=now)
    submission.delete()
    for cohort in ("regular", "regular", "early"):
        cycles.unset_cohort(cycle, cohort=cohort, by=by, at=now)
    assert not cycle.cohorts.exists()
    assert Entry.objects.filter(verb="cycle.cohort").count() == 1


def test_an_old_page_changes_nothing_after_opening(by: Actor) -> None:
    """The cycle in hand still says draft; the row says otherwise, and the row counts."""
    stale = make_cycle(state=Cycle.State.DRAFT)
    Cycle.objects.update(state=Cycle.State.SELF_ASSESSMENT)
    with pytest.raises(Refused, match="sudah dibuka"):
        cycles.set_cohort(stale, cohort="regular", instrument=make_instrument(), by=by, at=timezone.now())
    with pytest.raises(Refused, match="sudah dibuka"):
        cycles.unset_cohort(stale, cohort="regular", by=by, at=timezone.now())


def test_a_bare_draft_lacks_four_things(by: Actor) -> None:
    cycle = make_draft(by)
    assert [lack.place for lack in what_it_lacks(cycle)] == ["cohort", "invite", "answers", "assessment"]
    with pytest.raises(Refused, match="Belum ada kohort"):
        cycles.step(cycle, "open", by=by, at=timezone.now())


def test_opening_freezes_the_instruments(by: Actor) -> None:
    submission = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT))
    assert cycles.what_blocks_opening(submission.cycle) == []
    cycles.step(submission.cycle, "open", by=by, at=timezone.now())
    assert Instrument.objects.get(pk=submission.instrument_id).is_frozen


@pytest.mark.parametrize(
    ("name", "state"), [("reopen_answers", Cycle.State.ASSESSMENT), ("reopen_assessment", Cycle.State.PLENARY)]
)
def test_steps_backwards_want_a_reason(by: Actor, name: str, state: str) -> None:
    cycle = make_cycle(state=state)
    with pytest.raises(Refused, match="Tuliskan alasan"):
        cycles.step(cycle, name, by=by, at=timezone.now(), reason=" \n")
    cycles.step(cycle, name, by=by, at=timezone.now(), reason="Salah langkah")
    assert Entry.objects.get(verb=f"cycle.{name}").reason == "Salah langkah"


def test_announcing_is_not_a_step_of_this_room(by: Actor) -> None:
    with pytest.raises(ValueError, match="evaluations"):
        cycles.step(make_cycle(state=Cycle.State.PLENARY), "announce", by=by, at=timezone.now())


def test_sentences_count_who_is_left_behind() -> None:
    cycle = make_cycle()
    make_submission(cycle=cycle)
    make_submission(cycle=cycle, regency=make_regency("31.71"), state=Submission.State.HANDED_IN)
    said = " ".join(what_happens(cycle, "begin_assessment", timezone.now()))
    assert "1 daerah sudah menyerahkan isian" in said
    assert "1 daerah belum menyerahkan isian dan tidak dapat lagi" in said
    assert "pengisian berhenti lebih awal" in said
    after = what_happens(cycle, "begin_assessment", timezone.now() + timedelta(days=8))
    assert "lebih awal" not in " ".join(after)


def test_sentences_warn_of_windows_that_are_over() -> None:
    late = timezone.now() + timedelta(days=60)
    cycle = make_submission().cycle
    assert "1 daerah yang belum menyerahkan" in " ".join(what_happens(cycle, "reopen_answers", late))
    for name in ("open", "reopen_answers"):
        assert "endela isian sudah berakhir" in " ".join(what_happens(cycle, name, late))
        assert "sudah berakhir" not in " ".join(what_happens(cycle, name, timezone.now()))
    assert "Jendela penilaian sudah berakhir" in " ".join(what_happens(cycle, "reopen_assessment", late))


def test_before_the_plenary_those_who_never_handed_in_are_named() -> None:
    cycle = make_cycle(state=Cycle.State.ASSESSMENT)
    assert "belum menyerahkan" not in " ".join(what_happens(cycle, "begin_plenary", timezone.now()))
    make_submission(cycle=cycle)
    assert "1 daerah belum menyerahkan" in " ".join(what_happens(cycle, "begin_plenary", timezone.now()))


def test_the_calendar_knows_no_drafts_and_begins_with_what_runs() -> None:
    for state, year in ((Cycle.State.DRAFT, 2028), (Cycle.State.ANNOUNCED, 2027), (Cycle.State.PLENARY, 2026)):
        make_cycle(state=state, year=year)
    now = timezone.now()
    assert [row.cycle.year for row in calendar(now)] == [2026, 2027]
    assert [row.cycle.year for row in cycles_of_the_office(now)] == [2028, 2027, 2026]


def test_next_closing_is_what_ends_first_from_now_on() -> None:
    now = timezone.now()
    cycle = make_cycle(at=now)
    set_window(cycle, Window.Kind.LATE, now - timedelta(days=3), now)
    (row,) = calendar(now)
    assert row.next_closing.kind == "answers"
    (later,) = calendar(now + timedelta(days=7))
    assert later.next_closing.kind == "assessment"
    (over,) = calendar(now + timedelta(days=90))
    assert over.next_closing is None


ANSWERS: tuple[dict[str, object], ...] = (
    {},
    {"own_level": 0},
    {"own_level": None},
    {"yes": None, "number": None, "text": ""},
    {"yes": False, "number": 0, "text": "0"},
    {"text": " \n\t"},
    {"not_applicable": True, "not_applicable_reason": "", "own_level": None},
    {"not_applicable": True, "not_applicable_reason": "  ", "own_level": None},
    {"not_applicable": True, "not_applicable_reason": "Tidak ada pantai", "own_level": None},
    {"awaits_confirmation": True},
    {"not_applicable": True, "not_applicable_reason": "Tidak ada pantai", "awaits_confirmation": True},
)


@pytest.mark.parametrize("fields", ANSWERS)
def test_the_database_counts_complete_as_the_checklist_does(fields: dict[str, object]) -> None:
    questions = [(f"q.{kind}", Dimension.OUTPUT, None, kind, "") for kind in Indicator.AnswerKind.values]
    submission = make_submission(instrument=make_instrument(questions))
    for indicator in indicators(submission):
        answer = make_answer(submission, indicator, **fields)
        assert Answer.objects.filter(COMPLETE, pk=answer.pk).exists() == (not lacking(answer, indicator))


def test_progress_counts_a_real_zero() -> None:
    submission = make_submission()
    question = next(row for row in indicators(submission) if row.answer_kind == Kind.COUNT)
    make_answer(submission, question, number=0, own_level=0)
    (line,) = region_lines([submission])
    assert (line.complete, line.total) == (1, 4)


def test_a_draft_with_an_instrument_that_cannot_measure_does_not_open() -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT)
    make_submission(cycle=cycle)
    instrument = cycle.cohorts.get().instrument
    assert what_it_lacks(cycle) == []
    instrument.indicators.filter(dimension="impact").delete()
    lacks = what_it_lacks(cycle)
    assert [lack.place for lack in lacks] == ["cohort"]
    assert "Impact" in lacks[0].text
