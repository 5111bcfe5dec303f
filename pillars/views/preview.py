"""Which section of an instrument a preview shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest

from pillars.models import Indicator
from pillars.queries import Section, sections_of


def section_of(request: HttpRequest, indicators: Iterable[Indicator]) -> tuple[list[Section], Section]:
    """All sections, and the one that `bagian` names: without it the first. `Http404` when there is none."""
    sections = sections_of(indicators)
    wanted = request.GET.get("bagian", "")
    found = next((section for section in sections if wanted in ("", section.slug)), None)
    if found is None:
        raise Http404
    return sections, found
