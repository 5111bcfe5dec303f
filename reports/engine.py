"""Short cuts through WeasyPrint, in force only while one of our reports is printed.

WeasyPrint asks the same things again and again: it shapes every line twice (once to measure it, once to draw it), builds a new
Pango context for every piece of text, works out margins and borders that cannot differ between two cells of a column, and
computes the styles of sixteen margin boxes anew for every page. Each function below gives what the original gives, from an
answer kept since the last time. `bench/pdf.py` measures the gain; `reports/tests/test_pdf.py` compares the bytes.

They know WeasyPrint from inside, so they are bound to the versions they were read against. With any other version `quick()`
does nothing and the report is printed plainly, only slower.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
from weasyprint.css import StyleFor
from weasyprint.layout import percent
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import Layout

KNOWN_VERSIONS = ("70.0",)
KNOWN_PYDYF = ("0.13.0",)

_plain_setup, _plain_set_text = Layout.setup, Layout.set_text
_plain_deactivate, _plain_reactivate = Layout.deactivate, Layout.reactivate
_plain_percentages = percent.resolve_percentages
_plain_set_styles = StyleFor.set_computed_styles
_plain_add_font = Stream.add_font
_plain_to_bytes = pydyf._to_bytes


def is_known() -> bool:
    """Whether the installed versions are those the short cuts were made for."""
    return weasyprint.VERSION in KNOWN_VERSIONS and pydyf.VERSION in KNOWN_PYDYF


@contextmanager
def quick() -> Iterator[None]:
    """Take the short cuts inside the block; afterwards WeasyPrint is as it was. Not for several threads at once."""
    if not is_known():
        yield
        return
    _fonts_seen.clear()
    swapped = [
        *_swap(Layout, setup=setup, set_text=set_text, deactivate=deactivate, reactivate=reactivate),
        *_swap(StyleFor, set_computed_styles=set_computed_styles),
        *_swap(Stream, add_font=add_font),
        *_swap(pydyf, _to_bytes=to_bytes),
    ]
    for module in _modules_with("resolve_percentages", _plain_percentages):
        swapped += _swap(module, resolve_percentages=resolve_percentages)
    try:
        yield
    finally:
        for owner, name, original in swapped:
            setattr(owner, name, original)
        _forget_fonts()


def _swap(owner: Any, **replacements: Any) -> list[tuple[Any, str, Any]]:
    before = [(owner, name, getattr(owner, name)) for name in replacements]
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)
    return before


def _modules_with(name: str, value: object) -> list[Any]:
    """Modules of WeasyPrint that imported a function by its name."""
    ours = [module for key, module in list(sys.modules.items()) if key.startswith("weasyprint")]
    return [module for module in ours if getattr(module, name, None) is value]


# --- text: one Pango context per kind of text, one shaping per line --------------------------------------------------

_TEXT_KEYS = (
    "font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_variation_settings",
    "font_variant_caps", "font_variant_ligatures", "font_variant_position", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "font_kerning",
    "font_language_override", "lang", "direction",
)  # fmt: skip
_CONTEXTS = "_reports_pango_contexts"


def setup(self: Any, style: Any) -> None:
    """Layout.setup: the context, font description and features depend on `_TEXT_KEYS` only, so keep them."""
    if (
        style["text_decoration_line"] != "none"
        or style["letter_spacing"] != "normal"
        or style["word_spacing"]
        or style["overflow_wrap"] in ("anywhere", "break-word")
    ):
        _plain_setup(self, style)  # these add attributes of their own to the list
        return
    kept = style.font_config.__dict__.setdefault(_CONTEXTS, {})
    key = tuple([style[name] for name in _TEXT_KEYS])
    if key not in kept:
        _plain_setup(self, style)
        kept[key] = self.layout
    first = kept[key]
    self.style, self.first_line_direction = style, 0


"""E
"""
