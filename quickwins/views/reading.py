"""Reading."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def quick_wins(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def quick_win(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
