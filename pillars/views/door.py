"""Who may come in: access is fetching."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import Actor
from pillars.models import Indicator, Instrument
from pillars.rules import manages


def acting(request: HttpRequest) -> Actor:
    """The person as secretariat. Raises `Http404` for everybody else."""
    actor = manages(request.user)
    if actor is None:
        raise Http404
    return actor


def instrument_of(request: HttpRequest, pk: UUID) -> Instrument:
    """The instrument, or `Http404`."""
    seen = Instrument.objects.visible_to(request.user).select_related("based_on")
    instrument: Instrument = get_object_or_404(seen, pk=pk)
    return instrument


def indicator_of(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> Indicator:
    """A question of this instrument with its instrument, or `Http404`."""
    seen = Instrument.objects.visible_to(request.user).filter(pk=pk)
    rows = Indicator.objects.filter(instrument__in=seen).select_related("instrument", "pillar", "sub_pillar")
    return get_object_or_404(rows, pk=indicator_pk)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None
