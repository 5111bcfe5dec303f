"""The secretariat's door to cycles: for everybody else these pages do not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import Actor
from submissions.models import Cycle
from submissions.rules import runs_cycles


def acting(request: HttpRequest) -> Actor:
    """The person as secretariat. Raises `Http404` for everybody else."""
    by = runs_cycles(request.user)
    if by is None:
        raise Http404
    return by


def cycle_of(pk: UUID) -> Cycle:
    """The cycle with its comparison, or `Http404`."""
    return get_object_or_404(Cycle.objects.select_related("previous"), pk=pk)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None
