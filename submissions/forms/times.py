"""A date and a time as people type them, on the clocks of a place."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.clock import local

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
HOURS = ["%H:%M", "%H.%M", "%H:%M:%S"]
FIRST_YEAR, LAST_YEAR = 2017, 2100


def read_instant(day: str, hour: str, timezone: str) -> tuple[datetime | None, str]:
    """The instant, or a sentence that says what is wrong. Both are needed."""
    try:
        on: date = forms.DateField(input_formats=DAYS).clean(day)
        at: time = forms.TimeField(input_formats=HOURS).clean(hour)
    except ValidationError:
        return None, _("Tuliskan tanggal dan pukul, misalnya 30/11/2026 dan 16.00.")
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        words = {"first": FIRST_YEAR, "last": LAST_YEAR}
        return None, _("Tahun harus antara %(first)d dan %(last)d.") % words
    return datetime.combine(on, at, tzinfo=ZoneInfo(timezone)), ""


def typed_instant(at: datetime | None, timezone: str) -> tuple[str, str]:
    """Date and time as the fields hold them; empty for none."""
    if at is None:
        return "", ""
    there = local(at, timezone)
    return f"{there:%Y-%m-%d}", f"{there:%H:%M}"
