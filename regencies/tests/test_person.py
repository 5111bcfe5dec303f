"""One account: details, roles, password, and the steps that ask first."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from accounts.tests.factories import make_person
from journal.models import Entry
from regencies.models import Membership
from regencies.tests.factories import KUTAI, make_agency, make_member, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client: Client) -> User:
    user = make_person(Role.ADMINISTRATOR, name="Administrator Uji")
    client.force_login(user)
    return user


def page_of(user: User) -> str:
    return f"/daerah/orang/{user.pk}/"


def grant(client: Client, user: User, **typed: str):
    return client.post(page_of(user), {"do": "grant", **typed})


def step(client: Client, user: User, name: str, reason: str = "Sebab uji"):
    return client.post(page_of(user), {"step": name, "reason": reason})


@pytest.mark.parametrize("roles", [(), (Role.SECRETARIAT,), (Role.ASSESSOR,)])
def test_for_everybody_else_an_account_does_not_exist(client, roles):
    user = make_person()
    client.force_login(make_person(*roles))
    assert client.get(page_of(user)).status_code == 404
    assert client.get(f"{page_of(user)}?langkah=nonaktifkan").status_code == 404
    assert step(client, user, "nonaktifkan").status_code == 404
    assert grant(client, user, role="administrator").status_code == 404
    assert not Entry.objects.exists()


def test_an_unknown_account_does_not_exist(client):
    assert client.get(f"/daerah/orang/{uuid4()}/").status_code == 404


def test_the_page_shows_running_and_ended_roles(client):
    paser = make_regency()
    user = make_member(paser, Role.CONTRIBUTOR, agency=make_agency(paser))
    Membership.objects.create(user=user, role=Role.HEAD, regency=make_regency(KUTAI), ended_at=timezone.now())
    page = client.get(page_of(user)).content.decode()
    assert "Dinas contoh DINKES, Kabupaten Paser" in page
    assert "Peran yang sudah berakhir" in page
    assert "Tidak memegang peran" in client.get(page_of(make_person())).content.decode()


def test_a_role_is_given(client):
    user, paser = make_person(), make_regency()
    agency = make_agency(paser)
    assert grant(client, user, role="secretariat").status_code == 302
    assert grant(client, user, role="contributor", regency="64.01", agency=str(agency.pk)).status_code == 302
    assert user.national_roles.get().role == "secretariat"
    assert user.memberships.get().agency == agency
    assert set(Entry.objects.values_list("verb", "role")) == {("person.grant", "administrator")}


def test_a_role_that_is_held_is_refused_in_place(client):
    user = make_member(make_regency())
    answer = grant(client, user, role="operator", regency="64.01 Kabupaten Paser")
    assert answer.status_code == 409
    assert "sudah memegang peran Operator di Kabupaten Paser" in str(answer.context["forms"]["grant"].errors["role"])
    assert 'value="64.01 Kabupaten Paser"' in answer.content.decode()


def test_an_unknown_region_is_said_in_its_field_and_stays_typed(client):
    user = make_person()
    answer = grant(client, user, role="operator", regency="64.99 Negeri Angin")
    assert answer.status_code == 422
    assert "Tidak ada kabupaten atau kota" in str(answer.context["forms"]["grant"].errors["regency"])
    assert 'value="64.99 Negeri Angin"' in answer.content.decode()
    assert not Membership.objects.exists()


def test_a_role_ends_after_asking(client):
    paser = make_regency()
    user = make_member(paser, name="Operator Uji")
    held = user.memberships.get()
    name = f"akhiri-daerah-{held.pk}"
    asked = client.get(f"{page_of(user)}?langkah={name}").content.decode()
    assert "Akhiri peran Operator untuk Operator Uji?" in asked
    assert "Yang sudah dikerjakan tetap ada." in asked
    assert Membership.objects.get().ended_at is None
    assert step(client, user, name).status_code == 302
    assert Membership.objects.get().ended_at is not None
    entry = Entry.objects.get()
    assert (entry.verb, entry.reason) == ("person.revoke", "Sebab uji")
    again = step(client, user, name)
    assert again.status_code == 409
    assert "Peran ini sudah berakhir." in again.content.decode()


def test_a_national_role_ends_after_asking(client):
    user = make_person(Role.ASSESSOR)
    assert step(client, user, f"akhiri-nasional-{user.national_roles.get().pk}").status_code == 302
    assert user.national_roles.get().ended_at is not None


def test_another_persons_role_does_not_exist_here(client):
    user, other = make_person(), make_person(Role.ASSESSOR)
    name = f"akhiri-nasional-{other.national_roles.get().pk}"
    assert client.get(f"{page_of(user)}?langkah={name}").status_code == 404
    assert step(client, user, name).status_code == 404
    assert other.national_roles.get().ended_at is None


@pytest.mark.parametrize(
    "name", ["hapus", "akhiri-nasional-", "akhiri-nasional-²", "akhiri-kota-1", "akhiri-daerah-" + "9" * 40]
)
def test_unknown_steps_do_not_exist(client, name):
    user = make_person()
    assert client.get(page_of(user), {"langkah": name}).status_code == 404
    assert step(client, user, name).status_code == 404


def test_an_unknown_form_does_not_exist(client):
    assert client.post(page_of(make_person()), {"do": "hapus"}).status_code == 404


def test_an_account_is_closed_and_opened_with_reasons(client):
    user = make_person(name="Orang Uji")
    theirs = Client()
    theirs.force_login(user)
    assert "Nonaktifkan akun Orang Uji?" in client.get(f"{page_of(user)}?langkah=nonaktifkan").content.decode()
    assert step(client, user, "nonaktifkan", "Pindah kerja").status_code == 302
    assert theirs.get("/akun/").status_code == 302
    assert "Aktifkan akun" in client.get(page_of(user)).content.decode()
    assert step(client, user, "aktifkan", "Kembali").status_code == 302
    assert User.objects.get(pk=user.pk).is_active
    told = list(Entry.objects.order_by("id").values_list("verb", "reason"))
    assert told == [("person.deactivate", "Pindah kerja"), ("person.activate", "Kembali")]


def test_without_a_reason_nothing_is_done(client):
    user = make_person()
    answer = step(client, user, "nonaktifkan", " ")
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("way", ["role", "account"])
def test_the_last_administrator_stays_and_what_was_typed_too(client, administrator, way):
    name = "nonaktifkan" if way == "account" else f"akhiri-nasional-{administrator.national_roles.get().pk}"
    answer = step(client, administrator, name, "Alasan yang diketik")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "administrator aktif yang terakhir" in page
    assert "Alasan yang diketik" in page
    assert client.get("/daerah/orang/").status_code == 200
    assert not Entry.objects.exists()


def test_a_new_password_ends_the_persons_sessions(client):
    user = make_person()
    theirs = Client()
    theirs.force_login(user)
    answer = client.post(page_of(user), {"do": "password", "password": "empat kata sandi baru"})
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).check_password("empat kata sandi baru")
    assert theirs.get("/akun/").status_code == 302
    assert client.session[SESSION_KEY]
    assert Entry.objects.get().verb == "person.password"


def test_a_weak_password_is_refused_and_stays_typed(client):
    user = make_person(name="Sukarelawan")
    answer = client.post(page_of(user), {"do": "password", "password": "sukarelawan"})
    assert answer.status_code == 422
    assert 'value="sukarelawan"' in answer.content.decode()
    assert not User.objects.get(pk=user.pk).check_password("sukarelawan")


def test_name_and_institution_are_corrected(client, administrator):
    user = make_person(name="Nama Salah")
    assert client.post(page_of(user), {"do": "change", "name": "Nama Benar", "institution": "X"}).status_code == 302
    assert User.objects.get(pk=user.pk).name == "Nama Benar"
    entry = Entry.objects.get()
    assert (entry.verb, entry.user, entry.before["name"]) == ("person.change", administrator, "Nama Salah")


def test_an_empty_name_leaves_the_stored_one_above_the_form(client):
    user = make_person(name="Nama Tersimpan")
    answer = client.post(page_of(user), {"do": "change", "name": "", "institution": "Diketik"})
    assert answer.status_code == 422
    assert "<h1>Nama Tersimpan</h1>" in answer.content.decode()
    assert 'value="Diketik"' in answer.content.decode()


def test_three_roles_cost_the_queries_of_one(client):
    paser = make_regency()
    user = make_member(paser)
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(user))
        costs.append(len(queries))
        for role in (Role.HEAD, Role.COUNCIL):
            Membership.objects.get_or_create(user=user, role=role, regency=paser)
    assert costs[0] == costs[1] <= 9
