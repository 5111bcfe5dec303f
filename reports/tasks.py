"""Celery errands of reports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.actions import previews


@shared_task(name="reports.expire_previews", ignore_result=True)
def expire_previews() -> None:
    previews.expire(at=timezone.now())
