"""Facts about targets and what came of them, as percent where that is certain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickwins.scoring import share


@pytest.mark.parametrize(
    ("target", "realisation", "percent"),
    [
        ("100 desa", "94 desa", 94),
        ("20 posyandu", "20", 100),
        ("40 sekolah", "0 sekolah", 0),
        ("80 persen", "80,5%", 101),
        ("≥ 90%", "45%", 50),
        ("160 posyandu", "160 sekolah", None),
        ("3 paket wisata dan 500 pemesanan", "3 paket", None),
        ("0 kasus", "0 kasus", None),
        ("", "12", None),
        ("12", "", None),
    ],
)
def test_what_came_of_a_target(target: str, realisation: str, percent: int | None) -> None:
    assert share(target, realisation) == (None if percent is None else Decimal(percent))


@given(st.integers(1, 999), st.integers(0, 999))
def test_the_share_is_whole_and_within_half_a_percent(target: int, came: int) -> None:
    found = share(f"{target} desa", f"{came} desa")
    assert found is not None and abs(found * target - 100 * came) <= Decimal(target) / 2
