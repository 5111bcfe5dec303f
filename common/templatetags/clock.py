"""Instants in templates, in the zone of a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.formats import date_format

from common import clock

register = template.Library()


@register.filter
def in_zone(at: datetime | None, place: Any = None) -> str:
    """`{{ window.closes_at|in_zone:regency }}`: date, time and zone of the place; "–" when there is no instant.

    `place` is anything with a `timezone` (regency, province), an IANA name, or nothing for the ministry's own zone.
    """
    return "–" if at is None else clock.sentence(at, _timezone(place))


@register.filter
def day_in_zone(at: datetime | None, place: Any = None) -> str:
    """Only the date on the place's calendar: "30 November 2026"."""
    return "–" if at is None else date_format(clock.local(at, _timezone(place)), "j F Y")


@register.filter
def iso_in_zone(text: str, place: Any = None) -> str:
    """As `in_zone`, for an instant kept as text (ISO 8601); "–" when it is empty."""
    return in_zone(datetime.fromisoformat(text) if text else None, place)


@register.filter
def hour_in_zone(at: datetime | None, place: Any = None) -> str:
    """Only the time on the place's clocks, with its zone: "10.42 WITA"."""
    zone = _timezone(place)
    return "–" if at is None else f"{clock.local(at, zone):%H.%M} {clock.zone_label(zone)}"


def _timezone(place: Any) -> str:
    if place is None or place == "":
        return str(settings.TIME_ZONE)
    return place if isinstance(place, str) else str(place.timezone)
