"""PDF: nothing that runs, nothing hidden, and pages to count.

The cross-reference table is often slightly wrong in files that Quartz, Foxit and office printers write. qpdf mends that
in memory while reading; what it read is judged, and the file itself stays as it is (a signature must hold).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from common.inspection import Fault, Finding
from common.inspection.signatures import HEAD, holds_active_text, is_archive

MOST_AFTER_END = 1024  # bytes of comment after %%EOF; more is a payload, or a file cut off
RUNS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE"}
PLAYS = {"/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"}
PLAYERS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
BAD_LINKS = ("javascript:", "vbscript:", "data:", "file:")


def inspect(data: bytes) -> Finding:
    """Raises `Fault`."""
    _require_nothing_around(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise Fault("encrypted")
            pages = len(document.pages)
            if not pages:
                raise Fault("no_pages")
            for node in _dictionaries(document):
                _require_harmless(node)
    except pikepdf.PasswordError as fault:
        raise Fault("encrypted") from fault
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError) as fault:  # whatever qpdf meets in it
        raise Fault("damaged") from fault
    return Finding("pdf", pages)


def _require_nothing_around(data: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.\d", data):
        raise Fault("damaged")
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Fault("cut_off")
    after = data[end + len(b"%%EOF") :].strip(b"\0\t\n\f\r \x1a")
    if is_archive(data) or holds_active_text(data[:HEAD]) or holds_active_text(after):
        raise Fault("second_file")
    if len(after) > MOST_AFTER_END:
        raise Fault("after_end")


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream, used or not, also those in object streams. References are not followed: what they
    point at comes by itself."""
    for top in (document.trailer, *document.objects):
        todo: list[Any] = [top]
        while todo:
            node = todo.pop()
            if isinstance(node, (Dictionary, Stream)):
                yield node
                children = [node[key] for key in node.keys()]  # noqa: SIM118 - iterating it would read a stream
            elif isinstance(node, Array):
                children = list(node)
            else:
                continue
            todo += [child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect]


def _require_harmless(node: Any) -> None:
    keys = set(node.keys())
    if action := _name(node, "/S", keys):
        if action in RUNS:
            raise Fault("pdf_launch" if action == "/Launch" else "pdf_script", action)
        if action in PLAYS:
            raise Fault("pdf_media", action)
    if "/JS" in keys or "/JavaScript" in keys:
        raise Fault("pdf_script")
    if "/XFA" in keys:
        raise Fault("pdf_form")
    if (_name(node, "/Subtype", keys) in PLAYERS and "/Rect" in keys) or "/RichMediaContent" in keys:
        raise Fault("pdf_media")
    if keys & {"/EmbeddedFiles", "/EF"} or _name(node, "/Type", keys) == "/EmbeddedFile":
        raise Fault("pdf_attachment")
    if _name(node, "/Subtype", keys) == "/FileAttachment":
        raise Fault("pdf_attachment")
    if isinstance(node, Stream) and "/F" in keys:
        raise Fault("external")
    if "/URI" in keys and str(node["/URI"]).strip().lower().startswith(BAD_LINKS):
        raise Fault("bad_link")


def _name(node: Any, key: str, keys: set[str]) -> str:
    return str(node[key]) if key in keys and isinstance(node[key], pikepdf.Name) else ""
