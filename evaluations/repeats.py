"""The same text under strengths and weaknesses: pasted twice, most likely. No clock, no database, no request."""

from __future__ import annotations

import re
from collections.abc import Iterable

TELLING = 40
"""So many characters make a text that stands inside another one no coincidence."""

_APART = re.compile(r"[\W_]+")


def repeated(strengths: Iterable[str], weaknesses: Iterable[str]) -> list[str]:
    """Strengths whose words stand among the weaknesses too, whatever their spaces, capitals and marks; each once."""
    others = [_plain(text) for text in weaknesses]
    return list(dict.fromkeys(text for text in strengths if any(_same(_plain(text), other) for other in others)))


def _same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= TELLING and short in long)


def _plain(text: str) -> str:
    return _APART.sub(" ", text).strip().casefold()
