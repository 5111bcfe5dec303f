"""People."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def people(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def person_new(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def person(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
