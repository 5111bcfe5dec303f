"""How often one address may ask for pages that need no account."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from common.client_address import client_address

REQUESTS = 120  # per address and PERIOD
PERIOD = 600  # seconds


def too_many(request: HttpRequest, page: str) -> bool:
    """Count this request for the named page; True beyond `REQUESTS` from its address within `PERIOD`."""
    key = f"{page}:{client_address(request)}"
    cache.add(key, 0, PERIOD)
    try:
        return cache.incr(key) > REQUESTS
    except ValueError:  # the counter ran out between the two lines
        return False
