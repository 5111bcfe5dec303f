"""Facts about the verbs: one journal row each, and what they refuse."""

from __future__ import annotations

import pytest

from common.steps import Refused
from documents.tests.factories import KUTAI, PASER, WHO, make_agency, make_programme, make_regency, make_rpjmd
from journal.models import Entry
from quickwins import actions
from quickwins.models import QuickWin, QuickWinYear
from quickwins.tests import factories as make

pytestmark = pytest.mark.django_db


def last() -> Entry:
    return Entry.objects.latest("id")


def test_each_verb_is_told_once_to_the_region() -> None:
    quick_win = make.make_quick_win()
    actions.change(quick_win, {"name": "Nama baru"}, **WHO)
    make.add_risk(quick_win)
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["quickwin.create", "quickwin.status", "quickwin.status", "quickwin.change", "quickwin.risk"]
    assert set(Entry.objects.values_list("regency_code", flat=True)) == {PASER}


def test_nothing_changed_is_not_told() -> None:
    quick_win = make.make_quick_win(name="Sama")
    before = Entry.objects.count()
    actions.change(quick_win, {"name": "Sama"}, **WHO)
    actions.record_status(quick_win, year=2023, status="running", target="Target 2023", **WHO)
    assert Entry.objects.count() == before


def test_a_code_stands_once_in_a_region_and_again_in_another() -> None:
    first, second = make.make_quick_win(code="QW"), make.make_quick_win()
    with pytest.raises(Refused, match="QW"):
        make.make_quick_win(code="QW")
    with pytest.raises(Refused, match="QW"):
        actions.change(second, {"code": first.code}, **WHO)
    assert make.make_quick_win(make_regency(KUTAI), code="QW").code == "QW"


@pytest.mark.parametrize("status", ["paused", "stopped"])
def test_pausing_and_stopping_want_a_reason(status: str) -> None:
    quick_win = make.make_quick_win()
    with pytest.raises(Refused, match="alasan"):
        actions.record_status(quick_win, year=2023, status=status, reason="  ", **WHO)
    actions.record_status(quick_win, year=2023, status=status, reason="Armada kurang", **WHO)
    assert last().reason == "Armada kurang"
    assert last().before["status"] == "running"
    assert QuickWinYear.objects.get(quick_win=quick_win, year=2023).status == status


def test_what_belongs_to_a_neighbour_is_refused() -> None:
    abroad = make_regency(KUTAI)
    foreign = {
        "agency": make_agency(abroad),
        "rpjmd_target": make_rpjmd(abroad).targets.get(),
        "predecessor": make.make_quick_win(abroad),
    }
    quick_win = make.make_quick_win()
    for name, row in foreign.items():
        with pytest.raises(Refused, match="bukan milik"):
            actions.change(quick_win, {name: row}, **WHO)
    with pytest.raises(Refused, match="bukan milik"):
        make.add_risk(quick_win, owner=make_agency(abroad))


def test_a_quick_win_continues_another_but_never_itself() -> None:
    old, middle = make.make_quick_win(), make.make_quick_win()
    actions.change(middle, {"predecessor": old}, **WHO)
    new = make.make_quick_win(predecessor=QuickWin.objects.get(pk=middle.pk))
    with pytest.raises(Refused, match="dirinya sendiri"):
        actions.change(old, {"predecessor": new}, **WHO)
    assert list(middle.successors.all()) == [new]


def test_a_quick_win_outlives_its_masterplan_programme() -> None:
    programme = make_programme()
    quick_win = make.make_quick_win(masterplan_programme=programme)
    programme.delete()
    quick_win.refresh_from_db()
    assert quick_win.masterplan_programme is None


def test_before_its_start_a_quick_win_was_only_planned() -> None:
    quick_win = make.make_quick_win(start_year=2023, years={2022: "planned", 2023: "running"})
    with pytest.raises(Refused, match="hanya dapat direncanakan"):
        actions.record_status(quick_win, year=2022, status="running", **WHO)
    running = make.make_quick_win()
    with pytest.raises(Refused, match="mulai pada 2023"):
        actions.change(running, {"start_year": 2023}, **WHO)


def test_a_quick_win_pauses_and_goes_on_and_the_reason_stays_in_the_journal() -> None:
    quick_win = make.make_quick_win()
    paused = actions.take_step(quick_win, year=2023, step="pause", reason="Armada kurang", **WHO)
    assert (paused.status, paused.reason) == ("paused", "Armada kurang")
    resumed = actions.take_step(quick_win, year=2023, step="resume", **WHO)
    assert (resumed.status, resumed.reason, resumed.target) == ("running", "", "Target 2023")
    assert last().before == {"status": "paused", "reason": "Armada kurang"}


def test_the_next_year_begins_as_the_last_one_ended() -> None:
    quick_win = make.make_quick_win(years={2022: "running", 2023: "paused"})
    year = actions.carry(quick_win, year=2024, **WHO)
    assert (year.status, year.reason, year.target) == ("paused", "Armada kurang", "")
    with pytest.raises(Refused, match="catatan terakhir"):
        actions.carry(quick_win, year=2024, **WHO)
    actions.take_step(quick_win, year=2024, step="finish", **WHO)
    with pytest.raises(Refused, match="sudah berakhir"):
        actions.carry(quick_win, year=2025, **WHO)


def test_an_earlier_year_cannot_end_what_went_on() -> None:
    quick_win = make.make_quick_win()
    with pytest.raises(Refused, match="2022 tercatat “Selesai”; sesudah itu 2023"):
        actions.take_step(quick_win, year=2022, step="finish", **WHO)
    with pytest.raises(Refused, match="tidak ada langkah"):
        actions.record_status(make.make_quick_win(years={2022: "planned"}), year=2022, status="finished", **WHO)
