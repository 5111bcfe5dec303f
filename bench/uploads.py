"""A large file on its way in, as the browser sends it: memory of this process, which must not grow with it, and speed.

Memory is what Python holds at most while the file comes, is judged and stored (`tracemalloc`); speed is measured in a
second turn without that, over clock time: writing, hashing, and judging in the child process.
"""

from __future__ import annotations

import base64
import io
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.test import Client, override_settings
from django.urls import reverse

from bench.pages import signed_in
from bench.table import Row
from bench.world import reopen_answers, world
from common.tests.corpus import pdf
from submissions.models import Submission
from submissions.views.uploads import PIECE, VERSION

MB = 1024**2
SMALL, LARGE = 1 * MB, 100 * MB
MOST_MEMORY, MOST_GROWTH, LEAST_SPEED = 8.0, 1.0, 20.0


class Body(io.RawIOBase):
    """A PDF followed by zeros, made as it is read, so that the sender holds none of it."""

    def __init__(self, size: int, mark: bytes) -> None:
        self.head = pdf() + mark
        self.left = size - len(self.head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.head:
            count = min(len(buffer), len(self.head))
            buffer[:count], self.head = self.head[:count], self.head[count:]
            return count
        count = min(len(buffer), self.left)
        buffer[:count] = bytes(count)
        self.left -= count
        return count


def rows() -> Iterator[Row]:
    """Peaks of a small and a large file, and megabytes a second of the large one."""
    found = world()
    submission, client = reopen_answers(found.open_submission), signed_in(found.operator)
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder, EVIDENCE_MAX_BYTES=2 * LARGE):
        _send(client, submission, SMALL)  # what is loaded at the first file is no part of it
        small, large = _peak(client, submission, SMALL), _peak(client, submission, LARGE)
        start = time.perf_counter()
        _send(client, submission, LARGE)
        seconds = time.perf_counter() - start
    yield Row("Upload of 100 MB, peak memory", large, "MB", MOST_MEMORY)
    yield Row("  more than one of 1 MB", large - small, "MB", MOST_GROWTH)
    yield Row("  speed", LARGE / MB / seconds, "MB/s", LEAST_SPEED, at_least=True)


def _peak(client: Client, submission: Submission, size: int) -> float:
    tracemalloc.start()
    try:
        _send(client, submission, size)
        return tracemalloc.get_traced_memory()[1] / MB
    finally:
        tracemalloc.stop()


def _send(client: Client, submission: Submission, size: int) -> None:
    """Begin, one piece, finish. Each file has other bytes, so that none is known already."""
    number, question = uuid4(), submission.answers.order_by("indicator__order")[0].indicator_id
    words = {"id": str(number), "name": f"{number}.pdf"}
    metadata = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in words.items())
    tus = {"tus-resumable": VERSION}
    begun = client.post(
        reverse("submissions:upload_new", args=[submission.pk, question]),
        headers=tus | {"upload-length": str(size), "upload-metadata": metadata},
    )
    place = begun["Location"]
    body: dict[str, Any] = {"wsgi.input": Body(size, number.bytes), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": PIECE}
    piece = client.generic("PATCH", place, headers=tus | {"upload-offset": "0"}, **body)
    done = client.post(place, headers=tus)
    if (begun.status_code, piece.status_code, done.status_code) != (201, 204, 200):
        raise RuntimeError(
            f"upload answered {begun.status_code}, {piece.status_code}, {done.status_code}: {done.content!r}"
        )
