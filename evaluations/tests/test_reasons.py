"""Marks that must say why, abstentions that are no mark, and marks changed after they were handed in."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.steps import Refused
from evaluations import scoring
from evaluations.actions import drafts, marks
from evaluations.actions.given import Conflict, Given, given_of, state_of
from evaluations.models import Mark, MarkRevision, QuestionValue, Result, ResultRun, Seat
from evaluations.queries import gather, what_is_missing
from evaluations.queries.divergence import board_of
from evaluations.reasons import LastYear, Why, why_reason
from evaluations.tests.factories import (
    assessor,
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
    plenary,
    secretary,
    write_notes,
)
from journal.models import Audience, Entry
from pillars.models import Indicator
from submissions.models import Cycle
from submissions.tests.factories import indicators, make_submission, set_window

pytestmark = pytest.mark.django_db
VALUES = st.one_of(st.none(), st.integers(0, 4))
ONE = Given(1)
LAST_YEARS = st.one_of(st.none(), st.lists(st.integers(0, 4), min_size=1).map(lambda m: LastYear(sum(m), len(m))))


@given(VALUES, LAST_YEARS)
def test_a_reason_is_due_at_both_ends_and_from_a_leap_of_two(value: int | None, before: LastYear | None) -> None:
    why = why_reason(value, abstained=False, last_year=before)
    leaps = value is not None and before is not None and abs(value - before.mean) >= 2
    assert (why is not None) == (value in (0, 4) or leaps)
    assert why_reason(None, abstained=True, last_year=before) == Why.ABSTAINED


def test_a_leap_is_measured_from_the_exact_mean() -> None:
    before = LastYear(10, 3)
    assert before.mean == Fraction(10, 3)
    assert why_reason(1, abstained=False, last_year=before) == Why.LEAP
    assert why_reason(1, abstained=False, last_year=LastYear(299, 100)) is None


def save(seat: Seat, place: int, mark: Given) -> None:
    marks.save(seat, {indicators(seat.submission)[place]: mark}, by=assessor(seat.assessor), at=timezone.now())


def lacks(seat: Seat) -> list[str]:
    return [line.text for line in what_is_missing(seat)]


@pytest.mark.parametrize("mark", [Given(0), Given(4), Given(abstained=True)])
def test_a_bare_end_of_the_scale_or_abstention_is_not_handed_in(mark: Given) -> None:
    seat = complete(make_seat(make_scored()))
    save(seat, 0, mark)
    assert len(lacks(seat)) == 1
    assert "memerlukan alasan" in lacks(seat)[0]
    with pytest.raises(Refused, match="Masih ada 1 hal"):
        marks.hand_in(seat, by=assessor(seat.assessor), at=timezone.now())
    save(seat, 0, Given(mark.value, mark.not_applicable, mark.abstained, "  Alasannya.  "))
    assert Mark.objects.get(seat=seat, indicator__order=1).reason == "Alasannya."
    assert marks.hand_in(seat, by=assessor(seat.assessor), at=timezone.now()).state == Seat.State.HANDED_IN


def test_not_applicable_needs_no_reason() -> None:
    seat = complete(make_seat(make_scored()))
    save(seat, 0, Given(not_applicable=True))
    assert lacks(seat) == []


def with_last_year(total: int, count: int) -> Seat:
    """A complete seat whose first question had this sum last year."""
    before = make_submission(state="handed_in")
    cycle = make_assessed_cycle(instrument=before.instrument, previous=before.cycle)
    run = ResultRun.objects.create(
        cycle=before.cycle, number=1, kind="announced", at=timezone.now(), input_hash="0" * 64
    )
    result = Result.objects.create(run=run, submission=before)
    QuestionValue.objects.create(result=result, indicator=indicators(before)[0], total=total, count=count)
    return complete(make_seat(make_scored(cycle=cycle)))


def test_a_leap_from_last_years_mean_is_shown_and_held_back(client: Client) -> None:
    seat = with_last_year(3, 3)  # mean 1, the mark is 3
    assert lacks(seat) == ["Selisih dua atau lebih dari tahun lalu memerlukan alasan."]
    client.force_login(seat.assessor)
    page = client.get(reverse("evaluations:section", args=[seat.pk, "baseline"])).content.decode()
    assert "Nilai panel tahun lalu: 1,00" in page
    assert "Wajib untuk nilai 0, 3, 4, dan abstain (selisih dua atau lebih dari tahun lalu)." in page
    assert 'class="hint reason-hint is-lacking" id="r-1-hint"' in page
    assert 'class="hint reason-hint" id="r-2-hint"' in page


def test_a_question_that_was_not_applicable_last_year_asks_for_nothing() -> None:
    assert lacks(with_last_year(0, 0)) == []


def test_a_mark_taken_away_takes_its_reason_with_it() -> None:
    seat = make_seat(make_scored())
    save(seat, 0, Given(4, reason="Lengkap."))
    save(seat, 0, Given())
    save(seat, 0, Given(4))
    assert Mark.objects.get(seat=seat).reason == ""


def test_a_mark_changed_without_words_keeps_its_reason() -> None:
    seat = make_seat(make_scored())
    save(seat, 0, Given(4, reason="Lengkap."))
    save(seat, 0, Given(3))
    assert Mark.objects.get(seat=seat).reason == "Lengkap."


def test_an_abstention_is_no_number_and_not_not_applicable() -> None:
    with pytest.raises(ValueError, match="never two"):
        Given(0, abstained=True)
    with pytest.raises(ValueError, match="never two"):
        Given(not_applicable=True, abstained=True)
    seat = make_seat(make_scored())
    question = indicators(seat.submission)[0]
    for fields in ({"value": 0, "abstained": True}, {"not_applicable": True, "abstained": True}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.create(seat=seat, indicator=question, changed_at=timezone.now(), **fields)


@given(st.lists(VALUES, min_size=1, max_size=7), st.integers(0, 7))
def test_abstained_never_counts_as_zero(given_marks: list[int | None], abstained: int) -> None:
    with_abstentions = [*given_marks, *[None] * abstained]
    assert scoring.question_value(with_abstentions) == scoring.question_value(given_marks)
    assert scoring.question_value([None] * (abstained + 1)) is None


def abstain(seat: Seat, question: Indicator) -> None:
    Mark.objects.filter(seat=seat, indicator=question).update(value=None, abstained=True, reason="Tidak netral.")


def test_sums_leave_an_abstention_out_and_keep_a_real_zero() -> None:
    submission = make_scored()
    first, second, third = make_full_panel(submission, (0, 3, 4))
    question = indicators(submission)[0]
    abstain(second, question)
    assert gather(submission.cycle).sums[submission.pk][question.pk] == (4, 2)
    for seat in (first, third):
        abstain(seat, question)
    assert gather(submission.cycle).sums[submission.pk][question.pk] == (0, 0)


def test_who_abstains_stands_neither_apart_nor_with_not_applicable() -> None:
    submission = make_scored()
    seats = make_full_panel(submission, (3, 3, 3))
    abstain(seats[1], indicators(submission)[0])
    row = board_of(submission, Mark.objects.all()).rows[0]
    assert [cell.text for cell in row.cells] == ["3", "AB", "3"]
    assert not row.is_divergent


def test_two_windows_do_not_overwrite_each_other() -> None:
    seat = make_seat(make_scored())
    question = indicators(seat.submission)[0]
    by, now = assessor(seat.assessor), timezone.now()
    empty = state_of(given_of(None))
    marks.save(seat, {question: Given(2, reason="")}, by=by, at=now, seen={question: empty})
    with pytest.raises(Conflict) as conflict:
        marks.save(seat, {question: Given(3, reason="")}, by=by, at=now, seen={question: empty})
    assert [str(mark) for mark in conflict.value.current.values()] == ["2"]
    marks.save(seat, {question: Given(2, reason="")}, by=by, at=now, seen={question: empty})  # says the same
    seen = state_of(conflict.value.current[question])
    marks.save(seat, {question: Given(3, reason="")}, by=by, at=now, seen={question: seen})
    assert Mark.objects.get(seat=seat).value == 3


def test_the_second_window_is_told_what_stands_and_keeps_what_was_typed(client: Client) -> None:
    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    address = reverse("evaluations:section", args=[seat.pk, "baseline"])
    old = {"s-1": state_of(given_of(None)), "r-1": ""}
    assert client.post(address, {"n-1": "2"} | old).status_code == 302
    answer = client.post(address, {"n-1": "4", "r-1": "Lengkap."} | {"s-1": old["s-1"]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "yang tersimpan kini: 2" in page
    assert 'name="n-1" value="4" checked' in page
    assert "Lengkap." in page
    assert Mark.objects.get(seat=seat).value == 2


def test_a_reason_without_a_mark_is_told_and_kept(client: Client) -> None:
    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    answer = client.post(
        reverse("evaluations:section", args=[seat.pk, "baseline"]), {"n-1": "", "r-1": "Menurut saya …"}
    )
    assert answer.status_code == 422
    assert "Pilih dahulu nilainya" in answer.content.decode()
    assert "Menurut saya …" in answer.content.decode()


# --- after handing in ---------------------------------------------------------------------------------------------


def revise(seat: Seat, mark: Given = ONE, cause: str = "own", **words: object) -> MarkRevision:
    given_words = {"reason": "Membaca ulang.", "by": assessor(seat.assessor), "at": timezone.now()} | words
    return marks.revise(seat, indicators(seat.submission)[0], mark, cause=cause, **given_words)


def test_a_handed_in_mark_changes_with_a_trace_and_the_sums_use_the_new_one() -> None:
    submission = make_scored()
    seat = make_full_panel(submission, (3,))[0]
    row = revise(seat)
    assert (row.before, row.after, row.cause, row.reason) == ("3", "1", "own", "Membaca ulang.")
    mark = Mark.objects.get(seat=seat, indicator__order=1)
    assert (mark.value, mark.reason) == (1, "Membaca ulang.")
    assert gather(submission.cycle).sums[submission.pk][mark.indicator_id] == (1, 1)
    entry = Entry.objects.get(verb="mark.revise")
    assert (entry.audience, entry.before, entry.after["mark"]) == (Audience.OWN, {"mark": "3"}, "1")


def test_a_revision_needs_a_reason_another_mark_and_the_own_seat() -> None:
    seat = make_full_panel(make_scored(), (3,))[0]
    with pytest.raises(Refused, match="alasannya"):
        revise(seat, reason=" ")
    for mark in (Given(3), Given()):
        with pytest.raises(Refused, match="sama dengan"):
            revise(seat, mark)
    with pytest.raises(Refused, match="Hanya asesor pemilik"):
        revise(seat, by=secretary())
    assert not MarkRevision.objects.exists()
    assert Mark.objects.get(seat=seat, indicator__order=1).value == 3


def test_a_revision_waits_for_the_handing_in_and_ends_with_the_window() -> None:
    seat = complete(make_seat(make_scored()))
    with pytest.raises(Refused, match="belum diserahkan"):
        revise(seat)
    handed_in(seat)
    cycle = seat.submission.cycle
    opens = cycle.windows.get(kind="assessment").opens_at
    set_window(cycle, "assessment", opens, opens + timedelta(hours=1))
    with pytest.raises(Refused, match="Masa penilaian sudah ditutup"):
        revise(seat)
    Seat.objects.filter(pk=seat.pk).update(state="withdrawn", ended_at=timezone.now())
    with pytest.raises(Refused, match="sudah dicabut"):
        revise(seat)


@pytest.mark.parametrize(
    ("state", "own", "in_plenary"), [("assessment", True, True), ("plenary", False, True), ("announced", False, False)]
)
def test_the_step_of_the_cycle_decides_for_which_cause(state: str, own: bool, in_plenary: bool) -> None:
    seat = make_full_panel(make_scored(), (3,))[0]
    Cycle.objects.filter(pk=seat.submission.cycle_id).update(
        state=state, announced_at=timezone.now() if state == "announced" else None
    )
    for cause, allowed in (("own", own), ("plenary", in_plenary)):
        seen = marks.why_not_revised(Seat.objects.get(pk=seat.pk), assessor(seat.assessor), cause, timezone.now())
        assert (seen == "") == allowed, (cause, seen)


def test_once_a_draft_is_out_only_objections_change_marks() -> None:
    cycle = plenary()
    submission = make_scored(cycle=cycle)
    seat = make_full_panel(submission, (3, 3, 3))[0]
    now = timezone.now()
    set_window(cycle, "objection", now, now + timedelta(days=7))
    drafts.publish(cycle, by=secretary(), at=now)
    with pytest.raises(Refused, match="Rancangan hasil sudah disampaikan"):
        revise(seat, cause="plenary")


def test_the_page_of_a_question_changes_a_handed_in_mark(client: Client) -> None:
    seat = make_full_panel(make_scored(), (3,))[0]
    client.force_login(seat.assessor)
    address = reverse("evaluations:question", args=[seat.pk, indicators(seat.submission)[0].pk])
    assert "Ubah nilai Anda" in client.get(address).content.decode()
    answer = client.post(address, {"do": "revise", "mark": "2", "reason": ""})
    assert answer.status_code == 409
    assert 'id="id_mark_2" value="2" checked' in answer.content.decode()
    assert client.post(address, {"do": "revise", "mark": "2", "reason": "Kurang bukti."}).status_code == 302
    assert Mark.objects.get(seat=seat, indicator__order=1).value == 2
    client.force_login(make_secretary())
    assert client.post(address, {"do": "revise", "mark": "1", "reason": "x"}).status_code == 404


def test_a_bare_mark_keeps_the_page_of_the_region_from_offering_the_handing_in(client: Client) -> None:
    seat = make_seat(make_scored())
    give_marks(seat, [4] * len(indicators(seat.submission)))
    write_notes(seat)
    client.force_login(seat.assessor)
    page = client.get(reverse("evaluations:seat", args=[seat.pk])).content.decode()
    assert "tanpa alasan" in page
    assert "Semua pertanyaan dinilai" not in page
