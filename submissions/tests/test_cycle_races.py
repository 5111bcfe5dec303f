"""Two secretaries at once, on PostgreSQL: one cycle, one invitation, one step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Actor, Role
from common.steps import Refused
from journal.models import Entry
from submissions.actions import cycles, submissions
from submissions.models import Cycle, Submission
from submissions.tests.factories import actor, make_cycle, make_regency, make_submission, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time anyway")
    return actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)


def at_once(*works: Callable[[], object]) -> list[str]:
    """The refusals among `works`, all started at the same moment on own connections. Any other error is raised."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        start.wait(10)
        try:
            work()
        except Refused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(filter(None, pool.map(run, works, timeout=30)))


def test_two_openings_of_one_cycle_make_one(by: Actor) -> None:
    def open_one() -> object:
        return cycles.create(name="Evaluasi 2026", year=2026, stage="single", previous=None, by=by, at=timezone.now())

    assert at_once(open_one, open_one) == ["Siklus untuk tahun dan tahap ini sudah ada. Buka siklus itu dari daftar."]
    assert Cycle.objects.count() == Entry.objects.filter(verb="cycle.create").count() == 1


def test_one_region_invited_twice_takes_part_once(by: Actor) -> None:
    cycle, regency = make_cycle(state=Cycle.State.DRAFT), make_regency()

    def invite_it() -> object:
        return submissions.invite(cycle, [regency], cohort="regular", by=by, at=timezone.now())

    assert at_once(invite_it, invite_it) == []
    assert Submission.objects.count() == Entry.objects.filter(verb="submission.invite").count() == 1


def test_a_step_pressed_twice_is_taken_once(by: Actor) -> None:
    cycle = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT)).cycle

    def open_it() -> object:
        return cycles.step(cycle, "open", by=by, at=timezone.now())

    assert at_once(open_it, open_it) == ["Langkah “Buka pengisian” tidak dapat dilakukan pada keadaan sekarang."]
    assert Entry.objects.filter(verb="cycle.open").count() == 1


def test_taking_back_and_opening_never_both_happen(by: Actor) -> None:
    """Whoever comes first wins; a cycle is never open without the region it counted."""
    submission = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT))

    def take_back() -> object:
        return submissions.withdraw(submission, by=by, at=timezone.now())

    def open_it() -> object:
        return cycles.step(submission.cycle, "open", by=by, at=timezone.now())

    assert len(at_once(take_back, open_it)) == 1
    is_open = Cycle.objects.get().state == Cycle.State.SELF_ASSESSMENT
    assert Submission.objects.exists() == is_open
