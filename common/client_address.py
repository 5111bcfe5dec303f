"""The network address of the person behind a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Address of the client, seen past our own reverse proxies (`settings.PROXY_COUNT` of them).

    Only as many entries of X-Forwarded-For are believed as our proxies appended, counted from the right: what
    stands further left was written by the client. With too few entries, or none, it is the peer's address.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXY_COUNT:
        return peer
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return forwarded[-settings.PROXY_COUNT] if len(forwarded) >= settings.PROXY_COUNT else peer
