"""Filters for numbers and people's texts: `{% load wording %}`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports import wording

register = template.Library()


@register.filter
@lru_cache(maxsize=4096)  # a table of the country has thousands of cells and a few hundred different values
def number(value: Decimal | None, places: int | None = 2) -> SafeString:
    """`{{ value|number }}` → "2,88" or a dash; `{{ value|number:None }}` keeps all digits."""
    return mark_safe(wording.number_text(value, places))


@register.filter
def exact(value: Decimal | None) -> str:
    """All its own digits: "0,396"."""
    return wording.number_text(value, None)


@register.filter
@lru_cache(maxsize=4096)
def change(value: Decimal | None) -> SafeString:
    return mark_safe(wording.change_text(value))


@register.filter
def printable(text: object, limit: int | None = None) -> str:
    return wording.printable(text, limit)


@register.filter
def moment(value: datetime, zone_label: str) -> str:
    return wording.moment_text(value, zone_label)


@register.filter
def day(value: datetime) -> str:
    return wording.day_text(value)
