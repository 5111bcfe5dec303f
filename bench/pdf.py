"""Pages per second of the region's report: our press against WeasyPrint's plain one-call use.

    python -m bench.pdf [rounds]

Both print the same HTML (117 questions with five marks and narratives, five assessors with three notes of each kind) with the
same style sheet and options, in the same warm process, in turns, and must give the same bytes. CPU time, not clock time.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

GOAL = 1.35


def main(rounds: int = 7) -> int:
    """Print the table; 0 when the goal is met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    import django

    django.setup()
    from reports import pdf
    from reports.tests.samples import sample_report

    html = pdf.html(sample_report())
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_printer(html, Path(folder) / "report.css")
        ways: dict[str, Callable[[], bytes]] = {"plain WeasyPrint": plain, "reports.pdf": lambda: pdf.render(html)}
        printed = {name: way() for name, way in ways.items()}  # warm both
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(rounds):
            for name in sorted(ways, reverse=bool(turn % 2)):
                seconds[name].append(_cpu_seconds(ways[name]))
    pages = pdf.describe(printed["reports.pdf"]).pages
    ratio = _table(seconds, pages, len(html))
    same = printed["plain WeasyPrint"] == printed["reports.pdf"]
    print(f"\nsame bytes: {'yes' if same else 'NO'}; {ratio:.2f} times the pages per second (goal {GOAL})")
    return 0 if same and ratio >= GOAL else 1


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


def _table(seconds: dict[str, list[float]], pages: int, size: int) -> float:
    print(f"Report of {pages} pages, {size // 1000} kB of HTML\n")
    print(f"{'':18}{'median CPU ms':>14}{'least':>8}{'most':>8}{'ms/page':>9}{'pages/s':>9}")
    for name, times in seconds.items():
        middle = statistics.median(times)
        row = f"{1000 * middle:14.0f}{1000 * min(times):8.0f}{1000 * max(times):8.0f}"
        print(f"{name:18}{row}{1000 * middle / pages:9.1f}{pages / middle:9.1f}")
    plain, ours = (statistics.median(times) for times in seconds.values())
    return plain / ours


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:2])))
