"""What a receipt says on paper: the files with their hashes, the warnings with their reasons, who and when."""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import sentence
from submissions.models import Receipt


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file at the question with this number. `size` in bytes; `page` is where it points, None for nowhere."""

    number: int
    name: str
    page: int | None
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning that stood at the question with this number, and why."""

    number: int
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """A receipt ready to be printed. `when` is in the region's own time, with its zone."""

    regency_name: str
    cycle_name: str
    sample: bool
    number: int
    when: str
    by: str
    answers: int
    sha256: str
    files: tuple[FileLine, ...]
    warnings: tuple[WarningLine, ...]


def receipt_report(receipt: Receipt) -> ReceiptReport:
    """From the snapshot alone; submission, region and cycle come loaded. No query."""
    submission, content = receipt.submission, receipt.content
    files = [
        FileLine(answer["order"], file["name"], file["page"], file["size"], file["sha256"])
        for answer in content["answers"]
        for file in answer["files"]
    ]
    warnings = [WarningLine(row["order"], row["sentence"], row["reason"]) for row in content["warnings"]]
    return ReceiptReport(
        regency_name=content["region"]["name"],
        cycle_name=content["cycle"]["name"],
        sample=submission.cycle.is_sample,
        number=receipt.number,
        when=sentence(receipt.at, submission.regency.timezone),
        by=content["by"],
        answers=len(content["answers"]),
        sha256=receipt.sha256,
        files=tuple(files),
        warnings=tuple(warnings),
    )
