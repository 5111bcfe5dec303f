"""Geometry: values to places, and nothing drawn where there is no value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from reports import charts
from reports.shapes import PillarLine


@dataclass(frozen=True)
class Line:
    name: str
    value: Decimal | None
    previous_value: Decimal | None = None


def lines(*values: str | None) -> list[Line]:
    return [Line(f"Sumbu {i}", None if value is None else Decimal(value)) for i, value in enumerate(values)]


def test_the_first_axis_points_up_and_four_reaches_the_ring() -> None:
    radar = charts.radar(lines("4", "4", "4", "4"), now="2023", before="2022")
    assert radar.now.polygon.split()[0] == f"160,{126 - charts.RADIUS}"
    assert radar.now.polygon == radar.rings[-1].points


def test_a_zero_stands_in_the_centre_and_is_drawn() -> None:
    radar = charts.radar(lines("0", "0.00", "0"), now="2023", before="2022")
    assert radar.now.dots == (("160", "126"),) * 3
    assert radar.now.polygon


def test_a_missing_value_breaks_the_line_and_has_no_dot() -> None:
    radar = charts.radar(lines("4", None, "4", "4", "4"), now="2023", before="2022")
    assert radar.now.polygon == ""
    assert len(radar.now.dots) == 4
    assert [len(piece.split()) for piece in radar.now.pieces] == [4]  # around the circle, over the first axis


def test_no_last_year_draws_no_second_line() -> None:
    radar = charts.radar(lines("1", "2", "3"), now="2023", before="2022")
    assert radar.before.is_empty
    assert "2022" not in radar.description


def test_the_description_says_every_value_in_words() -> None:
    radar = charts.radar(
        [PillarLine("a", "Pertama", Decimal("2.5"), Decimal("2")), *lines(None, "0")], now="2023", before="2022"
    )
    assert radar.description == (
        "2023, skala 0 sampai 4: Pertama 2,50 (2022: 2,00); Sumbu 0 tidak ada nilai; Sumbu 1 0,00."
    )


@pytest.mark.parametrize("count", [0, 1, 2, 13])
def test_too_few_or_too_many_axes_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="axes"):
        charts.radar(lines(*["1"] * count), now="", before="")


def test_bars_tell_missing_from_zero() -> None:
    none, zero, full = charts.bars([Line("a", None), Line("b", Decimal(0), Decimal(4)), Line("c", Decimal(4))])
    assert (none.length, zero.length, full.length) == (None, "0", "100")
    assert (none.before, zero.before) == (None, "100")
    assert (none.value_text, zero.value_text) == ("–", "0,00")


def test_the_rosette_has_a_ray_for_each_value_and_a_ring_for_each_gap() -> None:
    rosette = charts.rosette([[Decimal(4), Decimal(0)], [None], []])
    assert [path.count("M") for path in rosette.rays] == [2, 0, 0]
    assert len(rosette.gaps) == 1
    assert len(rosette.rings) == 5


def test_an_empty_rosette_draws_only_its_rings() -> None:
    rosette = charts.rosette([])
    assert (rosette.rays, rosette.gaps) == ((), ())


def test_no_coordinate_has_a_comma_for_a_decimal() -> None:
    radar = charts.radar(lines("1.11", "2.22", "3.33"), now="2023", before="2022")
    assert all(point.count(",") == 1 for point in radar.now.polygon.split())


def test_every_label_of_every_radar_has_its_place_in_the_style_sheet() -> None:
    css = charts.radar_label_css()
    for axes in range(charts.FEWEST_AXES, charts.MOST_AXES + 1):
        for i in range(axes):
            assert f".radar-{axes} .at-{i}{{" in css
