"""Fixtures of the journeys: a real browser and a real worker in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from common import children
from smartcity import supervise

expect.set_options(timeout=20_000)  # milliseconds: what is waited for comes, however busy the machine is

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium instead of Playwright's download."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program, "Chromium is missing: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": program, "args": CALM}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}, "timezone_id": "Asia/Makassar"}


def environment_of_this_test() -> dict[str, str]:
    """Environment in which another process sees the rows, files and messages of the running test."""
    rows = connection.settings_dict
    if connection.vendor == "sqlite":
        database = f"sqlite:///{rows['NAME']}"
    else:
        database = f"postgres://{rows['USER']}@{rows['HOST']}:{rows['PORT']}/{rows['NAME']}"
    return {**os.environ, "DATABASE_URL": database, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}


@pytest.fixture
def worker(transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker for both queues, on the database, files and broker of this test."""
    process = children.start(supervise.worker("default,reports", "--pool", "solo"), env=environment_of_this_test())
    yield process
    children.stop([process])
