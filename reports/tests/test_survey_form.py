"""Paper forms of the survey: what is printed is what the public page asks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Actor, Role
from reports.kinds import KINDS
from surveys.actions import entry
from surveys.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_form_prints_every_statement_once_and_a_page_for_each_code() -> None:
    survey, operator = make.make_survey()
    by = Actor(operator, Role.OPERATOR)
    batch = entry.make_codes(make.part(survey), purpose="paper", count=3, by=by, at=timezone.now())
    kind = KINDS["survey_form"]
    form = kind.read(kind.rows().get(pk=batch.pk))
    assert form.codes == tuple(str(code) for code in batch.codes.all()) and len(form.codes) == 3
    assert [number for row in form.programmes for number, _label in row.statements] == list(range(1, 10))
