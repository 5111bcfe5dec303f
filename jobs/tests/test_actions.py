"""Work asked for, claimed once, done once; lost and waiting work is called for again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from common.steps import Refused
from jobs import actions
from jobs.models import Job
from jobs.tests import work
from jobs.tests.factories import actor, make_job
from journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> Iterator[None]:
    settings.JOB_KINDS = {f"test.{name}": f"jobs.tests.work.{name}" for name in ("count", "refuse", "crash", "long")}
    work.calls.clear()
    yield
    work.alive[0] = True
    work.between[0] = lambda: None


def order(key: str = "uji", kind: str = "test.count") -> Job:
    return actions.enqueue(kind, key=key, args={"name": "satu"}, by=actor(), at=timezone.now())


def test_asking_twice_gives_one_job() -> None:
    first, second = order(), order()
    assert first == second
    assert Job.objects.count() == 1


def test_the_same_work_may_be_asked_for_again_when_it_is_finished() -> None:
    first = order()
    actions.run(str(first.pk))
    assert order() != first


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        order(kind="test.nothing")
    assert not Job.objects.exists()


def test_work_is_done_once_however_often_the_bell_rings() -> None:
    job = order()
    for _ring in range(3):
        actions.run(str(job.pk))
    job.refresh_from_db()
    assert work.calls == ["satu"]
    assert (job.state, job.percent, job.attempts) == (Job.State.DONE, 100, 1)


def test_a_running_job_is_not_claimed_again() -> None:
    job = make_job(Job.State.RUNNING, heartbeat_at=timezone.now(), attempts=1)
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert work.calls == []
    assert job.attempts == 1


def test_progress_is_kept_while_it_runs() -> None:
    work.alive[0] = False
    job = order()
    with pytest.raises(work.Killed):
        actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.step, job.percent) == (Job.State.RUNNING, "Menghitung", 40)
    assert job.heartbeat_at is not None


def test_work_that_cannot_be_done_says_why() -> None:
    job = order(kind="test.refuse")
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "satu tidak dapat dikerjakan.")


def test_a_crash_fails_with_a_sentence_and_without_its_insides() -> None:
    job = order(kind="test.crash")
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "kesalahan di peladen" in job.error
    assert "ZeroDivision" not in job.error


def test_the_sweeper_rings_for_what_waits_too_long() -> None:
    now = timezone.now()
    waiting = make_job(rung_at=now - timedelta(seconds=31))
    fresh = make_job(rung_at=now - timedelta(seconds=5))
    assert actions.sweep(at=now) == 1
    waiting.refresh_from_db()
    fresh.refresh_from_db()
    assert waiting.rung_at == now
    assert fresh.rung_at < now


def test_a_job_killed_in_the_middle_is_done_by_the_next_ring() -> None:
    work.alive[0] = False
    job = order()
    with pytest.raises(work.Killed):
        actions.run(str(job.pk))
    work.alive[0] = True
    now = timezone.now()
    assert actions.sweep(at=now) == 0, "its heart beat a moment ago"
    assert actions.sweep(at=now + actions.LOST_AFTER + timedelta(seconds=1)) == 1
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, work.calls) == (Job.State.DONE, 2, ["satu"])


def test_the_sweeper_gives_up_after_three_lost_workers() -> None:
    now = timezone.now()
    lost = {"heartbeat_at": now - timedelta(seconds=91)}
    third = make_job(Job.State.RUNNING, attempts=actions.MOST_ATTEMPTS, **lost)
    second = make_job(Job.State.RUNNING, attempts=actions.MOST_ATTEMPTS - 1, **lost)
    assert actions.sweep(at=now) == 1
    third.refresh_from_db()
    second.refresh_from_db()
    assert third.state == Job.State.FAILED
    assert "berulang kali" in third.error
    assert second.state == Job.State.QUEUED


def test_a_failed_job_is_retried_as_a_fresh_one_and_told() -> None:
    failed = make_job(Job.State.FAILED, error="Rusak.")
    by = actor()
    fresh = actions.retry(failed, by=by, at=timezone.now())
    assert (fresh.state, fresh.key, fresh.args) == (Job.State.QUEUED, failed.key, failed.args)
    entry = Entry.objects.get(verb="job.retry")
    assert (entry.user, entry.target_id) == (by.user, str(fresh.pk))


@pytest.mark.parametrize("state", [Job.State.QUEUED, Job.State.DONE])
def test_only_a_failed_job_is_retried(state: str) -> None:
    with pytest.raises(Refused):
        actions.retry(make_job(state), by=actor(), at=timezone.now())
    assert Job.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_waiting_job_is_cancelled_at_once_and_told() -> None:
    job, by = order(), actor()
    actions.cancel(job, by=by, at=timezone.now())
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, work.calls) == (Job.State.CANCELLED, [])
    assert Entry.objects.get(verb="job.cancel").user == by.user
    with pytest.raises(Refused):
        actions.cancel(job, by=by, at=timezone.now())
    assert actions.retry(job, by=by, at=timezone.now()).state == Job.State.QUEUED


def test_running_work_stops_at_its_next_word_when_it_was_cancelled() -> None:
    job = order(kind="test.long")
    work.between[0] = lambda: actions.cancel(job, by=actor(), at=timezone.now())
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error, work.calls) == (Job.State.CANCELLED, "", [])


def test_a_worker_that_was_thought_lost_gives_way_to_the_one_that_took_over() -> None:
    job = order(kind="test.long")

    def taken_over() -> None:
        work.between[0] = lambda: None
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        actions.run(str(job.pk))

    work.between[0] = taken_over
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, work.calls) == (Job.State.DONE, 2, ["satu"])


def test_many_are_asked_for_at_once_and_none_twice() -> None:
    order("uji:1")
    wanted = {f"uji:{n}": {"name": str(n)} for n in range(3)}
    assert actions.enqueue_all("test.count", wanted, by=actor(), at=timezone.now()) == 2
    assert actions.enqueue_all("test.count", wanted, by=actor(), at=timezone.now()) == 0
    assert Job.objects.count() == 3
