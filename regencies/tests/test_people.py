"""The list of people, and a new account."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.tests.factories import make_person
from journal.models import Entry
from regencies.models import Membership
from regencies.rules import memberships
from regencies.tests.factories import KEDIRI_KAB, KEDIRI_KOTA, KUTAI, make_agency, make_member, make_regency

pytestmark = pytest.mark.django_db

LIST, NEW = "/daerah/orang/", "/daerah/orang/baru/"
TYPED = {
    "name": "Orang Baru",
    "email": "Baru@contoh.test",
    "institution": "Instansi Baru",
    "password": "tiga kata sandi",
    "role": "operator",
    "regency": "64.01 Kabupaten Paser",
}


@pytest.fixture(autouse=True)
def administrator(client: Client) -> User:
    user = make_person(Role.ADMINISTRATOR, name="Administrator Uji")
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", [LIST, NEW])
@pytest.mark.parametrize("role", [None, Role.SECRETARIAT, Role.ASSESSOR, Role.OPERATOR])
def test_for_everybody_else_these_pages_do_not_exist(client, address, role):
    regional = role == Role.OPERATOR
    client.force_login(make_member(make_regency()) if regional else make_person(*([role] if role else [])))
    assert client.get(address).status_code == 404
    assert client.post(address, TYPED).status_code in (404, 405)
    assert not User.objects.filter(email="baru@contoh.test").exists()


def test_people_are_found_by_words_role_and_state(client):
    paser = make_regency()
    make_member(paser, Role.CONTRIBUTOR, agency=make_agency(paser), name="Kontributor Uji")
    make_person(Role.ASSESSOR, name="Asesor Uji", email="cari@contoh.test")
    make_person(name="Tutup Uji", active=False)

    def found(query: str) -> list[str]:
        return [row.name for row in client.get(f"{LIST}?{query}").context["page"].object_list]

    assert found("") == ["Administrator Uji", "Asesor Uji", "Kontributor Uji", "Tutup Uji"]
    assert found("cari=CARI@") == ["Asesor Uji"]
    assert found("peran=assessor") == ["Asesor Uji"]
    assert found("peran=contributor") == ["Kontributor Uji"]
    assert found("keadaan=nonaktif") == ["Tutup Uji"]
    assert found("peran=assessor&keadaan=nonaktif") == []
    assert "Tidak ada orang yang cocok" in client.get(f"{LIST}?cari=tiada").content.decode()
    assert client.get(f"{LIST}?peran=raja").status_code == 404


def test_an_ended_role_neither_shows_nor_filters(client):
    user = make_person(Role.ASSESSOR, name="Mantan Asesor")
    user.national_roles.update(ended_at=user.created_at)
    answer = client.get(f"{LIST}?cari=Mantan")
    assert "–" in answer.content.decode()
    assert not client.get(f"{LIST}?peran=assessor").context["page"].object_list


def test_three_people_cost_the_queries_of_one(client):
    paser = make_regency()
    agency = make_agency(paser)
    costs = []
    for count in (1, 2):
        for _number in range(count):
            make_person(Role.ASSESSOR)
            make_member(paser, Role.CONTRIBUTOR, agency=agency)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_fifty_stand_on_a_page(client):
    for _number in range(51):
        make_person()
    assert len(client.get(LIST).context["page"].object_list) == 50
    assert len(client.get(f"{LIST}?hal=2").context["page"].object_list) == 2


def test_an_account_is_made_with_its_first_role(client, administrator):
    make_regency()
    answer = client.post(NEW, TYPED, follow=True)
    user = User.objects.get(email="baru@contoh.test")
    assert answer.redirect_chain == [(f"{LIST}{user.pk}/", 302)]
    assert user.check_password("tiga kata sandi")
    assert [(held.role, held.regency_id) for held in memberships(user)] == [("operator", "64.01")]
    told = list(Entry.objects.order_by("id").values_list("verb", "user_id", "role"))
    assert told == [
        ("person.create", administrator.pk, "administrator"),
        ("person.grant", administrator.pk, "administrator"),
    ]


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_a_national_account_needs_no_region(client, role):
    assert client.post(NEW, TYPED | {"role": role, "regency": ""}).status_code == 302
    assert User.objects.get(email="baru@contoh.test").national_roles.get().role == role
    assert not Membership.objects.exists()


def test_agencies_are_offered_once_the_region_is_known(client):
    paser = make_regency()
    agency = make_agency(paser)
    make_agency(make_regency(KUTAI), "DLH")
    assert agency.name not in client.get(NEW).content.decode()
    page = client.get(f"{NEW}?regency=64.01").content.decode()
    assert f'<option value="{agency.pk}">DINKES · Dinas contoh DINKES</option>' in page
    assert "DLH" not in page
    without = client.post(NEW, TYPED | {"role": "contributor"})
    assert without.status_code == 422
    assert "Pilih perangkat daerah" in str(without.context["form"].errors["agency"])
    assert f'<option value="{agency.pk}">' in without.content.decode()
    assert client.post(NEW, TYPED | {"role": "contributor", "agency": str(agency.pk)}).status_code == 302
    assert User.objects.get(email="baru@contoh.test").memberships.get().agency == agency


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"regency": "99.99"}, "regency", "Tidak ada kabupaten atau kota “99.99”"),
        ({"regency": "Atlantis"}, "regency", "Tidak ada kabupaten atau kota “Atlantis”"),
        ({"regency": "Kediri"}, "regency", "35.06 Kabupaten Kediri, 35.71 Kota Kediri"),
        ({"regency": ""}, "regency", "Pilih kabupaten atau kota untuk peran ini."),
        ({"role": "raja"}, "role", "raja"),
        ({"role": ""}, "role", ""),
        ({"email": "bukan surel"}, "email", ""),
        ({"name": " "}, "name", ""),
        ({"password": "pendek"}, "password", "10"),
        ({"password": "baru@contoh.test"}, "password", ""),
    ],
)
def test_what_does_not_fit_is_said_in_its_field_and_all_that_was_typed_stays(client, typed, field, sentence):
    for code in ("64.01", KEDIRI_KAB, KEDIRI_KOTA):
        make_regency(code)
    sent = TYPED | typed
    answer = client.post(NEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in str(answer.context["form"].errors[field])
    assert "Akun belum dibuat." in page
    for name in ("name", "email", "institution", "password", "regency"):
        assert not sent[name].strip() or f'value="{sent[name]}"' in page, name
    assert not User.objects.filter(email="baru@contoh.test").exists()
    assert not Entry.objects.exists()


def test_a_link_fills_in_nothing_but_the_region(client):
    make_regency()
    answer = client.get(f"{NEW}?regency=64.01&role=administrator&password=ditanam-orang-lain")
    page = answer.content.decode().split("<main", 1)[1]
    assert 'value="64.01"' in page
    assert "ditanam-orang-lain" not in page
    assert 'value="administrator" selected' not in page


def test_a_character_no_database_keeps_is_only_an_unknown_region(client):
    assert client.get(f"{NEW}?regency=%00").status_code == 200
    assert "regency" in client.post(NEW, TYPED | {"regency": "64\0"}).context["form"].errors


def test_a_contributor_of_a_region_without_agencies_is_told_what_is_missing(client):
    make_regency()
    answer = client.post(NEW, TYPED | {"role": "contributor"})
    assert "belum memiliki perangkat daerah" in str(answer.context["form"].errors["agency"])


def test_an_agency_of_another_region_is_no_choice(client):
    paser = make_regency()
    make_agency(paser)
    foreign = make_agency(make_regency(KUTAI), "DLH")
    answer = client.post(NEW, TYPED | {"role": "contributor", "agency": str(foreign.pk)})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["agency"]


def test_an_address_that_is_taken_is_refused_in_its_field(client):
    make_regency()
    make_person(email="baru@contoh.test", name="Yang Dahulu")
    answer = client.post(NEW, TYPED)
    assert answer.status_code == 409
    assert "Sudah ada akun" in str(answer.context["form"].errors["email"])
    assert 'value="Orang Baru"' in answer.content.decode()
    assert not Entry.objects.exists()
