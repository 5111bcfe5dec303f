from __future__ import annotations

from decimal import Decimal

import pytest

from common.steps import Refused
from journal.models import Entry
from pillars import actions
from pillars.models import DimensionWeight, Indicator, Instrument, LevelText
from pillars.rows import Unfit, Weight
from pillars.tests.factories import (
    AT,
    LATER,
    QUESTIONS,
    WEIGHTS,
    cells,
    header,
    make_instrument,
    make_pillars,
    rows,
    secretary,
)

pytestmark = pytest.mark.django_db


def nothing_stored():
    return not (Instrument.objects.exists() or Indicator.objects.exists() or DimensionWeight.objects.exists())


def test_an_instrument_comes_whole_from_its_rows():
    make_pillars()
    by = secretary()
    made = actions.import_instrument(rows(), header=header(slug="2027-uji"), weights=WEIGHTS, by=by, at=AT)
    assert [row.key for row in made.indicators.all()] == [row["key"] for row in QUESTIONS]
    assert list(made.weights.values_list("dimension", "percent", "order")) == [
        ("baseline", Decimal(40), 1),
        ("outcome", Decimal(60), 3),
    ]
    assert not made.is_frozen
    assert not made.is_reference


def test_an_import_leaves_one_journal_row():
    by = secretary()
    made = make_instrument(by=by)
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.user, entry.at) == ("instrument.import", str(made.pk), by.user, AT)
    assert entry.after["indicators"] == 4
    assert entry.after["weights"] == {"baseline": "40", "outcome": "60"}


@pytest.mark.parametrize("line", [2, 3, 4, 5])
def test_one_bad_row_anywhere_and_nothing_is_imported(line):
    make_pillars()
    questions = list(QUESTIONS)
    questions[line - 2] = {**questions[line - 2], "answer_kind": "angka"}
    with pytest.raises(Unfit) as unfit:
        actions.import_instrument(rows(*questions), header=header(), weights=WEIGHTS, by=secretary(), at=AT)
    assert [fault.line for fault in unfit.value.faults] == [line]
    assert nothing_stored()
    assert not Entry.objects.exists()


def test_weights_of_99_import_nothing():
    make_pillars()
    weights = (Weight("baseline", Decimal(39)), Weight("outcome", Decimal(60)))
    with pytest.raises(Unfit, match="Jumlah bobot 99, seharusnya tepat 100"):
        actions.import_instrument(rows(), header=header(), weights=weights, by=secretary(), at=AT)
    assert nothing_stored()


def test_a_slug_in_use_is_refused():
    one = make_instrument()
    with pytest.raises(Unfit, match="sudah dipakai"):
        actions.import_instrument(rows(), header=header(slug=one.slug), weights=WEIGHTS, by=secretary(), at=AT)
    assert Instrument.objects.count() == 1


def test_replacing_questions_keeps_the_level_texts_of_those_that_stay():
    one = make_instrument()
    stays, goes = one.indicators.get(key="baseline.q1"), one.indicators.get(key="baseline.q2")
    for indicator in (stays, goes):
        LevelText.objects.create(indicator=indicator, level=0, text_id="Belum ada.")
    changed = [cells(9, key="baseline.new"), {**QUESTIONS[0], "label_id": "Diubah"}, *QUESTIONS[2:]]
    actions.replace_questions(one, rows(*changed), by=secretary(), at=LATER)
    kept = one.indicators.get(key="baseline.q1")
    assert kept.pk == stays.pk
    assert kept.label_id == "Diubah"
    assert LevelText.objects.get().indicator_id == stays.pk
    assert one.indicators.count() == 4


def test_two_questions_may_swap_places():
    one = make_instrument()
    swapped = [{**QUESTIONS[0], "order": "2"}, {**QUESTIONS[1], "order": "1"}, *QUESTIONS[2:]]
    actions.replace_questions(one, rows(*swapped), by=secretary(), at=LATER)
    assert [row.key for row in one.indicators.all()][:2] == ["baseline.q2", "baseline.q1"]


def test_a_replacement_that_leaves_a_weighed_dimension_empty_changes_nothing():
    one = make_instrument()
    with pytest.raises(Unfit, match="Outcome"):
        actions.replace_questions(one, rows(*QUESTIONS[:2]), by=secretary(), at=LATER)
    assert one.indicators.count() == 4


@pytest.mark.parametrize("kind", ["frozen", "reference"])
def test_a_frozen_or_published_instrument_keeps_its_questions(kind):
    one = make_instrument(**{kind: True})
    with pytest.raises(Refused):
        actions.replace_questions(one, rows(*QUESTIONS[:3]), by=secretary(), at=LATER)
    assert one.indicators.count() == 4
