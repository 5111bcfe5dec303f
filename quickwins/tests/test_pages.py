"""Facts about the pages: who sees them, who edits, what stays typed, how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from documents.tests.factories import AT, KUTAI, PASER, make_person, make_programme, make_regency, make_rpjmd, typed
from journal.models import Entry
from quickwins.models import Photo, QuickWin, QuickWinYear
from quickwins.tests import factories as make

pytestmark = pytest.mark.django_db

LIST = reverse("quickwins:list")
WRITING = ("edit", "status", "risk")


def url(name: str, quick_win: QuickWin) -> str:
    return reverse(f"quickwins:{name}", args=[quick_win.pk])


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.fixture
def operator() -> User:
    return make_person(make_regency())


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL])
def test_everyone_of_the_regency_reads(client: Client, role: Role) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency, role))
    assert quick_win.name in client.get(LIST).content.decode()
    assert "Target 2022" in client.get(url("detail", quick_win)).content.decode()


@pytest.mark.parametrize("name", ["detail", *WRITING])
def test_a_neighbours_quick_win_does_not_exist(client: Client, name: str) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(make_regency(KUTAI)))
    assert client.get(url(name, quick_win)).status_code == 404
    assert quick_win.name not in client.get(LIST).content.decode()


def test_an_assessor_sees_no_quick_wins_yet(client: Client) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(role=Role.ASSESSOR))
    assert client.get(url("detail", quick_win)).status_code == 404
    assert "Tidak ada Quick Win untuk Anda" in client.get(LIST).content.decode()


def test_the_secretariat_chooses_a_region_reads_and_does_not_edit(client: Client) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(role=Role.SECRETARIAT))
    assert f"?daerah={PASER}" in client.get(LIST).content.decode()
    assert quick_win.name in client.get(LIST, {"daerah": PASER}).content.decode()
    assert all(client.get(url(name, quick_win)).status_code == 403 for name in WRITING)


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL])
def test_only_the_operator_edits(client: Client, role: Role) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency, role))
    denied = WRITING if role != Role.CONTRIBUTOR else ("edit", "status")  # an agency keeps the risks of its Quick Win
    for address in [reverse("quickwins:new", args=[PASER]), *(url(name, quick_win) for name in denied)]:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"name": "x"}).status_code == 403, address
    assert url("edit", quick_win) not in client.get(url("detail", quick_win)).content.decode()


def test_an_operator_adds_and_changes_a_quick_win(client: Client, operator: User) -> None:
    client.force_login(operator)
    values = make.values(output="Yang dihasilkan", predecessor_note="Program lama")
    answer = client.post(reverse("quickwins:new", args=[PASER]), typed(values))
    quick_win = QuickWin.objects.get()
    assert answer["Location"] == url("detail", quick_win)
    assert Entry.objects.get().user == operator
    assert client.post(url("edit", quick_win), typed(values | {"name": "Nama baru"})).status_code == 302
    page = client.get(url("detail", quick_win)).content.decode()
    assert "Nama baru" in page and "Yang dihasilkan" in page and "Program lama" in page


def test_a_taken_code_keeps_what_was_typed(client: Client, operator: User) -> None:
    taken = make.make_quick_win()
    client.force_login(operator)
    values = make.values(code=taken.code, outcome="Teks yang sudah diketik")
    answer = client.post(reverse("quickwins:new", args=[PASER]), typed(values))
    assert answer.status_code == 422
    assert "Teks yang sudah diketik" in answer.content.decode()
    assert QuickWin.objects.get() == taken


def test_a_pause_without_a_reason_keeps_what_was_typed(client: Client, operator: User) -> None:
    quick_win = make.make_quick_win()
    client.force_login(operator)
    sent = {"year": 2024, "status": "paused", "target": "70 sekolah", "reason": " "}
    answer = client.post(url("status", quick_win), sent)
    assert answer.status_code == 422
    assert "70 sekolah" in answer.content.decode() and "Tuliskan alasan" in answer.content.decode()
    assert client.post(url("status", quick_win), sent | {"reason": "Armada kurang"}).status_code == 302
    assert "Armada kurang" in client.get(url("detail", quick_win)).content.decode()


def test_a_recorded_year_is_opened_before_it_is_written_over(client: Client, operator: User) -> None:
    quick_win = make.make_quick_win()
    client.force_login(operator)
    sent = {"year": 2023, "status": "finished", "target": "", "realisation": "", "reason": ""}
    assert client.post(url("status", quick_win), sent).status_code == 422
    assert QuickWinYear.objects.get(quick_win=quick_win, year=2023).target == "Target 2023"
    page = client.get(url("status", quick_win), {"tahun": 2023}).content.decode()
    assert "Target 2023" in page
    assert client.post(url("status", quick_win) + "?tahun=2023", sent).status_code == 302
    assert QuickWinYear.objects.get(quick_win=quick_win, year=2023).status == "finished"


@pytest.mark.parametrize("year", ["besok", "²", "99999", ""])
def test_a_year_that_is_none_shows_this_years_form(client: Client, operator: User, year: str) -> None:
    quick_win = make.make_quick_win()
    client.force_login(operator)
    assert client.get(url("status", quick_win), {"tahun": year}).status_code == 200


def test_the_list_asks_as_much_for_three_as_for_one(client: Client, operator: User) -> None:
    client.force_login(operator)
    make.make_quick_win()
    client.get(LIST)
    first = queries_of(client, LIST)
    make.make_quick_win()
    make.make_quick_win()
    assert queries_of(client, LIST) == first


def test_a_story_asks_as_much_for_three_of_everything_as_for_one(client: Client, operator: User) -> None:
    client.force_login(operator)

    def told(count: int) -> str:
        target, programme = make_rpjmd().targets.get(), make_programme()
        before = make.make_quick_win()
        quick_win = make.make_quick_win(rpjmd_target=target, masterplan_programme=programme, predecessor=before)
        for number in range(count):
            make.add_risk(quick_win, code=f"R{number}")
            report = make.make_report(quick_win, quarter=number + 1, send=True)
            Photo.objects.create(
                quick_win=quick_win, report=report, alt="Foto", sha256=str(number), width=9, height=9, added_at=AT
            )
            make.make_quick_win(predecessor=quick_win)
        return url("detail", quick_win)

    one = told(1)
    client.get(one)
    first = queries_of(client, one)
    assert queries_of(client, told(3)) == first


@pytest.mark.parametrize("name", ["edit", "status", "risk"])
def test_a_form_asks_as_much_for_three_choices_as_for_one(client: Client, operator: User, name: str) -> None:
    client.force_login(operator)
    quick_win = make.make_quick_win()
    make_programme(anchor=make_rpjmd().rpjmd_programmes.get())
    client.get(url(name, quick_win))
    first = queries_of(client, url(name, quick_win))
    make.make_quick_win()
    make.make_quick_win()
    make_rpjmd(programmes=3)
    make_programme()
    assert queries_of(client, url(name, quick_win)) == first
