"""evidence"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def add(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def download(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def remove(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
