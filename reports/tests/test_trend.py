"""Values over the years: where a line goes on, where it breaks, what is kept apart, and who reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from evaluations.tests.factories import make_assessor, make_seat, make_secretary
from pillars.models import Dimension, Instrument
from regencies.models import Regency
from reports.line_chart import chart, drawn, y_of
from reports.queries.trend import trends_of
from reports.tests.factories import make_announced, make_result
from submissions.tests.factories import SMALL, make_instrument, make_member, make_regency, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/daerah/64.01/tren/"
VALUES = {Dimension.BASELINE: "3.00", Dimension.OUTCOME: "2.00", Dimension.IMPACT: "1.00"}


def year(number: int, instrument: Instrument | None = None, final: str = "2.50", **fields: bool) -> None:
    cycle = make_announced(instrument, year=number, name=f"Evaluasi {number}", **fields)
    make_result(cycle, "64.01", final, dimensions=VALUES)


def paser() -> Regency:
    return make_regency("64.01")


def test_the_same_questions_and_weights_are_the_same_ruler() -> None:
    year(2021, make_instrument())
    year(2022, make_instrument())
    (trend,) = trends_of(paser())
    assert [point.cycle.year for point in trend.points] == [2021, 2022]
    assert trend.breaks == []
    assert trend.final.breaks == frozenset()


def test_the_line_breaks_at_another_ruler_and_says_what_still_compares() -> None:
    year(2021, make_instrument())
    year(2022, make_instrument([*SMALL[:3], ("impact.other", Dimension.IMPACT, "governance", "survey_mean", "skor")]))
    (trend,) = trends_of(paser())
    assert [point.cycle.year for point in trend.breaks] == [2022]
    assert trend.points[1].comparable == (Dimension.BASELINE, Dimension.OUTCOME)
    broken = {line.slug: line.breaks for line in trend.dimensions}
    assert broken == {"baseline": frozenset(), "outcome": frozenset(), "impact": frozenset({1})}


def test_other_weights_break_the_final_but_no_dimension() -> None:
    year(2021, make_instrument())
    other = make_instrument()
    for weight, percent in zip(other.weights.all(), (10, 10, 80), strict=True):
        weight.percent = Decimal(percent)
        weight.save(update_fields=["percent"])
    year(2022, other)
    (trend,) = trends_of(paser())
    assert trend.final.breaks == {1}
    assert all(line.breaks == frozenset() for line in trend.dimensions)


def test_unknown_questions_compare_with_nothing() -> None:
    for number in (2021, 2022):
        instrument = make_instrument()
        instrument.indicators.all().delete()
        year(number, instrument)
    (trend,) = trends_of(paser())
    assert trend.points[1].comparable == ()
    assert trend.points[1].is_new_ruler


def test_samples_are_never_joined_with_official_results(client: Client) -> None:
    instrument = make_instrument()
    year(2021, instrument, "2.11")
    year(2022, instrument, "2.22", is_sample=True)
    official, sample = trends_of(paser())
    assert ([p.cycle.year for p in official.points], [p.cycle.year for p in sample.points]) == ([2021], [2022])
    client.force_login(make_secretary())
    page = client.get(ADDRESS).content.decode()
    assert "Hasil contoh" in page
    assert "Contoh, bukan hasil resmi" in page


def test_a_superseded_run_and_an_unannounced_cycle_are_not_shown() -> None:
    from reports.tests.factories import new_run

    cycle = make_announced(year=2021)
    make_result(cycle, "64.01", "1.00")
    new_run(cycle)
    make_result(cycle, "64.01", "2.00")
    (trend,) = trends_of(paser())
    assert trend.final.values == (Decimal("2.00"),)


def test_missing_is_a_gap_and_zero_a_point() -> None:
    values = [Decimal("1"), None, Decimal("0.00"), Decimal("2")]
    line = drawn("", "Indeks", values, breaks=())
    assert len(line.dots) == 3
    assert [len(piece.split()) for piece in line.pieces] == [2]
    assert line.dots[1].y == f"{y_of(Decimal(0)):.2f}"


def test_a_break_cuts_the_line_between_two_points_and_is_drawn_between_them() -> None:
    line = drawn("", "Indeks", [Decimal(1), Decimal(2), Decimal(3)], breaks={2})
    assert [len(piece.split()) for piece in line.pieces] == [2]
    figure = chart(["2021", "2022", "2023"], {2}, [line])
    assert len(figure.breaks) == 1
    assert Decimal(figure.years[1].place) < Decimal(figure.breaks[0]) < Decimal(figure.years[2].place)


def test_the_page_shows_the_numbers_as_a_chart_and_as_a_table(client: Client) -> None:
    year(2021, make_instrument(), "2.50")
    year(2022, make_instrument([*SMALL[:3], ("impact.other", Dimension.IMPACT, "governance", "survey_mean", "skor")]))
    client.force_login(make_member(paser(), Role.COUNCIL))
    page = client.get(ADDRESS).content.decode()
    assert '<td class="num lead-num">2,50</td><td class="num">–</td>' in page
    assert "Yang tetap dapat dibandingkan karena pertanyaannya sama: Baseline, Outcome." in page
    assert "Instrumen berganti" in page
    assert "style=" not in page.split("<main", 1)[1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        year(2021 + number, make_instrument())
    client.force_login(make_member(paser(), Role.OPERATOR))
    with django_assert_num_queries(7):
        client.get(ADDRESS)


def test_who_opens_the_trend(client: Client) -> None:
    year(2021)
    result = trends_of(paser())[0].points[0].result
    seated = make_assessor()
    make_seat(result.submission, seated)
    abroad = make_regency("64.02")
    people = {
        **{make_member(paser(), role): 200 for role in (Role.OPERATOR, Role.HEAD, Role.COUNCIL)},
        make_secretary(): 200,
        seated: 200,
        make_assessor(): 404,
        make_member(abroad, Role.OPERATOR): 404,
        make_user(national=Role.ADMINISTRATOR): 404,
        make_user(): 404,
    }
    for person, status in people.items():
        client.force_login(person)
        assert client.get(ADDRESS).status_code == status
        assert client.get(reverse("reports:regency", args=["64.01"])).status_code == status


def test_a_region_without_results_says_so(client: Client) -> None:
    client.force_login(make_member(paser(), Role.OPERATOR))
    assert "Belum ada hasil" in client.get(ADDRESS).content.decode()
