"""A region in an address: `<regency_code:code>`. Registered when the room is ready, for all rooms."""

from __future__ import annotations

from django.urls.converters import StringConverter


class RegencyCode(StringConverter):
    """A dotted code: whatever else stands in an address never reaches the database."""

    regex = r"[0-9]{2}\.[0-9]{2}"
