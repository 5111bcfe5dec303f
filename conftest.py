"""Fixtures for the tests of every room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, settings: Settings) -> None:
    """A cheap hasher, unless the test is about signing in (marked `sign_in`)."""
    if request.node.get_closest_marker("sign_in") is None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """What one test cached is unknown to the next: rows are rolled back and their ids come again."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def emptied_journal(request: pytest.FixtureRequest) -> Iterator[None]:
    """On SQLite a test with real transactions ends with DELETE from every table, which the journal's trigger refuses.

    So its rows go first, with the trigger set aside; on PostgreSQL TRUNCATE passes by row triggers.
    """
    marker = request.node.get_closest_marker("django_db")
    is_real = "transactional_db" in request.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    if not is_real or connection.vendor != "sqlite":
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_entry_no_delete'")
        (trigger,) = cursor.fetchone()
        cursor.execute("DROP TRIGGER journal_entry_no_delete")
        cursor.execute("DELETE FROM journal_entry")
        cursor.execute(trigger)
