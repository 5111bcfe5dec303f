"""PDF files for the tests of books: made of HTML, in two columns, and scans."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from weasyprint import HTML


def printed(*pages: str, columns: int = 1) -> bytes:
    """One page for each text, which is HTML."""
    body = "".join(f"<div style='page-break-after: always; columns: {columns}'>{text}</div>" for text in pages)
    return HTML(string=f"<html lang='id'><body>{body}</body></html>").write_pdf()


def scanned(text: str) -> bytes:
    """A page that is only a picture of a text."""
    picture, out = Image.new("RGB", (600, 800), "white"), io.BytesIO()
    ImageDraw.Draw(picture).text((50, 50), text, fill="black")
    picture.save(out, "PDF")
    return out.getvalue()
