from __future__ import annotations

from decimal import Decimal

import pytest

from common.steps import Refused
from journal.models import Entry
from pillars import actions
from pillars.models import LevelText
from pillars.rows import Unfit, Weight
from pillars.tests.factories import LATER, make_instrument, secretary

pytestmark = pytest.mark.django_db


def weights(*pairs):
    return [Weight(name, Decimal(percent)) for name, percent in pairs]


def told():
    return Entry.objects.exclude(verb="instrument.import")


def test_weights_of_a_draft_change_with_before_and_after():
    one = make_instrument()
    actions.change_weights(one, weights(("baseline", "30"), ("outcome", "70")), by=secretary(), at=LATER)
    assert dict(one.weights.values_list("dimension", "percent")) == {"baseline": 30, "outcome": 70}
    entry = told().get()
    assert entry.before == {"weights": {"baseline": "40", "outcome": "60"}}
    assert entry.after == {"weights": {"baseline": "30", "outcome": "70"}}


def test_weights_of_99_change_nothing():
    one = make_instrument()
    with pytest.raises(Unfit, match="Jumlah bobot 99"):
        actions.change_weights(one, weights(("baseline", "39"), ("outcome", "60")), by=secretary(), at=LATER)
    assert dict(one.weights.values_list("dimension", "percent")) == {"baseline": 40, "outcome": 60}


def test_a_changed_weight_loses_the_source_of_the_old_one():
    one = make_instrument()
    one.weights.update(source_note="Surat contoh", certainty="stated")
    actions.change_weights(one, weights(("baseline", "30"), ("outcome", "70")), by=secretary(), at=LATER)
    assert set(one.weights.values_list("source_note", flat=True)) == {""}


def test_the_same_weights_leave_no_trace():
    one = make_instrument()
    one.weights.update(source_note="Surat contoh")
    actions.change_weights(one, weights(("baseline", "40.00"), ("outcome", "60")), by=secretary(), at=LATER)
    assert not told().exists()
    assert set(one.weights.values_list("source_note", flat=True)) == {"Surat contoh"}


def test_wording_changes_only_what_differs():
    indicator = make_instrument().indicators.first()
    wording = {"label_id": "Rumusan baru", "label_en": indicator.label_en}
    actions.change_wording(indicator, wording, by=secretary(), at=LATER)
    indicator.refresh_from_db()
    assert indicator.label_id == "Rumusan baru"
    entry = told().get()
    assert entry.before == {"label_id": "Pertanyaan 1"}
    assert entry.after == {"label_id": "Rumusan baru", "key": "baseline.q1"}


def test_what_a_question_measures_is_no_wording():
    with pytest.raises(ValueError, match="answer_kind"):
        actions.change_wording(make_instrument().indicators.first(), {"answer_kind": "text"}, by=secretary(), at=LATER)


def test_level_texts_are_written_changed_and_taken_away():
    indicator = make_instrument().indicators.first()
    actions.change_level_texts(indicator, {0: ("Belum ada", ""), 4: ("Lengkap", "Complete")}, by=secretary(), at=LATER)
    actions.change_level_texts(indicator, {0: (" ", ""), 4: ("Lengkap sekali", "Complete")}, by=secretary(), at=LATER)
    assert list(indicator.level_texts.values_list("level", "text_id", "text_en")) == [(4, "Lengkap sekali", "Complete")]
    newest = told().first()
    assert newest.before == {"0": ["Belum ada", ""], "4": ["Lengkap", "Complete"]}
    assert newest.after == {"0": ["", ""], "4": ["Lengkap sekali", "Complete"], "key": "baseline.q1"}


def test_the_same_level_texts_leave_no_trace():
    indicator = make_instrument().indicators.first()
    actions.change_level_texts(indicator, dict.fromkeys(range(5), ("", "")), by=secretary(), at=LATER)
    assert not told().exists()
    assert not LevelText.objects.exists()


def test_there_is_no_level_5():
    with pytest.raises(ValueError, match="0 to 4"):
        actions.change_level_texts(make_instrument().indicators.first(), {5: ("x", "")}, by=secretary(), at=LATER)


def test_a_published_instrument_takes_level_texts_but_nothing_else():
    one = make_instrument(reference=True)
    indicator, by = one.indicators.first(), secretary()
    actions.change_level_texts(indicator, {0: ("Belum ada", "")}, by=by, at=LATER)
    with pytest.raises(Refused, match="surat resmi"):
        actions.change_wording(indicator, {"label_id": "Lain"}, by=by, at=LATER)
    with pytest.raises(Refused, match="surat resmi"):
        actions.change_weights(one, weights(("baseline", "30"), ("outcome", "70")), by=by, at=LATER)
    assert told().count() == 1


def test_a_frozen_instrument_refuses_every_change():
    one = make_instrument(frozen=True)
    indicator, by = one.indicators.first(), secretary()
    with pytest.raises(Refused):
        actions.change_level_texts(indicator, {0: ("Belum ada", "")}, by=by, at=LATER)
    with pytest.raises(Refused):
        actions.change_wording(indicator, {"label_id": "Lain"}, by=by, at=LATER)
    with pytest.raises(Refused):
        actions.change_weights(one, weights(("baseline", "30"), ("outcome", "70")), by=by, at=LATER)
    assert not told().exists()
