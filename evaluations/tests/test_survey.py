"""The panel reads the survey of its region: counts, flags with their reasons, means. Not one respondent's answers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role
from evaluations.models import Seat
from evaluations.tests.factories import make_seat
from submissions.models import Submission
from submissions.tests import factories as base
from surveys.actions import responses
from surveys.queries.standing import standing_of
from surveys.tests import factories as make

pytestmark = pytest.mark.django_db


def seated(submission: Submission) -> Seat:
    submission.cycle.state = "assessment"
    submission.cycle.save(update_fields=["state"])
    return make_seat(submission)


def test_the_panel_reads_counts_flags_and_means(client: Client) -> None:
    survey, operator = make.make_survey()
    part = make.part(survey)
    make.answer(part, (1, 2, 3, 4, 0, 1, 2, 3, 4))
    few = standing_of(survey)[0].flags[0]
    by = Actor(operator, Role.OPERATOR)
    responses.excuse(part, few.key, reason="Layanan baru berjalan.", by=by, at=timezone.now())
    seat = seated(survey.submission)
    client.force_login(seat.assessor)
    page = client.get(reverse("evaluations:survey", args=[seat.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Kurang dari 50 responden" in text and "Layanan baru berjalan." in text and "1 dari 50" in text
    assert "4,00" in text and "<textarea" not in text
    assert client.get(reverse("surveys:responses", args=[survey.submission_id, "governance"])).status_code == 404


def test_a_region_without_a_survey_says_so(client: Client) -> None:
    seat = seated(base.make_submission())
    client.force_login(seat.assessor)
    page = client.get(reverse("evaluations:survey", args=[seat.pk])).content.decode()
    assert "Daerah ini tidak memakai survei portal" in page
