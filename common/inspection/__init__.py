"""What a file really is, found out in a process of its own: `python -m common.inspection <FILE`.

Parsers of PDF, office files and pictures meet hostile input here and nowhere else: under limits of memory, processor
time and written bytes, without Django, without the portal's environment. `common.filegate` starts it and words what it
found.
"""

from __future__ import annotations

from dataclasses import dataclass


class Fault(Exception):
    """Why the file is not accepted: one of the codes that `common.filegate` has a sentence for."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code, what)
        self.code, self.what = code, what


@dataclass(frozen=True)
class Finding:
    """`kind` is pdf, jpg, png, docx or xlsx; `pages` only for a PDF."""

    kind: str
    pages: int | None = None
