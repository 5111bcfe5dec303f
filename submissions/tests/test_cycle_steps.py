"""The confirm pages of a cycle's steps; and none of the office's pages exists for anybody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from journal.models import Entry
from submissions.models import Cycle
from submissions.tests.factories import (
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = "submissions:cycle_new"
TYPED = {"name": "Evaluasi 2026 baru", "year": "2026", "stage": "single", "previous": ""}


@pytest.fixture
def office(client: Client) -> User:
    user = make_user(national=Role.SECRETARIAT)
    client.force_login(user)
    return user


def of(cycle: Cycle, name: str = "cycle", *more: str) -> str:
    return reverse(f"submissions:{name}", args=[cycle.pk, *more])


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# --- steps -------------------------------------------------------------------------------------------------------


def test_looking_at_a_step_takes_none(client: Client, office: User) -> None:
    cycle = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT)).cycle
    page = text(client, of(cycle, "cycle_step", "open"))
    assert "1 daerah dapat mengisi dari" in page
    assert str(cycle.cohorts.get().instrument) in page
    assert Cycle.objects.get().state == Cycle.State.DRAFT
    assert not Entry.objects.exists()


def test_a_whole_cycle_walks_up_to_the_plenary(client: Client, office: User) -> None:
    cycle = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT)).cycle
    for name, state in (
        ("open", "self_assessment"),
        ("begin_assessment", "assessment"),
        ("begin_plenary", "plenary"),
    ):
        assert client.post(of(cycle, "cycle_step", name)).status_code == 302
        cycle.refresh_from_db()
        assert cycle.state == state
        assert Entry.objects.filter(verb=f"cycle.{name}", user=office).count() == 1


def test_a_step_that_is_not_there_now_is_refused(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.PLENARY)
    assert client.get(of(cycle, "cycle_step", "open")).status_code == 409
    answer = client.post(of(cycle, "cycle_step", "open"))
    assert answer.status_code == 409
    assert "tidak dapat dilakukan pada keadaan sekarang" in answer.content.decode()
    assert Cycle.objects.get().state == Cycle.State.PLENARY


def test_opening_too_early_shows_the_checklist(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT, windows=False)
    address = of(cycle, "cycle_step", "open")
    assert "Jendela waktu isian belum ditetapkan." in text(client, address)
    answer = client.post(address)
    assert answer.status_code == 409
    assert "Belum ada daerah yang diundang." in answer.content.decode()
    assert Cycle.objects.get().state == Cycle.State.DRAFT


def test_a_step_back_without_reason_is_refused_in_place(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.ASSESSMENT)
    address = of(cycle, "cycle_step", "reopen_answers")
    answer = client.post(address, {"reason": "  "})
    assert answer.status_code == 409
    assert "Tuliskan alasan" in answer.content.decode()
    client.post(address, {"reason": "Banjir"})
    assert Entry.objects.get(verb="cycle.reopen_answers").reason == "Banjir"


def test_a_refused_reason_stays_typed(client: Client, office: User) -> None:
    """Somebody else took the step in between: the page offers none, but the words are not lost."""
    cycle = make_cycle(state=Cycle.State.SELF_ASSESSMENT)
    answer = client.post(of(cycle, "cycle_step", "reopen_answers"), {"reason": "Alasan panjang"})
    assert answer.status_code == 409
    assert "Alasan panjang" in answer.content.decode()


def test_announcing_has_its_own_page(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.PLENARY)
    for answer in (client.get(of(cycle, "cycle_step", "announce")), client.post(of(cycle, "cycle_step", "announce"))):
        assert answer.status_code == 302
        assert answer["Location"] == reverse("evaluations:announce", args=[cycle.pk])
    assert Cycle.objects.get().state == Cycle.State.PLENARY


def test_an_unknown_step_does_not_exist(client: Client, office: User) -> None:
    assert client.get(of(make_cycle(), "cycle_step", "menari")).status_code == 404


def test_step_pages_ask_as_much_for_three_regions_as_for_one(client: Client, office: User) -> None:
    cycle = make_submission().cycle
    address = of(cycle, "cycle_step", "begin_assessment")
    one = queries(client, address)
    for code in ("31.71", "94.01"):
        make_submission(cycle=cycle, regency=make_regency(code))
    assert queries(client, address) == one


# --- nobody else -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.COUNCIL, Role.ASSESSOR, Role.ADMINISTRATOR])
def test_the_office_does_not_exist_for_others(client: Client, role: Role) -> None:
    national = role in (Role.ASSESSOR, Role.ADMINISTRATOR)
    submission = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT))
    cycle = submission.cycle
    client.force_login(make_user(national=role) if national else make_member(submission.regency, role))
    for address in (
        reverse(NEW),
        of(cycle),
        of(cycle, "cycle_cohort"),
        of(cycle, "cycle_invite"),
        of(cycle, "cycle_window", "answers"),
        of(cycle, "cycle_step", "open"),
        of(cycle, "cycle_step", "announce"),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert Cycle.objects.get().state == Cycle.State.DRAFT
    assert client.get(of(Cycle(created_at=timezone.now()))).status_code == 404


def test_an_unknown_cycle_does_not_exist(client: Client, office: User) -> None:
    for name, more in (("cycle", ()), ("cycle_cohort", ()), ("cycle_invite", ()), ("cycle_step", ("open",))):
        assert client.get(of(Cycle(), name, *more)).status_code == 404
