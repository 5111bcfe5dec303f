"""A page of a stored file as a JPEG, drawn in a child process under limits (`common.inspection.render`)."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

DRAWN = ("pdf", "jpg", "png")  # kinds a page can be drawn of
PATIENCE = 40  # seconds for the child, by the clock
CHUNK = 256 * 1024
ROOT = Path(__file__).resolve().parent.parent


class Undrawable(Exception):
    """The child could not draw the page."""


def draw(file: IO[bytes], *, kind: str, page: int, width: int) -> bytes:
    """Page `page` (from 1) of `file`, at most `width` pixels wide. Raises `Undrawable`."""
    return _drawn(file, kind, page, width)


def copy(file: IO[bytes], *, side: int) -> bytes:
    """A JPEG or PNG made anew as a PNG of at most `side` pixels each way; only the pixels of the file remain. Raises
    `Undrawable`."""
    return _drawn(file, "copy", 1, side)


def _drawn(file: IO[bytes], kind: str, page: int, width: int) -> bytes:
    with tempfile.TemporaryFile() as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
        copy.seek(0)
        try:
            child = subprocess.run(
                [sys.executable, "-m", "common.inspection.render", kind, str(page), str(width)],
                stdin=copy,
                capture_output=True,
                cwd=ROOT,
                env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Undrawable(f"no picture within {PATIENCE} s") from late
    if child.returncode:
        logger.error(
            "drawing a page ended with %d: %s", child.returncode, child.stderr[-2000:].decode(errors="replace")
        )
        raise Undrawable(f"the child ended with {child.returncode}")
    return child.stdout
