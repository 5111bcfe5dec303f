"""What the settings promise: a production start names what it lacks, and every page carries the strict headers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.checks import PRODUCTION, ROOT
from tests.services import bare_environment


def start(**values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=bare_environment() | values,
        text=True,
        capture_output=True,
        check=False,
    )


def test_production_start_names_the_missing_variable(tmp_path: Path) -> None:
    values = {**PRODUCTION, "MEDIA_ROOT": str(tmp_path)}
    del values["REDIS_URL"]
    refused = start(**values)
    assert refused.returncode != 0
    assert "Production start refused, environment variable missing: REDIS_URL" in refused.stderr
    assert "SECRET_KEY" not in refused.stderr.splitlines()[-1]


def test_production_never_runs_as_a_demo(tmp_path: Path) -> None:
    refused = start(**PRODUCTION, MEDIA_ROOT=str(tmp_path), DEMO="1")
    assert refused.returncode != 0
    assert "DEBUG and DEMO" in refused.stderr


@pytest.mark.django_db
@pytest.mark.embedded
def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_page_is_indonesian_until_another_language_is_chosen(client: Client) -> None:
    first = client.get("/no-such-page/", headers={"accept-language": "en"})
    assert first["Content-Language"] == "id"
    client.post("/i18n/setlang/", {"language": "en"})
    assert client.get("/no-such-page/")["Content-Language"] == "en"
