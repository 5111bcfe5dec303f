"""Practice: exact feedback, read by its assessor alone; the rest of the portal never learns of a practice mark."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from common.steps import Refused
from evaluations.actions import practice as actions
from evaluations.actions.given import Given
from evaluations.calibration import compare, spread_of
from evaluations.fingerprints import fingerprint
from evaluations.models import Practice, PracticeMark
from evaluations.queries import gather
from evaluations.queries.practice import feedback_of, spreads_of
from evaluations.tests import factories as make
from journal.models import Audience, Entry
from submissions.tests.factories import make_cycle, make_instrument, make_submission

levels = st.integers(0, 4)
some = st.one_of(st.none(), levels)
pairs = st.lists(st.tuples(some, some), max_size=40)


@given(pairs)
def test_what_is_no_number_never_counts_and_never_as_0(found: list[tuple[int | None, int | None]]) -> None:
    numbers = [(own, reference) for own, reference in found if own is not None and reference is not None]
    assert compare(found) == compare(numbers)
    compared = compare(found)
    assert compared.count == len(numbers)
    assert (compared.severity is None) == (compared.spread is None) == (not numbers)
    if numbers:
        assert compared.severity is not None and compared.spread is not None
        assert abs(compared.severity) <= compared.spread <= 4
        assert (compared.exact == compared.count) == (compared.spread == 0)


@given(st.lists(st.tuples(levels, levels), min_size=1, max_size=40), st.randoms())
def test_feedback_does_not_depend_on_order_and_a_higher_mark_never_makes_it_stricter(
    found: list[tuple[int, int]], dice: Any
) -> None:
    mixed = found[:]
    dice.shuffle(mixed)
    assert compare(mixed) == compare(found)
    own, reference = found[0]
    higher = compare([(min(4, own + 1), reference), *found[1:]]).severity
    lower = compare(found).severity
    assert higher is not None and lower is not None and higher >= lower


@given(st.lists(some, max_size=30))
def test_a_spread_counts_every_assessor_once(values: list[int | None]) -> None:
    found = spread_of(values)
    numbers = [value for value in values if value is not None]
    assert found.given + found.without == len(values)
    assert found.mean == (Fraction(sum(numbers), len(numbers)) if numbers else None)
    assert found.width == (max(numbers) - min(numbers) if numbers else None)


def open_practice(count: int = 4, **fields: Any) -> Practice:
    """Three numbers and one "not applicable" as references, opened."""
    source = make_submission(cycle=make_cycle(instrument=make_instrument(), **fields), state="handed_in", answered=True)
    row = actions.build(source.cycle, source, title="", count=count, by=make.secretary(), at=timezone.now())
    by = make.secretary()
    for place, question in enumerate(row.questions.all()):
        actions.decide(
            question, reference=None if place == 3 else place + 1, reference_na=place == 3, reason="Menurut uraian tingkat.",
            text="", narrative="", by=by, at=timezone.now(),
        )  # fmt: skip
    return actions.step(row, "open", by=by, at=timezone.now())


def play(row: Practice, person: User, marks: list[int | None], *, finish: bool = True) -> None:
    by = make.assessor(person)
    given = {
        question: Given(value, not_applicable=value is None, reason="Alasan saya.")
        for question, value in zip(row.questions.all(), marks, strict=True)
    }
    actions.save(row, given, by=by, at=timezone.now())
    if finish:
        actions.hand_in(row, by=by, at=timezone.now())


@pytest.mark.django_db
class TestActions:
    def test_questions_are_spread_over_the_whole_and_name_no_region(self) -> None:
        source = make_submission(state="handed_in", answered=True)
        row = actions.build(source.cycle, source, title="", count=2, by=make.secretary(), at=timezone.now())
        assert [question.indicator.order for question in row.questions.all()] == [1, 3]
        assert row.title == "Latihan 1"
        assert [question.reference for question in row.questions.all()] == [3, 3]
        entry = Entry.objects.get(verb="practice.build")
        assert entry.regency_code == ""
        assert source.regency.name not in f"{entry.after} {entry.target_label}"

    def test_it_is_built_only_of_what_was_handed_in_and_at_most_three_times(self) -> None:
        filling = make_submission(answered=True)
        with pytest.raises(Refused):
            actions.build(filling.cycle, filling, title="", count=2, by=make.secretary(), at=timezone.now())
        source = make_submission(state="handed_in", answered=True)
        for _turn in range(3):
            actions.build(source.cycle, source, title="", count=1, by=make.secretary(), at=timezone.now())
        with pytest.raises(Refused):
            actions.build(source.cycle, source, title="", count=1, by=make.secretary(), at=timezone.now())

    def test_it_opens_only_with_every_reference_and_stands_from_then_on(self) -> None:
        source = make_submission(state="handed_in", answered=True)
        by = make.secretary()
        row = actions.build(source.cycle, source, title="", count=2, by=by, at=timezone.now())
        first = row.questions.all()[0]
        same = {"reason": "", "text": "", "narrative": "", "by": by, "at": timezone.now()}
        actions.decide(first, reference=None, reference_na=False, **same)
        with pytest.raises(Refused):
            actions.step(row, "open", by=by, at=timezone.now())
        actions.decide(first, reference=0, reference_na=False, **same)
        actions.step(row, "open", by=by, at=timezone.now())
        with pytest.raises(Refused):
            actions.decide(first, reference=2, reference_na=False, **same)

    def test_a_round_is_finished_once_and_whole(self) -> None:
        row, person = open_practice(), make.make_assessor()
        by = make.assessor(person)
        with pytest.raises(Refused):
            actions.hand_in(row, by=by, at=timezone.now())
        question = row.questions.all()[0]
        actions.save(row, {question: Given(4)}, by=by, at=timezone.now())
        with pytest.raises(Refused, match="3 pertanyaan belum dinilai, 1 nilai belum beralasan"):
            actions.hand_in(row, by=by, at=timezone.now())
        play(row, person, [0, 2, 3, None])
        with pytest.raises(Refused):
            actions.save(row, {question: Given(1)}, by=by, at=timezone.now())

    def test_what_was_given_stands_in_no_journal_row_that_others_read(self) -> None:
        row = open_practice()
        play(row, make.make_assessor(), [0, 2, 3, None])
        told = {entry.verb: entry for entry in Entry.objects.filter(verb__startswith="practice.")}
        assert told["practice.mark"].audience == Audience.OWN
        assert told["practice.hand_in"].after == {"questions": 4}

    def test_feedback_is_exact_and_a_spread_waits_for_three_and_the_end(self) -> None:
        row, person = open_practice(), make.make_assessor()
        play(row, person, [0, 2, 4, None])
        _lines, compared = feedback_of(row.rounds.get(assessor=person))
        assert (compared.count, compared.severity, compared.spread) == (3, Fraction(0), Fraction(2, 3))
        play(row, make.make_assessor(), [1, 2, 3, None])
        assert spreads_of(row) is None
        play(row, make.make_assessor(), [4, 2, 3, None], finish=False)
        assert spreads_of(row) is None
        play(row, make.make_assessor(), [2, 2, 3, None])
        assert spreads_of(row) is None  # who looks before and after somebody finished would know that person's marks
        found = spreads_of(actions.step(row, "close", by=make.secretary(), at=timezone.now()))
        assert found is not None
        first = found[row.questions.all()[0].pk]
        assert first.counts == (1, 1, 1, 0, 0)


@pytest.mark.django_db
class TestPages:
    def test_it_is_marked_on_the_rows_of_the_desk_and_answered_with_feedback(self, client: Client) -> None:
        row, person = open_practice(), make.make_assessor()
        client.force_login(person)
        page = reverse("evaluations:practice", args=[row.pk])
        assert page in client.get(reverse("evaluations:practices")).content.decode()
        assert "1 latihan menilai menunggu" in client.get(reverse("evaluations:desk")).content.decode()
        text = client.get(page).content.decode()
        assert "LATIHAN" in text
        assert "Menurut uraian tingkat." not in text
        assert row.questions.get(indicator__order=1).practice.cycle.name in text
        typed = {f"n-{n}": mark for n, mark in ((1, "0"), (2, "2"), (3, "3"), (4, "na"))}
        told = client.post(page, typed | {"hand_in": "1"})
        assert told.status_code == 409
        assert PracticeMark.objects.count() == 4
        assert client.post(page, {"n-1": "7"}).status_code == 422
        assert client.post(page, typed | {"r-1": "Belum ada.", "hand_in": "1"}).status_code == 302
        text = client.get(page).content.decode()
        assert "Menurut uraian tingkat." in text
        assert "LATIHAN" in text

    def test_nobody_reads_another_assessors_round(self, client: Client) -> None:
        row = open_practice()
        play(row, make.make_assessor("Asesor Pertama"), [0, 2, 3, None])
        client.force_login(make.make_assessor())
        assert "Umpan balik" not in client.get(reverse("evaluations:practice", args=[row.pk])).content.decode()
        client.force_login(make.make_secretary())
        text = client.get(reverse("evaluations:calibration_practice", args=[row.pk])).content.decode()
        assert "Asesor Pertama" in text
        assert "Alasan saya." not in text
        assert "Sebaran tampil setelah latihan ditutup" in text
        assert client.get(reverse("evaluations:practice", args=[row.pk])).status_code == 404

    def test_the_secretariat_builds_decides_and_opens_without_scripts(self, client: Client) -> None:
        source = make_submission(state="handed_in", answered=True)
        client.force_login(make.make_secretary())
        page = reverse("evaluations:calibration", args=[source.cycle_id])
        assert client.post(page, {"source": "x", "count": "2"}).status_code == 422
        told = client.post(page, {"source": str(source.pk), "count": "2", "title": "Latihan awal"})
        row = Practice.objects.get(title="Latihan awal")
        assert told["Location"] == reverse("evaluations:calibration_practice", args=[row.pk])
        typed = {"a-1": "", "a-3": "na", "b-3": "Tidak berlaku.", "x-1": "Tanpa nama."}
        assert client.post(told["Location"], typed | {"step": "open"}).status_code == 409
        client.post(told["Location"], {**typed, "a-1": "0", "step": "open"})
        row.refresh_from_db()
        assert row.state == Practice.State.OPEN
        first = row.questions.get(indicator__order=1)
        assert (first.reference, first.narrative) == (0, "Tanpa nama.")

    def test_the_pages_have_the_same_queries_for_one_and_for_many(self, client: Client) -> None:
        def asked(count: int) -> list[int]:
            row, person = open_practice(count), make.make_assessor()
            found = []
            for user, name in ((person, "practice"), (make.make_secretary(), "calibration_practice")):
                client.force_login(user)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(reverse(f"evaluations:{name}", args=[row.pk])).status_code == 200
                found.append(len(queries))
            return found

        one, many = asked(1), asked(4)
        assert one == many
        assert max(one) <= 12


ROOMS = ("submissions:", "evaluations:", "reports:")
BARE = {"reports:history", "jobs:list"}
"""The history tells that somebody practised; the work page shows the previews that the first reading asked for."""


@time_machine.travel(datetime(2026, 11, 24, 5, tzinfo=UTC), tick=False)
@pytest.mark.django_db
def test_a_practice_mark_enters_no_sum_no_count_and_no_page_but_those_of_practice(client: Client) -> None:
    """Every address of the rooms that stand on cycles, read before and after four assessors have practised."""
    from tests.test_scope import OFFICE, OPEN, addresses
    from tests.world import build

    w = build()
    row = actions.build(w.scoring.cycle, w.scoring, title="", count=4, by=make.secretary(), at=timezone.now())
    actions.step(row, "open", by=make.secretary(), at=timezone.now())
    practising = {"practice", "practices", "calibration", "calibration_practice", "desk"}
    readers = [make.make_secretary(), w.seat.assessor]
    people = [w.seat.assessor, *(make.make_assessor() for _turn in range(3))]
    everywhere: dict[str, dict[str, Any]] = {**{name: {} for name in (*OPEN, *OFFICE)}, **addresses(w)}
    quiet = [
        (name, words)
        for name, words in everywhere.items()
        if name.split(":")[-1] not in practising and name not in BARE
    ]

    def read() -> dict[tuple[str, str], str]:
        cache.clear()
        found = {}
        for reader in readers:
            client.force_login(reader)
            for name, words in quiet:
                text = client.get(reverse(name, kwargs=words)).getvalue().decode(errors="replace")
                found[name, reader.name] = re.sub(
                    r'(csrfmiddlewaretoken" value="|nonce="|ticket="|sekretariat: )[^"<]+', "", text
                )
        return found

    before, sums = read(), [fingerprint(gather(one.cycle)) for one in (w.scoring, w.announced)]
    for person in people:
        play(row, person, [0, 0, 0, None])
    after = read()
    assert [key for key in before if before[key] != after[key]] == []
    assert sums == [fingerprint(gather(one.cycle)) for one in (w.scoring, w.announced)]
