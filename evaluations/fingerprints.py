"""What results are made from, as hashes: equal inputs, equal hash, whatever the order of reading."""

from __future__ import annotations

import hashlib
import json

from evaluations.queries import Gathered
from submissions.models import Submission


def fingerprint(gathered: Gathered) -> str:
    """SHA-256 over everything the numbers depend on, in a fixed order: the same inputs give the same hash."""
    inputs: list[object] = [_inputs_of(submission, gathered) for submission in gathered.submissions]
    return _hash([*inputs, ["ties", *gathered.tie_chain]] if gathered.tie_chain else inputs)


def region_hashes(gathered: Gathered) -> dict[str, str]:
    """The same for each region alone, by regency code."""
    return {row.regency_id: _hash(_inputs_of(row, gathered)) for row in gathered.submissions}


def _inputs_of(submission: Submission, gathered: Gathered) -> list[object]:
    sums = gathered.sums.get(submission.pk, {})
    previous = gathered.previous.get(submission.regency_id)
    return [
        submission.regency_id,
        submission.instrument.slug,
        submission.instrument.version,
        submission.instrument.rounding,
        [
            [dimension, *sums.get(indicator, (0, 0))]
            for indicator, dimension in gathered.indicators[submission.instrument_id]
        ],
        [[name, str(percent)] for name, percent in gathered.weights[submission.instrument_id].items()],
        str(previous.unrounded) if previous else None,
    ]


def _hash(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
