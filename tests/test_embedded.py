"""The tests marked `embedded` once more on the embedded default: SQLite, messages in files, no servers."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.checks import ROOT


def test_marked_tests_pass_on_the_embedded_default() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env["SMARTCITY_TEST"] = "embedded"
    command = [sys.executable, "-m", "pytest", "-m", "embedded", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert done.returncode == 0, done.stdout
