"""The report of a region as a PDF: `html` writes it, `render` prints it, `store_atomically` keeps it.

The report is an Indonesian document, whatever language the person who asked for it reads on screen; so its texts are not
translated. WeasyPrint is imported when the first document is printed, never with the site.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation

from reports import charts, qr
from reports.shapes import DimensionLine, RegionReport, by_author
from reports.wording import printable

if TYPE_CHECKING:
    from reports.attached import Attached
    from reports.press import Press

Progress = Callable[[str, int], None]

MOST_HTML = 4_000_000  # characters; a full report has about 100,000
# WeasyPrint's own steps: what the reader is told, and the percentages between which the step runs (by measured time).
STEPS = {
    "Step 1": ("Membaca naskah", 0, 3),
    "Step 3": ("Menerapkan gaya", 3, 16),
    "Step 4": ("Menyusun bagian", 16, 22),
    "Step 5": ("Menata halaman", 22, 68),
    "Step 6": ("Menggambar halaman", 68, 90),
    "Step 7": ("Menanam huruf dan daftar isi", 90, 99),
}
RAYS_OF_A_SHEAF = 14
RAY_COLOURS = ("#0b3f45", "#0e5a5c", "#2f7d79", "#5b9a8f", "#a4620f", "#c98a3a")


class RenderError(Exception):
    """The report could not be printed; the message is for the log, not for the reader."""


@dataclass(frozen=True, slots=True)
class Description:
    pages: int
    sha256: str
    size: int  # bytes


def html(report: RegionReport) -> str:
    """The whole document, ready for `render`. Every text of a person is escaped, cleaned and capped in length."""
    with translation.override("id"):
        return render_to_string("reports/pdf/report.html", context(report, report.result_id))


def render(html: str, *, attachments: Sequence[Attached] = (), progress: Progress | None = None) -> bytes:
    """Print an HTML document with the report's style sheet; `attachments` lie within the PDF. Equal input gives equal bytes.

    `progress(label, percent)` is called with WeasyPrint's real stages, percent rising from 0 to 100. Raises RenderError when
    WeasyPrint so much as warns, when the document asks for anything that is not packaged, and when it is far too long.
    """
    if len(html) > MOST_HTML:
        raise RenderError(f"{len(html)} characters of HTML; {MOST_HTML} at most")
    data = _press().print(html, progress, attachments)
    if progress:
        progress("Selesai", 100)
    return data


def warm_up() -> None:
    """Read style sheet and fonts now; call it before a worker forks, so that its first document is as quick as the next."""
    _press()


def describe(data: bytes) -> Description:
    """Page count, SHA-256 in hex and size of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        pages = len(document.pages)
    return Description(pages, hashlib.sha256(data).hexdigest(), len(data))


def store_atomically(path: Path | str, data: bytes) -> None:
    """Write a file so that its final name holds either all of it or nothing, whatever happens in between."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name itself, so that it survives a power cut
    finally:
        os.close(folder)


@cache
def _press() -> Press:
    from reports.press import Press

    atexit.register(_press.cache_clear)  # its fonts lie in a temporary folder, which goes with it
    return Press()


def context(report: RegionReport, key: str) -> dict[str, Any]:
    """What the template of the full report is given; `key` numbers the report."""
    rosette = charts.rosette([_rays(d, report.question_count) for d in report.dimensions])
    now, before = f"Tahun {report.year}", f"Tahun {report.previous_year}" if report.previous_year else "Tahun lalu"
    return {
        "report": report,
        "check": qr.code(key, "region"),
        "created": report.announced_at.isoformat(),
        "name_size": name_size(report.regency_name),
        "rosette": rosette,
        "rays": coloured(rosette),
        "now_label": now,
        "before_label": before,
        "dimension_radar": radar(report.dimensions, now, before),
        "pillar_radar": radar(report.pillars, now, before),
        "dimension_lines": list(zip(report.dimensions, charts.bars(report.dimensions), strict=True)),
        "pillar_lines": list(zip(report.pillars, charts.bars(report.pillars), strict=True)),
        "example": report.example_question,
        "note_sections": _note_sections(report),
    }


def coloured(rosette: charts.Rosette, step: int = 1) -> list[tuple[str, str]]:
    """Each group of rays with its colour; few groups take colours `step` apart, so that they differ in grey too."""
    return [(path, RAY_COLOURS[i * step % len(RAY_COLOURS)]) for i, path in enumerate(rosette.rays)]


def _note_sections(report: RegionReport) -> list[dict[str, Any]]:
    if not report.has_notes:
        return [{"anchor": "catatan", "title": "Catatan asesor", "authors": ()}]
    return [
        {"anchor": "kekuatan", "title": "Kekuatan", "authors": by_author(report.strengths)},
        {"anchor": "kelemahan", "title": "Kelemahan", "authors": by_author(report.weaknesses)},
        {"anchor": "rekomendasi", "title": "Rekomendasi", "authors": by_author(report.recommendations)},
    ]


def _rays(dimension: DimensionLine, question_count: int) -> list[Decimal | None]:
    """A ray per question; where questions are not known, a sheaf of equal rays for the dimension."""
    return [q.value for q in dimension.questions] if question_count else [dimension.value] * RAYS_OF_A_SHEAF


def name_size(name: str) -> str:
    """The class of a name on the cover: long ones are set smaller."""
    return " cover-longest" if len(name) > 90 else " cover-long" if len(name) > 45 else ""


def radar(lines: Any, now: str, before: str) -> charts.Radar | None:
    """None for fewer or more lines than a radar can show."""
    if charts.FEWEST_AXES <= len(lines) <= charts.MOST_AXES:
        return charts.radar(lines, now=now, before=before)
    return None


__all__ = ["Description", "RenderError", "describe", "html", "printable", "render", "store_atomically", "warm_up"]
