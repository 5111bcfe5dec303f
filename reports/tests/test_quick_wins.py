"""The Quick Win report of a regency: all years, texts and risks, for those who read them on screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Role
from documents.tests.factories import WHO
from quickwins import actions as quick_wins
from quickwins.tests.factories import add_risk, make_quick_win
from reports import actions
from reports.models import Report
from reports.queries.quick_wins import quick_win_report
from reports.tests.test_pdf import text_of
from submissions.tests.factories import make_member, make_regency

pytestmark = pytest.mark.django_db


def store(code: str) -> Report:
    actions.make(kind="quick-wins", subject=code, progress=lambda _step, _percent: None)
    return Report.objects.order_by("-made_at")[0]


def test_it_tells_years_reasons_and_risks_and_a_new_year_makes_a_new_version(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    one = make_quick_win(make_regency(), years={2022: "running", 2023: "paused"}, impact="Antrean hilang.")
    add_risk(one, "R7", mitigation="Armada cadangan disewa.")
    first = store("64.01")
    assert store("64.01") == first
    text = text_of((tmp_path / first.file).read_bytes())
    for wanted in (
        one.name,
        "Target 2022",
        "Armada kurang",
        "Antrean hilang.",
        "R7",
        "Armada cadangan disewa.",
        "1·R7",
    ):
        assert wanted in text
    quick_wins.record_status(one, year=2024, status="running", target="Target 2024", reason="", **WHO)
    second = store("64.01")
    assert second.pk != first.pk
    shown = Client().get(reverse("reports:verify", args=[first.pk])).content.decode()
    assert "tidak berlaku lagi" in shown
    assert "Antrean" not in shown


def test_those_who_read_quick_wins_ask_for_it_and_nobody_else(client: Client) -> None:
    regency = make_regency()
    address = reverse("reports:document", args=["quick-wins", "64.01"])
    client.force_login(make_member(regency, Role.COUNCIL))
    assert "Belum ada Quick Win yang dicatat." in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    make_quick_win(regency)
    assert "Buat laporan" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert address in client.get(reverse("quickwins:list")).content.decode()
    client.force_login(make_member(make_regency("64.02")))
    assert client.get(address).status_code == 404


def test_the_number_of_queries_does_not_grow_with_quick_wins(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    asked = []
    for code, count in (("64.01", 1), ("64.02", 3)):
        regency = make_regency(code)
        for number in range(count):
            add_risk(make_quick_win(regency), f"R{number}")
        with django_assert_max_num_queries(9) as seen:
            assert quick_win_report(regency).count == count
        asked.append(len(seen))
    assert asked[0] == asked[1]
