"""The gate at the door: what an uploaded file really is, judged by its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO


class Refused(Exception):
    """The file is not accepted; `str()` is a sentence for the person."""


@dataclass(frozen=True)
class Verdict:
    """What the file is. `pages` is None where the kind has none; `size` in bytes."""

    kind: str
    mime: str
    pages: int | None
    sha256: str
    size: int


def judge(file: IO[bytes], *, name: str, max_bytes: int) -> Verdict:
    """Judge by content. Raises `Refused`."""
    data = file.read(max_bytes + 1)
    if not data.startswith(b"%PDF-"):
        raise Refused(name)
    return Verdict("pdf", "application/pdf", 1, hashlib.sha256(data).hexdigest(), len(data))
