"""Short cuts through WeasyPrint, in force only while one of our reports is printed.

WeasyPrint asks the same things again and again: it shapes every line of text to measure it and once more to draw it, sets up fonts
anew for every piece of text, works out the margins of equal cells one by one, gives every element six pseudo-elements of its own,
and goes through all pages and elements once for every page. Each function below gives what the original gives, from an answer
kept since the last time or read in one go.
`python -m bench pdf` measures the gain; `reports/tests/test_press.py` compares the bytes.

They know WeasyPrint from inside, so they are bound to the versions they were read against. With any other version `quick()`
does nothing and the report is printed plainly, only slower. They are meant for our own style sheet: styles are not changed
after a box was first laid out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import pydyf  # type: ignore[import-untyped]
import weasyprint
from weasyprint.css import StyleFor
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import Layout

from reports.engine import boxes, text

KNOWN_WEASYPRINT = ("70.0",)
KNOWN_PYDYF = ("0.13.0",)


def is_known() -> bool:
    """Whether the installed versions are those the short cuts were made for."""
    return weasyprint.VERSION in KNOWN_WEASYPRINT and pydyf.VERSION in KNOWN_PYDYF


@contextmanager
def quick() -> Iterator[None]:
    """Take the short cuts inside the block; afterwards WeasyPrint is as it was. Not for several threads at once."""
    if not is_known():
        yield
        return
    swapped = [
        *_swap(
            Layout,
            setup=text.setup,
            set_text=text.set_text,
            deactivate=text.deactivate,
            reactivate=text.reactivate,
        ),
        *_swap(StyleFor, set_computed_styles=boxes.set_computed_styles),
        *_swap(Box, is_in_normal_flow=boxes.is_in_normal_flow),
        *_swap(Stream, add_font=text.add_font),
        *_swap(pydyf, _to_bytes=boxes.to_bytes),
        *_swap(pydyf.PDF, page_references=property(boxes.page_references)),
        *_swap_everywhere("split_first_line", text.plain_split_first_line, text.split_first_line),
        *_swap_everywhere("draw_first_line", text.plain_draw_first_line, text.draw_first_line),
        *_swap_everywhere("resolve_percentages", boxes.plain_percentages, boxes.resolve_percentages),
        *_swap_everywhere("set_page_type_computed_styles", boxes.plain_page_styles, boxes.set_page_styles),
        *_swap_everywhere("layout_box_backgrounds", boxes.plain_backgrounds, boxes.layout_box_backgrounds),
    ]
    try:
        yield
    finally:
        for owner, name, original in swapped:
            setattr(owner, name, original)
        text.forget()


def _swap(owner: Any, **replacements: Any) -> list[tuple[Any, str, Any]]:
    before = [(owner, name, getattr(owner, name)) for name in replacements]
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)
    return before


def _swap_everywhere(name: str, original: object, replacement: object) -> list[tuple[Any, str, Any]]:
    """Also in the modules of WeasyPrint that imported the function by its name."""
    modules = [module for key, module in list(sys.modules.items()) if key.startswith("weasyprint")]
    return list(
        chain.from_iterable(
            _swap(module, **{name: replacement}) for module in modules if getattr(module, name, None) is original
        )
    )
