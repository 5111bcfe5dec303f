"""The gate at the door: what an uploaded file really is, judged by its content and never changed.

The parsing happens in a child process under limits (`common.inspection`); here the file is copied, counted and hashed
on the way, and what the child found is put into a sentence for the person.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import virus_scan

logger = logging.getLogger(__name__)

ACCEPTED = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx")
MIMES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PATIENCE = 20  # seconds for the child, by the clock
CHUNK = 256 * 1024
MISLEADING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn the reading order
ROOT = Path(__file__).resolve().parent.parent

OTHER_KINDS = {
    "program": gettext_lazy("program komputer"),
    "svg": gettext_lazy("gambar SVG"),
    "html": gettext_lazy("halaman web (HTML)"),
    "archive": gettext_lazy("arsip (ZIP, RAR, atau sejenisnya)"),
    "heic": gettext_lazy("gambar HEIC"),
    "picture": gettext_lazy("gambar jenis lain (GIF, WebP, TIFF, BMP)"),
    "rtf": gettext_lazy("dokumen RTF"),
    "text": gettext_lazy("teks biasa"),
    "opendocument": gettext_lazy("dokumen OpenDocument"),
    "office": gettext_lazy("berkas Office jenis lain (misalnya presentasi atau templat)"),
    "unknown": gettext_lazy("data yang tidak dikenali"),
}

SENTENCES = {
    "empty": gettext_lazy("Berkas “%(name)s” kosong. Pilih berkas yang ada isinya."),
    "too_large": gettext_lazy(
        "Berkas “%(name)s” lebih besar dari %(limit)s MB. Perkecil atau bagi menjadi beberapa berkas."
    ),
    "name": gettext_lazy("Nama berkas memuat karakter yang tidak tampak. Ganti namanya, lalu unggah kembali."),
    "other_kind": gettext_lazy("Berkas “%(name)s” berisi %(what)s. Unggah sebagai PDF, JPG, PNG, DOCX, atau XLSX."),
    "extension": gettext_lazy(
        "Isi berkas “%(name)s” adalah %(kind)s, tetapi namanya tidak berakhiran %(right)s. Ganti akhiran namanya, "
        "lalu unggah kembali."
    ),
    "old_office": gettext_lazy(
        "Berkas “%(name)s” memakai format Office lama (.doc, .xls). Buka dan simpan sebagai .docx atau .xlsx, lalu "
        "unggah kembali."
    ),
    "encrypted": gettext_lazy(
        "Berkas “%(name)s” dikunci dengan kata sandi atau enkripsi. Simpan tanpa kata sandi, lalu unggah kembali."
    ),
    "damaged": gettext_lazy(
        "Berkas “%(name)s” rusak dan tidak dapat dibaca. Buka di komputer Anda, simpan ulang, lalu unggah kembali."
    ),
    "cut_off": gettext_lazy("Berkas “%(name)s” terpotong: bagian akhirnya tidak ada. Unggah kembali berkas yang utuh."),
    "no_pages": gettext_lazy("PDF “%(name)s” tidak memiliki halaman. Cetak ulang menjadi PDF, lalu unggah kembali."),
    "pdf_not_first": gettext_lazy(
        "Berkas “%(name)s” memuat isi lain sebelum awal PDF. Cetak ulang menjadi PDF, lalu unggah kembali."
    ),
    "after_end": gettext_lazy(
        "Berkas “%(name)s” memuat isi lain setelah bagian akhirnya, atau terpotong. Simpan ulang, lalu unggah kembali."
    ),
    "second_file": gettext_lazy(
        "Di dalam berkas “%(name)s” tersembunyi berkas lain (arsip atau skrip). Simpan ulang, lalu unggah kembali."
    ),
    "pdf_script": gettext_lazy(
        "PDF “%(name)s” memuat skrip (JavaScript) atau perintah. Cetak ulang menjadi PDF biasa, lalu unggah kembali."
    ),
    "pdf_launch": gettext_lazy(
        "PDF “%(name)s” memuat perintah menjalankan program. Cetak ulang menjadi PDF biasa, lalu unggah kembali."
    ),
    "pdf_form": gettext_lazy(
        "PDF “%(name)s” adalah formulir dinamis (XFA). Cetak ulang menjadi PDF biasa, lalu unggah kembali."
    ),
    "pdf_media": gettext_lazy(
        "PDF “%(name)s” memuat video, suara, atau objek 3D. Hapus bagian itu, lalu unggah kembali."
    ),
    "pdf_attachment": gettext_lazy(
        "PDF “%(name)s” memuat lampiran di dalamnya. Unggah lampiran itu sebagai berkas tersendiri dan hapus dari PDF."
    ),
    "macros": gettext_lazy("Berkas “%(name)s” memuat makro. Simpan sebagai .docx atau .xlsx tanpa makro."),
    "objects": gettext_lazy(
        "Berkas “%(name)s” memuat objek tertanam dari program lain. Ganti objek itu dengan gambar, lalu unggah kembali."
    ),
    "commands": gettext_lazy("Berkas “%(name)s” memuat perintah ke program lain (DDE). Hapus, lalu unggah kembali."),
    "external": gettext_lazy(
        "Berkas “%(name)s” mengambil isi dari luar (templat, gambar, buku kerja, atau sambungan data). Putuskan "
        "tautan itu, simpan, lalu unggah kembali."
    ),
    "bad_link": gettext_lazy("Berkas “%(name)s” memuat tautan yang berbahaya. Hapus tautan itu, lalu unggah kembali."),
    "entities": gettext_lazy(
        "Berkas “%(name)s” memuat definisi XML yang berbahaya. Buka dan simpan ulang, lalu unggah kembali."
    ),
    "paths": gettext_lazy(
        "Susunan nama di dalam berkas “%(name)s” tidak wajar. Buka dan simpan ulang, lalu unggah kembali."
    ),
    "bomb": gettext_lazy("Isi berkas “%(name)s” menjadi terlalu besar setelah dibuka. Bagi menjadi beberapa berkas."),
    "too_many_pixels": gettext_lazy(
        "Gambar “%(name)s” berukuran %(what)s piksel; batasnya 64 megapiksel. Perkecil gambar itu, lalu unggah kembali."
    ),
    "too_complex": gettext_lazy(
        "Berkas “%(name)s” terlalu rumit untuk diperiksa. Simpan ulang dalam bentuk lebih sederhana atau bagi menjadi "
        "beberapa berkas."
    ),
    "virus": gettext_lazy(
        "Pemindai virus menemukan sesuatu di dalam berkas “%(name)s”. Periksa komputer Anda, lalu unggah berkas yang bersih."
    ),
}


class Refused(Exception):
    """The file is not accepted; `str()` is a sentence for the person: why, and what to do. `code` is for programs."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(str(SENTENCES[code]) % words)
        self.code = code


