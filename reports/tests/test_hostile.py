"""Nothing that people write makes the press fetch, open or embed anything, and the report still comes out."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest

from reports import pdf
from reports.kinds import KINDS
from reports.shapes import NoteLine, RegionReport
from reports.tests.samples import sample_report

SECRET = "rahasia-yang-tidak-boleh-keluar"

PAYLOADS = [
    '<img src="{http}/img">',
    '<img src="{file}">',
    '<img srcset="{http}/srcset 2x">',
    '<svg><image href="{http}/svg-image"/></svg>',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{http}/use#a"/></svg>',
    '<object data="{http}/object"></object>',
    '<embed src="{file}">',
    '<iframe src="{http}/iframe"></iframe>',
    '<link rel="stylesheet" href="{http}/style.css">',
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">lampiran</a>',
    '<style>@import url("{http}/import.css");</style>',
    "<style>body {{ background: url({http}/background) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({http}/font) }} * {{ font-family: x }}</style>",
    '<p style="background-image: url({http}/inline)">x</p>',
    '<li style="list-style-image: url({http}/list)">x</li>',
    '<p style="content: url({file})">x</p>',
    '<p style="border-image-source: url({http}/border)">x</p>',
    '<script src="{http}/script"></script>',
    '<base href="{http}/"><img src="relative">',
    '<meta http-equiv="refresh" content="0;url={http}/refresh">',
    '<body background="{http}/body">',
    '<input type="image" src="{http}/input">',
    '<video poster="{http}/poster"><source src="{http}/video"></video>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
    '<img src="https://assets.invalid/../../../../etc/passwd">',
    '<img src="https://assets.invalid/%2e%2e/%2e%2e/pdf.py">',
    '"><img src={http}/unquoted x="',
    "</title></head><img src='{http}/head'>",
]


class Canary:
    """A server that only counts who comes, and a file that must not be read."""

    def __init__(self, folder: Path) -> None:
        visits: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visits.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self.visits = visits
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http = f"http://127.0.0.1:{self.server.server_port}"
        secret = folder / "rahasia.txt"
        secret.write_text(SECRET * 20)
        self.file = secret.as_uri()

    def payload(self, text: str) -> str:
        return text.format(http=self.http, file=self.file)


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    found = Canary(tmp_path)
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def everywhere(payloads: list[str]) -> RegionReport:
    """A report with a question, a note and a name for each payload."""
    report = sample_report()
    dimension, template = report.dimensions[0], report.dimensions[0].questions[0]
    fields = ("label", "answer_text", "narrative", "own_level", "pillar_name")
    questions = [replace(template, **dict.fromkeys(fields, payload)) for payload in payloads]
    names = ("regency_name", "province_name", "cycle_name", "stage_name", "cohort_name", "instrument_name")
    sentences = ("rank_set", "tie_rule", "rounding_text", "improvement_text")
    return replace(
        report,
        dimensions=(replace(dimension, name=payloads[0], questions=tuple(questions)),),
        strengths=tuple(NoteLine(payload, payload, payload) for payload in payloads),
        **dict(zip((*names, *sentences), payloads, strict=False)),
    )


def embeds_nothing(data: bytes) -> None:
    """No file but a report's own data, no secret, nothing that a reader's program would follow or run."""
    with pikepdf.open(io.BytesIO(data)) as document:
        assert {name.rpartition(".")[0] for name in document.attachments} <= set(KINDS)
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") not in ("/Image",):
                try:
                    content = item.read_bytes()
                except pikepdf.PdfError:
                    content = item.read_raw_bytes()
                assert SECRET.encode() not in content
            if isinstance(item, pikepdf.Dictionary):
                assert item.get("/S") not in ("/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm")


@pytest.mark.parametrize("payload", PAYLOADS[:18])
def test_even_unescaped_markup_reaches_neither_network_nor_files(canary: Canary, payload: str) -> None:
    """Should a template ever forget to escape, the press refuses by itself: no visit, no embedded file."""
    try:
        data = pdf.render(f"<html><body>{canary.payload(payload)}<p>teks</p></body></html>")
    except pdf.RenderError:
        data = b""
    assert canary.visits == []
    if data:
        embeds_nothing(data)


def test_attachments_and_pictures_from_elsewhere_are_refused_aloud(canary: Canary) -> None:
    for payload in ('<img src="{http}/a">', '<link rel="attachment" href="{file}">'):
        with pytest.raises(pdf.RenderError, match="refused"):
            pdf.render(canary.payload(payload))
    assert canary.visits == []
