"""Stencils: what people typed is escaped, fills its own gap alone, and no other row's text leaks in."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from common.stencil import Gap, Stencil, stencil

STENCIL = Stencil(f"<p>{Gap('a')}</p><i>{Gap('b')}</i>{Gap('a')}")


@given(st.text(), st.text())
def test_each_gap_holds_its_own_text_escaped(first: str, second: str) -> None:
    html = STENCIL.fill({"a": first, "b": second})
    assert html == f"<p>{escape(first)}</p><i>{escape(second)}</i>{escape(first)}"


def test_a_text_that_looks_like_a_gap_stays_text() -> None:
    assert STENCIL.fill({"a": Gap("b"), "b": "<b>"}) == f"<p>{Gap('b')}</p><i>&lt;b&gt;</i>{Gap('b')}"


def test_a_gap_without_a_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        STENCIL.fill({"a": ""})


def test_a_template_is_rendered_once_for_the_same_choices() -> None:
    choices = {"limits": "", "n": Gap("n"), "url": Gap("url")}
    first = stencil("submissions/parts/upload.html", **choices)
    assert stencil("submissions/parts/upload.html", **choices) is first
    assert 'id="u-7-file"' in first.fill({"n": "7", "url": "/x/"})


def test_a_gap_may_have_a_name_of_two_words() -> None:
    assert Stencil(f'<a href="{Gap("point_url")}">').fill({"point_url": "/a/?b=1&c"}) == '<a href="/a/?b=1&amp;c">'


def _rendered(text: str, **context: object) -> str:
    return Template("{% load stencils %}" + text).render(Context(context))


def test_a_part_drawn_with_texts_of_the_page_is_what_an_include_would_be() -> None:
    values = {"url": "/a?b&c", "label": "<Umum>", "filled": 0, "total": 3, "active": True, "is_full": False}
    asked = " ".join(f"{name}={name}" for name in values)
    given = Template('{% include "parts/section_link.html" %}').render(Context(values))
    assert _rendered(f'{{% drawn "parts/section_link.html" {asked} %}}', **values) == given
    assert "&lt;Umum&gt;" in given
    assert "0/3" in given


def test_a_part_that_is_always_the_same_is_kept_for_each_language() -> None:
    part = Template('{% load stencils %}{% drawn "submissions/parts/outbox_words.html" %}')
    with override("id"):
        indonesian = part.render(Context())
    with override("en"):
        english = part.render(Context())
    assert "Menyimpan" in indonesian
    assert "Saving" in english
    with override("id"):
        assert part.render(Context()) == indonesian


def test_a_part_is_drawn_for_each_row_of_a_list() -> None:
    rows = [{"url": "/a", "label": "Satu", "active": True}, {"url": "/b", "label": "<Dua>", "active": False}]
    found = _rendered('{% drawn "parts/navigation_link.html" each rows kind="menu-item" %}', rows=rows)
    one = (
        '{% include "parts/navigation_link.html" with url=row.url label=row.label active=row.active kind="menu-item" %}'
    )
    given = Template("{% for row in rows %}" + one + "{% endfor %}")
    assert found == given.render(Context({"rows": rows}))
    assert _rendered('{% drawn "parts/navigation_link.html" each rows %}', rows=[]) == ""


@pytest.mark.parametrize(
    "tag", ["{% drawn 'a.html' each %}", "{% drawn part %}", "{% drawn 'a.html' pin %}", "{% drawn 'a.html\" %}"]
)
def test_a_part_without_a_name_in_quotes_or_values_without_names_is_an_error(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        _rendered(tag)


def test_what_is_shown_twice_is_rendered_once() -> None:
    turns = iter([1])
    text = "{% twice links %}<b>{{ turn }}</b>{% endtwice %}{{ links }}|{{ links }}"
    assert _rendered(text, turn=lambda: next(turns)) == "<b>1</b>|<b>1</b>"
