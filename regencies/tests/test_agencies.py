"""The agencies of one region."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import make_person
from journal.models import Entry
from regencies.models import Agency
from regencies.tests.factories import KUTAI, make_agency, make_member, make_regency

pytestmark = pytest.mark.django_db

PAGE = "/daerah/64.01/perangkat-daerah/"


def test_the_operator_adds_an_agency(client):
    client.force_login(make_member(make_regency()))
    assert "Belum ada perangkat daerah" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"code": "DLH", "name": "Dinas Lingkungan Hidup"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Dinas Lingkungan Hidup ditambahkan." in answer.content.decode()
    assert Entry.objects.get().verb == "agency.create"


def test_an_abbreviation_that_is_taken_is_refused_in_its_field(client):
    paser = make_regency()
    make_agency(paser, "DLH")
    client.force_login(make_member(paser))
    answer = client.post(PAGE, {"code": "DLH", "name": "Nama yang diketik"})
    assert answer.status_code == 409
    assert "sudah memiliki perangkat daerah dengan singkatan “DLH”" in str(answer.context["form"].errors["code"])
    assert 'value="Nama yang diketik"' in answer.content.decode()
    assert Agency.objects.count() == 1


def test_an_empty_field_is_said_and_the_other_stays(client):
    client.force_login(make_member(make_regency()))
    answer = client.post(PAGE, {"code": "", "name": "Nama yang diketik"})
    assert answer.status_code == 422
    assert 'value="Nama yang diketik"' in answer.content.decode()
    assert not Agency.objects.exists()


@pytest.mark.parametrize("role", [Role.HEAD, Role.COUNCIL, Role.CONTRIBUTOR])
def test_others_of_the_region_read_only(client, role):
    paser = make_regency()
    agency = make_agency(paser)
    client.force_login(make_member(paser, role, agency=agency if role == Role.CONTRIBUTOR else None))
    page = client.get(PAGE).content.decode()
    assert "Dinas contoh DINKES" in page
    assert "Tambah perangkat daerah" not in page
    assert client.post(PAGE, {"code": "X", "name": "Y"}).status_code == 403
    assert Agency.objects.count() == 1


def test_the_secretariat_reads_only(client):
    make_agency(make_regency())
    client.force_login(make_person(Role.SECRETARIAT))
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"code": "X", "name": "Y"}).status_code == 403


def test_for_strangers_the_page_does_not_exist(client):
    make_agency(make_regency())
    for person in (make_member(make_regency(KUTAI)), make_person(Role.ASSESSOR), make_person(Role.ADMINISTRATOR)):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, {"code": "X", "name": "Y"}).status_code == 404


@pytest.mark.parametrize("code", ["99.99", "6401", "%00", "x" * 300])
def test_a_region_that_does_not_exist_is_not_found(client, code):
    client.force_login(make_person(Role.SECRETARIAT))
    assert client.get(f"/daerah/{code}/perangkat-daerah/").status_code == 404


def test_only_those_who_work_there_now_are_counted(client):
    paser = make_regency()
    agency = make_agency(paser)
    make_member(paser, Role.CONTRIBUTOR, agency=agency)
    gone = make_member(paser, Role.CONTRIBUTOR, agency=agency)
    gone.memberships.update(ended_at=timezone.now())
    client.force_login(make_member(paser))
    assert [row.contributors for row in client.get(PAGE).context["agencies"]] == [1]


def test_three_agencies_cost_the_queries_of_one(client):
    paser = make_regency()
    client.force_login(make_member(paser))
    costs = []
    for codes in (["A"], ["B", "C"]):
        for code in codes:
            make_member(paser, Role.CONTRIBUTOR, agency=make_agency(paser, code))
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6
