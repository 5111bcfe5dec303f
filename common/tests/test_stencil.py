"""Stencils: what people typed is escaped, fills its own gap alone, and no other row's text leaks in."""

from __future__ import annotations

import pytest
from django.utils.html import escape
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
    choices = {"icons": "/i.svg", "limits": "", "n": Gap("n"), "url": Gap("url")}
    first = stencil("submissions/parts/upload.html", **choices)
    assert stencil("submissions/parts/upload.html", **choices) is first
    assert 'id="u-7-file"' in first.fill({"n": "7", "url": "/x/"})
