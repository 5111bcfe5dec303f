"""A worker in the long run: its memory over many reports, a report of a whole country, two workers at once; Chromium beside.

Everything runs in processes of its own, warmed up first: CPU time where one process is measured, clock time where two share a
machine, so that such a row means something only on a machine with nothing else to do.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.table import Row

SMALL, WARM = 500, 60  # reports: measured, before
WINDOW = 50  # reports: the memory is the median of so many
GROWTH = 5  # KiB a report
LARGE = 45  # times the questions and notes of a full report: about 700 pages
PATIENCE = 1.1
CHEAPER = 0.3  # ours against a browser's pages a second
TURNS = 3
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
TICKS = os.sysconf("SC_CLK_TCK")
FORK = multiprocessing.get_context("fork")


def rows() -> Iterator[Row]:
    yield Row(f"Memory of a worker over {SMALL} reports", _in_a_child(_growth), "KiB each", GROWTH)
    small, large, pages = _in_a_child(_per_page)
    yield Row(f"CPU a page at {pages} pages against a report", large / small, "times", PATIENCE)
    clock, cpu = _speed_up()
    yield Row("Two workers against one, by their CPU time", cpu, "times", 1.8, at_least=True)
    yield Row("  by the clock, on a machine with nothing else to do", clock, "times", 1.8, at_least=True)


def chromium(html: str, pages: int, ours: float) -> Iterator[Row]:
    """The same HTML printed by a warm headless Chromium, which makes neither PDF/A nor PDF/UA. `ours`: seconds of CPU a report."""
    import shutil

    from playwright.sync_api import sync_playwright

    from reports import press

    sheet = press.style_sheet().replace("url(fonts/", f"url({press.ASSETS.as_uri()}/fonts/")
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    seconds = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder) / "report.html"
        file.write_text(html.replace("</head>", f"<style>{sheet}</style></head>"), encoding="utf-8")
        page = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]).new_page()
        for _turn in range(1 + TURNS):  # the first one warms up
            start = _cpu_of_children()
            page.goto(file.as_uri())
            page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            seconds.append(_cpu_of_children() - start)
        page.context.browser.close()  # type: ignore[union-attr]
    theirs = statistics.median(seconds[1:])
    yield Row(
        f"  against Chromium's print ({pages / theirs:.0f} pages/s)", theirs / ours, "times", CHEAPER, at_least=True
    )


def _growth() -> float:
    """KiB by which a worker grows with each report, all of them different, from data to file."""
    from reports import pdf
    from reports.kinds import KINDS
    from reports.tests.kind_samples import SUBJECT, sample_certificate

    seen = []
    for i in range(WARM + SMALL):
        data = sample_certificate(regency_name=f"Kabupaten Contoh {i}", cycle_name=f"Siklus {i}")
        pdf.render(KINDS["certificate"].html(data, SUBJECT))
        seen.append(_resident())
    first, last = seen[WARM : WARM + WINDOW], seen[-WINDOW:]
    return (statistics.median(last) - statistics.median(first)) / (SMALL - WINDOW)


def _per_page() -> tuple[float, float, int]:
    """Seconds of CPU a page of a full report and of a very long one, and the pages of that."""
    from reports import pdf
    from reports.tests.samples import sample_report

    report = sample_report()
    longer = replace(
        report,
        dimensions=tuple(replace(line, questions=line.questions * LARGE) for line in report.dimensions),
        strengths=report.strengths * LARGE,
        weaknesses=report.weaknesses * LARGE,
        recommendations=report.recommendations * LARGE,
    )
    plain, whole = pdf.html(report), pdf.html(longer)
    pdf.render(plain)
    usual = statistics.median(_cpu(lambda: pdf.render(plain)) for _turn in range(2 * TURNS + 1))
    made: list[bytes] = []
    seconds = _cpu(lambda: made.append(pdf.render(whole)))
    pages = pdf.describe(made[0]).pages
    return usual / pdf.describe(pdf.render(plain)).pages, seconds / pages, pages


def _speed_up() -> tuple[float, float]:
    """Work of two workers in the time in which one does half of it, by the clock and by the CPU time of each: the best of some
    turns, since others use the machine too."""
    ones, twos = [], []
    for _turn in range(TURNS):
        ones.append(_together(1))
        twos.append(_together(2))
    clock, cpu = (2 * min(one[i] for one in ones) / min(two[i] for two in twos) for i in (0, 1))
    return clock, cpu


def _together(count: int) -> tuple[float, float]:
    """Seconds by the clock in which so many workers print four full reports each, and seconds of CPU of the slowest."""
    start, spent = FORK.Barrier(count + 1), FORK.SimpleQueue()
    workers = [FORK.Process(target=_four, args=(start, spent)) for _worker in range(count)]
    for worker in workers:
        worker.start()
    start.wait()
    begun = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - begun, max(spent.get() for _worker in workers)


def _four(start: Any, spent: Any) -> None:
    from reports import pdf
    from reports.tests.samples import sample_report

    html = pdf.html(sample_report())
    pdf.render(html)
    start.wait()
    spent.put(_cpu(lambda: [pdf.render(html) for _report in range(4)]))


def _in_a_child(work: Callable[[], Any]) -> Any:
    with FORK.Pool(1) as pool:
        return pool.apply(work)


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _resident() -> float:
    """KiB of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def _cpu_of_children() -> float:
    """Seconds of CPU of all processes that stem from this one, those that have ended included."""
    parents: dict[int, list[int]] = {}
    spent: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile; its parent has its time
        number = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(number)
        spent[number] = sum(map(int, fields[11:15]))
    found, waiting = 0, parents.get(os.getpid(), [])
    while waiting:
        number = waiting.pop()
        found += spent.get(number, 0)
        waiting.extend(parents.get(number, []))
    return found / TICKS
