"""A worker process that is really killed in the middle of the work."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from common import children
from jobs import actions
from jobs.models import Job
from jobs.tests import work
from jobs.tests.factories import make_job
from tests.conftest import environment_of_this_test

WORKER = """
import sys
import django
django.setup()
from django.conf import settings
settings.JOB_KINDS = {"test.task": "jobs.tests.work.wait"}
from jobs import actions
actions.run(sys.argv[1])
"""
PATIENCE = 30.0  # seconds


def wait_for_step(job: Job, step: str) -> None:
    until = time.monotonic() + PATIENCE
    while job.step != step:
        assert time.monotonic() < until, f"the worker never came to {step!r}"
        time.sleep(0.05)
        job.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_work_of_a_killed_worker_is_done_by_the_next_ring(settings: Settings) -> None:
    settings.JOB_KINDS = {"test.task": "jobs.tests.work.count"}
    work.calls.clear()
    job = make_job(kind="test.task")
    env = {**environment_of_this_test(), "DJANGO_SETTINGS_MODULE": "smartcity.settings"}
    process = children.start([sys.executable, "-c", WORKER, str(job.pk)], env=env)
    try:
        wait_for_step(job, "Menunggu")
    finally:
        process.kill()
        process.wait()
    assert job.state == Job.State.RUNNING
    assert actions.sweep(at=timezone.now() + actions.LOST_AFTER + timedelta(seconds=1)) == 1
    actions.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, work.calls) == (Job.State.DONE, 2, ["satu"])
