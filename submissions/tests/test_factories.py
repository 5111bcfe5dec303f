from __future__ import annotations

import pytest

from pillars.models import DimensionWeight
from submissions.queries import what_is_missing
from submissions.tests.factories import make_submission

pytestmark = pytest.mark.django_db


def test_small_instrument_weighs_one_hundred():
    submission = make_submission()
    weights = DimensionWeight.objects.filter(instrument=submission.instrument)
    assert sum(row.percent for row in weights) == 100


def test_answered_submission_lacks_nothing_but_evidence():
    missing = what_is_missing(make_submission(answered=True))
    assert len(missing) == 4
    assert all(row.is_warning for row in missing)
