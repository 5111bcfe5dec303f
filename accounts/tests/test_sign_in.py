"""Signing in and out: real passwords, the real throttle."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.sign_in]

SIGN_IN = "/akun/masuk/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.fixture
def person() -> User:
    return make_person(email="operator@contoh.test", name="Operator Uji")


def test_the_page_has_a_form_and_no_sample_accounts_outside_the_demo(client):
    answer = client.get(SIGN_IN)
    assert answer.status_code == 200
    assert 'name="username"' in answer.content.decode()
    assert "demo-accounts" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_demo_shows_its_accounts(client, settings):
    settings.DEMO_ACCOUNTS = [{"label": "Operator", "what": "mengisi", "email": "a@contoh.test", "password": "rahasia"}]
    page = client.get(SIGN_IN).content.decode()
    assert "Masuk sebagai Operator" in page
    assert "a@contoh.test · rahasia" in page


def test_the_right_password_leads_home(client, person):
    answer = sign_in(client, person.email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(person.pk)


def test_passwords_are_kept_with_argon2id_at_our_cost(person):
    algorithm, kind, _version, cost = person.password.split("$")[:4]
    assert (algorithm, kind) == ("argon2", "argon2id")
    assert cost == "m=19456,t=2,p=1"


@pytest.mark.parametrize("typed", ["OPERATOR@contoh.test", " Operator@Contoh.Test "])
def test_letters_of_the_address_do_not_matter(client, person, typed):
    assert sign_in(client, typed).status_code == 302


def test_the_session_key_changes_at_sign_in(client, person):
    session = client.session
    session["before"] = "here"
    session.save()
    planted = session.session_key
    sign_in(client, person.email)
    assert is_in(client)
    assert client.session.session_key != planted
    assert not Client(headers={"cookie": f"sessionid={planted}"}).session.get(SESSION_KEY)


def test_a_wrong_password_is_said_and_the_address_stays(client, person):
    answer = sign_in(client, "Operator@contoh.test", "bukan ini")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Surel atau kata sandi tidak cocok" in page
    assert 'value="Operator@contoh.test"' in page
    assert "bukan ini" not in page
    assert not is_in(client)


def test_an_unknown_address_gets_the_same_sentence(client):
    answer = sign_in(client, "siapa@contoh.test")
    assert answer.status_code == 422
    assert "Surel atau kata sandi tidak cocok" in answer.content.decode()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Isi surel Anda."),
        ("bukan surel", "Isi dengan alamat surel"),
        ("a\0b@contoh.test", "Isi dengan alamat surel"),
        ("x" * 300 + "@contoh.test", "254"),
    ],
)
def test_what_is_no_address_is_said_in_its_field(client, email, sentence):
    answer = sign_in(client, email)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not AccessAttempt.objects.exists()


def test_an_inactive_account_says_so_only_to_who_knows_the_password(client):
    make_person(email="tutup@contoh.test", active=False)
    right = sign_in(client, "tutup@contoh.test")
    assert right.status_code == 422
    assert "Akun ini dinonaktifkan" in right.content.decode()
    wrong = sign_in(client, "tutup@contoh.test", "bukan ini")
    assert "dinonaktifkan" not in wrong.content.decode()
    assert not is_in(client)


def test_who_is_deactivated_is_out_at_once(client, person):
    sign_in(client, person.email)
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.get("/akun/")
    assert (answer.status_code, answer["Location"]) == (302, f"{SIGN_IN}?next=/akun/")


def test_one_comes_back_to_where_one_wanted_to_go(client, person):
    assert 'name="next" value="/akun/kata-sandi/"' in client.get(f"{SIGN_IN}?next=/akun/kata-sandi/").content.decode()
    assert sign_in(client, person.email, next="/akun/kata-sandi/")["Location"] == "/akun/kata-sandi/"


@pytest.mark.parametrize(
    "target", ["https://jahat.test/", "//jahat.test/", "/\\jahat.test", "javascript:alert(1)", "http:///jahat.test"]
)
def test_no_way_leads_off_the_site(client, person, target):
    assert client.get(SIGN_IN, {"next": target}).context["next"] == ""
    assert sign_in(client, person.email, next=target)["Location"] == "/"
    assert client.get(SIGN_IN, {"next": target})["Location"] == "/"


def test_who_is_signed_in_is_led_home(client, person):
    client.force_login(person)
    assert client.get(SIGN_IN)["Location"] == "/"
    assert client.get(f"{SIGN_IN}?next=/akun/")["Location"] == "/akun/"


def test_five_wrong_passwords_close_the_name_and_another_still_works(client, person):
    other = make_person(email="lain@contoh.test")
    for _attempt in range(4):
        assert sign_in(client, person.email, "salah").status_code == 422
    locked = sign_in(client, person.email, "salah")
    assert locked.status_code == 429
    assert "Terlalu banyak percobaan" in locked.content.decode()
    assert sign_in(client, person.email).status_code == 429  # the right one does not help now
    assert sign_in(client, person.email.upper()).status_code == 429  # nor do capital letters
    assert sign_in(client, other.email).status_code == 302


def test_another_office_is_not_closed_with_this_one(client, person):
    for _attempt in range(5):
        sign_in(client, person.email, "salah")
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, person.email).status_code == 302


def test_a_good_sign_in_forgets_the_wrong_ones(client, person):
    for _round in range(2):
        for _attempt in range(4):
            assert sign_in(client, person.email, "salah").status_code == 422
        assert sign_in(client, person.email).status_code == 302
        client.post("/akun/keluar/")


def test_very_many_wrong_passwords_close_the_address_for_all_names(client, person, settings):
    settings.AXES_ADDRESS_LIMIT = 6
    for number in range(5):
        assert sign_in(client, f"tebak{number}@contoh.test", "salah").status_code == 422
    assert sign_in(client, "tebak5@contoh.test", "salah").status_code == 429
    assert sign_in(client, person.email).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), person.email).status_code == 302


def test_attempts_keep_no_password(client, person):
    sign_in(client, person.email, "hampir-benar-sekali")
    row = AccessAttempt.objects.get()
    assert "hampir-benar-sekali" not in row.post_data + row.get_data


def test_signing_out_is_a_press_not_a_link(client, person):
    client.force_login(person)
    assert client.get("/akun/keluar/").status_code == 405
    assert is_in(client)
    answer = client.post("/akun/keluar/", follow=True)
    assert answer.redirect_chain == [(reverse("accounts:sign_in"), 302)]
    assert "Anda sudah keluar." in answer.content.decode()
    assert not is_in(client)


def test_a_form_without_the_token_is_refused(person):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, person.email).status_code == 403
    assert not is_in(strict)
