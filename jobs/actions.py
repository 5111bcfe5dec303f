"""Asking for work, doing it, and calling for it again when a worker was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
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
AGAIN = (Job.State.FAILED, Job.State.CANCELLED)

Progress = Callable[[str, int], None]


def silent(step: str, percent: int) -> None:
    """The `Progress` of those who do not wait for news."""


class WorkFailed(Exception):
    """The work cannot be done as it stands; `str()` is a sentence for the person who asked."""


class Cancelled(Exception):
    """Raised within the work, at its next word of progress, when it was cancelled or given to another worker."""


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


def enqueue_all(kind: str, wanted: Mapping[str, dict[str, Any]], *, by: Actor, at: datetime) -> int:
    """A job for each key with its arguments, but for those that are queued or running already. Returns how many are new."""
    settings.JOB_KINDS[kind]
    live = set(Job.objects.filter(key__in=wanted, state__in=LIVE).values_list("key", flat=True))
    rows = [
        Job(kind=kind, key=key, args=args, owner=by.user, created_at=at, rung_at=at)
        for key, args in wanted.items()
        if key not in live
    ]
    made = Job.objects.bulk_create(rows, ignore_conflicts=True)
    for job in made:
        transaction.on_commit(partial(ring, job))
    return len(made)


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
        held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
        if not held.update(step=step[:120], percent=max(0, min(99, percent)), heartbeat_at=timezone.now()):
            raise Cancelled

    try:
        work(progress=progress, **job.args)
    except Cancelled:
        log.info("job %s was cancelled or taken over", job.pk)
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
    """A fresh job for the work of one that failed or was cancelled. Raises `Refused` for any other."""
    if job.state not in AGAIN:
        raise Refused(_("Hanya pekerjaan yang gagal atau dibatalkan dapat diulang."))
    fresh = enqueue(job.kind, key=job.key, args=job.args, by=by, at=at)
    journal.write("job.retry", fresh, by=by, at=at, before={"job": str(job.pk)}, after={"job": str(fresh.pk)})
    return fresh


@transaction.atomic
def cancel(job: Job, *, by: Actor, at: datetime) -> Job:
    """Stop a job: a queued one at once, a running one at its next word of progress. Raises `Refused` when it has ended."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if not locked.is_live:
        raise Refused(_("Pekerjaan ini sudah berakhir."))
    before = locked.state
    locked.state, locked.finished_at, locked.step = Job.State.CANCELLED, at, ""
    locked.save(update_fields=["state", "finished_at", "step"])
    journal.write("job.cancel", locked, by=by, at=at, before={"state": before}, after={"job": str(locked.pk)})
    return locked


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
        job.state, job.attempts, job.percent = Job.State.RUNNING, job.attempts + 1, 0
        job.started_at = job.heartbeat_at = now
        job.step = _("Mulai dikerjakan")
        job.save(update_fields=["state", "attempts", "started_at", "heartbeat_at", "percent", "step"])
    return job


def _finish(job: Job, state: str, *, error: str = "") -> None:
    percent = {"percent": 100} if state == Job.State.DONE else {}
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=state, error=error, finished_at=timezone.now(), step="", **percent
    )
