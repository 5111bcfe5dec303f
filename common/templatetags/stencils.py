"""Parts of pages that are the same again and again, drawn with stencils (`common.stencil`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.stencil import Gap, stencil

register = template.Library()


class Drawn(template.Node):
    """A part by its name and what it is drawn with. One that is always drawn with the same is kept complete."""

    def __init__(self, part: str, values: dict[str, FilterExpression]) -> None:
        self.part = part
        self.values = values
        self.is_fixed = all(value.is_var is False for value in values.values())
        self.kept: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        if not self.is_fixed:
            return drawn(self.part, **{name: value.resolve(context) for name, value in self.values.items()})
        language = get_language() or ""
        if language not in self.kept:
            self.kept[language] = drawn(self.part, **{n: value.resolve(context) for n, value in self.values.items()})
        return self.kept[language]


class DrawnEach(template.Node):
    """A part for each row of a list of dictionaries, which bring the values."""

    def __init__(self, part: str, rows: FilterExpression, values: dict[str, FilterExpression]) -> None:
        self.part = part
        self.rows = rows
        self.values = values

    def render(self, context: Context) -> SafeString:
        same = {name: value.resolve(context) for name, value in self.values.items()}
        return SafeString("".join(drawn(self.part, **same, **row) for row in self.rows.resolve(context)))


class Twice(template.Node):
    """What is shown in two places and rendered once."""

    def __init__(self, name: str, inner: NodeList) -> None:
        self.name = name
        self.inner = inner

    def render(self, context: Context) -> str:
        context[self.name] = self.inner.render(context)
        return ""


def drawn(part: str, **values: Any) -> SafeString:
    """The part with these values: booleans choose what it looks like, every other value fills a gap."""
    texts = {name: value for name, value in values.items() if not isinstance(value, bool)}
    gaps = {name: Gap(name) if value or value == 0 else "" for name, value in texts.items()}
    return stencil(part, **values | gaps).fill(texts)


@register.tag("drawn")
def read_drawn(parser: Parser, token: Token) -> Drawn | DrawnEach:
    """`{% drawn "parts/icon.html" name="pin" %}`: an include that is rendered once per language, then only filled.

    `{% drawn "parts/link.html" each links kind="menu" %}` draws it for each of a list of dictionaries.

    The part sees nothing else of the page, and may only ask whether a text is there: filters would see the gap instead
    of the text.
    """
    _tag, part, *rest = token.split_contents()
    rows = parser.compile_filter(rest[1]) if rest[:1] == ["each"] and len(rest) > 1 else None
    rest = rest[2:] if rows else rest
    values = token_kwargs(rest, parser)
    if part[:1] not in "\"'" or part[:1] != part[-1:] or rest:
        raise template.TemplateSyntaxError("{% drawn %} takes the name of a part in quotes and values as name=value")
    return DrawnEach(part[1:-1], rows, values) if rows else Drawn(part[1:-1], values)


@register.tag("twice")
def read_twice(parser: Parser, token: Token) -> Twice:
    """`{% twice links %}…{% endtwice %}`: render what is inside and keep it as `links`, for two places of the page."""
    _tag, name = token.split_contents()
    inner = parser.parse(("endtwice",))
    parser.delete_first_token()
    return Twice(name, inner)
