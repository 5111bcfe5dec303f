"""Facts about the verbs: one journal row each, and what they refuse."""

from __future__ import annotations

import pytest

from common.steps import Refused
from documents.tests.factories import KUTAI, PASER, WHO, make_agency, make_programme, make_regency, make_rpjmd
from journal.models import Entry
from quickwins import actions, queries
from quickwins.models import QuickWin, QuickWinYear, Risk
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


def test_a_risk_code_stands_once() -> None:
    quick_win = make.make_quick_win()
    make.add_risk(quick_win)
    with pytest.raises(Refused, match="R1"):
        make.add_risk(quick_win)
    assert Risk.objects.count() == 1


def test_a_quick_win_outlives_its_masterplan_programme() -> None:
    programme = make_programme()
    quick_win = make.make_quick_win(masterplan_programme=programme)
    programme.delete()
    quick_win.refresh_from_db()
    assert quick_win.masterplan_programme is None


def test_the_timeline_counts_in_its_last_year() -> None:
    make.make_quick_win(start_year=2023)
    paused = make.make_quick_win()
    actions.record_status(paused, year=2023, status="paused", reason="Armada kurang", **WHO)
    planned = make.make_quick_win(start_year=2021)
    told = queries.timeline(queries.with_years(QuickWin.objects.all()))
    assert (told.years, told.year) == ([2021, 2022, 2023], 2023)
    assert (told.running, told.new, told.halted) == (2, 1, 1)
    line = next(line for line in told.lines if line.quick_win == planned)
    assert [cell and cell.status for _year, cell in line.cells] == [None, "running", "running"]


def test_a_timeline_of_nothing_has_no_years() -> None:
    told = queries.timeline([])
    assert (told.years, told.year, told.groups, told.running) == ([], None, [], 0)
