"""Two administrators at once, on PostgreSQL."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts import actions
from accounts.models import Actor, NationalRole, Role
from accounts.tests.factories import make_administrator
from common.steps import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_administrators_who_remove_each_other_leave_one():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time anyway")
    first, second = make_administrator(), make_administrator()
    start, refused = Barrier(2), []

    def remove(other: Actor, by: Actor) -> None:
        start.wait(10)
        try:
            actions.deactivate(other.user, reason="Bersamaan", by=by, at=timezone.now())
        except Refused as reason:
            refused.append(str(reason))
        finally:
            connections.close_all()

    threads = [Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    active = NationalRole.objects.filter(role=Role.ADMINISTRATOR, ended_at__isnull=True, user__is_active=True)
    assert active.count() == 1
    assert len(refused) == 1
