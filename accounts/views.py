"""Sign-in and the own account."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def own_account(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def sign_in(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def sign_out(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404


def password(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
