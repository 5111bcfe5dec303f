"""history"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def history(request: HttpRequest, **_keys: Any) -> HttpResponse:
    raise Http404
