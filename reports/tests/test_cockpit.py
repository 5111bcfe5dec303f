"""The cockpit: numbers of a running cycle, the forecast's rule, the ten gravest risks, one page for one role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluations.models import Seat
from evaluations.tests import factories as panel
from pillars.models import Dimension, Instrument
from reports.forecast import FARTHEST, LEAST_TIME, expected_finish
from reports.queries.cockpit import Line, lines_of
from reports.risks import Grade, risks_of
from submissions.models import Cycle, OwnWindow, Submission, Window
from submissions.queries import windows_of
from submissions.tests import factories as make

QUESTIONS = 20
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
counts = st.integers(min_value=0, max_value=300)
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


def instrument() -> Instrument:
    return make.make_instrument([(f"q.{n}", Dimension.BASELINE, None, "yes_no", "") for n in range(QUESTIONS)])


def answer(submission: Submission, count: int, at: datetime | None = None) -> None:
    for indicator in make.indicators(submission)[:count]:
        make.make_answer(submission, indicator, changed_at=at or timezone.now())


def lines(cycle: Cycle, at: datetime | None = None) -> list[Line]:
    return lines_of(cycle, windows_of(cycle), at or timezone.now())


def grades(cycle: Cycle, at: datetime | None = None) -> list[Grade]:
    at = at or timezone.now()
    return [reason.grade for risk in risks_of(cycle, lines(cycle, at)) for reason in risk.reasons]


@given(done=counts, more=counts, total=counts, spent=spans)
def test_more_done_is_never_finished_later(done: int, more: int, total: int, spent: timedelta) -> None:
    early = expected_finish(done + more, total, since=NOW - spent, at=NOW)
    late = expected_finish(done, total, since=NOW - spent, at=NOW)
    if late is not None:
        assert early is not None
        assert NOW <= early <= late <= NOW + FARTHEST


@given(done=counts, total=counts, spent=spans, longer=spans)
def test_a_slower_pace_or_a_longer_list_is_never_finished_earlier(
    done: int, total: int, spent: timedelta, longer: timedelta
) -> None:
    found = expected_finish(done, total, since=NOW - spent, at=NOW)
    if found is not None and done < total:
        slower = expected_finish(done, total, since=NOW - spent - longer, at=NOW)
        larger = expected_finish(done, total + 1, since=NOW - spent, at=NOW)
        assert slower is not None and slower >= found
        assert larger is not None and larger >= found


def test_the_forecast_is_exact_and_silent_while_it_knows_too_little() -> None:
    assert expected_finish(10, 30, since=NOW - 5 * DAY, at=NOW) == NOW + 10 * DAY
    assert expected_finish(4, 30, since=NOW - 5 * DAY, at=NOW) is None
    assert expected_finish(10, 30, since=NOW - LEAST_TIME + timedelta(seconds=1), at=NOW) is None
    assert expected_finish(30, 30, since=NOW, at=NOW) == NOW


@pytest.mark.django_db
class TestLines:
    def test_late_begins_at_the_very_second_and_an_extension_moves_it(self) -> None:
        now = timezone.now()
        cycle = make.make_cycle(instrument=instrument(), at=now)
        submission = make.make_submission(cycle=cycle)
        closes_at = cycle.windows.get(kind=Window.Kind.ANSWERS).closes_at
        assert not lines(cycle, closes_at - timedelta(microseconds=1))[0].is_late
        assert lines(cycle, closes_at)[0].is_late
        OwnWindow.objects.create(
            submission=submission, kind="extension", opens_at=now, closes_at=closes_at + DAY, reason="x", at=now
        )
        line = lines(cycle, closes_at)[0]
        assert not line.is_late and line.is_open

    def test_the_slowest_seat_decides_and_an_unknown_one_silences(self) -> None:
        now = timezone.now()
        cycle = panel.make_assessed_cycle(
            instrument=make.make_instrument(
                [(f"q.{n}", Dimension.BASELINE, None, "yes_no", "") for n in range(QUESTIONS)], panel_size=2
            )
        )
        make.set_window(cycle, Window.Kind.ASSESSMENT, now - 4 * DAY, now + 8 * DAY)
        submission = panel.make_scored(cycle=cycle, answered=False)
        fast, slow = panel.make_seat(submission), panel.make_seat(submission)
        Seat.objects.update(answered_at=now - 4 * DAY)
        panel.give_marks(fast, [3] * 10)
        panel.give_marks(slow, [3] * 5)
        assert lines(cycle, now)[0].panel.finish == now + 12 * DAY
        assert grades(cycle, now) == [Grade.TOO_LATE]
        slow.marks.all().delete()
        assert lines(cycle, now)[0].panel.finish is None
        assert grades(cycle, now) == [Grade.NOTHING]

    def test_each_danger_has_its_grade_and_the_gravest_comes_first(self) -> None:
        now = timezone.now()
        cycle = make.make_cycle(instrument=instrument(), at=now)
        done = {"64.01": 0, "64.02": 7, "31.71": QUESTIONS, "94.01": 15}
        for code, count in done.items():
            answer(make.make_submission(cycle=cycle, regency=make.make_regency(code)), count, now - 8 * DAY)
        found = risks_of(cycle, lines(cycle, now))
        assert [(risk.line.submission.regency_id, [r.grade for r in risk.reasons]) for risk in found] == [
            ("64.01", [Grade.NOTHING]),
            ("64.02", [Grade.TOO_LATE, Grade.QUIET]),
            ("94.01", [Grade.QUIET]),
        ]
        later = now + 5 * DAY
        gravest = next(r for r in risks_of(cycle, lines(cycle, later)) if r.line.submission.regency_id == "31.71")
        assert [reason.grade for reason in gravest.reasons] == [Grade.NOT_HANDED_IN]
        assert set(grades(cycle, now + 7 * DAY)) == {Grade.OVER}

    def test_nobody_is_at_risk_before_the_opening_and_after_the_announcement(self) -> None:
        for state in (Cycle.State.DRAFT, Cycle.State.ANNOUNCED):
            cycle = make.make_cycle(instrument=instrument(), state=state)
            make.make_submission(cycle=cycle)
            assert grades(cycle) == []


@pytest.fixture
def cycle() -> Cycle:
    return make.make_cycle(instrument=instrument())


def page_of(cycle: Cycle) -> str:
    return reverse("reports:cockpit", args=[cycle.pk])


@pytest.mark.django_db
class TestPage:
    def test_it_has_the_same_queries_for_one_and_for_three_regions(self, client: Client, cycle: Cycle) -> None:
        client.force_login(panel.make_secretary())

        def asked(code: str) -> int:
            submission = make.make_submission(cycle=cycle, regency=make.make_regency(code))
            answer(submission, 6)
            panel.give_marks(panel.make_seat(submission), [3])
            with CaptureQueriesContext(connection) as found:
                assert client.get(page_of(cycle)).status_code == 200
            return len(found)

        numbers = [asked(code) for code in ("64.01", "64.02", "31.71")]
        assert numbers[0] == numbers[2] <= 12

    def test_it_narrows_sorts_and_links_to_where_one_acts(self, client: Client, cycle: Cycle) -> None:
        client.force_login(panel.make_secretary())
        first = make.make_submission(cycle=cycle, regency=make.make_regency("64.01", "Kabupaten Paser"))
        second = make.make_submission(
            cycle=cycle, regency=make.make_regency("64.02", "Kabupaten Kutai"), state="handed_in"
        )
        answer(first, 6)

        def shown(query: str) -> list[str]:
            rows = client.get(page_of(cycle) + query).context["rows"]
            return [line.submission.regency_id for line, _texts in rows]

        assert shown("") == ["64.01", "64.02"]
        assert shown("?tampil=serah") == ["64.02"]
        assert shown("?cari=paser") == ["64.01"]
        assert shown("?urut=kemajuan") == ["64.02", "64.01"]
        assert client.get(page_of(cycle) + "?urut=apa").status_code == 404
        text = client.get(page_of(cycle)).content.decode()
        assert reverse("submissions:extension", args=[first.pk]) in text
        assert reverse("evaluations:panel", args=[second.pk]) in text

    def test_an_empty_cycle_says_so(self, client: Client, cycle: Cycle) -> None:
        client.force_login(panel.make_secretary())
        assert "Belum ada daerah yang diundang" in client.get(page_of(cycle)).content.decode()

    def test_it_exists_for_the_secretariat_alone(self, client: Client, cycle: Cycle) -> None:
        client.force_login(panel.make_assessor())
        assert client.get(page_of(cycle)).status_code == 404
