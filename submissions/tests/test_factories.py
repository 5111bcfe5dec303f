from __future__ import annotations

import pytest

from pillars.models import DimensionWeight
from submissions.queries.checks import findings_of
from submissions.tests.factories import make_submission

pytestmark = pytest.mark.django_db


def test_small_instrument_weighs_one_hundred():
    submission = make_submission()
    weights = DimensionWeight.objects.filter(instrument=submission.instrument)
    assert sum(row.percent for row in weights) == 100


def test_answered_submission_lacks_nothing_but_evidence():
    found = findings_of(make_submission(answered=True))
    assert [row.code for row in found.warnings] == ["evidence_missing"] * 4
    assert found.gaps == []
