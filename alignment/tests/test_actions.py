"""Facts about links: only a person makes them, each is told once, and what is foreign is refused."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError

from alignment import actions
from alignment.ends import End, Kind
from alignment.models import Dismissal, Link
from alignment.tests import factories as make
from common.steps import Refused
from documents.models import LevelIndicator
from journal.models import Audience, Entry
from quickwins.tests.factories import make_quick_win
from submissions.tests.factories import make_instrument

pytestmark = pytest.mark.django_db


def test_a_programme_serves_several_things_and_each_link_is_told_once() -> None:
    rpjmd = make.make_rpjmd(programmes=2)
    programme = make.make_programme()
    measure = LevelIndicator.objects.create(document=rpjmd, goal=rpjmd.goals.get(), code="IT-1", name="Indeks")
    question = make_instrument().indicators.order_by("order")[0].key
    ends = [
        *(make.rpjmd(row) for row in rpjmd.rpjmd_programmes.all()),
        End(Kind.INDICATOR, str(measure.pk)),
        End(Kind.QUESTION, question),
        End(Kind.QUICK_WIN, str(make_quick_win().pk)),
    ]
    before = Entry.objects.count()
    for end in ends:
        link = actions.confirm(programme, end, programme_pages=" 41–43 ", **make.WHO)
        assert (link.end, link.programme_pages) == (end, "41–43")
    told = Entry.objects.order_by("id")[before:]
    assert [entry.verb for entry in told] == ["link.confirm"] * 5
    assert {(entry.regency_code, entry.audience) for entry in told} == {(make.PASER, Audience.REGION)}


def test_what_is_linked_is_not_linked_again() -> None:
    other = make.make_rpjmd().rpjmd_programmes.get()
    programme = make.make_programme(anchor=other)
    with pytest.raises(Refused, match="RP-1"):
        actions.confirm(programme, make.rpjmd(other), **make.WHO)
    with pytest.raises(Refused, match="RP-1"):
        actions.dismiss(programme, other, **make.WHO)


def test_a_quick_win_that_names_the_programme_itself_is_not_linked_again() -> None:
    programme = make.make_programme()
    quick_win = make_quick_win(masterplan_programme=programme)
    with pytest.raises(Refused, match="sudah dikaitkan"):
        actions.confirm(programme, End(Kind.QUICK_WIN, str(quick_win.pk)), **make.WHO)


def test_what_is_foreign_or_unknown_is_refused() -> None:
    programme = make.make_programme()
    abroad = make.make_rpjmd(make.make_regency(make.KUTAI)).rpjmd_programmes.get()
    ends = [
        make.rpjmd(abroad),
        End(Kind.QUESTION, "tak.ada"),
        End(Kind.INDICATOR, "bukan-id"),
        End(Kind.QUICK_WIN, "x"),
    ]
    for end in ends:
        with pytest.raises(Refused, match="tidak ditemukan"):
            actions.confirm(programme, end, **make.WHO)
    with pytest.raises(Refused, match="tidak ditemukan"):
        actions.dismiss(programme, abroad, **make.WHO)
    assert not Link.objects.exists() and not Dismissal.objects.exists()


def test_a_dismissed_pair_is_remembered_until_it_is_recalled_or_confirmed() -> None:
    other = make.make_rpjmd().rpjmd_programmes.get()
    programme = make.make_programme()
    row = actions.dismiss(programme, other, **make.WHO)
    assert actions.dismiss(programme, other, **make.WHO) == row
    actions.recall(row, **make.WHO)
    actions.recall(row, **make.WHO)
    actions.dismiss(programme, other, **make.WHO)
    make.make_link(programme, other)
    assert not Dismissal.objects.exists()
    verbs = list(Entry.objects.filter(verb__startswith="link.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["link.dismiss", "link.recall", "link.dismiss", "link.confirm"]


def test_pages_change_and_a_link_is_withdrawn_once() -> None:
    link = make.make_link(make.make_programme(), make.make_rpjmd().rpjmd_programmes.get())
    actions.change_pages(link, programme_pages="12", other_pages="", **make.WHO)
    actions.change_pages(link, programme_pages="12", other_pages="", **make.WHO)
    actions.withdraw(link, **make.WHO)
    actions.withdraw(link, **make.WHO)
    told = Entry.objects.filter(verb__in=("link.change", "link.withdraw")).order_by("id")
    assert [(entry.verb, entry.before) for entry in told] == [
        ("link.change", {"programme_pages": ""}),
        ("link.withdraw", {"linked_to": "RP-1 Program RPJMD 1", "programme_pages": "12"}),
    ]


def test_what_is_linked_cannot_be_deleted() -> None:
    other = make.make_rpjmd().rpjmd_programmes.get()
    make.make_programme(anchor=other)
    with pytest.raises(ProtectedError):
        other.delete()
