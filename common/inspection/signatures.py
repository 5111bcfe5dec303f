"""Tells kinds apart by their first bytes, and finds a second file hidden in a first one."""

from __future__ import annotations

import io
import re
import zipfile

from common.inspection import Fault, Finding

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
OTHER_PICTURES = (b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")
MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg|\?php)\b|<\?php|<\?=", re.IGNORECASE)
ACTIVE = (b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg")
HEAD = 1024


def inspect(data: bytes) -> Finding:
    """What `data` is. Raises `Fault`. Parsers are imported when needed, which keeps most runs short."""
    if data.startswith(b"%PDF-"):
        from common.inspection import pdf

        return pdf.inspect(data)
    if data.startswith(b"PK\x03\x04"):
        from common.inspection import office

        return office.inspect(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        from common.inspection import picture

        return picture.inspect(data)
    raise _foreign(data)


def is_archive(data: bytes) -> bool:
    """Whether an unpacking program would find files: archives are read from their end, whatever comes first."""
    try:
        return bool(zipfile.ZipFile(io.BytesIO(data)).infolist())
    except Exception:  # zipfile raises several kinds on bytes that merely resemble an archive
        return False


def holds_active_text(data: bytes) -> bool:
    """Whether a browser that guesses, or a server that runs scripts, would find something to run."""
    lowered = data.lower()
    return any(mark in lowered for mark in ACTIVE)


def _foreign(data: bytes) -> Fault:
    head = data[:HEAD]
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return Fault("encrypted")
        return Fault("old_office")
    if b"%PDF-" in head:
        return Fault("pdf_not_first")
    if data.startswith(PROGRAMS):
        return Fault("other_kind", "program")
    if re.search(rb"<svg\b", head, re.IGNORECASE):
        return Fault("other_kind", "svg")
    if MARKUP.search(head):
        return Fault("other_kind", "html")
    if data.startswith(ARCHIVES) or is_archive(data):
        return Fault("other_kind", "archive")
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"msf1", b"hevc"):
        return Fault("other_kind", "heic")
    if data.startswith(OTHER_PICTURES):
        return Fault("other_kind", "picture")
    if data.startswith(b"{\\rtf"):
        return Fault("other_kind", "rtf")
    return Fault("other_kind", "text" if _is_text(head) else "unknown")


def _is_text(head: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
