"""cycles"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def cycles(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def cycle_new(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def cycle(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def window(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def step(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
