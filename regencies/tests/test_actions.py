"""Roles in regencies and agencies: one journal row each, and every refusal."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Actor, Role, User
from accounts.rules import national_roles
from accounts.tests.factories import make_administrator, make_person
from common.steps import Refused
from journal.models import Audience, Entry
from regencies import actions
from regencies.models import Agency, Membership
from regencies.rules import memberships
from regencies.tests.factories import KUTAI, make_agency, make_member, make_regency, operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return make_administrator()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.COUNCIL])
def test_a_role_in_a_regency_is_granted_from_now_on(by, role):
    user, paser = make_person(), make_regency()
    assert memberships(user) == ()  # read before, and still right afterwards
    actions.grant_membership(user, role=role, regency=paser, by=by, at=timezone.now())
    assert [(held.role, held.regency_id, held.agency) for held in memberships(user)] == [(role, "64.01", None)]
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.regency_code) == ("person.grant", str(user.pk), "64.01")
    assert entry.after == {"role": role, "regency": "Kabupaten Paser"}
    assert entry.audience == Audience.REGION


def test_a_contributor_works_for_an_agency_and_may_for_two(by):
    user, paser = make_person(), make_regency()
    for code in ("DINKES", "DLH"):
        agency = make_agency(paser, code)
        actions.grant_membership(user, role=Role.CONTRIBUTOR, regency=paser, agency=agency, by=by, at=timezone.now())
    assert {held.agency.code for held in memberships(user)} == {"DINKES", "DLH"}
    assert Entry.objects.order_by("id").last().after["agency"] == "Dinas contoh DLH"


def test_a_running_membership_is_not_granted_twice(by):
    paser = make_regency()
    user = make_member(paser, name="Operator Uji")
    with pytest.raises(Refused, match="Operator Uji sudah memegang peran Operator di Kabupaten Paser"):
        actions.grant_membership(user, role=Role.OPERATOR, regency=paser, by=by, at=timezone.now())
    assert user.memberships.count() == 1
    assert not Entry.objects.exists()


def test_a_contributor_is_not_granted_twice_in_one_agency(by):
    paser = make_regency()
    agency = make_agency(paser)
    user = make_member(paser, Role.CONTRIBUTOR, agency=agency)
    with pytest.raises(Refused, match="di Dinas contoh DINKES"):
        actions.grant_membership(user, role=Role.CONTRIBUTOR, regency=paser, agency=agency, by=by, at=timezone.now())


def test_an_agency_of_another_regency_is_refused(by):
    user, paser, foreign = make_person(), make_regency(), make_agency(make_regency(KUTAI))
    with pytest.raises(Refused, match="bukan perangkat daerah Kabupaten Paser"):
        actions.grant_membership(user, role=Role.CONTRIBUTOR, regency=paser, agency=foreign, by=by, at=timezone.now())
    assert not Membership.objects.exists()
    assert not Entry.objects.exists()


def test_a_contributor_without_an_agency_is_refused(by):
    with pytest.raises(Refused, match="Pilih perangkat daerah"):
        actions.grant_membership(make_person(), role=Role.CONTRIBUTOR, regency=make_regency(), by=by, at=timezone.now())


def test_an_operator_of_an_agency_is_refused(by):
    paser = make_regency()
    with pytest.raises(Refused, match="bukan di perangkat daerah"):
        actions.grant_membership(
            make_person(), role=Role.OPERATOR, regency=paser, agency=make_agency(paser), by=by, at=timezone.now()
        )


def test_a_national_role_is_not_held_in_a_regency(by):
    with pytest.raises(ValueError, match="nationally"):
        actions.grant_membership(make_person(), role=Role.ASSESSOR, regency=make_regency(), by=by, at=timezone.now())


def test_an_ended_membership_is_told_with_its_place_and_may_come_again(by):
    paser = make_regency()
    agency = make_agency(paser)
    user = make_member(paser, Role.CONTRIBUTOR, agency=agency)
    assert len(memberships(user)) == 1
    held, now = user.memberships.get(), timezone.now()
    held.user = user
    assert actions.end_membership(held, by=by, at=now, reason="Pindah").ended_at == now
    assert memberships(user) == ()
    entry = Entry.objects.get()
    assert (entry.verb, entry.reason, entry.regency_code) == ("person.revoke", "Pindah", "64.01")
    assert entry.before == {"role": "contributor", "regency": "Kabupaten Paser", "agency": "Dinas contoh DINKES"}
    actions.grant_membership(user, role=Role.CONTRIBUTOR, regency=paser, agency=agency, by=by, at=now)
    assert len(memberships(user)) == 1


def test_a_membership_ends_once(by):
    held = make_member(make_regency()).memberships.get()
    actions.end_membership(held, by=by, at=timezone.now())
    with pytest.raises(Refused, match="sudah berakhir"):
        actions.end_membership(held, by=by, at=timezone.now())
    assert Entry.objects.count() == 1


def test_any_role_is_granted_by_one_verb(by):
    user, paser = make_person(), make_regency()
    agency = make_agency(paser)
    now = timezone.now()
    actions.grant(user, role=Role.ASSESSOR, regency=paser, agency=agency, by=by, at=now)
    actions.grant(user, role=Role.HEAD, regency=paser, agency=agency, by=by, at=now)
    actions.grant(user, role=Role.CONTRIBUTOR, regency=paser, agency=agency, by=by, at=now)
    assert national_roles(user) == {Role.ASSESSOR}
    assert [(held.role, held.agency) for held in memberships(user)] == [("head", None), ("contributor", agency)]
    with pytest.raises(Refused, match="Pilih kabupaten atau kota"):
        actions.grant(user, role=Role.OPERATOR, regency=None, agency=None, by=by, at=now)


def admit(by: Actor, **more: object) -> User:
    values = {
        "email": "baru@contoh.test",
        "name": "Baru",
        "institution": "",
        "password": "tiga kata sandi",
        "role": Role.OPERATOR,
        "regency": None,
        "agency": None,
    }
    return actions.admit(**values | more, by=by, at=timezone.now())


def test_a_new_person_comes_with_the_first_role_and_both_are_told(by):
    user = admit(by, regency=make_regency())
    assert [held.role for held in memberships(user)] == ["operator"]
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == ["person.create", "person.grant"]


def test_without_the_first_role_there_is_no_new_person(by):
    with pytest.raises(Refused):
        admit(by)
    assert not User.objects.filter(email="baru@contoh.test").exists()
    assert not Entry.objects.exists()


def test_an_agency_is_added_once():
    paser = make_regency()
    by = operator(paser)
    made = actions.create_agency(paser, code=" DLH ", name=" Dinas contoh ", by=by, at=timezone.now())
    assert (made.code, made.name) == ("DLH", "Dinas contoh")
    with pytest.raises(Refused, match="sudah memiliki perangkat daerah dengan singkatan “DLH”"):
        actions.create_agency(paser, code="DLH", name="Lain", by=by, at=timezone.now())
    assert Agency.objects.count() == 1
    entry = Entry.objects.get()
    assert (entry.verb, entry.regency_code, entry.audience) == ("agency.create", "64.01", Audience.REGION)
