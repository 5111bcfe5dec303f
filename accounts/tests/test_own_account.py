"""The own account: details and password."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.models import Role, User
from accounts.tests.factories import PASSWORD, make_person
from journal.models import Entry

pytestmark = pytest.mark.django_db

NEW = "kalimat baru yang panjang"


@pytest.fixture
def person(client: Client) -> User:
    user = make_person(Role.ASSESSOR, Role.SECRETARIAT, name="Nama Lama")
    client.force_login(user)
    return user


def change_password(client: Client, old: str = PASSWORD, new: str = NEW, repeated: str = NEW):
    return client.post("/akun/kata-sandi/", {"old": old, "new": new, "repeated": repeated})


@pytest.mark.parametrize("address", ["/akun/", "/akun/kata-sandi/"])
def test_without_sign_in_there_is_no_account(address, client):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/akun/masuk/?next={address}")


def test_the_page_shows_address_and_national_roles(client, person):
    page = client.get("/akun/").content.decode()
    assert person.email in page
    assert page.count("Nasional") == 2


def test_who_holds_no_role_is_told_so(client):
    client.force_login(make_person())
    assert "Belum ada peran" in client.get("/akun/").content.decode()


def test_the_own_name_and_institution_change_with_one_row(client, person):
    answer = client.post("/akun/", {"name": "Nama Baru", "institution": "Universitas Contoh", "email": "x@contoh.test"})
    assert answer.status_code == 302
    stored = User.objects.get(pk=person.pk)
    assert (stored.name, stored.institution, stored.email) == ("Nama Baru", "Universitas Contoh", person.email)
    entry = Entry.objects.get()
    assert (entry.verb, entry.user, entry.role) == ("person.change", person, "")


def test_an_empty_name_is_refused_and_the_rest_stays_typed(client, person):
    answer = client.post("/akun/", {"name": " ", "institution": "Yang baru diketik"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Yang baru diketik" in page
    assert "Nama Lama" in page  # above the form stands what is stored
    assert User.objects.get(pk=person.pk).name == "Nama Lama"
    assert not Entry.objects.exists()


def test_a_new_password_keeps_this_session_and_ends_the_others(client, person):
    elsewhere = Client()
    elsewhere.force_login(person)
    before = client.session.session_key
    assert change_password(client).status_code == 302
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert client.get("/akun/").status_code == 200
    assert client.session[SESSION_KEY] == str(person.pk)
    assert client.session.session_key != before
    assert elsewhere.get("/akun/").status_code == 302
    entry = Entry.objects.get()
    assert (entry.verb, entry.user, entry.target_id) == ("person.password", person, str(person.pk))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "bukan ini"}, "Kata sandi sekarang tidak cocok."),
        ({"repeated": "lain dari itu"}, "Kedua kata sandi baru tidak sama."),
        ({"new": "pendek", "repeated": "pendek"}, "10"),
        ({"new": "83920174650192", "repeated": "83920174650192"}, "seluruhnya terdiri dari angka"),
        ({"new": ""}, "id_new"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(client, person, typed, sentence):
    answer = change_password(client, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Kata sandi belum diganti." in page
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert not Entry.objects.exists()


def test_the_page_never_repeats_a_password(client, person):
    page = change_password(client, old="bukan ini yang lama").content.decode()
    assert "bukan ini yang lama" not in page
    assert NEW not in page
