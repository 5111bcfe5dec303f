"""Editing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def new(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
