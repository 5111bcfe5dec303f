"""Amounts as people type them: read where that is certain, refused where it is not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from quickwins.forms.amounts import RupiahField


@pytest.mark.parametrize(
    ("text", "amount"),
    [("", None), ("0", 0), ("1250000", 1250000), ("1.250.000", 1250000), ("Rp 1.250.000", 1250000), ("2 500", 2500)],
)
def test_whole_rupiah_are_read_and_a_zero_stays_one(text: str, amount: int | None) -> None:
    assert RupiahField().clean(text) == amount


@pytest.mark.parametrize("text", ["1,5", "1.25", "12.50.000", "1 juta", "-5", "²", "1.2500", "9" * 17])
def test_what_could_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        RupiahField().clean(text)
