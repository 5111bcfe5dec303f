"""What a receipt says: answers with their versions, files with their hashes, warnings with their reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from accounts.models import Actor
from journal.actions import plain
from submissions.models import CONTENT, Answer, Receipt, Submission
from submissions.queries.checks import Finding, Findings, Question


def content_of(submission: Submission, found: Findings, *, number: int, by: Actor, at: datetime) -> dict[str, Any]:
    """The content of receipt `number`, as JSON holds it: numbers with decimals as text. Region and cycle come loaded."""
    return plain(
        {
            "number": number,
            "at": at,
            "by": by.user.name if by.user else "",
            "role": by.role,
            "region": {"code": submission.regency_id, "name": submission.regency.name},
            "cycle": {"id": submission.cycle_id, "name": submission.cycle.name, "year": submission.cycle.year},
            "answers": [
                _answer(question, question.answer) for question in found.questions if question.answer is not None
            ],
            "warnings": [_warning(row) for row in found.excused],
        }
    )


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one form of a content that is hashed: keys in order, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical form."""
    return hashlib.sha256(canonical(content)).hexdigest()


def newest_number(submission: Submission) -> int:
    """Number of the newest receipt; 0 when nothing was handed in yet. One query."""
    return Receipt.objects.filter(submission=submission).aggregate(newest=Max("number"))["newest"] or 0


def receipts_of(submission: Submission) -> list[Receipt]:
    """Receipts of a submission, newest first, without their content. One query."""
    return list(Receipt.objects.filter(submission=submission).defer("content"))


def excused_in(submission_id: UUID) -> dict[str, list[tuple[str, str]]]:
    """Warnings the newest receipt kept, as sentence and reason, by the key of their question. One query."""
    rows = Receipt.objects.filter(submission=submission_id).values_list("content__warnings", flat=True)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows.first() or []:
        found.setdefault(row["key"], []).append((row["sentence"], row["reason"]))
    return found


def _answer(question: Question, answer: Answer) -> dict[str, Any]:
    indicator = question.indicator
    files = [
        {"name": row.evidence.name, "sha256": row.evidence.sha256, "size": row.evidence.size, "page": row.page}
        for row in question.files
    ]
    content = {name: getattr(answer, name) for name in (*CONTENT, "version")}
    return {"order": indicator.order, "key": indicator.key, "label": indicator.label_id, "files": files} | content


def _warning(row: Finding) -> dict[str, Any]:
    excuse = row.excuse
    return {
        "order": row.indicator.order,
        "key": row.indicator.key,
        "code": row.code,
        "sentence": excuse.sentence if excuse else row.sentence,
        "reason": excuse.reason if excuse else "",
    }
