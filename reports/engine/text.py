"""Text: fonts set up once per style, a line shaped once, equal texts measured once, glyphs read in one go."""

from __future__ import annotations

from copy import copy
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

plain_setup, plain_set_text = Layout.setup, Layout.set_text
plain_split_first_line = line_break.split_first_line
plain_draw_first_line = drawing.draw_first_line
plain_add_font = Stream.add_font

_VARIANTS = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
_PARAGRAPH_ENDS = ("\n", "\r", "\u2029")
_lines: dict[Any, Any] = {}


def setup(self: Any, style: Any) -> None:
    """Layout.setup: context, font description and features depend on the style alone, so each style keeps them."""
    self.drawable = False
    if style["text_decoration_line"] != "none":
        plain_setup(self, style)  # it reads the places of lines as well
        return
    kept = style.__dict__.get("_typesetting")
    if kept is None:
        kept = style._typesetting = _typesetting(style)
    context, self.language, description, feature, attributes = kept
    self.style, self.first_line_direction = style, 0
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    pango.pango_layout_set_font_description(layout, description)
    if attributes is not None:
        pango.pango_layout_set_attributes(layout, attributes)
    elif feature is not None:  # set_text will write spaces or breaks into the list, so it gets its own
        pango.pango_layout_set_attributes(layout, _attributes(feature))


def _typesetting(style: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Context, language, font description, feature attribute, and the list with it where nothing else enters the list."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    override = style["font_language_override"]
    name = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
    if name:
        pointer, _text = unicode_to_char_p(name)
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    kinds = ("kerning", *(f"variant_{kind}" for kind in _VARIANTS), "feature_settings")
    features = font_features(*(style[f"font_{kind}"] for kind in kinds))
    feature = attributes = None
    if features:
        names = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        feature = style.font_config.font_features.setdefault(names, pango.pango_attr_font_features_new(names))
        spaced = style["letter_spacing"] != "normal" or style["word_spacing"]
        if not spaced and style["overflow_wrap"] not in ("anywhere", "break-word"):
            attributes = _attributes(feature)
    return context, language, get_font_description(style), feature, attributes


def _attributes(feature: Any) -> Any:
    attributes = pango.pango_attr_list_new()
    pango.pango_attr_list_insert(attributes, feature)
    return attributes


def set_text(self: Any, text: str, justify: bool = False) -> None:
    """Layout.set_text, in the paragraph mode of drawing where that is the same, so that drawing need not shape again."""
    self.drawable = not self.justification_spacing and not any(end in text for end in _PARAGRAPH_ENDS)
    pango.pango_layout_set_single_paragraph_mode(self.layout, self.drawable)
    plain_set_text(self, text, justify)


def deactivate(self: Any) -> None:
    """Layout.deactivate: a line that can be drawn as it was measured is kept until then."""
    if not self.drawable:
        del self.layout, self.language, self.style


def reactivate(self: Any, style: Any) -> None:
    if not self.drawable:
        self.setup(style)
        self.set_text(self.text, justify=True)


def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: Any,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """The same text in the same style and width breaks the same way; most cells are laid out more than once."""
    key = (text, id(style), max_width, justification_spacing, is_line_start, minimum)
    kept = _lines.get(key)
    if kept is None:
        found = plain_split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        if found[0].drawable:
            _lines[key] = found, style  # the style, so that its id stays its own
        return found
    return kept[0]


_NUMBERS = 5  # in a PangoGlyphInfo: glyph, width, x offset, y offset, attributes
_SMALLEST = 1e-6  # of a font, in pixels, that WeasyPrint draws
_OLD_PANGO = pango.pango_version() < 14802  # WeasyPrint does not trust its font sizes
_fonts: dict[Any, Any] = {}


def add_font(self: Any, pango_font: Any) -> tuple[Any, float]:
    """Stream.add_font: asking Pango to describe a font costs more than all else about it."""
    key = (id(self._fonts), pango_font)
    if key not in _fonts:
        _fonts[key] = plain_add_font(self, pango_font)
    return _fonts[key]


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """draw_first_line for plain glyphs; ellipses, coloured letters, raised marks and unknown letters go the plain way."""
    layout = textbox.pango_layout
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        textbox.pango_layout = _own(layout, textbox.style)  # an ellipsis is written into it, and equal texts share one
        return plain_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    if not layout.drawable:
        return plain_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    if not textbox.text.strip() or textbox.style["font_size"] < _SMALLEST:
        return []
    runs = []
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, size = stream.add_font(item.item.analysis.font)
        glyphs = item.glyphs
        numbers = ffi.unpack(ffi.cast("int32_t *", glyphs.glyphs), _NUMBERS * glyphs.num_glyphs)
        if font.bitmap or font.svg or font.png or font.colr or any(numbers[3::_NUMBERS]):
            return plain_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
        if max(numbers[::_NUMBERS], default=0) >= pango.PANGO_GLYPH_EMPTY:
            return plain_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
        runs.append((item, font, textbox.style["font_size"] if _OLD_PANGO else size, numbers))
    stream.set_text_matrix(*matrix.values)
    text, before = "", None
    for item, font, size, numbers in runs:
        pango_font = item.item.analysis.font
        if pango_font != before:
            before = pango_font
            if text:
                stream.show_text(text)
            text = ""
            stream.set_font_size(font.hash, size)
        text += _glyphs_text(stream, layout, item, font, size, numbers)
    stream.show_text(text)
    return []


def _own(layout: Any, style: Any) -> Any:
    """The same line, shaped anew for one place."""
    own = copy(layout)
    own.setup(style)
    own.set_text(own.text, justify=True)
    return own


def _glyphs_text(stream: Any, layout: Any, item: Any, font: Any, size: float, numbers: list[int]) -> str:
    """The operand of TJ for one run: glyphs in hex, with the distance where a glyph is set closer or wider."""
    known = font.__dict__.setdefault("_glyph_texts", {}).setdefault(size, {})
    parts = []
    for i, triple in enumerate(zip(numbers[::_NUMBERS], numbers[1::_NUMBERS], numbers[2::_NUMBERS], strict=True)):
        part = known.get(triple)
        if part is None:
            _learn(stream, layout, item, font, size, i, triple[0])
            part = known[triple] = _glyph_text(font, size, *triple)
        parts.append(part)
    joined = f"<{''.join(parts)}>"
    return joined.removesuffix("<>")


def _learn(stream: Any, layout: Any, item: Any, font: Any, size: float, i: int, glyph: int) -> None:
    """Note for the font which letters a glyph stands for and how wide it is."""
    if glyph not in font.to_unicode:
        clusters, offset, length = item.glyphs.log_clusters, item.item.offset, item.item.length
        if item.item.analysis.level % 2:  # from right to left
            end = length if i == 0 else clusters[i - 1]
        else:
            end = length if i == item.glyphs.num_glyphs - 1 else clusters[i + 1]
        font.to_unicode[glyph] = layout.text.encode()[offset + clusters[i] : offset + end].decode()
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)


def _glyph_text(font: Any, size: float, glyph: int, width: int, x_offset: int) -> str:
    offset = x_offset / size
    kerning = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
    before = f">{-offset}<" if offset else ""
    after = f">{int(kerning)}<" if kerning else ""
    return f"{before}{glyph:04x}{after}"


def forget() -> None:
    """Let go of what was kept for one document."""
    _lines.clear()
    _fonts.clear()
