"""Asking for work, doing it, and calling for it again when a worker was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from jobs.models import Job
from journal import actions as journal

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
RING_AGAIN = timedelta(seconds=30)
LOST_AFTER = timedelta(seconds=90)
LIVE = (Job.State.QUEUED, Job.State.RUNNING)

Progress = Callable[[str, int], None]


def silent(step: str, percent: int) -> None:
    """The `Progress` of those who do not wait for news."""


class WorkFailed(Exception):
    """The work cannot be done as it stands; `str()` is a sentence for the person who asked."""


def enqueue(kind: str, *, key: str, args: dict[str, Any], by: Actor, at: datetime) -> Job:
    """A job for this work: the one already queued or running under `key`, or a new one. Rung after commit."""
    settings.JOB_KINDS[kind]
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, args=args, owner=by.user, created_at=at, rung_at=at)
    except IntegrityError:
        return Job.objects.get(key=key, state__in=LIVE)
    transaction.on_commit(lambda: ring(job))
    return job


def ring(job: Job) -> None:
    """Call a worker. A broker that does not answer loses nothing: the sweeper rings again."""
    try:
        current_app.send_task("jobs.run", args=(str(job.pk),), queue=settings.JOB_QUEUES.get(job.kind, "default"))
    except Exception:
        log.exception("broker did not take job %s; the sweeper will ring again", job.pk)


def run(job_id: str) -> None:
    """Do the work once. Returns at once when another worker has it or it is finished."""
    job = _claim(job_id)
    if job is None:
        return
    work = import_string(settings.JOB_KINDS[job.kind])

    def progress(step: str, percent: int) -> None:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
            step=step[:120], percent=max(0, min(99, percent)), heartbeat_at=timezone.now()
        )

    try:
        work(progress=progress, **job.args)
    except WorkFailed as reason:
        _finish(job, Job.State.FAILED, error=str(reason))
    except Exception:
        log.exception("job %s failed", job.pk)
        _finish(
            job,
            Job.State.FAILED,
            error=_("Pekerjaan terhenti karena kesalahan di peladen. Silakan coba lagi."),
        )
    else:
        _finish(job, Job.State.DONE)


@transaction.atomic
def retry(job: Job, *, by: Actor, at: datetime) -> Job:
    """A fresh job for the work of a failed one. Raises `Refused` when it did not fail."""
    if job.state != Job.State.FAILED:
        raise Refused(_("Hanya pekerjaan yang gagal dapat diulang."))
    fresh = enqueue(job.kind, key=job.key, args=job.args, by=by, at=at)
    journal.write("job.retry", fresh, by=by, at=at, before={"job": str(job.pk)}, after={"job": str(fresh.pk)})
    return fresh


def sweep(*, at: datetime) -> int:
    """Ring again for what waits too long or lost its worker; give up after `MOST_ATTEMPTS`. Returns rows rung."""
    waiting = Q(state=Job.State.QUEUED, rung_at__lt=at - RING_AGAIN)
    lost = Q(state=Job.State.RUNNING, heartbeat_at__lt=at - LOST_AFTER)
    rung = 0
    for job in Job.objects.filter(waiting | lost):
        if job.state == Job.State.RUNNING and job.attempts >= MOST_ATTEMPTS:
            _finish(job, Job.State.FAILED, error=_("Pekerjaan terhenti berulang kali. Silakan coba lagi nanti."))
            continue
        Job.objects.filter(pk=job.pk, state=job.state).update(state=Job.State.QUEUED, rung_at=at)
        ring(job)
        rung += 1
    return rung


def _claim(job_id: str) -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.QUEUED).first()
        if job is None:
            return None
        job.state, job.attempts, job.heartbeat_at, job.percent = Job.State.RUNNING, job.attempts + 1, now, 0
        job.step = _("Mulai dikerjakan")
        job.save(update_fields=["state", "attempts", "heartbeat_at", "percent", "step"])
    return job


def _finish(job: Job, state: str, *, error: str = "") -> None:
    percent = {"percent": 100} if state == Job.State.DONE else {}
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=state, error=error, finished_at=timezone.now(), step="", **percent
    )
