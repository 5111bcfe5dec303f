"""Good and bad files, each built in code: no file here was made by anybody but this module."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(catalog: str = "", page: str = "", *more: str, shift: int = 0, trailer: str = "") -> bytes:
    """A one-page PDF by hand. `catalog` and `page` are added to those objects, `more` follow as objects 4, 5, …; every
    place in the cross-reference table is off by `shift`."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200] {page}>>",
        *more,
    ]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out) + shift)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<</Size {size}/Root 1 0 R {trailer}>>\n"
    return out + f"{end}startxref\n{len(out) + shift}\n%%EOF\n".encode()


def resaved(data: bytes, **options: Any) -> bytes:
    """The PDF as qpdf writes it with these options."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, **options)
    return out.getvalue()


def packed(data: bytes) -> bytes:
    """The same PDF with its objects inside compressed object streams."""
    return resaved(data, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = io.BytesIO()
    pixels = random.Random(1).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, pixels).save(out, kind, **options)
    return out.getvalue()


def archive(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(*rows: str) -> str:
    return f'<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def relation(kind: str, target: str, *, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r{zlib.crc32(target.encode())}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def docx_parts(body: str = "", *, types: str = "", main: str = MAIN, links: str = "") -> dict[str, bytes | str]:
    """Parts of a small Word document; `links` are relationships of its text."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/x"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": relations(relation("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:p>{body}</w:p></w:body></w:document>',
    }
    if links:
        parts["word/_rels/document.xml.rels"] = relations(links)
    return parts


def docx(body: str = "", *, extra: Mapping[str, bytes | str] | None = None, **options: str) -> bytes:
    return archive({**docx_parts(body, **options), **(extra or {})})


def xlsx(*, comment: bool = False) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Program", 2.88])
    if comment:
        book.active["A1"].comment = Comment("catatan", "penulis")
    book.save(out)
    return out.getvalue()


def changed(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The archive with these parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return archive({**{name: file.read(name) for name in file.namelist()}, **parts})


def encrypted(data: bytes, password: str) -> bytes:
    return resaved(data, encryption=pikepdf.Encryption(owner="pemilik", user=password))


def linked_archive() -> bytes:
    """A document with a symbolic link inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in docx_parts().items():
            file.writestr(name, content)
        link = zipfile.ZipInfo("word/tautan")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return out.getvalue()


def doubled() -> bytes:
    """The same name twice: programs disagree on which of the two counts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in [*docx_parts().items(), ("WORD/document.xml", "<a/>")]:
            file.writestr(name, content)
    return out.getvalue()


def flagged(data: bytes) -> bytes:
    """The archive with every part marked as encrypted."""
    out = bytearray(data)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = out.find(mark)
        while at >= 0:
            out[at + place] |= 1
            at = out.find(mark, at + 4)
    return bytes(out)


def spoiled(data: bytes) -> bytes:
    """One byte of the document's text differs from its check sum."""
    stored = archive(docx_parts("<w:t>Laporan</w:t>"), method=zipfile.ZIP_STORED)
    return stored.replace(b"Laporan", b"laporan", 1)


def overlapping() -> bytes:
    """An archive whose list names the same bytes many times, as the flat zip bombs do."""
    data = archive({**docx_parts(), "word/media/a.bin": b"x" * 10_000}, method=zipfile.ZIP_STORED)
    start = data.find(b"PK\x01\x02")
    rows, end = data[start:-22], bytearray(data[-22:])
    last = rows[rows.rfind(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"a.bin", f"{number:05}".encode()) for number in range(60))
    total = rows.count(b"PK\x01\x02") + 60
    end[8:12] = total.to_bytes(2, "little") * 2
    end[12:16] = (len(rows) + len(copies)).to_bytes(4, "little")
    return data[:start] + rows + copies + bytes(end)


def huge_png() -> bytes:
    """The header of a picture of 60,000 × 60,000 pixels, with next to nothing in it."""
    data = bytearray(picture("PNG"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


def odt() -> bytes:
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})


def swelling_pdf() -> bytes:
    """5 MB that any reader of PDF turns into a gigabyte of small objects."""
    return pdf("", "", f"[{'[[]]' * 1_300_000}]")


def action(content: str) -> Callable[[], bytes]:
    return lambda: pdf("/OpenAction 4 0 R", "", content)
