"""Boxes, styles and pages: what follows from a style alone is worked out once per style, equal pseudo-elements share one, and
what WeasyPrint goes through anew for every page is gone through once.
"""

from __future__ import annotations

from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.css import StyleFor
from weasyprint.css.functions import check_math
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import background, page, percent

plain_percentages = percent.resolve_percentages
plain_backgrounds = background.layout_box_backgrounds
plain_set_styles = StyleFor.set_computed_styles
plain_in_normal_flow = Box.is_in_normal_flow
plain_to_bytes = pydyf._to_bytes
plain_page_styles = page.set_page_type_computed_styles

_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """percent.resolve_percentages: without percentages the containing block does not matter."""
    style = box.style
    used = style.__dict__.get("_used")
    if used is None:
        used = style._used = _used_lengths(style)
    if used and isinstance(box, Box) and not isinstance(box, PageBox):
        box.__dict__.update(used)
    else:
        plain_percentages(box, containing_block)


def _used_lengths(style: Any) -> dict[str, Any]:
    """Used values of a style's lengths; empty where they depend on more than the style."""
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return {}
    used: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            used[name] = 0 if name in ("min_width", "min_height") else "auto"
        elif check_math(value) or value.unit != "px":
            return {}
        else:
            used[name] = value.value
    used.update({f"border_{side}_width": style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left")})
    return used


def is_in_normal_flow(self: Any) -> bool:
    """Box.is_in_normal_flow, for the commonest box at once."""
    style = self.style
    if style["float"] == "none" and style["position"] in ("static", "relative"):
        return True
    return plain_in_normal_flow(self)


def layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """background.layout_box_backgrounds: most boxes have neither background nor round corners."""
    if style is not None or box is page or not isinstance(box, Box) or not _is_bare(box.style):
        plain_backgrounds(page, box, get_image, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    box.background = None
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)


def _is_bare(style: Any) -> bool:
    bare = style.__dict__.get("_bare")
    if bare is None:
        bare = style._bare = (
            all((0, "px") in style[corner] for corner in _CORNERS)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _image in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )
    return bool(bare)


def set_computed_styles(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: Any = None,
    base_url: Any = None,
    target_collector: Any = None,
) -> None:
    """StyleFor.set_computed_styles: as WeasyPrint does for elements, pseudo-elements with equal rules share a style."""
    if pseudo_type is None or isinstance(element, tuple):  # a real element, or a page
        plain_set_styles(self, element, parent, root, pseudo_type, base_url, target_collector)
        return
    computed = self._computed_styles
    rules = self._cascaded_styles.get((element, pseudo_type), {})
    key = (
        pseudo_type,
        id(computed[parent, None]),
        *[(name, id(value), weight) for name, (value, weight) in rules.items()],
    )
    shared = self.__dict__.setdefault("_shared", {})
    style = shared.get(key)
    if style is None:
        plain_set_styles(self, element, parent, root, pseudo_type, base_url, target_collector)
        shared[key] = computed[element, pseudo_type]
        return
    computed[element, pseudo_type] = style
    if target_collector and style["anchor"]:
        target_collector.collect_anchor(style["anchor"])


def set_page_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """page.set_page_type_computed_styles: looks up the margin boxes that the style sheets name, not all elements."""
    names = style_for.__dict__.get("_margin_boxes")
    if names is None:
        rules = [rule for sheet, _origin, _specificity in style_for._sheets for rule in sheet.page_rules]
        selectors = [selector for _rule, selector_list, _declarations in rules for selector in selector_list]
        names = style_for._margin_boxes = tuple(dict.fromkeys(pseudo for _weight, pseudo, _type in selectors if pseudo))
    root = html.etree_element
    style_for.add_page_declarations(page_type)
    style_for.set_computed_styles(page_type, root=root, parent=root, base_url=html.base_url)
    for name in names:
        if (page_type, name) in style_for._cascaded_styles:
            style_for.set_computed_styles(
                page_type, pseudo_type=name, root=root, parent=page_type, base_url=html.base_url
            )


def page_references(self: Any) -> tuple[bytes, ...]:
    """pydyf.PDF.page_references: WeasyPrint asks for all of them at every tag, and they change only with a new page."""
    kids = self.pages["Kids"]
    known: tuple[bytes, ...] = self.__dict__.get("_references", ())
    if 3 * len(known) != len(kids):
        known = self._references = tuple(b"%d 0 R" % number for number in kids[::3])
    return known


def to_bytes(item: Any) -> bytes:
    """pydyf._to_bytes, its commonest cases first."""
    kind = type(item)
    if kind is bytes:
        return item
    if kind is str:
        return item.encode("ascii")
    if kind is int:
        return b"%d" % item
    if kind is float:
        return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
    return plain_to_bytes(item)
