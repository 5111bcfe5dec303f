"""DOCX and XLSX: an archive that unpacks to a sane size, with nothing that runs and nothing fetched from elsewhere."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from defusedxml import DefusedXmlException, ElementTree

from common.inspection import Fault, Finding

START, END = b"PK\x03\x04", b"PK\x05\x06"
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all parts together
MOST_RATIO = 150  # unpacked to packed of one part; counts from `SMALL` on, since little repetitive parts are harmless
SMALL = 5 * 1024 * 1024
MOST_MARKUP = 5 * 1024 * 1024  # bytes of a list of types or relationships
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, KeyError)
KINDS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
MACROS = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|dialogsheet|activex", re.IGNORECASE)
OBJECTS = re.compile(r"/(aFChunk|webextension\w*|oleObject)$", re.IGNORECASE)  # kinds of relationships
BAD_LINKS = ("javascript:", "vbscript:", "data:")
COMMANDS = re.compile(r"^\s*\W*\s*DDE(AUTO)?\b", re.IGNORECASE)


def inspect(data: bytes, *, depth: int = 0) -> Finding:
    """Raises `Fault`. Charts in a document bring their own small workbook, which is inspected too (`depth`)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _require_sane(archive, data)
        types = _content_types(archive)
        kind = _kind(archive, types)
        _require_no_programs(archive, types)
        for part in archive.infolist():
            _inspect_part(archive, part, depth)
    except DefusedXmlException as fault:
        raise Fault("entities") from fault
    except RuntimeError as fault:  # zipfile's way to say that a password is wanted
        raise Fault("encrypted" if "password" in str(fault) else "damaged") from fault
    except (*BROKEN, expat.ExpatError, ElementTree.ParseError) as fault:
        raise Fault("damaged") from fault
    return Finding(kind)


def _require_sane(archive: zipfile.ZipFile, data: bytes) -> None:
    """Everything the archive's own list tells, before a byte is unpacked."""
    parts = archive.infolist()
    starts = min((part.header_offset for part in parts), default=0)
    if starts or data[-22:-18] != END:  # something before it, or after it
        raise Fault("second_file")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Fault("bomb")
    if sum(part.compress_size for part in parts) > len(data):  # parts that overlap
        raise Fault("bomb")
    names = [part.orig_filename for part in parts]
    if len({name.lower() for name in names}) != len(names) or any(map(_is_trick, parts)):
        raise Fault("paths")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Fault("encrypted")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Fault("damaged")
    if any(part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts):
        raise Fault("bomb")


def _is_trick(part: zipfile.ZipInfo) -> bool:
    name = part.orig_filename
    steps = name.split("/")
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return name.startswith("/") or ".." in steps or any(c in name for c in "\\:\0") or is_link


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Content type by part name (with leading slash) or by ".extension"; letters are small."""
    found = {}
    for element in _markup(archive, "[Content_Types].xml"):
        kind = element.get("ContentType", "")
        if (name := element.get("PartName")) is not None:
            found[name.lower()] = kind
        elif (extension := element.get("Extension")) is not None:
            found["." + extension.lower()] = kind
    return found


def _kind(archive: zipfile.ZipFile, types: dict[str, str]) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        raise Fault("other_kind", "opendocument")
    if not types or "_rels/.rels" not in names:
        raise Fault("other_kind", "archive")
    for element in _markup(archive, "_rels/.rels"):
        if element.get("Type", "").endswith("/officeDocument") and element.get("TargetMode") != "External":
            name = "/" + element.get("Target", "").lstrip("/")
            main = types.get(name.lower(), types.get("." + name.lower().rpartition(".")[2], ""))
            if MACROS.search(main):
                raise Fault("macros")
            if main in KINDS and name[1:] in names:
                return KINDS[main]
            raise Fault("other_kind", "office")
    raise Fault("other_kind", "archive")


def _require_no_programs(archive: zipfile.ZipFile, types: dict[str, str]) -> None:
    if any(MACROS.search(text) for text in (*archive.namelist(), *types, *types.values())):
        raise Fault("macros")
    if any("oleobject" in kind.lower() for kind in types.values()):
        raise Fault("objects")
    if any(kind.endswith("connections+xml") for kind in types.values()):
        raise Fault("external")


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    """Unpack the part, which also proves its check sum, and look into it."""
    content = archive.read(part)
    name = part.filename.lower()
    if name.endswith((".xml", ".rels")):  # Excel's old drawings (.vml) are no proper XML
        _require_plain_markup(content)
    if name.endswith(".rels"):
        _require_inside(archive, part.filename)
    elif content.startswith(START):
        if depth:
            raise Fault("objects")
        inspect(content, depth=depth + 1)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF")):
        raise Fault("objects")


def _require_inside(archive: zipfile.ZipFile, name: str) -> None:
    for element in _markup(archive, name):
        kind, target = element.get("Type", ""), element.get("Target", "").strip().lower()
        if kind.endswith("/hyperlink"):
            if target.startswith(BAD_LINKS):
                raise Fault("bad_link")
        elif element.get("TargetMode", "").lower() == "external":
            raise Fault("external", kind.rpartition("/")[2])
        elif OBJECTS.search(kind):
            raise Fault("objects")


def _markup(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    if name not in archive.namelist():
        return iter(())
    if archive.getinfo(name).file_size > MOST_MARKUP:
        raise Fault("bomb")
    root = ElementTree.fromstring(archive.read(name), forbid_dtd=True)
    return iter(list(root))


def _require_plain_markup(content: bytes) -> None:
    """No document type (entities come with it), no commands to other programs. Expat, since some sheets are large."""
    parser = expat.ParserCreate()
    fields = _Fields()

    def refuse(*_about: Any) -> None:
        raise Fault("entities")

    parser.StartDoctypeDeclHandler = refuse
    if b"instrText" in content or b"fldSimple" in content or b"ddeLink" in content:
        parser.StartElementHandler = fields.start
        parser.EndElementHandler = fields.end
        parser.CharacterDataHandler = fields.text
    parser.Parse(content, True)


class _Fields:
    """Word's field codes, which may be spread over many pieces of text, and Excel's links to other programs."""

    def __init__(self) -> None:
        self.inside, self.code = False, ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "ddeLink":
            raise Fault("commands")
        if name == "fldChar":
            self.code = ""
        if name == "fldSimple":
            self._check(next((value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"), ""))
        self.inside = name == "instrText"

    def end(self, _tag: str) -> None:
        self.inside = False

    def text(self, text: str) -> None:
        if self.inside:
            self.code += text
            self._check(self.code)

    @staticmethod
    def _check(code: str) -> None:
        if COMMANDS.match(code):
            raise Fault("commands")
