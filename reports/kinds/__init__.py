"""The family of reports: every kind by its code."""

from __future__ import annotations

from typing import Any

from reports.kinds import (
    alignment,
    brief,
    certificate,
    minutes,
    national,
    quick_wins,
    receipt,
    region,
    survey_form,
    worksheet,
)
from reports.kinds.kind import Kind

ALL = (
    region.KIND,
    brief.KIND,
    certificate.KIND,
    national.KIND,
    worksheet.KIND,
    receipt.KIND,
    minutes.KIND,
    survey_form.KIND,
    quick_wins.KIND,
    alignment.KIND,
)
KINDS: dict[str, Kind[Any, Any]] = {kind.code: kind for kind in ALL}
