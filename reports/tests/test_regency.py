"""The page of a region: what each reader may open from it, and nothing of what that reader may not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from documents.models import Document
from evaluations.tests.factories import make_assessor, make_scored, make_seat, make_secretary
from quickwins.models import QuickWin
from regencies.models import Regency
from reports.tests.factories import make_announced, make_result
from submissions.models import Submission
from submissions.tests.factories import make_agency, make_member, make_pillar, make_regency, make_submission

pytestmark = pytest.mark.django_db
ADDRESS = "/daerah/64.01/"


@pytest.fixture
def paser() -> Regency:
    return make_regency("64.01", "Kabupaten Paser")


def fill(paser: Regency, number: int) -> Submission:
    Document.objects.create(
        regency=paser,
        code=f"MP-{number}",
        kind="masterplan",
        title=f"Masterplan {number}",
        start_year=2021,
        end_year=2026,
    )
    QuickWin.objects.create(
        regency=paser, code=f"QW-{number}", name=f"Program {number}", pillar=make_pillar("living"), start_year=2021
    )
    make_agency(paser, f"OPD-{number}")
    make_result(make_announced(year=2100 + number), "64.01", "2.84", rank=8, rank_of=37)
    return make_submission(regency=paser, year=2200 + number)


def test_the_own_people_find_all_of_it(client: Client, paser: Regency) -> None:
    submission = fill(paser, 1)
    client.force_login(make_member(paser, Role.OPERATOR))
    page = client.get(ADDRESS).content.decode()
    for words in (
        "Kabupaten Paser",
        "64.01",
        "WITA",
        "2,84",
        "Peringkat 8 di antara 37 daerah",
        "Masterplan 1",
        "OPD-1",
    ):
        assert words in page
    assert "1 program cepat menurut pilar." in page
    assert reverse("submissions:detail", args=[submission.pk]) in page
    assert reverse("regencies:agencies", args=["64.01"]) in page


def test_a_council_member_finds_results_but_no_submission(client: Client, paser: Regency) -> None:
    submission = fill(paser, 1)
    client.force_login(make_member(paser, Role.COUNCIL))
    page = client.get(ADDRESS).content.decode()
    assert "2,84" in page
    assert submission.cycle.name not in page
    assert reverse("regencies:agencies", args=["64.01"]) not in page


def test_an_assessor_opens_own_seats_and_no_documents(client: Client, paser: Regency) -> None:
    fill(paser, 1)
    user = make_assessor()
    seat = make_seat(make_scored(regency=paser), user)
    client.force_login(user)
    page = client.get(ADDRESS).content.decode()
    assert reverse("evaluations:seat", args=[seat.pk]) in page
    assert "Masterplan 1" not in page
    assert "/isian/" not in page


def test_a_draft_and_an_archive_are_no_submissions_of_the_region(client: Client, paser: Regency) -> None:
    make_submission(regency=paser, state=Submission.State.ARCHIVED, name="Arsip lama")
    make_submission(regency=paser, name="Rancangan rahasia").cycle.__class__.objects.filter(
        name="Rancangan rahasia"
    ).update(state="draft")
    client.force_login(make_member(paser, Role.OPERATOR))
    page = client.get(ADDRESS).content.decode()
    assert "Arsip lama" not in page
    assert "Rancangan rahasia" not in page


def test_an_unknown_code_is_not_found(client: Client) -> None:
    client.force_login(make_secretary())
    assert client.get("/daerah/99.99/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    client: Client, paser: Regency, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        fill(paser, number)
    client.force_login(make_member(paser, Role.OPERATOR))
    with django_assert_num_queries(9):
        client.get(ADDRESS)
