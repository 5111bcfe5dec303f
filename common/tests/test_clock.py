from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from common import clock

CLOSING = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("Asia/Jakarta", "30 November 2026 pukul 22.59 WIB"),
        ("Asia/Makassar", "30 November 2026 pukul 23.59 WITA"),
        ("Asia/Jayapura", "1 Desember 2026 pukul 00.59 WIT"),
    ],
)
def test_one_instant_reads_differently_in_the_three_zones(timezone: str, expected: str) -> None:
    assert clock.sentence(CLOSING, timezone) == expected


@pytest.mark.parametrize(("timezone", "days"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 0)])
def test_days_left_follow_the_calendar_of_the_place(timezone: str, days: int) -> None:
    late_evening_in_jakarta = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    noon_next_day_in_jakarta = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    assert clock.days_left(late_evening_in_jakarta, noon_next_day_in_jakarta, timezone) == days


def test_days_left_is_negative_when_the_day_is_over() -> None:
    assert clock.days_left(datetime(2026, 12, 2, 5, tzinfo=UTC), CLOSING, "Asia/Makassar") == -2


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.local(datetime(2026, 11, 30), "Asia/Jakarta")


def test_a_zone_abroad_has_no_label() -> None:
    with pytest.raises(KeyError):
        clock.zone_label("Europe/Paris")


def render(source: str, **context: object) -> str:
    return Template("{% load clock %}" + source).render(Context(context))


def test_template_shows_an_instant_in_the_zone_of_a_place() -> None:
    place = SimpleNamespace(timezone="Asia/Jayapura")
    assert render("{{ at|in_zone:place }}", at=CLOSING, place=place) == "1 Desember 2026 pukul 00.59 WIT"
    assert render("{{ at|in_zone:'Asia/Makassar' }}", at=CLOSING) == "30 November 2026 pukul 23.59 WITA"
    assert render("{{ at|day_in_zone:place }}", at=CLOSING, place=place) == "1 Desember 2026"


def test_template_shows_the_ministrys_zone_where_no_place_is_named() -> None:
    assert render("{{ at|in_zone }}", at=CLOSING) == "30 November 2026 pukul 22.59 WIB"


def test_template_shows_a_dash_for_no_instant() -> None:
    assert render("{{ at|in_zone }} {{ at|day_in_zone }}", at=None) == "– –"


def test_months_are_named_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert clock.sentence(CLOSING, "Asia/Jayapura").startswith("1 December 2026")
