"""Pages of the plain samples as small grey pictures, and how far a page is from its stored one.

After a change of the design: `python -m reports.tests.pictures` draws the stored pictures anew. Look at them before they are kept.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops
from pypdfium2 import PdfDocument

STORED = Path(__file__).parent / "pages"
PAGES = {
    "region": (1, 2, 3, 4, 17, 22),
    "brief": (1, 2),
    "certificate": (1,),
    "national": (1, 3, 4, 6, 7),
    "worksheet": (1, 3),
    "receipt": (1, 2),
    "minutes": (1, 2),
    "survey_form": (1,),
    "quick-wins": (1, 2, 3),
    "alignment": (1, 2),
}
DOTS = 40  # an inch
SQUARE = 8  # dots: 5 mm
# How far a page may be from its stored picture: no square of it by more greys, of 255, on average. Other versions of the
# rasteriser draw edges a little differently; a line that moved, a bar of another length or another large digit is farther.
TOLERANCE = 10


def drawn(data: bytes, page: int) -> Image.Image:
    """Page `page` (from 1) in sixteen greys, which keep the file small."""
    with PdfDocument(data) as document:
        return (
            document[page - 1]
            .render(scale=DOTS / 72)
            .to_pil()
            .convert("L")
            .point([grey // 16 * 17 for grey in range(256)])
        )


def stored(kind: str, page: int) -> Path:
    return STORED / f"{kind}-{page:02d}.png"


def distance(one: Image.Image, other: Image.Image) -> int:
    """Greys by which the two differ on average in the square where they differ most; 255 for pages of different sizes."""
    if one.size != other.size:
        return 255
    _least, most = ImageChops.difference(one, other).reduce(SQUARE).getextrema()
    return int(most)


def main() -> None:
    from reports.tests.kind_samples import printed_sample

    STORED.mkdir(exist_ok=True)
    for kind, pages in PAGES.items():
        for page in pages:
            drawn(printed_sample(kind), page).save(stored(kind, page), optimize=True)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    django.setup()
    main()
