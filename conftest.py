"""Fixtures for the tests of every room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
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
