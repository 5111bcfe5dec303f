"""A real ClamAV daemon with one signature of our own; and none at all."""

from __future__ import annotations

import hashlib
import io
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from common import children, virus_scan
from common.filegate import Refused, judge
from common.tests.corpus import pdf

MARK = b"% contoh-virus-buatan-sendiri-untuk-uji\n"
LIMIT = 2 * 1024 * 1024


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """The address of a daemon whose whole knowledge is the hash of one file and a text in another."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    assert program, "ClamAV's daemon is missing: apt-get install clamav-daemon"
    with tempfile.TemporaryDirectory(prefix="smartcity-clamd-") as name:
        folder = Path(name)
        infected = pdf() + b"% hash\n"
        (folder / "own.hdb").write_text(f"{hashlib.md5(infected).hexdigest()}:{len(infected)}:Contoh.Hash\n")
        (folder / "own.ndb").write_text(f"Contoh.Teks:0:*:{MARK.strip().hex()}\n")
        socket = folder / "clamd.ctl"
        person = pwd.getpwuid(os.geteuid()).pw_name
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nLocalSocket {socket}\nDatabaseDirectory {folder}\nUser {person}\n"
            f"TemporaryDirectory {folder}\nStreamMaxLength 25M\n"
        )
        daemon = children.start([program, "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not socket.exists():
                assert daemon.poll() is None and time.monotonic() < deadline, "clamd did not start"
                time.sleep(0.05)
            yield f"unix://{socket}"
        finally:
            children.stop([daemon])


@pytest.mark.parametrize("tail", [MARK, b"% hash\n"])
def test_what_the_daemon_knows_is_refused(clamd: str, settings: Settings, tail: bytes) -> None:
    settings.CLAMD_URL = clamd
    with pytest.raises(Refused, match="Pemindai virus menemukan") as refused:
        judge(io.BytesIO(pdf() + tail), name="laporan.pdf", max_bytes=LIMIT)
    assert refused.value.code == "virus"


def test_a_clean_file_passes(clamd: str, settings: Settings) -> None:
    settings.CLAMD_URL = clamd
    assert judge(io.BytesIO(pdf() + b"\0" * 1_500_000), name="laporan.pdf", max_bytes=LIMIT).kind == "pdf"


def test_without_the_setting_nothing_is_asked(settings: Settings) -> None:
    settings.CLAMD_URL = ""
    assert judge(io.BytesIO(pdf() + MARK), name="laporan.pdf", max_bytes=LIMIT).kind == "pdf"


@pytest.mark.parametrize("address", ["unix:///tidak/ada.ctl", "tcp://127.0.0.1:9"])
def test_a_daemon_that_does_not_answer_lets_nothing_pass(settings: Settings, address: str) -> None:
    settings.CLAMD_URL = address
    with pytest.raises(virus_scan.Unavailable, match="tidak dapat dihubungi"):
        judge(io.BytesIO(pdf()), name="laporan.pdf", max_bytes=LIMIT)
