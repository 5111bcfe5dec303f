"""The text of a stored PDF page by page, read in a child process under limits (`common.inspection.text`)."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import IO

from common import children

logger = logging.getLogger(__name__)

PATIENCE = 600  # seconds for the child, by the clock
CHUNK = 256 * 1024
ROOT = Path(__file__).resolve().parent.parent


class Unreadable(Exception):
    """The child could not read the file to its end."""


def texts(file: IO[bytes]) -> Iterator[str]:
    """The text of each page of a PDF in order, "" where there is none. Raises `Unreadable`, perhaps after some pages."""
    with tempfile.TemporaryFile() as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
        copy.seek(0)
        child = children.start(
            [sys.executable, "-m", "common.inspection.text"],
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
            at_parents_death=signal.SIGKILL,
            stdin=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        late = Timer(PATIENCE, child.kill)
        late.start()
        try:
            assert child.stdout is not None
            for line in child.stdout:
                yield json.loads(line)
            if child.wait():
                logger.error("reading the text of a PDF ended with %d", child.returncode)
                raise Unreadable(f"the child ended with {child.returncode}")
        finally:
            late.cancel()
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