@dataclass(frozen=True)
class Verdict:
    """What the file is: `kind` is pdf, jpg, png, docx or xlsx; `pages` only of a PDF, else None; `size` in bytes."""

    kind: str
    mime: str
    pages: int | None
    sha256: str
    size: int


def judge(file: IO[bytes], *, name: str, max_bytes: int) -> Verdict:
    """Judge `file`, read once from where it stands, by its content; its `name` must fit that.

    Raises `Refused`, and `virus_scan.Unavailable` when a scanner is set and does not answer.
    """
    if any(letter in MISLEADING or unicodedata.category(letter) == "Cc" for letter in name):
        raise Refused("name")
    with tempfile.TemporaryFile() as copy:
        sha256, size = _copied(file, copy, name, max_bytes)
        found = _inspected(copy, name)
        if "fault" not in found and settings.CLAMD_URL:
            copy.seek(0)
            if virus_scan.finds_something(copy, settings.CLAMD_URL):
                raise Refused("virus", name=name)
    if "fault" in found:
        code, what = found["fault"], found["what"]
        raise Refused(code, name=name, what=OTHER_KINDS[what] if code == "other_kind" else what)
    kind = found["kind"]
    right = (".jpg", ".jpeg") if kind == "jpg" else (f".{kind}",)
    if PurePosixPath(name.lower()).suffix not in right:
        raise Refused("extension", name=name, kind=kind.upper(), right=_(" atau ").join(right))
    return Verdict(kind, MIMES[kind], found["pages"], sha256, size)


def _copied(file: IO[bytes], copy: IO[bytes], name: str, max_bytes: int) -> tuple[str, int]:
    """Hash and size. What is judged is a copy of our own, so that nobody changes it meanwhile."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise Refused("too_large", name=name, limit=f"{max_bytes / 1024 / 1024:g}")
        digest.update(chunk)
        copy.write(chunk)
    if not size:
        raise Refused("empty", name=name)
    copy.flush()
    copy.seek(0)
    return digest.hexdigest(), size


def _inspected(copy: IO[bytes], name: str) -> dict[str, Any]:
    """What the child says of the file. It gets nothing of our environment, and limits itself before it reads."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "common.inspection"],
            stdin=copy,
            capture_output=True,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        logger.error("inspection of an upload took more than %d s", PATIENCE)
        raise Refused("too_complex", name=name) from late
    if child.returncode:
        logger.error(
            "inspection of an upload ended with %d: %s", child.returncode, child.stderr[-2000:].decode(errors="replace")
        )
        raise Refused("too_complex", name=name)
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer
