"""What changes people: each verb leaves one journal row, and what must not happen is refused in a sentence."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import Actor, NationalRole, Role, User
from accounts.rules import national_roles, oneself
from accounts.tests.factories import make_administrator, make_person
from common.steps import Refused
from journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return make_administrator()


def create(by: Actor, email: str = "baru@contoh.test", name: str = "Orang Baru") -> User:
    return actions.create_person(
        email=email, name=name, institution="Instansi", password="tiga kata sandi", by=by, at=timezone.now()
    )


def test_a_person_is_created_without_roles_and_told_once(by):
    user = create(by, " Baru@Contoh.TEST ", " Orang Baru ")
    assert (user.email, user.name, user.is_active) == ("baru@contoh.test", "Orang Baru", True)
    assert user.check_password("tiga kata sandi")
    assert national_roles(user) == frozenset()
    entry = Entry.objects.get()
    assert (entry.verb, entry.user, entry.role) == ("person.create", by.user, Role.ADMINISTRATOR)
    assert entry.after == {"email": "baru@contoh.test", "name": "Orang Baru", "institution": "Instansi"}


def test_an_address_in_other_letters_is_the_same_account(by):
    create(by)
    with pytest.raises(Refused, match=r"baru@contoh\.test"):
        create(by, "BARU@contoh.test")
    assert Entry.objects.count() == 1


def test_a_changed_name_is_told_with_both_and_nothing_else(by):
    user = make_person(name="Nama Lama")
    assert actions.change_person(user, name="Nama Baru", institution="", by=by, at=timezone.now())
    entry = Entry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("person.change", {"name": "Nama Lama"}, {"name": "Nama Baru"})
    assert user.name == User.objects.get(pk=user.pk).name == "Nama Baru"


def test_the_same_name_again_is_no_change(by):
    user = make_person(name="Nama")
    assert not actions.change_person(user, name=" Nama ", institution="", by=by, at=timezone.now())
    assert not Entry.objects.exists()


@pytest.mark.parametrize("verb", [actions.set_password, actions.change_own_password])
def test_a_password_is_changed_and_never_told(by, verb):
    user = make_person()
    verb(user, password="yang rahasia sekali", by=oneself(user), at=timezone.now())
    stored = User.objects.get(pk=user.pk)
    assert stored.check_password("yang rahasia sekali")
    entry = Entry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("person.password", {}, {})
    assert stored.password not in json.dumps([entry.before, entry.after, entry.reason, entry.target_label])


def test_a_role_is_granted_from_now_on(by):
    user = make_person()
    assert national_roles(user) == frozenset()  # read before, and still right afterwards
    actions.grant_role(user, role=Role.ASSESSOR, by=by, at=timezone.now())
    assert national_roles(user) == {Role.ASSESSOR}
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.after) == ("person.grant", str(user.pk), {"role": "assessor"})


def test_a_running_role_is_not_granted_twice(by):
    user = make_person(Role.ASSESSOR, name="Asesor Uji")
    with pytest.raises(Refused, match="Asesor Uji sudah memegang peran Asesor"):
        actions.grant_role(user, role=Role.ASSESSOR, by=by, at=timezone.now())
    assert user.national_roles.count() == 1
    assert not Entry.objects.exists()


def test_a_role_of_a_region_is_not_national(by):
    with pytest.raises(ValueError, match="regency"):
        actions.grant_role(make_person(), role=Role.OPERATOR, by=by, at=timezone.now())


def test_an_ended_role_may_be_granted_again(by):
    user = make_person(Role.SECRETARIAT)
    now = timezone.now()
    ended = actions.revoke_role(user.national_roles.get(), by=by, at=now, reason="Pindah tugas")
    assert ended.ended_at == now
    assert national_roles(User.objects.get(pk=user.pk)) == frozenset()
    actions.grant_role(user, role=Role.SECRETARIAT, by=by, at=now)
    verbs = list(Entry.objects.order_by("id").values_list("verb", "reason"))
    assert verbs == [("person.revoke", "Pindah tugas"), ("person.grant", "")]


def test_a_role_ends_once(by):
    held = make_person(Role.ASSESSOR).national_roles.get()
    actions.revoke_role(held, by=by, at=timezone.now())
    with pytest.raises(Refused, match="sudah berakhir"):
        actions.revoke_role(NationalRole.objects.get(pk=held.pk), by=by, at=timezone.now())
    assert Entry.objects.count() == 1


def test_the_last_active_administrator_keeps_the_role(by):
    make_person(Role.ADMINISTRATOR, active=False)  # cannot sign in, so does not count
    with pytest.raises(Refused, match="administrator aktif yang terakhir"):
        actions.revoke_role(by.user.national_roles.get(), by=by, at=timezone.now())
    assert national_roles(User.objects.get(pk=by.user.pk)) == {Role.ADMINISTRATOR}
    assert not Entry.objects.exists()


def test_the_last_active_administrator_stays_active(by):
    with pytest.raises(Refused, match="administrator aktif yang terakhir"):
        actions.deactivate(by.user, reason="Cuti", by=by, at=timezone.now())
    assert User.objects.get(pk=by.user.pk).is_active
    assert not Entry.objects.exists()


def test_one_of_two_administrators_may_go(by):
    other = make_person(Role.ADMINISTRATOR)
    actions.deactivate(by.user, reason="Pensiun", by=Actor(other, Role.ADMINISTRATOR), at=timezone.now())
    assert not User.objects.get(pk=by.user.pk).is_active


def test_deactivating_and_activating_are_told_with_their_reasons(by):
    user = make_person(Role.ASSESSOR)
    actions.deactivate(user, reason=" Cuti panjang ", by=by, at=timezone.now())
    assert not User.objects.get(pk=user.pk).is_active
    actions.activate(user, reason="Kembali", by=by, at=timezone.now())
    assert User.objects.get(pk=user.pk).is_active
    assert national_roles(user) == {Role.ASSESSOR}
    told = list(Entry.objects.order_by("id").values_list("verb", "reason"))
    assert told == [("person.deactivate", "Cuti panjang"), ("person.activate", "Kembali")]


@pytest.mark.parametrize(("verb", "active"), [(actions.deactivate, False), (actions.activate, True)])
def test_what_is_so_already_is_refused(by, verb, active):
    with pytest.raises(Refused, match="sudah"):
        verb(make_person(active=active), reason="Alasan", by=by, at=timezone.now())
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("verb", "active"), [(actions.deactivate, True), (actions.activate, False)])
def test_without_a_reason_the_account_stays_as_it_is(by, verb, active):
    user = make_person(active=active)
    with pytest.raises(Refused, match="alasan"):
        verb(user, reason="  ", by=by, at=timezone.now())
    assert User.objects.get(pk=user.pk).is_active is active
