"""Celery errands: the doorbell and the sweeper."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from jobs import actions


@shared_task(name="jobs.run", acks_late=True, reject_on_worker_lost=True)
def run(job_id: str) -> None:
    actions.run(job_id)


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    actions.sweep(at=timezone.now())
