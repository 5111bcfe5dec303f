"""Instants as people read them: in the zone of the place, named WIB, WITA or WIT."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def local(at: datetime, timezone: str) -> datetime:
    """The same instant on the wall clocks of `timezone` (an IANA name). Raises ValueError for a naive `at`."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return at.astimezone(ZoneInfo(timezone))


def zone_label(timezone: str) -> str:
    """WIB, WITA or WIT. Raises KeyError for a zone that is not one of the country's three."""
    return ZONES[timezone]


def sentence(at: datetime, timezone: str) -> str:
    """Date, time and zone: "30 November 2026 pukul 23.59 WITA"."""
    there = local(at, timezone)
    parts = {"date": date_format(there, "j F Y"), "time": f"{there:%H.%M}", "zone": zone_label(timezone)}
    return _("%(date)s pukul %(time)s %(zone)s") % parts


def days_left(at: datetime, until: datetime, timezone: str) -> int:
    """Midnights of `timezone` between two instants: 0 is "today", 1 "tomorrow", negative when the day is over.

    Days on the calendar of the place, not blocks of 24 hours: what closes tomorrow at noon closes tomorrow, even at
    23.00 today.
    """
    return (local(until, timezone).date() - local(at, timezone).date()).days
