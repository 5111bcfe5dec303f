"""Private files on their way out: as a download, never as a page of ours; as a picture only when we drew it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import IO

from django.http import FileResponse

from common.filegate import MIMES


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


def workbook(data: bytes, *, name: str) -> FileResponse:
    """A workbook that we wrote ourselves, as `attachment` sends files."""
    return attachment(BytesIO(data), name=name, mime=MIMES["xlsx"])


def drawn_picture(stream: IO[bytes]) -> FileResponse:
    """A JPEG that we drew ourselves, for an `<img>` of ours, kept by this person's browser alone.

    The caller has asked for the right before.
    """
    response = FileResponse(stream, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response
