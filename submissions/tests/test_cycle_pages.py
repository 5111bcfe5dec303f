"""The pages of cycles: list and calendar, a new one, the cockpit."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from submissions.models import Cycle, Submission
from submissions.tests.factories import (
    answer_all,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "submissions:cycles", "submissions:cycle_new"
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


# --- list and calendar -------------------------------------------------------------------------------------------


def test_empty_lists_say_what_to_do(client: Client, office: User) -> None:
    assert "Buat siklus pertama" in text(client, reverse(LIST))
    client.force_login(make_member(make_regency()))
    page = text(client, reverse(LIST))
    assert "Belum ada siklus yang berjalan" in page
    assert reverse(NEW) not in page


def test_the_office_sees_drafts_and_numbers(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT, name="Rancangan rahasia")
    make_submission(cycle=cycle)
    page = text(client, reverse(LIST))
    assert "Rancangan rahasia" in page
    assert of(cycle) in page
    assert 'data-label="Diisi">1<' in page
    assert 'data-label="Diserahkan">0<' in page


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.ADMINISTRATOR, None])
def test_others_see_no_drafts_and_no_numbers(client: Client, role: Role | None) -> None:
    client.force_login(make_user(national=role))
    make_cycle(state=Cycle.State.DRAFT, name="Rancangan rahasia")
    running = make_submission().cycle
    page = text(client, reverse(LIST))
    assert "Rancangan rahasia" not in page
    assert running.name in page
    assert "WIB" in page
    assert of(running) not in page
    assert "Diserahkan" not in page


@pytest.mark.parametrize(("code", "zone"), [("31.71", "WIB"), ("64.01", "WITA"), ("94.01", "WIT")])
def test_the_calendar_is_in_the_own_regions_zone(client: Client, code: str, zone: str) -> None:
    client.force_login(make_member(make_regency(code)))
    make_cycle()
    page = text(client, reverse(LIST))
    assert f"({zone})" in page
    others = {"WIB", "WITA", "WIT"} - {zone}
    assert not any(f" {other}<" in page for other in others)


def test_list_and_calendar_ask_as_much_for_three_cycles_as_for_one(client: Client, office: User) -> None:
    make_submission()
    asked = queries(client, reverse(LIST))
    stranger = make_member(make_regency())
    client.force_login(stranger)
    asked_by_others = queries(client, reverse(LIST))
    make_submission()
    make_submission(state=Submission.State.HANDED_IN)
    assert queries(client, reverse(LIST)) == asked_by_others
    client.force_login(office)
    assert queries(client, reverse(LIST)) == asked


# --- a new cycle -------------------------------------------------------------------------------------------------


def test_a_new_cycle_opens_its_cockpit(client: Client, office: User) -> None:
    answer = client.post(reverse(NEW), TYPED, follow=True)
    cycle = Cycle.objects.get()
    assert answer.redirect_chain[-1][0] == of(cycle)
    assert cycle.state == Cycle.State.DRAFT
    assert "dibuat sebagai rancangan" in answer.content.decode()


def test_two_people_opening_the_same_cycle_meet_each_other(client: Client, office: User) -> None:
    first = make_cycle(year=2026, name="Yang sudah ada")
    answer = client.post(reverse(NEW), TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Siklus untuk tahun dan tahap ini sudah ada." in page
    assert of(first) in page
    assert 'value="Evaluasi 2026 baru"' in page
    assert 'value="2026"' in page
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"year": "dua"}, {"year": "1999"}, {"stage": "besok"}, {"previous": "x"}]
)
def test_what_is_wrong_stays_typed(client: Client, office: User, wrong: dict[str, str]) -> None:
    answer = client.post(reverse(NEW), TYPED | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Siklus belum dibuat." in page
    assert f'value="{(TYPED | wrong)["year"]}"' in page
    assert not Cycle.objects.exists()


def test_a_later_comparison_is_refused_in_place(client: Client, office: User) -> None:
    later = make_cycle(year=2027)
    answer = client.post(reverse(NEW), TYPED | {"previous": str(later.pk)})
    assert answer.status_code == 422
    assert "harus lebih awal" in answer.content.decode()


# --- the cockpit -------------------------------------------------------------------------------------------------


def test_a_draft_shows_what_it_lacks_with_links(client: Client, office: User) -> None:
    client.post(reverse(NEW), TYPED)
    cycle = Cycle.objects.get()
    page = text(client, of(cycle))
    for address in (
        of(cycle, "cycle_cohort"),
        of(cycle, "cycle_invite"),
        of(cycle, "cycle_window", "answers"),
        of(cycle, "cycle_window", "assessment"),
        of(cycle, "cycle_step", "open"),
    ):
        assert f'href="{address}"' in page
    assert page.count("Belum ditetapkan") == 6
    assert "Belum ada daerah yang diundang" in page


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (Cycle.State.DRAFT, ["open"]),
        (Cycle.State.SELF_ASSESSMENT, ["begin_assessment"]),
        (Cycle.State.ASSESSMENT, ["begin_plenary", "reopen_answers"]),
        (Cycle.State.PLENARY, ["announce", "reopen_assessment"]),
        (Cycle.State.ANNOUNCED, []),
    ],
)
def test_the_buttons_are_those_of_the_table(client: Client, office: User, state: str, buttons: list[str]) -> None:
    cycle = make_cycle(state=state)
    page = text(client, of(cycle))
    every = ["open", "begin_assessment", "begin_plenary", "announce", "reopen_answers", "reopen_assessment"]
    assert [name for name in every if of(cycle, "cycle_step", name) in page] == buttons
    assert page.count('aria-current="step"') == 1


def test_regions_show_how_far_they_are(client: Client, office: User) -> None:
    submission = make_submission(answered=True)
    page = text(client, of(submission.cycle))
    assert ">4/4<" in page
    assert reverse("submissions:detail", args=[submission.pk]) in page
    assert reverse("evaluations:panel", args=[submission.pk]) in page
    assert reverse("evaluations:panels", args=[submission.cycle_id]) in page


def test_regions_are_filtered_and_searched(client: Client, office: User) -> None:
    cycle = make_cycle()
    for code, state in (("64.01", "filling"), ("31.71", "handed_in"), ("94.01", "absent")):
        make_submission(cycle=cycle, regency=make_regency(code), state=state)
    names = {code: make_regency(code).name for code in ("64.01", "31.71", "94.01")}

    def shown(**query: str) -> set[str]:
        page = text(client, of(cycle), **query)
        return {code for code, name in names.items() if f">{name}</a>" in page}

    assert shown() == set(names)
    assert shown(keadaan="absent") == {"94.01"}
    assert shown(kohort="early") == set()
    assert shown(cari="31.") == {"31.71"}
    assert shown(cari=names["64.01"].lower()) == {"64.01"}
    assert "Tidak ada daerah dengan saringan ini" in text(client, of(cycle), cari="\0zzz")
    for query in ({"keadaan": "x"}, {"kohort": "x"}):
        assert client.get(of(cycle), query).status_code == 404


def test_fifty_regions_make_a_page_and_filters_stay(client: Client, office: User) -> None:
    cycle = make_cycle()
    for number in range(1, 52):
        make_submission(cycle=cycle, regency=make_regency(f"33.{number:02}"))
    page = text(client, of(cycle), keadaan="filling")
    assert "1–50 dari 51" in page
    assert "keadaan=filling&amp;hal=2" in page
    assert "51–51 dari 51" in text(client, of(cycle), hal="2")


def test_cockpit_asks_as_much_for_three_regions_as_for_one(client: Client, office: User) -> None:
    cycle = make_cycle()
    answer_all(make_submission(cycle=cycle))
    one = queries(client, of(cycle))
    for code in ("31.71", "94.01"):
        answer_all(make_submission(cycle=cycle, regency=make_regency(code)))
    assert queries(client, of(cycle)) == one
    assert one <= 16


def test_a_draft_is_renamed_in_the_cockpit(client: Client, office: User) -> None:
    last, cycle = make_cycle(year=2025), make_cycle(year=2026, state=Cycle.State.DRAFT)
    client.post(of(cycle), {"name": "Nama baru", "previous": str(last.pk)})
    cycle.refresh_from_db()
    assert (cycle.name, cycle.previous) == ("Nama baru", last)
    refused = client.post(of(cycle), {"name": "", "previous": str(cycle.pk)})
    assert refused.status_code == 422
    assert "Nama baru" in refused.content.decode()


def test_an_announced_cycle_is_not_renamed(client: Client, office: User) -> None:
    cycle = make_cycle(state=Cycle.State.ANNOUNCED, name="Tetap")
    answer = client.post(of(cycle), {"name": "Lain", "previous": ""})
    assert answer.status_code == 409
    assert "tidak dapat diubah lagi" in answer.content.decode()
    assert Cycle.objects.get().name == "Tetap"
