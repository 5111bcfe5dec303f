"""Cells of questions and weights files, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from common.spreadsheet import Row
from pillars.rows import Weight, read_questions, read_weights, weights_faults
from pillars.tests.factories import cells, rows

PILLAR_OF = {"service": "governance", "policy": "governance", "health": "living"}


def faults_of(*questions):
    return [str(fault) for fault in read_questions(rows(*questions), PILLAR_OF, ["governance", "living"]).faults]


def weights_rows(*pairs):
    return [Row(line, {"dimension": name, "weight_percent": text}) for line, (name, text) in enumerate(pairs, 2)]


def test_a_faultless_row_gives_the_values_of_an_indicator():
    found = read_questions(rows(cells(7, pillar="governance", sub_pillar="policy")), PILLAR_OF, ["governance"])
    assert not found.faults
    assert found.fields[0]["order"] == 7
    assert found.fields[0]["pillar_id"] == "governance"
    assert found.fields[0]["sub_pillar_id"] == "policy"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"order": "0"}, "order “0” bukan bilangan bulat"),
        ({"order": "1,5"}, "order “1,5” bukan bilangan bulat"),
        ({"order": "satu"}, "order “satu” bukan bilangan bulat"),
        ({"order": ""}, "order “” bukan bilangan bulat"),
        ({"key": "Baseline Satu"}, "key “Baseline Satu” hanya boleh memuat"),
        ({"key": ""}, "key “” hanya boleh memuat"),
        ({"key": "k" * 81}, "key terlalu panjang: 81 karakter, paling banyak 80"),
        ({"dimension": "dampak"}, "dimension “dampak” tidak dikenal; pilihannya: baseline, output"),
        ({"answer_kind": "angka"}, "answer_kind “angka” tidak dikenal"),
        ({"horizon": ""}, "horizon “” tidak dikenal"),
        ({"pillar": "mobility"}, "Pilar “mobility” tidak dikenal"),
        ({"pillar": "living", "sub_pillar": "school"}, "Subpilar “school” tidak dikenal"),
        ({"pillar": "living", "sub_pillar": "policy"}, "Subpilar “policy” termasuk pilar “governance”, bukan “living”"),
        ({"label_id": ""}, "label_id kosong"),
        ({"label_id": "x" * 201}, "label_id terlalu panjang: 201 karakter, paling banyak 200"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(values, said):
    faults = faults_of(cells(1, key="baseline.first"), {**cells(2), **values})
    assert len(faults) == 1
    assert faults[0].startswith(f"Baris 3: {said}")


def test_every_fault_of_every_row_is_told_at_once():
    faults = faults_of(cells(1, dimension="x", horizon="y"), cells(2, label_id=""))
    assert [text[:8] for text in faults] == ["Baris 2:", "Baris 2:", "Baris 3:"]


def test_a_key_and_an_order_stand_only_once():
    faults = faults_of(cells(1), cells(1))
    assert faults == [
        "Baris 3: order “1” sudah dipakai di baris 2.",
        "Baris 3: key “baseline.q1” sudah dipakai di baris 2.",
    ]


def test_a_missing_column_is_named():
    faults = read_questions([Row(2, {"order": "1", "key": "a"})], PILLAR_OF, []).faults
    assert "Baris 1: Kolom “dimension” tidak ada." in [str(fault) for fault in faults]


def test_a_file_of_a_heading_alone_is_refused():
    assert [str(f) for f in read_questions([], PILLAR_OF, []).faults] == [
        "Berkas tidak memuat satu baris pun di bawah judul kolom."
    ]


@pytest.mark.parametrize("text", ["12.5", "12,5"])
def test_weights_take_a_decimal_point_or_comma(text):
    weights, faults = read_weights(weights_rows(("baseline", text)), "any")
    assert not faults
    assert weights == [Weight("baseline", Decimal("12.5"))]


@pytest.mark.parametrize("text", ["", "sepuluh", "NaN", "1e2", "1.000,5", "٤٠"])
def test_a_weight_that_is_no_number_is_named_with_its_line(text):
    weights, faults = read_weights(weights_rows(("baseline", text)), "any")
    assert not weights
    assert [str(fault) for fault in faults] == [f"Baris 2: Bobot “{text}” bukan angka."]


def test_a_dimension_has_one_weight():
    _weights, faults = read_weights(weights_rows(("output", "40"), ("output", "60")), "any")
    assert [str(fault) for fault in faults] == ["Baris 3: Dimensi “output” sudah ada di baris 2."]


def test_a_weights_file_of_many_instruments_gives_the_rows_of_the_one():
    table = [
        Row(2, {"instrument": "a", "dimension": "output", "weight_percent": "100"}),
        Row(3, {"instrument": "b", "dimension": "impact", "weight_percent": "100"}),
    ]
    assert read_weights(table, "b")[0] == [Weight("impact", Decimal(100))]
    assert str(read_weights(table, "c")[1][0]) == "Berkas bobot tidak memuat baris untuk instrumen “c”."


def test_a_certainty_is_never_cut_silently():
    table = [Row(2, {"dimension": "output", "weight_percent": "100", "certainty": "disimpulkan"})]
    assert "certainty terlalu panjang" in str(read_weights(table, "a")[1][0])


def said(dimensions, *pairs):
    weights = [Weight(name, Decimal(percent)) for name, percent in pairs]
    return [str(fault) for fault in weights_faults(weights, dimensions)]


def test_weights_of_99_are_refused_with_their_sum():
    assert said({}, ("baseline", "39"), ("outcome", "60")) == [
        "Jumlah bobot 99, seharusnya tepat 100. Periksa bobot tiap dimensi."
    ]


def test_the_sum_is_exact_and_shown_with_a_decimal_comma():
    assert said({}, ("baseline", "39.99"), ("outcome", "60"))[0].startswith("Jumlah bobot 99,99,")
    assert said({}, ("baseline", "0.1"), ("output", "0.2"), ("outcome", "99.7")) == []


@pytest.mark.parametrize("percent", ["0", "-5", "101", "33.333"])
def test_one_weight_is_more_than_0_up_to_100_with_two_decimals(percent):
    assert any("Bobot Baseline" in text for text in said({}, ("baseline", percent)))


def test_a_dimension_has_weight_and_questions_or_neither():
    assert said({"baseline": 2, "impact": 9}, ("baseline", "60"), ("output", "40")) == [
        "Baris 9: Dimensi “Impact” memiliki pertanyaan, tetapi tidak diberi bobot.",
        "Dimensi “Output” diberi bobot, tetapi tidak memiliki pertanyaan.",
    ]
