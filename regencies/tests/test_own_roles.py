"""The own account shows roles held in regencies, which stand in a room above it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from regencies.models import Membership
from regencies.tests.factories import KUTAI, make_agency, make_member, make_regency

pytestmark = pytest.mark.django_db


def test_running_roles_are_shown_with_their_place_and_ended_ones_are_not(client):
    paser = make_regency()
    user = make_member(paser, Role.CONTRIBUTOR, agency=make_agency(paser))
    Membership.objects.create(user=user, role=Role.HEAD, regency=make_regency(KUTAI), ended_at=timezone.now())
    client.force_login(user)
    page = client.get("/akun/").content.decode()
    assert "Kabupaten Paser · Dinas contoh DINKES" in page
    assert "Kutai" not in page


def test_three_roles_cost_the_queries_of_one(client):
    user = make_member(make_regency())
    client.force_login(user)
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/akun/")
        costs.append(len(queries))
        for role in (Role.HEAD, Role.COUNCIL):
            Membership.objects.get_or_create(user=user, role=role, regency=make_regency())
    assert costs[0] == costs[1] <= 7
