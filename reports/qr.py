"""The address at which a printed report can be checked, as text and as a QR code."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Code:
    """`path` draws the dark squares, one unit each, in a square of `side` units with the quiet zone around."""

    address: str
    side: int
    path: str


def report_id(result_id: object, kind: str) -> uuid.UUID:
    """Always the same for a result and kind, so that a report printed again holds the same code."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"report:{kind}:{result_id}")


def code(result_id: object, kind: str) -> Code:
    """Points to the public page of the report on this portal."""
    return drawn(reverse("reports:verify", args=[report_id(result_id, kind)]))


def drawn(path: str) -> Code:
    """Points to a page of this portal."""
    address = settings.PORTAL_URL + path
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return Code(address, len(rows), "".join(dark))
