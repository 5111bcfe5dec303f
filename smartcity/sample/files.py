"""Small evidence files made on the spot: a PDF or a picture that says what it is."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

PAGE = (620, 877)
PHOTO = (960, 640)


def document(title: str, place: str, number: int) -> SimpleUploadedFile:
    """A one-page PDF with title, place and number; the same input gives the same file name."""
    page = _drawn(PAGE, "#ffffff", title, place, number)
    data = io.BytesIO()
    page.save(data, "PDF", title=f"{title} {number}", creationDate=_DAY, modDate=_DAY)
    return SimpleUploadedFile(f"{title} {number}.pdf", data.getvalue(), content_type="application/pdf")


def photo(title: str, place: str, number: int) -> SimpleUploadedFile:
    """A JPEG with the same words on a coloured ground."""
    data = io.BytesIO()
    _drawn(PHOTO, "#dfe9e6", title, place, number).save(data, "JPEG", quality=80)
    return SimpleUploadedFile(f"{title} {number}.jpg", data.getvalue(), content_type="image/jpeg")


_DAY = date(2023, 10, 2).timetuple()


def _drawn(size: tuple[int, int], ground: str, title: str, place: str, number: int) -> Image.Image:
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, size[0] - 40, 46), fill="#0e5a5c")
    pen.text((40, 76), f"{title} {number}", fill="#0b3f45", font=ImageFont.load_default(30))
    pen.text((40, 126), place, fill="#435659", font=ImageFont.load_default(20))
    pen.text((40, 166), "DATA CONTOH - bukan dokumen resmi", fill="#a4620f", font=ImageFont.load_default(20))
    return image
