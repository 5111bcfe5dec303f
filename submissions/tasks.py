"""Celery errands of cycles and submissions: each one call, safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from submissions.actions import uploads, workbooks


@shared_task(name="submissions.expire_uploads", ignore_result=True)
def expire_uploads() -> None:
    """Files that were begun and never finished, workbooks that nobody decided."""
    uploads.expire(at=timezone.now())
    workbooks.expire(at=timezone.now())
