"""handing_in"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def hand_in(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def step(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
