"""`manage.py load_reference` on the real files."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from common.steps import Refused
from journal.models import Entry
from pillars import actions
from pillars.actions.reference import DATA
from pillars.models import DimensionWeight, Indicator, Instrument, LevelText, Pillar, SubPillar
from pillars.rows import Unfit
from pillars.tests.factories import AT, LATER, make_instrument, secretary
from regencies.models import Province, Regency

pytestmark = pytest.mark.django_db


def run():
    out, err = StringIO(), StringIO()
    call_command("load_reference", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def loaded(db):
    actions.load_pillars()
    return {row.instrument.slug: row.instrument for row in actions.load_instruments(at=AT)}


def test_the_command_loads_everything_and_a_second_run_changes_nothing():
    first, _err = run()
    assert (Province.objects.count(), Regency.objects.count()) == (38, 514)
    assert (Pillar.objects.count(), SubPillar.objects.count()) == (6, 18)
    assert "instrument 2022-early: 59 indicators, new" in first
    journal, ids = Entry.objects.count(), set(Indicator.objects.values_list("pk", flat=True))
    second, err = run()
    assert second.splitlines()[-1] == "Nothing changed."
    assert "instrument 2022-early: 59 indicators, unchanged" in second
    assert not err
    assert Entry.objects.count() == journal == 4
    assert set(Indicator.objects.values_list("pk", flat=True)) == ids


def test_instruments_have_the_questions_of_the_letters(loaded):
    counts = {slug: one.indicators.count() for slug, one in loaded.items()}
    assert counts == {"2022-early": 59, "2022-regular": 0, "2023-regular": 111, "2023-kppn-ikn": 117}
    assert not loaded["2023-regular"].indicators.filter(dimension="collaboration").exists()
    assert loaded["2023-kppn-ikn"].indicators.filter(dimension="collaboration").count() == 6


def test_the_same_question_has_the_same_key_in_both_years(loaded):
    keys = [set(loaded[slug].indicators.values_list("key", flat=True)) for slug in ("2022-early", "2023-kppn-ikn")]
    assert len(keys[0] & keys[1]) == 55


@pytest.mark.parametrize(
    ("slug", "weights", "panel", "rounding", "improvement"),
    [
        ("2022-early", [10, 20, 30, 10, 30], 4, "round_parts_then_sum", "none"),
        ("2022-regular", [10, 20, 30, 20, 20], 4, "round_parts_then_sum", "unknown"),
        ("2023-regular", [10, 20, 30, 20, 20], 5, "sum_then_round", "final_minus_previous_unrounded_half_even"),
        ("2023-kppn-ikn", [10, 20, 20, 20, 20, 10], 5, "sum_then_round", "final_minus_previous_unrounded_half_even"),
    ],
)
def test_rules_are_those_of_the_letters(loaded, slug, weights, panel, rounding, improvement):
    one = loaded[slug]
    assert list(one.weights.values_list("percent", flat=True)) == [Decimal(value) for value in weights]
    assert (one.panel_size, one.rounding, one.improvement_rule) == (panel, rounding, improvement)
    assert one.is_reference
    assert not one.is_frozen


def test_inferred_weights_say_so(loaded):
    inferred = DimensionWeight.objects.filter(certainty="inferred")
    assert sorted(inferred.values_list("instrument__slug", "dimension")) == [
        ("2022-regular", "baseline"),
        ("2022-regular", "output"),
    ]
    assert not DimensionWeight.objects.filter(source_note="").exists()


def test_no_level_text_is_invented(loaded):
    assert not LevelText.objects.exists()


def changed_files(folder, label):
    """A copy of the data with another label for the first question of 2022."""
    shutil.copytree(DATA, folder)
    path = folder / "instruments" / "2022-early.csv"
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    lines[1][lines[0].index("label_id")] = label
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    return folder


def test_a_corrected_file_corrects_the_instrument_and_keeps_level_texts(loaded, tmp_path):
    first = loaded["2022-early"].indicators.first()
    actions.change_level_texts(first, {0: ("Belum ada", "")}, by=secretary(), at=LATER)
    rows = actions.load_instruments(at=LATER, folder=changed_files(tmp_path / "data", "Label baru"))
    assert [row.instrument.slug for row in rows if row.is_changed] == ["2022-early"]
    first.refresh_from_db()
    assert first.label_id == "Label baru"
    assert first.level_texts.get().text_id == "Belum ada"


def test_a_frozen_instrument_is_held_back(loaded, tmp_path):
    actions.freeze(loaded["2022-early"], by=secretary(), at=LATER)
    rows = actions.load_instruments(at=LATER, folder=changed_files(tmp_path / "data", "Label baru"))
    assert [row.instrument.slug for row in rows if row.is_held_back] == ["2022-early"]
    assert not Indicator.objects.filter(label_id="Label baru").exists()


def test_a_frozen_instrument_that_equals_the_files_is_simply_unchanged(loaded):
    actions.freeze(loaded["2022-early"], by=secretary(), at=LATER)
    assert not any(row.is_held_back for row in actions.load_instruments(at=LATER))


def test_the_command_says_what_it_held_back():
    run()
    one = Instrument.objects.get(slug="2023-regular")
    one.indicators.filter(order=1).update(label_id="Lain")
    actions.freeze(one, by=secretary(), at=LATER)
    out, err = run()
    assert "instrument 2023-regular: 111 indicators, left" in out
    assert "2023-regular is frozen and differs" in err


def test_files_that_make_no_instrument_load_nothing(tmp_path):
    actions.load_pillars()
    folder = changed_files(tmp_path / "data", "")
    with pytest.raises(Unfit, match="Baris 2: label_id kosong"):
        actions.load_instruments(at=AT, folder=folder)
    assert not Instrument.objects.exists()


def test_an_instrument_of_the_secretariat_is_never_overwritten():
    make_instrument(slug="2022-early")
    actions.load_pillars()
    with pytest.raises(Refused, match="2022-early"):
        actions.load_instruments(at=AT)
    assert Instrument.objects.get().indicators.count() == 4
