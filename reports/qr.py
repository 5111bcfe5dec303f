"""The address at which a printed report can be checked, as text and as a QR code."""

from __future__ import annotations

import uuid

from django.urls import reverse

from common.qr import Code, drawn

__all__ = ["Code", "code", "drawn", "report_id"]


def report_id(result_id: object, kind: str) -> uuid.UUID:
    """Always the same for a result and kind, so that a report printed again holds the same code."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"report:{kind}:{result_id}")


def code(result_id: object, kind: str) -> Code:
    """Points to the public page of the report on this portal."""
    return drawn(reverse("reports:verify", args=[report_id(result_id, kind)]))
