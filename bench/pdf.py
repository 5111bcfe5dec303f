"""Pages per second of the region's report: our press against WeasyPrint's plain one-call use.

Both print the same HTML (117 questions with five marks and narratives, five assessors with three notes of each kind) with the
same style sheet and options, in the same warm process, in turns, and must give the same bytes. CPU time, not clock time. What
follows of Chromium and of workers in the long run is measured by `bench/workers.py`.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import workers
from bench.table import Row

GOAL = 1.5
ROUNDS = 7


def rows() -> Iterator[Row]:
    """The ratio, and the milliseconds of CPU a page for those who want to plan workers."""
    from reports import pdf
    from reports.tests.samples import sample_report

    html = pdf.html(sample_report())
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_printer(html, Path(folder) / "report.css")
        ways: list[Callable[[], bytes]] = [plain, lambda: pdf.render(html)]
        first, second = [way() for way in ways]  # warm both
        if first != second:
            raise RuntimeError("the press and plain WeasyPrint print different bytes")
        seconds: list[list[float]] = [[], []]
        for turn in range(ROUNDS):
            for i in (0, 1) if turn % 2 else (1, 0):
                seconds[i].append(_cpu_seconds(ways[i]))
    pages = pdf.describe(second).pages
    theirs, ours = (statistics.median(times) for times in seconds)
    yield Row(f"Report of {pages} pages against plain WeasyPrint", theirs / ours, "times", GOAL, at_least=True)
    yield Row("  pages per second of CPU (plain: goal)", pages / ours, "", pages / theirs, at_least=True)
    yield from workers.chromium(html, pages, ours)
    yield from workers.rows()


def plain_printer(html: str, sheet: Path) -> Callable[[], bytes]:
    """What one would write without thinking: parse, lay out and print in one call, style sheet and fonts read each time."""
    from weasyprint import HTML

    from reports import press

    fonts = press.ASSETS.as_uri() + "/fonts/"
    sheet.write_text(press.style_sheet().replace("url(fonts/", f"url({fonts}"), encoding="utf-8")
    return lambda: HTML(string=html, base_url=press.BASE_URL).write_pdf(stylesheets=[str(sheet)], **press.OPTIONS)


def _cpu_seconds(way: Callable[[], bytes]) -> float:
    gc.collect()
    start = time.process_time()
    way()
    return time.process_time() - start
