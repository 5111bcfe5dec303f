"""Single questions of a draft: added, moved, taken out; numbers always run from 1 without gaps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.steps import Refused
from journal.models import Entry
from pillars.actions import questions as actions
from pillars.models import Indicator, Instrument, LevelText
from pillars.queries import faults_of
from pillars.tests import factories as make

pytestmark = pytest.mark.django_db
NEW = {
    "dimension": "baseline",
    "pillar": None,
    "sub_pillar": None,
    "answer_kind": "yes_no",
    "horizon": "this_year",
    **dict.fromkeys(("element_id", "element_en", "label_en", "unit", "evidence_hint_id", "evidence_hint_en"), ""),
    "label_id": "Rencana induk terbuka?",
}


def keys(instrument: Instrument) -> list[str]:
    """Keys in order; the numbers run from 1 without gaps."""
    rows = list(instrument.indicators.order_by("order").values_list("order", "key"))
    assert [order for order, _key in rows] == list(range(1, len(rows) + 1))
    return [key for _order, key in rows]


def test_a_question_goes_where_it_is_put_and_is_told_once() -> None:
    draft, by = make.make_instrument(), make.secretary()
    row = actions.add(draft, NEW, key="", place=2, by=by, at=make.LATER)
    assert row.order == 2
    assert keys(draft) == [
        "baseline.q1",
        "baseline.rencana_induk_terbuka",
        "baseline.q2",
        "outcome.q3",
        "outcome.q4",
    ]
    assert actions.add(draft, NEW, key="", place=99, by=by, at=make.LATER).key == "baseline.rencana_induk_terbuka_2"
    told = Entry.objects.filter(verb="instrument.question_add")
    assert told.count() == 2
    assert told.order_by("pk")[0].after["key"] == "baseline.rencana_induk_terbuka"


@pytest.mark.parametrize("key", ["baseline.q1", "Huruf Besar", "a..b"])
def test_a_key_that_is_taken_or_none_at_all_adds_nothing(key: str) -> None:
    draft = make.make_instrument()
    with pytest.raises(Refused):
        actions.add(draft, NEW, key=key, place=1, by=make.secretary(), at=make.LATER)
    assert len(keys(draft)) == 4


def test_moving_to_the_same_place_leaves_no_trace() -> None:
    draft = make.make_instrument()
    row = draft.indicators.get(order=2)
    actions.move(row, 2, by=make.secretary(), at=make.LATER)
    assert not Entry.objects.filter(verb="instrument.question_move").exists()
    assert actions.move(row, 4, by=make.secretary(), at=make.LATER).order == 4
    assert keys(draft) == ["baseline.q1", "outcome.q3", "outcome.q4", "baseline.q2"]


def test_a_question_goes_with_its_level_texts_and_a_dimension_without_questions_is_a_fault() -> None:
    draft, by = make.make_instrument(), make.secretary()
    LevelText.objects.create(indicator=draft.indicators.get(order=1), level=0, text_id="Belum ada.")
    for key in ("baseline.q1", "baseline.q2"):
        actions.remove(draft.indicators.get(key=key), by=by, at=make.LATER)
    assert keys(draft) == ["outcome.q3", "outcome.q4"]
    assert not LevelText.objects.filter(indicator__instrument=draft).exists()
    assert faults_of([draft.pk])[draft.pk] == ["Dimensi “Baseline” diberi bobot, tetapi tidak memiliki pertanyaan."]
    sound = make.make_instrument()
    assert faults_of([sound.pk]) == {}
    actions.add(sound, {**NEW, "dimension": "impact"}, key="", place=1, by=by, at=make.LATER)
    assert faults_of([sound.pk])[sound.pk] == ["Dimensi “Impact” memiliki pertanyaan, tetapi tidak diberi bobot."]


def test_a_question_is_taken_out_once() -> None:
    draft, by = make.make_instrument(), make.secretary()
    row = draft.indicators.get(order=1)
    actions.remove(row, by=by, at=make.LATER)
    with pytest.raises(Refused, match="sudah tidak ada"):
        actions.remove(row, by=by, at=make.LATER)
    with pytest.raises(Refused, match="sudah tidak ada"):
        actions.move(row, 2, by=by, at=make.LATER)
    assert len(keys(draft)) == 3


@pytest.mark.parametrize("fixed", [{"frozen": True}, {"reference": True}])
def test_what_regions_worked_with_or_the_ministry_published_stays(fixed: dict[str, bool]) -> None:
    instrument, by = make.make_instrument(**fixed), make.secretary()
    row = instrument.indicators.get(order=1)
    for act in (
        lambda: actions.add(instrument, NEW, key="", place=1, by=by, at=make.LATER),
        lambda: actions.move(row, 3, by=by, at=make.LATER),
        lambda: actions.remove(row, by=by, at=make.LATER),
    ):
        with pytest.raises(Refused):
            act()
    assert len(keys(instrument)) == 4


class AnyOrder(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 9), st.integers(0, 9)), max_size=6
        )
    )
    def test_numbers_never_have_a_gap_and_the_list_is_that_of_a_plain_list(
        self, steps: list[tuple[str, int, int]]
    ) -> None:
        draft, by = make.make_instrument(), make.secretary()
        plain = keys(draft)
        for what, which, place in steps:
            if what == "add":
                key = actions.add(draft, NEW, key="", place=place, by=by, at=make.LATER).key
                plain.insert(max(0, place - 1), key)
            elif plain:
                key = plain.pop(which % len(plain))
                row = Indicator.objects.get(instrument=draft, key=key)
                if what == "move":
                    actions.move(row, place, by=by, at=make.LATER)
                    plain.insert(max(0, place - 1), key)
                else:
                    actions.remove(row, by=by, at=make.LATER)
            assert keys(draft) == plain


class TestPages:
    @pytest.fixture(autouse=True)
    def office(self, client: Client) -> None:
        user = make.secretary().user
        assert user is not None
        client.force_login(user)

    def test_a_question_is_added_after_another_moved_and_removed_without_scripts(self, client: Client) -> None:
        draft = make.make_instrument()
        first, last = draft.indicators.get(order=1), draft.indicators.get(order=4)
        page = reverse("pillars:question_new", args=[draft.pk])
        form = client.get(f"{page}?sesudah={first.pk}").context["form"]
        assert form.initial["follows"] == first.pk
        typed = {**{name: value or "" for name, value in NEW.items()}, "follows": str(first.pk), "sub_pillar": "policy"}
        told = client.post(page, typed)
        made = draft.indicators.get(label_id=NEW["label_id"])
        assert told["Location"].endswith(f"#q-{made.pk}")
        assert (made.order, made.pillar_id, made.sub_pillar_id) == (2, "governance", "policy")
        client.post(reverse("pillars:question_place", args=[draft.pk, last.pk]), {"place": "1"})
        assert keys(draft)[0] == last.key
        assert (
            client.post(reverse("pillars:question_place", args=[draft.pk, last.pk]), {"place": "99"}).status_code == 422
        )
        gone = reverse("pillars:question_remove", args=[draft.pk, made.pk])
        assert "Hapus pertanyaan ini?" in client.get(gone).content.decode()
        client.post(gone)
        assert made.key not in keys(draft)

    def test_what_does_not_fit_stays_on_the_page(self, client: Client) -> None:
        draft = make.make_instrument()
        page = reverse("pillars:question_new", args=[draft.pk])
        told = client.post(page, {**{n: v or "" for n, v in NEW.items()}, "pillar": "living", "sub_pillar": "policy"})
        assert told.status_code == 422
        assert "termasuk pilar" in told.content.decode()
        assert NEW["label_id"] in told.content.decode()

    @pytest.mark.parametrize("name", ["submissions:instrument_preview", "evaluations:instrument_preview"])
    def test_a_preview_shows_one_section_with_nothing_to_send(self, client: Client, name: str) -> None:
        draft = make.make_instrument()
        page = reverse(name, args=[draft.pk])

        def asked() -> int:
            with CaptureQueriesContext(connection) as found:
                text = client.get(f"{page}?bagian=baseline").content.decode()
            assert "Pertanyaan 1" in text
            assert "Pertanyaan 3" not in text
            assert "disabled" in text
            return len(found)

        before = asked()
        for _turn in range(3):
            actions.add(draft, NEW, key="", place=1, by=make.secretary(), at=make.LATER)
        assert asked() == before
        assert client.get(f"{page}?bagian=apa").status_code == 404
