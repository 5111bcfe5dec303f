"""Celery errands of the evaluation: each one call, safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.actions import letters, reminders


@shared_task(name="evaluations.send_letters", ignore_result=True)
def send_letters() -> None:
    """Letters of announcements to people who are awake."""
    letters.send_due(at=timezone.now())


@shared_task(name="evaluations.remind", ignore_result=True)
def remind() -> None:
    """Letters of reminders that are due now, to regions and assessors."""
    reminders.remind(at=timezone.now())
