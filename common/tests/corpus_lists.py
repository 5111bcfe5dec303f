"""The corpus: name of the file → how it is built, and what the gate must say."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from common.tests import corpus as make

Build = Callable[[], bytes]
JS = "<</S/JavaScript/JS(app.alert(1))>>"
FILE = "<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream"
SIGNED = (
    "<</FT/Sig/T(Tanda)/V 5 0 R/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>",
    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 30]/Contents<00>>>",
)
SIGNATURE = "/AcroForm<</Fields[4 0 R]/SigFlags 3>>"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
NOTES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
DOCX_DTD = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'

GOOD: dict[str, tuple[str, int | None, Build]] = {
    "biasa.pdf": ("pdf", 1, make.pdf),
    "xref-bergeser.pdf": ("pdf", 1, lambda: make.pdf(shift=3)),
    "tanpa-xref.pdf": ("pdf", 1, lambda: make.pdf().replace(b"xref\n0 4", b"xxxx\n0 4", 1)),
    "object-stream.pdf": ("pdf", 1, lambda: make.packed(make.pdf())),
    "linear.pdf": ("pdf", 1, lambda: make.resaved(make.pdf(), linearize=True)),
    "tanda-tangan.pdf": ("pdf", 1, lambda: make.pdf(SIGNATURE, "/Annots[4 0 R]", *SIGNED)),
    "tautan.pdf": (
        "pdf",
        1,
        lambda: make.pdf("", "/Annots[4 0 R]", "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://contoh.test)>>>>"),
    ),
    "buka-di-halaman.pdf": ("pdf", 1, lambda: make.pdf("/OpenAction[3 0 R/Fit]")),
    "diisi-nol.pdf": ("pdf", 1, lambda: make.pdf() + b"\0" * 3000),
    "komentar.PDF": ("pdf", 1, lambda: make.pdf() + b"% dipindai\n"),
    "foto.jpg": ("jpg", None, make.picture),
    "foto progresif.JPEG": ("jpg", None, lambda: make.picture(progressive=True, size=(900, 700))),
    "foto-ponsel.jpg": ("jpg", None, lambda: make.picture() + b"SEFT" + b"\x01\x02" * 500),
    "foto-ganda.jpg": ("jpg", None, lambda: make.picture("MPO")),
    "tangkapan layar.png": ("png", None, lambda: make.picture("PNG")),
    "surat.docx": ("docx", None, make.docx),
    "tautan.docx": (
        "docx",
        None,
        lambda: make.docx(links=make.relation("hyperlink", "https://contoh.test", outside=True)),
    ),
    "grafik.docx": ("docx", None, lambda: make.docx(extra={"word/embeddings/buku.xlsx": make.xlsx()})),
    "angka.xlsx": ("xlsx", None, make.xlsx),
    "komentar.xlsx": ("xlsx", None, lambda: make.xlsx(comment=True)),
    "daftar isi.docx": (
        "docx",
        None,
        lambda: make.docx('<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r><w:r><w:t>DDE adalah</w:t></w:r>'),
    ),
}

BAD_PDF: dict[str, tuple[str, Build]] = {
    "skrip.pdf": ("pdf_script", make.action(JS)),
    "skrip-heks.pdf": ("pdf_script", make.action("<</S/#4aava#53cript/J#53(1)>>")),
    "skrip-terpaket.pdf": ("pdf_script", lambda: make.packed(make.action(JS)())),
    "skrip-bernama.pdf": ("pdf_script", lambda: make.pdf(f"/Names<</JavaScript<</Names[(a){JS}]>>>>")),
    "skrip-halaman.pdf": ("pdf_script", lambda: make.pdf("", f"/AA<</O{JS}>>")),
    "skrip-tak-terpakai.pdf": ("pdf_script", lambda: make.pdf("", "", JS)),
    "skrip-berantai.pdf": ("pdf_script", make.action(f"<</S/URI/URI(https://contoh.test)/Next[[{JS}]]>>")),
    "skrip-xref-bergeser.pdf": ("pdf_script", lambda: make.pdf("/OpenAction 4 0 R", "", JS, shift=7)),
    "kirim-formulir.pdf": ("pdf_script", make.action("<</S/SubmitForm/F(https://contoh.test)>>")),
    "jalankan.pdf": ("pdf_launch", make.action("<</S/Launch/F(cmd.exe)>>")),
    "lampiran.pdf": (
        "pdf_attachment",
        lambda: make.pdf(
            "/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>", "", "<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>", FILE
        ),
    ),
    "lampiran-catatan.pdf": (
        "pdf_attachment",
        lambda: make.pdf("", "/Annots[4 0 R]", "<</Subtype/FileAttachment/Rect[0 0 9 9]>>"),
    ),
    "video.pdf": ("pdf_media", lambda: make.pdf("", "/Annots[4 0 R]", "<</Subtype/RichMedia/Rect[0 0 9 9]>>")),
    "suara.pdf": ("pdf_media", make.action("<</S/Sound/Sound 3 0 R>>")),
    "xfa.pdf": ("pdf_form", lambda: make.pdf("/AcroForm<</Fields[]/XFA(x)>>")),
    "tautan-skrip.pdf": ("bad_link", make.action("<</S/URI/URI( JavaScript:alert\\(1\\))>>")),
    "isi-luar.pdf": ("external", lambda: make.pdf("", "/Contents 4 0 R", "<</Length 0/F(x)>>stream\n\nendstream")),
    "sandi.pdf": ("encrypted", lambda: make.encrypted(make.pdf(), "rahasia")),
    "sandi-pemilik.pdf": ("encrypted", lambda: make.encrypted(make.pdf(), "")),
    "terpotong.pdf": ("cut_off", lambda: make.pdf()[:200]),
    "linear-terpotong.pdf": (
        "after_end",
        lambda: make.resaved(
            make.pdf("", "/Contents 4 0 R", f"<</Length 9000>>stream\n{'a' * 9000}\nendstream"),
            linearize=True,
            compress_streams=False,
        )[:-400],
    ),
    "tanpa-halaman.pdf": ("no_pages", lambda: make.pdf().replace(b"[3 0 R]/Count 1", b"[     ]/Count 0", 1)),
    "halaman-melingkar.pdf": ("damaged", lambda: make.pdf().replace(b"Kids[3 0 R]", b"Kids[2 0 R]", 1)),
    "awal-lain.pdf": ("pdf_not_first", lambda: b"halo\n" + make.pdf()),
    "zip-di-belakang.pdf": ("second_file", lambda: make.pdf() + make.archive({"a.exe": b"MZ"})),
    "html-di-belakang.pdf": ("second_file", lambda: make.pdf() + b"<ScRipt>alert(1)</script>"),
    "html-di-depan.pdf": ("second_file", lambda: make.pdf().replace(b"\n", b"\n%<html><script>1</script>\n", 1)),
    "muatan.pdf": ("after_end", lambda: make.pdf() + b"A" * 5000),
    "hanya-awal.pdf": ("damaged", lambda: b"%PDF-1.7\nbukan apa-apa\n%%EOF"),
}

BAD_OFFICE: dict[str, tuple[str, Build]] = {
    "makro.docx": ("macros", lambda: make.docx(extra={"word/vbaProject.bin": make.OLE})),
    "makro-jenis.docx": ("macros", lambda: make.docx(main=MACRO)),
    "makro-lain.docx": (
        "macros",
        lambda: make.docx(types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
    ),
    "makro-excel4.xlsx": ("macros", lambda: make.changed(make.xlsx(), {"xl/macrosheets/sheet1.xml": "<a/>"})),
    "activex.docx": ("macros", lambda: make.docx(extra={"word/activeX/activeX1.xml": "<a/>"})),
    "templat-luar.docx": (
        "external",
        lambda: make.docx(links=make.relation("attachedTemplate", "https://contoh.test/a.dotm", outside=True)),
    ),
    "gambar-luar.docx": (
        "external",
        lambda: make.docx(links=make.relation("image", "https://contoh.test/a.png", outside=True)),
    ),
    "objek-luar.docx": (
        "external",
        lambda: make.docx(links=make.relation("oleObject", "file://contoh/a.xls", outside=True)),
    ),
    "buku-luar.xlsx": (
        "external",
        lambda: make.changed(
            make.xlsx(),
            {"xl/_rels/a.xml.rels": make.relations(make.relation("externalLinkPath", "a.xlsx", outside=True))},
        ),
    ),
    "tautan-skrip.docx": (
        "bad_link",
        lambda: make.docx(links=make.relation("hyperlink", "javascript:alert(1)", outside=True)),
    ),
    "objek.docx": ("objects", lambda: make.docx(extra={"word/embeddings/a.bin": make.OLE + b"x" * 99})),
    "potongan.docx": ("objects", lambda: make.docx(links=make.relation("aFChunk", "a.html"))),
    "program.docx": ("objects", lambda: make.docx(extra={"word/media/a.png": b"MZ\x90\x00"})),
    "makro-di-dalam.docx": (
        "macros",
        lambda: make.docx(extra={"word/embeddings/a.xlsx": make.changed(make.xlsx(), {"xl/vbaProject.bin": make.OLE})}),
    ),
    "dde.docx": (
        "commands",
        lambda: make.docx("<w:instrText>DD</w:instrText><w:instrText>EAUTO c:\\\\cmd.exe</w:instrText>"),
    ),
    "dde-singkat.docx": ("commands", lambda: make.docx('<w:fldSimple w:instr=" dde cmd x "/>')),
    "dde.xlsx": (
        "commands",
        lambda: make.changed(make.xlsx(), {"xl/externalLinks/a.xml": '<a><ddeLink ddeService="cmd"/></a>'}),
    ),
    "bom.docx": ("bomb", lambda: make.docx(extra={"word/a.bin": b"\0" * 20_000_000})),
    "bom-besar.docx": ("bomb", lambda: make.docx(extra={f"word/{n}.bin": b"\0" * 4_900_000 for n in range(45)})),
    "bom-banyak.xlsx": ("bomb", lambda: make.changed(make.xlsx(), {f"xl/{n}": b"" for n in range(5_100)})),
    "bom-tumpuk.docx": ("bomb", make.overlapping),
    "tertawa.docx": ("entities", lambda: make.docx(extra={"word/a.xml": DOCX_DTD})),
    "tertawa-jenis.docx": ("entities", lambda: make.docx(extra={"[Content_Types].xml": DOCX_DTD})),
    "naik.docx": ("paths", lambda: make.docx(extra={"../../etc/passwd": b"x"})),
    "mutlak.docx": ("paths", lambda: make.docx(extra={"/etc/passwd": b"x"})),
    "jendela.docx": ("paths", lambda: make.docx(extra={"C:\\a.exe": b"x"})),
    "taut-simbolik.docx": ("paths", make.linked_archive),
    "kembar.docx": ("paths", make.doubled),
    "terkunci.docx": ("encrypted", lambda: make.flagged(make.docx())),
    "terkunci-office.docx": ("encrypted", lambda: make.OLE + "EncryptedPackage".encode("utf-16-le")),
    "salah-satu-bita.docx": ("damaged", lambda: make.spoiled(make.docx())),
    "terpotong.docx": ("damaged", lambda: make.docx()[:-40]),
    "xml-rusak.docx": ("damaged", lambda: make.docx(extra={"word/document.xml": "<w:document"})),
    "bzip.docx": ("damaged", lambda: make.archive(make.docx_parts(), method=zipfile.ZIP_BZIP2)),
    "ekor.docx": ("second_file", lambda: make.docx() + b"<script>1</script>"),
    "dua-arsip.docx": ("second_file", lambda: make.archive({"a.exe": b"MZ"}) + make.docx()),
    "presentasi.docx": ("other_kind", lambda: make.docx(main=NOTES)),
    "arsip.docx": ("other_kind", lambda: make.archive({"a.txt": b"halo"})),
    "odt.docx": ("other_kind", make.odt),
    "lama.doc": ("old_office", lambda: make.OLE + b"\0" * 600),
    "lama.xls": ("old_office", lambda: make.OLE + b"Workbook"),
}

BAD_REST: dict[str, tuple[str, Build]] = {
    "kosong.pdf": ("empty", lambda: b""),
    "besar.pdf": ("too_large", lambda: make.pdf() + b"\0" * 3_000_000),
    "terpotong.jpg": ("cut_off", lambda: make.picture(size=(400, 300))[:9000]),
    "terpotong.png": ("cut_off", lambda: make.picture("PNG", size=(400, 300))[:9000]),
    "rusak.png": ("damaged", lambda: make.picture("PNG").replace(b"IDAT", b"IDXX", 1)),
    "raksasa.png": ("too_many_pixels", make.huge_png),
    "arsip.png": ("second_file", lambda: make.picture("PNG") + make.archive({"a.exe": b"MZ"})),
    "skrip.jpg": ("second_file", lambda: make.picture(comment=b"<?php system($_GET[0]);")),
    "pdf.jpg": ("second_file", lambda: make.picture() + make.pdf()),
    "ekor.png": ("after_end", lambda: make.picture("PNG") + b"rahasia"),
    "halaman.pdf": ("other_kind", lambda: b"<!DOCTYPE html><script>alert(1)</script>"),
    "gambar.svg": ("other_kind", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "program.pdf": ("other_kind", lambda: b"MZ\x90\x00" + b"\0" * 500),
    "naskah.pdf": ("other_kind", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "catatan.txt": ("other_kind", lambda: b"Laporan tahun ini."),
    "animasi.gif": ("other_kind", lambda: make.picture("GIF")),
    "dokumen.rtf": ("other_kind", lambda: b"{\\rtf1 halo}"),
    "foto.heic": ("other_kind", lambda: b"\0\0\0\x18ftypheic\0\0\0\0"),
    "acak.pdf": ("other_kind", lambda: bytes(range(256))),
    "gambar.pdf": ("extension", make.picture),
    "laporan.exe": ("extension", make.pdf),
    "surat.xlsx": ("extension", make.docx),
    "tanpa-akhiran": ("extension", make.pdf),
    "fdp\u202egpj.pdf": ("name", make.pdf),
    "baris\nbaru.pdf": ("name", make.pdf),
}

BAD = {**BAD_PDF, **BAD_OFFICE, **BAD_REST}
