"""Storing published results: as published, recomputed, marked where they differ, never overwritten."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Actor, Role, User
from common.spreadsheet import Row, TableError
from common.steps import Refused
from evaluations.actions import imports
from evaluations.comparison import changes, check
from evaluations.models import DimensionValue, Result, ResultRun
from evaluations.published import Reader
from evaluations.queries import previous_results
from evaluations.tests.tables import (
    ABSENT,
    AT,
    EARLY,
    KEDIRI,
    LATER,
    LETTER_2022,
    LETTER_2023,
    STAGE2,
    changed,
    lines,
    load_reference,
    rows,
    store,
    store_text,
    text_of,
)
from journal.models import Entry
from pillars.models import Dimension, Instrument
from submissions.models import Cycle, Submission

pytestmark = pytest.mark.django_db

NUMERIC = (*Dimension.values, "final", "improvement")


@pytest.fixture
def reference(db):
    load_reference()


@pytest.fixture
def both(reference):
    """2022 and 2023 as published."""
    return store(EARLY, 2022, announced_at=LETTER_2022), store(STAGE2, 2023, announced_at=LETTER_2023)


def reproduced(found):
    finals, improvements = found.finals, found.improvements
    return (
        sum(not one.final_differs for one in finals),
        len(finals),
        sum(not one.improvement_differs for one in improvements),
        len(improvements),
    )


def result_of(code, year):
    return Result.objects.get(run__cycle__year=year, run__is_current=True, submission__regency=code)


def counts():
    return tuple(model.objects.count() for model in (Cycle, Submission, ResultRun, Result, DimensionValue, Entry))


def test_every_published_number_of_the_early_cohort_is_reproduced(both):
    assert reproduced(both[0]) == (38, 38, 0, 0)
    assert reproduced(both[1]) == (65, 65, 15, 15)
    assert not Result.objects.filter(differs=True).exists()


def test_numbers_are_stored_as_published_with_their_making(both):
    paser = result_of("64.01", 2022)
    assert (paser.final, paser.unrounded, paser.recomputed_final) == (
        Decimal("2.88"),
        Decimal("2.872"),
        Decimal("2.88"),
    )
    assert (paser.rank, paser.rank_of) == (8, 38)
    now = result_of("64.01", 2023)
    assert (now.final, now.improvement, now.recomputed_improvement) == (
        Decimal("2.84"),
        Decimal("-0.03"),
        Decimal("-0.03"),
    )
    assert now.previous == paser
    parts = dict(now.dimensions.values_list("dimension", "weighted"))
    assert sum(parts.values()) == now.unrounded == Decimal("2.841")


def test_kota_kediri_is_reproduced_once_its_year_before_is_known(reference):
    store(KEDIRI, 2022)
    found = store(STAGE2, 2023)
    assert reproduced(found) == (65, 65, 1, 1)
    kediri = result_of("35.71", 2023)
    assert (kediri.improvement, kediri.recomputed_improvement) == (Decimal("-0.12"), Decimal("-0.12"))
    assert result_of("35.71", 2022).unrounded == Decimal("3.315")
    assert "35.71" not in {one.row.regency.pk for one in found.not_checkable}


def test_a_year_before_that_comes_later_is_used_on_the_next_import(reference):
    assert reproduced(store(STAGE2, 2023))[3] == 0
    store(EARLY, 2022)
    store(KEDIRI, 2022)
    assert reproduced(store(STAGE2, 2023, at=LATER)) == (65, 65, 16, 16)
    assert Cycle.objects.get(year=2023).previous == Cycle.objects.get(year=2022)


def test_improvements_that_cannot_be_recomputed_are_told_apart(both):
    assert len(both[1].not_checkable) == 48
    assert Result.objects.filter(run=both[1].run, recomputed_improvement__isnull=False).count() == 15


def test_absent_regions_are_a_state_and_no_zeros(reference):
    found = store(ABSENT, 2023)
    assert (len(found.absent), reproduced(found)) == (11, (0, 0, 0, 0))
    assert Submission.objects.filter(state=Submission.State.ABSENT).count() == 11
    assert not Result.objects.exists()


def test_absences_and_results_stand_beside_each_other(both):
    store(ABSENT, 2023, at=LATER)
    cycle = Cycle.objects.get(year=2023)
    assert Submission.objects.filter(cycle=cycle, state="absent").count() == 11
    assert Submission.objects.filter(cycle=cycle, state="archived").count() == 65
    assert Result.objects.filter(run__cycle=cycle, run__is_current=True).count() == 65


def test_the_cycle_and_its_run_carry_the_day_of_the_letter(both):
    for year, day in ((2022, LETTER_2022), (2023, LETTER_2023)):
        cycle = Cycle.objects.get(year=year)
        assert (cycle.state, cycle.announced_at, cycle.is_imported, cycle.created_at) == ("announced", day, True, AT)
        assert cycle.runs.get().at == day


def test_without_a_day_a_new_cycle_counts_as_announced_now(reference):
    assert store(EARLY, 2022).run.at == AT
    assert Cycle.objects.get().announced_at == AT


def test_a_day_told_later_corrects_the_cycle_and_says_so(reference):
    store(EARLY, 2022)
    assert store(EARLY, 2022, at=LATER, announced_at=LETTER_2022).is_unchanged
    assert Cycle.objects.get().announced_at == LETTER_2022
    entry = Entry.objects.get(verb="cycle.change")
    assert entry.after == {"announced_at": LETTER_2022.isoformat()}
    store(KEDIRI, 2022, at=LATER)
    assert Cycle.objects.get().announced_at == LETTER_2022


def test_an_import_is_told_to_the_journal(reference):
    found = store(EARLY, 2022)
    cycle = Cycle.objects.get()
    assert Entry.objects.filter(verb="cycle.create", target_id=str(cycle.pk)).count() == 1
    entry = Entry.objects.get(verb="result.import")
    assert (entry.target_id, entry.cycle_id, entry.user, entry.at) == (str(found.run.pk), str(cycle.pk), None, AT)
    assert (entry.after["source"], entry.after["rows"], entry.after["differing"]) == ("2022-early.csv", 38, [])


def test_instruments_that_results_rest_on_are_frozen_and_named(both):
    cohorts = Cycle.objects.get(year=2023).cohorts.values_list("cohort", "instrument__slug")
    assert sorted(cohorts) == [("kppn_ikn", "2023-kppn-ikn"), ("regular", "2023-regular")]
    frozen = Instrument.objects.filter(frozen_at__isnull=False).values_list("slug", flat=True)
    assert sorted(frozen) == ["2022-early", "2023-kppn-ikn", "2023-regular"]


def test_the_same_file_again_stores_nothing(both):
    before = counts()
    again = store(STAGE2, 2023, at=LATER)
    assert again.is_unchanged
    assert not again.changes
    assert counts() == before


def test_a_dry_run_stores_nothing(reference):
    before = counts()
    found = store(EARLY, 2022, dry_run=True)
    assert found.run is None
    assert reproduced(found) == (38, 38, 0, 0)
    assert counts() == before


def test_a_finished_result_is_not_overwritten_by_natural_key_two_runs_are_two_rows(both):
    found = store_text(changed(STAGE2, "64.01", final="2.94"), 2023)
    assert [(one.column, one.before, one.after) for one in found.changes] == [
        ("final", Decimal("2.84"), Decimal("2.94"))
    ]
    assert [one.row.regency.pk for one in found.differing] == ["64.01"]
    runs = ResultRun.objects.filter(cycle__year=2023).order_by("number")
    assert [(run.number, run.is_current, run.results.count()) for run in runs] == [(1, False, 65), (2, True, 65)]
    assert runs[0].results.get(submission__regency="64.01").final == Decimal("2.84")


def test_a_row_that_differs_is_stored_as_published_and_marked(both):
    store_text(changed(STAGE2, "64.01", final="2.94"), 2023)
    row = result_of("64.01", 2023)
    assert (row.final, row.recomputed_final, row.differs) == (Decimal("2.94"), Decimal("2.84"), True)
    assert Result.objects.filter(run__is_current=True, differs=True).count() == 1


def test_a_changed_cohort_is_a_change(reference):
    store(EARLY, 2022)
    found = store_text(changed(EARLY, "64.01", cohort="regular"), 2022)
    assert ("cohort", "early", "regular") in [(one.column, one.before, one.after) for one in found.changes]


def test_rows_that_a_file_leaves_out_are_carried_over(both):
    table = [row for row in lines(STAGE2) if row["code"] == "64.01"]
    found = store_text(text_of([{**table[0], "final": "2.85"}]), 2023)
    assert len(found.checked) == 1
    assert found.run.results.count() == 65


def test_ranks_are_shared_by_equal_finals_within_a_cohort(both):
    regular = Result.objects.filter(run=both[1].run, submission__cohort="regular").order_by("-final")
    places = list(regular.values_list("final", "rank"))
    for final, rank in places:
        assert rank == 1 + sum(other > final for other, _rank in places)


def test_a_cycle_run_in_the_portal_takes_no_import(reference):
    Cycle.objects.create(name="Evaluasi 2022", year=2022, stage="single", created_at=AT)
    with pytest.raises(Refused, match="dijalankan di portal"):
        store(EARLY, 2022)
    assert not Submission.objects.exists()


def test_a_sample_cycle_does_not_stand_in_the_way(reference):
    Cycle.objects.create(name="Contoh", year=2022, stage="single", created_at=AT, is_sample=True)
    assert store(EARLY, 2022).run is not None


@pytest.mark.parametrize(("year", "stage"), [(2021, ""), (2023, "single"), (2022, "stage2")])
def test_a_year_or_stage_without_instrument_is_refused(reference, year, stage):
    with pytest.raises(Refused):
        store(EARLY, year, stage=stage)


def test_a_year_of_two_stages_wants_to_be_told_which(reference):
    Instrument.objects.filter(slug="2023-regular").update(stage="stage1")
    with pytest.raises(Refused, match="beberapa tahap"):
        store(STAGE2, 2023)


@pytest.mark.parametrize(
    "cells",
    [{"code": "64.99"}, {"baseline": "x"}, {"code": "64.03"}, {"name": "Kota Paser"}, {"cohort": "x"}, {"final": ""}],
)
def test_one_mistake_and_nothing_is_stored(reference, cells):
    before = counts()
    with pytest.raises(TableError) as error:
        store_text(changed(EARLY, "64.01", **cells), 2022)
    line = 2 + [row["code"] for row in lines(EARLY)].index("64.01")
    assert {at for at, _text in error.value.errors} <= {line, line + 1}
    assert counts() == before


@pytest.mark.parametrize("text", ["", "\n\n", "code,name,cohort,final\n", "code,name\n64.01,x\n"])
def test_an_empty_or_unusable_file_is_refused(reference, text):
    with pytest.raises(TableError):
        store_text(text, 2022)
    assert not Cycle.objects.exists()


def digits_changed(text):
    """The text with one digit replaced by another, each way there is."""
    for place, digit in enumerate(text):
        if digit.isdigit():
            yield from (text[:place] + other + text[place + 1 :] for other in "0123456789" if other != digit)


def variants(path):
    """Every row with one digit of one number changed: (row, column, text, changed row)."""
    for row in rows(path):
        for column in NUMERIC:
            for text in digits_changed(row.values[column]):
                yield row, column, text, Row(row.line, {**row.values, column: text})


def read_one(reader, row):
    """The row as the reader takes it, or None when it refuses it."""
    reader.lines, reader.errors = {}, []
    try:
        return reader.read([row])[0]
    except TableError as error:
        assert error.errors[0][0] == row.line
        return None


@pytest.mark.parametrize(
    ("path", "year", "stage", "tried"), [(EARLY, 2022, "single", 6156), (STAGE2, 2023, "stage2", 12_000)]
)
def test_every_single_changed_digit_is_reported(both, path, year, stage, tried):
    """Beside the stored table each is a change. Alone, each of a final, of an improvement that can be recomputed and
    each of a dimension above the hundredths is found by arithmetic or refused as no number of the scale."""
    instruments = imports.instruments_of(year, stage)
    reader = Reader(instruments)
    last_year = previous_results(Cycle.objects.get(year=year))
    stored = {row.regency.pk: row for row in Reader(instruments).read(rows(path))}
    count = 0
    for row, column, text, other in variants(path):
        count += 1
        found = read_one(reader, other)
        if found is None:
            continue
        assert [one.column for one in changes([found], stored)] == [column], (row.line, column, text)
        one = check(found, last_year)
        by_sums = column == "final" or (column == "improvement" and one.improvement_is_checkable)
        above = column in Dimension.values and abs(Decimal(text) - Decimal(row.values[column])) >= Decimal("0.1")
        if by_sums or above:
            assert one.differs, (row.line, column, text)
    assert count >= tried


def test_a_stored_run_reads_back_as_the_published_table(both):
    stored = imports.stored_rows(Cycle.objects.get(year=2023))
    published = Reader(imports.instruments_of(2023, "stage2")).read(rows(STAGE2))
    assert not changes(published, stored)
    assert len(stored) == len(published) == 65


def test_an_import_by_a_person_names_them_as_its_author(reference):
    person = User.objects.create_user("sekretariat@contoh.test", "rahasia-sekali", name="Sekretariat Contoh")
    found = store(EARLY, 2022, by=Actor(person, Role.SECRETARIAT))
    assert found.run.by == person
    assert Entry.objects.get(verb="result.import").user == person
