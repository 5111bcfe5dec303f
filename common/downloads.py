"""Private files on their way out: always as a download, never as a page of ours."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.http import FileResponse


def attachment(file: Path | IO[bytes], *, name: str, mime: str) -> FileResponse:
    """A response that a browser saves under `name` and neither guesses at, runs, frames nor keeps in a shared cache.

    The caller has asked for the right before. Raises FileNotFoundError for a path that is gone.
    """
    stream = file.open("rb") if isinstance(file, Path) else file
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
