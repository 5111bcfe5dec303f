from __future__ import annotations

import pytest

from common.steps import Refused
from journal.models import Entry
from pillars import actions
from pillars.models import Instrument, LevelText
from pillars.tests.factories import AT, LATER, make_instrument, secretary

pytestmark = pytest.mark.django_db


def content(instrument):
    """Everything an instrument measures with, without identities."""
    questions = [
        {name: value for name, value in row.items() if name not in ("id", "instrument_id")}
        for row in instrument.indicators.values()
    ]
    weights = list(instrument.weights.values_list("dimension", "percent", "order", "source_note", "certainty"))
    texts = LevelText.objects.filter(indicator__instrument=instrument).order_by("indicator__key", "level")
    levels = list(texts.values_list("indicator__key", "level", "text_id", "text_en"))
    rules = (
        instrument.stage,
        instrument.cohort,
        instrument.panel_size,
        instrument.rounding,
        instrument.improvement_rule,
    )
    return questions, weights, levels, rules


def with_levels(**values):
    one = make_instrument(**values)
    LevelText.objects.create(indicator=one.indicators.first(), level=4, text_id="Sudah ada.", text_en="There.")
    return one


def test_a_clone_measures_exactly_the_same():
    one = with_levels()
    copy = actions.clone(one, slug="2027-uji", name="Instrumen 2027", year=2027, by=secretary(), at=LATER)
    assert content(copy) == content(one)
    assert (copy.slug, copy.version, copy.year, copy.based_on) == ("2027-uji", 1, 2027, one)
    assert Entry.objects.filter(verb="instrument.clone", target_id=str(copy.pk)).count() == 1


def test_a_clone_of_a_frozen_reference_is_an_open_draft():
    one = make_instrument(frozen=True, reference=True)
    copy = actions.clone(one, slug="2027-uji", name="Instrumen 2027", year=2027, by=secretary(), at=LATER)
    assert not copy.is_frozen
    assert not copy.is_reference


def test_changing_a_clone_leaves_its_source():
    one = with_levels()
    before = content(one)
    copy = actions.clone(one, slug="2027-uji", name="Instrumen 2027", year=2027, by=secretary(), at=LATER)
    actions.change_wording(copy.indicators.first(), {"label_id": "Lain"}, by=secretary(), at=LATER)
    actions.change_level_texts(copy.indicators.first(), {4: ("", "")}, by=secretary(), at=LATER)
    assert content(one) == before


def test_a_clone_needs_a_slug_of_its_own():
    one = make_instrument()
    with pytest.raises(Refused, match="sudah dipakai"):
        actions.clone(one, slug=one.slug, name="Lain", year=2027, by=secretary(), at=LATER)
    assert Instrument.objects.count() == 1


def test_freezing_twice_keeps_the_first_time_and_one_journal_row():
    one = make_instrument()
    actions.freeze(one, by=secretary(), at=AT)
    actions.freeze(one, by=secretary(), at=LATER)
    one.refresh_from_db()
    assert one.frozen_at == AT
    assert Entry.objects.filter(verb="instrument.freeze").count() == 1


def test_a_new_version_is_an_equal_draft_beside_the_frozen_one():
    one = with_levels(frozen=True)
    made = actions.new_version(one, reason="Label nomor 2 keliru.", by=secretary(), at=LATER)
    assert content(made) == content(one)
    assert (made.slug, made.version, made.based_on, made.is_frozen) == (one.slug, 2, one, False)
    entry = Entry.objects.get(verb="instrument.version")
    assert (entry.before, entry.after["version"], entry.reason) == ({"version": 1}, 2, "Label nomor 2 keliru.")


def test_a_new_version_needs_a_reason():
    with pytest.raises(Refused, match="alasan"):
        actions.new_version(make_instrument(frozen=True), reason="  ", by=secretary(), at=LATER)


def test_a_draft_needs_no_new_version():
    with pytest.raises(Refused, match="ubah saja langsung"):
        actions.new_version(make_instrument(), reason="Keliru.", by=secretary(), at=LATER)


def test_there_is_one_draft_version_at_a_time():
    one = make_instrument(frozen=True)
    actions.new_version(one, reason="Keliru.", by=secretary(), at=LATER)
    with pytest.raises(Refused, match="Versi 2 masih berupa rancangan"):
        actions.new_version(one, reason="Keliru lagi.", by=secretary(), at=LATER)


def test_the_version_after_a_frozen_second_is_the_third():
    one = make_instrument(frozen=True)
    second = actions.new_version(one, reason="Keliru.", by=secretary(), at=LATER)
    actions.freeze(second, by=secretary(), at=LATER)
    assert actions.new_version(one, reason="Keliru lagi.", by=secretary(), at=LATER).version == 3
