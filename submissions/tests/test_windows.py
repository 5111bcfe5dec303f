"""Windows: their edges to the second, in the three zones; setting them on the ministry's clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from common.clock import ZONES, sentence
from common.steps import Refused
from journal.models import Entry
from submissions.actions import cycles
from submissions.models import Cycle, Window
from submissions.queries import why_closed, windows_of
from submissions.queries.cycles import window_lines
from submissions.tests.factories import actor, make_cycle, make_member, make_regency, make_user, set_window

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
TIMES = {"opens_date": "2026-11-01", "opens_time": "08:00", "closes_date": "2026-11-30", "closes_time": "23:59"}


@pytest.fixture
def cycle(client: Client) -> Cycle:
    client.force_login(make_user(national=Role.SECRETARIAT))
    return make_cycle(state=Cycle.State.DRAFT, windows=False)


def address(cycle: Cycle, kind: str = "answers") -> str:
    return reverse("submissions:cycle_window", args=[cycle.pk, kind])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("edge", "shift", "is_open"),
    [
        ("opens_at", -SECOND, False),
        ("opens_at", timedelta(0), True),
        ("closes_at", -SECOND, True),
        ("closes_at", timedelta(0), False),
    ],
)
def test_a_window_holds_its_first_second_and_not_its_last(
    zone: str, edge: str, shift: timedelta, is_open: bool
) -> None:
    """The same instant read from a clock in any zone gives the same answer, for the row and for the whole rule."""
    cycle = make_cycle(windows=False)
    window = set_window(
        cycle,
        Window.Kind.ANSWERS,
        datetime(2026, 11, 1, 0, 0, tzinfo=ZoneInfo(zone)),
        datetime(2026, 11, 30, 23, 59, tzinfo=ZoneInfo(zone)),
    )
    at = getattr(window, edge) + shift
    for reading in (at, *(at.astimezone(ZoneInfo(other)) for other in ZONES)):
        assert window.is_open(reading) is is_open
        assert (why_closed(cycle, windows_of(cycle), reading) == "") is is_open


def test_midnight_in_papua_is_ten_at_night_in_java() -> None:
    at = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    said = [sentence(at, zone) for zone in ZONES]
    assert said == [
        "30 November 2026 pukul 22.00 WIB",
        "30 November 2026 pukul 23.00 WITA",
        "1 Desember 2026 pukul 00.00 WIT",
    ]


def test_a_line_knows_where_now_lies() -> None:
    cycle = make_cycle(windows=False)
    now = timezone.now()
    window = set_window(cycle, Window.Kind.PLENARY, now, now + SECOND)
    states = [
        next(line.state for line in window_lines([window], at) if line.kind == "plenary")
        for at in (now - SECOND, now, now + SECOND)
    ]
    assert states == ["before", "open", "closed"]
    assert [line.state for line in window_lines([], now)] == ["unset"] * 6


def test_typed_times_are_the_ministrys(client: Client, cycle: Cycle) -> None:
    answer = client.post(address(cycle), TIMES)
    assert answer.status_code == 302
    window = Window.objects.get(cycle=cycle, kind="answers")
    assert window.opens_at == datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    assert Entry.objects.get(verb="cycle.window").after["kind"] == "answers"


def test_the_page_tells_the_times_in_all_zones(client: Client, cycle: Cycle) -> None:
    client.post(address(cycle), TIMES)
    page = client.get(address(cycle)).content.decode()
    assert 'value="2026-11-30"' in page
    assert 'value="23:59"' in page
    for said in (
        "30 November 2026 pukul 23.59 WIB",
        "1 Desember 2026 pukul 00.59 WITA",
        "1 Desember 2026 pukul 01.59 WIT",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"closes_date": "2026-10-30"}, "Waktu tutup harus sesudah waktu buka."),
        ({"closes_date": "2026-11-01", "closes_time": "08:00"}, "Waktu tutup harus sesudah waktu buka."),
        ({"opens_date": ""}, "Bidang ini"),
        ({"opens_date": "kemarin"}, "kemarin"),
        ({"closes_time": "25:00"}, "25:00"),
        ({"opens_date": "0001-01-01"}, "Tahun harus antara 2017 dan 2100."),
    ],
)
def test_what_cannot_be_is_said_in_place_and_stays_typed(
    client: Client, cycle: Cycle, wrong: dict[str, str], said: str
) -> None:
    sent = TIMES | wrong
    answer = client.post(address(cycle), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Waktu belum disimpan." in page
    assert all(f'value="{value}"' in page for value in sent.values() if value)
    assert not Window.objects.exists()
    assert not Entry.objects.filter(verb="cycle.window").exists()


def test_the_same_times_again_tell_nothing(client: Client, cycle: Cycle) -> None:
    client.post(address(cycle), TIMES)
    client.post(address(cycle), TIMES)
    assert Entry.objects.filter(verb="cycle.window").count() == 1


def test_an_unknown_kind_does_not_exist(client: Client, cycle: Cycle) -> None:
    assert client.get(address(cycle, "libur")).status_code == 404
    assert client.post(address(cycle, "libur"), TIMES).status_code == 404


def test_windows_stand_once_results_are_announced(client: Client, cycle: Cycle) -> None:
    Cycle.objects.update(state=Cycle.State.ANNOUNCED, announced_at=timezone.now())
    answer = client.post(address(cycle), TIMES)
    assert answer.status_code == 409
    assert "tidak dapat diubah lagi" in answer.content.decode()
    assert 'value="23:59"' in answer.content.decode()
    with pytest.raises(Refused):
        now = timezone.now()
        by = actor(make_user(), Role.SECRETARIAT)
        cycles.set_window(cycle, kind="answers", opens_at=now, closes_at=now + SECOND, by=by, at=now)


def test_windows_may_move_while_the_cycle_runs(client: Client, cycle: Cycle) -> None:
    for state in (Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT, Cycle.State.PLENARY):
        Cycle.objects.update(state=state)
        assert client.post(address(cycle, "late"), TIMES).status_code == 302


def test_only_the_secretariat_sets_windows(client: Client, cycle: Cycle) -> None:
    for person in (make_member(make_regency()), make_user(national=Role.ADMINISTRATOR)):
        client.force_login(person)
        assert client.get(address(cycle)).status_code == 404
        assert client.post(address(cycle), TIMES).status_code == 404
    assert not Window.objects.exists()


def test_page_asks_as_much_with_three_windows_as_with_one(client: Client, cycle: Cycle) -> None:
    client.post(address(cycle), TIMES)
    client.get(address(cycle))
    with CaptureQueriesContext(connection) as one:
        client.get(address(cycle))
    for kind in ("late", "plenary"):
        client.post(address(cycle, kind), TIMES)
    client.get(address(cycle))
    with CaptureQueriesContext(connection) as three:
        client.get(address(cycle))
    assert len(three) == len(one)
