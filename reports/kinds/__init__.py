"""The family of reports: every kind by its code."""

from __future__ import annotations

from typing import Any

from reports.kinds import brief, certificate, national, receipt, region, worksheet
from reports.kinds.kind import Kind

KINDS: dict[str, Kind[Any, Any]] = {
    kind.code: kind for kind in (region.KIND, brief.KIND, certificate.KIND, national.KIND, worksheet.KIND, receipt.KIND)
}
