"""Draws one page of a PDF, or a picture made smaller: `python -m common.inspection.render KIND PAGE WIDTH <FILE >JPEG`.

KIND `copy` makes a picture anew as a PNG within WIDTH × WIDTH, with its transparency and nothing else of the file.

A process of its own under limits, since the file may be hostile: `common.page_picture` starts it.
"""

from __future__ import annotations

import io
import resource
import sys

MEMORY = 1024 * 1024 * 1024  # bytes of address space
PROCESSOR = 15  # seconds
TALLEST = 3  # height in widths; a longer page is drawn narrower


def main(kind: str, page: int, width: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from PIL import Image, ImageOps

    data = sys.stdin.buffer.read()
    out = io.BytesIO()
    if kind == "pdf":
        from pypdfium2 import PdfDocument

        sheet = PdfDocument(data)[page - 1]
        scale = min(width / sheet.get_width(), TALLEST * width / sheet.get_height())
        picture = sheet.render(scale=scale).to_pil()
    else:
        Image.MAX_IMAGE_PIXELS = None  # the gate has a limit of its own
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        picture.draft("RGB", (width, width))
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((width, width if kind == "copy" else TALLEST * width))
    if kind == "copy":
        picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(out, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=80)
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
