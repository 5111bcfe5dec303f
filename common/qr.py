"""A page of this portal as a QR code, drawn as one path."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Code:
    """`path` draws the dark squares, one unit each, in a square of `side` units with the quiet zone around."""

    address: str
    side: int
    path: str


def drawn(path: str) -> Code:
    """Points to a page of this portal."""
    address = settings.PORTAL_URL + path
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return Code(address, len(rows), "".join(dark))
