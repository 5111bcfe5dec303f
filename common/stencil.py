"""What is the same in all rows of a long form is rendered once, with gaps, and filled for each row.

A form of 54 questions is some 7,000 template nodes; with stencils it is a tenth of that. The words stay in templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_GAP = re.compile("\x00([a-z_]+)\x00")


class Gap(str):
    """A place in a stencil. No text that people type holds its mark: control characters are taken out."""

    def __new__(cls, name: str) -> Gap:
        return super().__new__(cls, f"\x00{name}\x00")


class Stencil:
    """A rendered part of a page with gaps."""

    def __init__(self, html: str) -> None:
        self._parts = _GAP.split(html)  # text and names of gaps by turns

    def fill(self, texts: Mapping[str, str]) -> SafeString:
        """The part with each gap filled, escaped unless drawn already. Raises KeyError for a gap without a text."""
        safe = {name: _escaped(text) for name, text in texts.items()}
        parts = [safe[part] if place % 2 else part for place, part in enumerate(self._parts)]
        return mark_safe("".join(parts))


def _escaped(text: Any) -> str:
    """As Django's `conditional_escape`, without its care for texts that are translated later: a page asks hundreds of times."""
    return text.__html__() if hasattr(text, "__html__") else escape(str(text))


def stencil(template: str, **choices: Any) -> Stencil:
    """The template rendered with `choices` (few and hashable, gaps among them), kept for each language."""
    return _made(template, get_language() or "", tuple(sorted(choices.items())))


@lru_cache(maxsize=512)
def _made(template: str, _language: str, choices: tuple[tuple[str, Any], ...]) -> Stencil:
    return Stencil(render_to_string(template, dict(choices)))
