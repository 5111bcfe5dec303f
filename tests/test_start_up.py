"""The portal as one process: it opens, outlives a lost worker, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common import children
from tests.checks import ROOT
from tests.services import bare_environment, free_port

PATIENCE = 60.0  # seconds, on a machine where other tests run


def until(holds: Callable[[], object]) -> None:
    """Return as soon as `holds()` is true."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def children_of(pid: int) -> dict[int, str]:
    """Process id to command line of the children of `pid`."""
    ids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ") for child in ids}


def status_of(url: str) -> int:
    """HTTP status of a GET; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    return {**bare_environment(), "SMARTCITY_VAR": str(tmp_path), "PORT": str(free_port())}


@pytest.fixture
def portal(surroundings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = children.start([sys.executable, "-m", "smartcity.supervise"], env=surroundings, cwd=ROOT)
    yield process
    children.stop([process], patience=30)


def test_opens_replaces_a_lost_worker_and_ends_all(
    portal: subprocess.Popen[bytes], surroundings: dict[str, str]
) -> None:
    def workers() -> list[int]:
        return [pid for pid, command in children_of(portal.pid).items() if " worker " in command]

    until(lambda: status_of(f"http://127.0.0.1:{surroundings['PORT']}/no-such-page/") == 404)
    until(workers)
    lost = workers()[0]
    os.kill(lost, signal.SIGKILL)
    until(lambda: [pid for pid in workers() if pid != lost])

    family = children_of(portal.pid)
    assert len(family) == 3
    portal.send_signal(signal.SIGTERM)
    assert portal.wait(PATIENCE) == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


def test_taken_port_is_told_in_a_sentence(portal: subprocess.Popen[bytes], surroundings: dict[str, str]) -> None:
    until(lambda: status_of(f"http://127.0.0.1:{surroundings['PORT']}/no-such-page/") == 404)
    second = subprocess.run(
        [sys.executable, "-m", "smartcity.supervise"],
        env=surroundings,
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert second.returncode == 1
    assert second.stdout.startswith(f"Cannot use 127.0.0.1:{surroundings['PORT']}: another program has this port.")
    assert portal.poll() is None
