"""How often one address may ask for pages that need no account."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from common.client_address import client_address

REQUESTS = 120  # per address and PERIOD
PERIOD = 600  # seconds


def too_many(request: HttpRequest, page: str, *, requests: int = REQUESTS, period: int = PERIOD) -> bool:
    """Count this request for the named page; True beyond `requests` from its address within `period` seconds."""
    key = f"{page}:{client_address(request)}"
    cache.add(key, 0, period)
    try:
        return cache.incr(key) > requests
    except ValueError:  # the counter ran out between the two lines
        return False
