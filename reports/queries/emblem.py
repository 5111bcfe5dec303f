"""The emblem on a cover, as a report takes it in: with all its bytes, since the press fetches nothing."""

from __future__ import annotations

import base64

from regencies import queries
from reports.shapes import Emblem


def emblem(regency_code: str) -> Emblem | None:
    """None where the regency has none, which is fine. One query."""
    found = queries.emblem_of(regency_code)
    if found is None:
        return None
    return Emblem(found.sha256, f"data:image/png;base64,{base64.b64encode(found.picture).decode()}")
