"""The list of regions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.tests.factories import make_person
from regencies.models import Membership, Regency
from regencies.tests.factories import KEDIRI_KAB, KEDIRI_KOTA, KUTAI, make_member, make_regency

pytestmark = pytest.mark.django_db

LIST = "/daerah/"


def secretary(client: Client) -> None:
    client.force_login(make_person(Role.SECRETARIAT))


def test_without_sign_in_there_is_no_list(client):
    assert client.get(LIST)["Location"] == "/akun/masuk/?next=/daerah/"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.COUNCIL])
def test_own_staff_see_their_own_region_only(client, role):
    make_regency(KUTAI)
    client.force_login(make_member(make_regency(), role))
    page = client.get(f"{LIST}?cari=Kutai").content.decode()
    assert "Kabupaten Paser" in page
    assert "Kabupaten Kutai" not in page
    assert 'name="cari"' not in page
    assert 'href="/daerah/64.01/"' in page
    assert 'href="/daerah/64.01/perangkat-daerah/"' in page


@pytest.mark.parametrize("roles", [(), (Role.ASSESSOR,), (Role.ADMINISTRATOR,)])
def test_who_works_for_no_region_gets_an_empty_page(client, roles):
    make_regency()
    client.force_login(make_person(*roles))
    answer = client.get(LIST)
    assert answer.status_code == 200
    assert "Belum ada daerah" in answer.content.decode()
    assert "Kabupaten Paser" not in answer.content.decode()


def test_the_secretariat_searches_by_name_code_and_province(client):
    for code in ("64.01", KUTAI, KEDIRI_KAB, KEDIRI_KOTA):
        make_regency(code)
    secretary(client)

    def found(query: str) -> list[str]:
        return [row.code for row in client.get(f"{LIST}?{query}").context["page"].object_list]

    assert found("") == [KEDIRI_KAB, KEDIRI_KOTA, "64.01", KUTAI]
    assert found("cari=kediri") == [KEDIRI_KAB, KEDIRI_KOTA]
    assert found("cari=64.0") == ["64.01", KUTAI]
    assert found("provinsi=64") == ["64.01", KUTAI]
    assert found("provinsi=64&cari=paser") == ["64.01"]
    assert found("cari=%00") == [KEDIRI_KAB, KEDIRI_KOTA, "64.01", KUTAI]
    page = client.get(f"{LIST}?cari=%3Cb%3Etiada").content.decode()
    assert "Tidak ada daerah yang cocok" in page
    assert 'value="&lt;b&gt;tiada"' in page


def test_fifty_stand_on_a_page_and_the_search_goes_along(client):
    for number in range(1, 53):
        make_regency(f"12.{number:02}")
    secretary(client)
    answer = client.get(f"{LIST}?cari=12&hal=2")
    assert [row.code for row in answer.context["page"].object_list] == ["12.51", "12.52"]
    assert 'href="?cari=12&amp;hal=1"' in answer.content.decode()
    assert client.get(f"{LIST}?hal=abc").context["page"].number == 1


@pytest.mark.parametrize("national", [True, False])
def test_three_regions_cost_the_queries_of_one(client, national):
    user = make_person(Role.SECRETARIAT) if national else make_person()
    client.force_login(user)
    costs = []
    for codes in (["64.01"], [KUTAI, KEDIRI_KAB]):
        for code in codes:
            Membership.objects.create(user=user, role=Role.OPERATOR, regency=make_regency(code))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        costs.append(len(queries))
    assert Regency.objects.count() == 3
    assert costs[0] == costs[1] <= 7
