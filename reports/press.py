"""WeasyPrint, set up once per process. Imported only when something is printed, so that the site starts without Pango.

Held for the life of the process: the parsed style sheet, one font configuration and the packaged files. The garbage collector
rests while a document is laid out, for the boxes are all alive then and it would only walk them again and again.
"""

from __future__ import annotations

import gc
import logging
import mimetypes
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import DataHandler, Request

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import charts, engine, finish
from reports.attached import Attached
from reports.pdf import STEPS, Progress, RenderError

# Fonts that stand in for ours (emoji, other scripts) are cut down by fontTools, which writes the time into them unless told one.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

ASSETS = Path(__file__).resolve().parent / "assets"
HOST = "assets.invalid"  # a name that can never resolve: our fetcher answers for it, and relative addresses need a known scheme
BASE_URL = f"https://{HOST}/"
EPOCH = datetime(2000, 1, 1)
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "finisher": finish.finish}
# A letter that no installed font has is printed as a box; that must not keep a region from its report.
HARMLESS = (".notdef glyph rendered",)


class PackagedFiles(URLFetcher):
    """Serves the files of `reports/assets` under BASE_URL, and `data:` addresses; everything else is refused.

    Nothing is ever opened over a network, and no path outside the folder: the files are listed beforehand.
    """

    def __init__(self) -> None:
        super().__init__(allow_redirects=False, fail_on_errors=True)
        self._files = {f"/{path.relative_to(ASSETS).as_posix()}": path for path in ASSETS.rglob("*") if path.is_file()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            found = DataHandler().data_open(Request(url))
            return URLFetcherResponse(url, found.read(), dict(found.headers))
        path = self._files.get(unquote(parts.path)) if (parts.scheme, parts.netloc) == ("https", HOST) else None
        if path is None:
            raise ValueError(f"refused: {url[:120]}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class Press:
    """One per process. `print` is safe to call from several threads; they take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fetcher = PackagedFiles()
        self._fonts = FontConfiguration()
        with _complaints_are_errors():
            self._sheet = CSS(
                string=style_sheet(), base_url=BASE_URL, url_fetcher=self._fetcher, font_config=self._fonts
            )

    def print(self, html: str, progress: Progress | None = None, attachments: Sequence[Attached] = ()) -> bytes:
        """The PDF of a whole HTML document. Raises RenderError for anything WeasyPrint complains about."""
        with self._lock, _complaints_are_errors(), _reported(progress), _collector_at_rest(), engine.quick():
            document = HTML(string=html, base_url=BASE_URL, url_fetcher=self._fetcher)
            files = [_embedded(file) for file in attachments]
            return document.write_pdf(stylesheets=[self._sheet], font_config=self._fonts, attachments=files, **OPTIONS)


def _embedded(file: Attached) -> Attachment:
    """The data behind the document. The time is fixed: the file would be another one each time otherwise."""
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=EPOCH,
        modified=EPOCH,
        relationship="Data",
    )


def style_sheet() -> str:
    return (ASSETS / "report.css").read_text(encoding="utf-8") + charts.radar_label_css()


@contextmanager
def _complaints_are_errors() -> Iterator[None]:
    """A broken picture or an unknown property is only logged by WeasyPrint; a report must not come out with it."""
    ear = _Ear()
    logger = logging.getLogger("weasyprint")
    logger.addFilter(_matters)
    logger.addHandler(ear)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            yield
    except FatalURLFetchingError as refusal:  # a BaseException: it would end the worker
        raise RenderError(f"{refusal}: {refusal.__cause__}") from refusal
    except RecursionError as depth:
        raise RenderError("the document is nested too deeply") from depth
    finally:
        logger.removeHandler(ear)
        logger.removeFilter(_matters)
    if ear.heard:
        raise RenderError("; ".join(ear.heard[:5]))


def _matters(record: logging.LogRecord) -> bool:
    """A text in a script without a font would fill the log with a line per letter."""
    return not record.getMessage().startswith(HARMLESS)


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard.append(record.getMessage()[:300])


class _Reporter(logging.Handler):
    """Turns WeasyPrint's own progress messages ("Step 5 - Creating layout - Page 7") into steps and percentages."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress
        self._last = -1

    def emit(self, record: logging.LogRecord) -> None:
        step = record.getMessage()[:6]
        if step not in STEPS:
            return
        label, start, end = STEPS[step]
        page = int(str(record.args[0])) if step == "Step 5" and isinstance(record.args, tuple) and record.args else 0
        # The number of pages is known only at the end: each page covers a part of what is left of the step.
        percent = end - int((end - start) * 0.93**page) if page else start
        if percent > self._last:
            self._last = percent
            self._progress(f"{label} {page}" if page else label, percent)

    def handleError(self, record: logging.LogRecord) -> None:
        raise


@contextmanager
def _reported(progress: Progress | None) -> Iterator[None]:
    """Listen to the progress messages; without a listener they are not even made. They stay out of the server's log."""
    logger = logging.getLogger("weasyprint.progress")
    before = logger.level, logger.propagate
    handler = _Reporter(progress) if progress else None
    logger.setLevel(logging.INFO if handler else logging.WARNING)
    logger.propagate = False
    if handler:
        logger.addHandler(handler)
    try:
        yield
    finally:
        if handler:
            logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Afterwards only the youngest objects are walked: at rest, all that the document was made of has stayed among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect(0)
