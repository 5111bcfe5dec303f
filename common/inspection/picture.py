"""Pictures: whole, of a size that a program can open, and nothing but a picture."""

from __future__ import annotations

import io
import struct

from PIL import Image

from common.inspection import Fault, Finding
from common.inspection.signatures import holds_active_text, is_archive

MOST_PIXELS = 64_000_000


def inspect(data: bytes) -> Finding:
    """Raises `Fault`. Every pixel is decoded, since only that tells a whole picture from a part of one."""
    is_png = data.startswith(b"\x89PNG")
    if is_archive(data) or holds_active_text(data) or b"%PDF-" in data:
        raise Fault("second_file")
    Image.MAX_IMAGE_PIXELS = None  # our own limit follows
    try:
        with Image.open(io.BytesIO(data), formats=("PNG" if is_png else "JPEG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Fault("too_many_pixels", f"{picture.width} × {picture.height}")
            if not is_png:
                picture.draft("RGB", (picture.width // 8 or 1, picture.height // 8 or 1))  # an eighth costs far less
            picture.load()
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, struct.error, EOFError) as fault:
        raise Fault("cut_off" if "truncated" in str(fault) else "damaged") from fault
    if is_png and data[_end_of_png(data) :].strip(b"\0\t\n\r "):
        raise Fault("after_end")
    return Finding("png" if is_png else "jpg")


def _end_of_png(data: bytes) -> int:
    """Place after the IEND chunk. Walks the chunks: IEND's four letters may stand anywhere in the pixels."""
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind, place = data[place + 4 : place + 8], place + 12 + length
        if kind == b"IEND":
            return place
    raise Fault("cut_off")
