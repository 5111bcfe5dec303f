"""Facts about the risk register: levels, the map, who writes it, what is refused."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from common.steps import Refused
from documents.tests.factories import KUTAI, PASER, WHO, make_agency, make_person, make_regency
from journal.models import Entry
from quickwins import actions, queries, scoring
from quickwins.models import Risk
from quickwins.tests import factories as make

SENT = {"code": "R1", "text": "Panggilan iseng", "likelihood": 5, "impact": 2, "status": "open"}
PLACES = st.sampled_from(scoring.SCALE)


@given(PLACES, PLACES, PLACES, PLACES)
def test_a_likelier_or_heavier_risk_is_never_of_a_lower_level(a: int, b: int, c: int, d: int) -> None:
    order = Risk.Level.values
    low, high = scoring.level(min(a, c), min(b, d)), scoring.level(max(a, c), max(b, d))
    assert order.index(low) <= order.index(high)


def test_the_corners_of_the_map() -> None:
    assert [scoring.level(*place) for place in ((1, 1), (1, 5), (5, 1), (4, 4), (5, 4), (5, 5))] == [
        "low", "medium", "medium", "high", "very_high", "very_high",
    ]  # fmt: skip
    with pytest.raises(ValueError):
        scoring.level(0, 3)


@pytest.mark.django_db
def test_the_map_holds_what_is_not_closed_where_it_stands() -> None:
    quick_win = make.make_quick_win()
    make.add_risk(quick_win, "R1", likelihood=5, impact=2)
    make.add_risk(quick_win, "R2", likelihood=5, impact=2, status="ended")
    found = queries.heat_map(quick_win.risks.all())
    assert found.count == 1
    assert [risk.code for risk in found.rows[0].cells[1].risks] == ["R1"]


@pytest.mark.django_db
def test_a_risk_code_stands_once_also_when_it_is_changed() -> None:
    quick_win = make.make_quick_win()
    first, second = make.add_risk(quick_win), make.add_risk(quick_win, "R2")
    with pytest.raises(Refused, match="R1"):
        make.add_risk(quick_win)
    with pytest.raises(Refused, match="R1"):
        actions.change_risk(second, {"code": first.code}, **WHO)
    with pytest.raises(Refused, match="bukan milik"):
        actions.change_risk(second, {"owner": make_agency(make_regency(KUTAI))}, **WHO)
    actions.change_risk(second, {"status": "occurred"}, **WHO)
    told = Entry.objects.latest("id")
    assert (told.verb, told.before, told.after) == (
        "quickwin.risk_change", {"status": "open"}, {"risk": "R2", "status": "occurred"},
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CONTRIBUTOR])
def test_the_operator_and_the_agency_of_the_quick_win_keep_its_risks(client: Client, role: Role) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency, role))
    address = reverse("quickwins:risk", args=[quick_win.pk])
    assert client.post(address, SENT).status_code == 302
    answer = client.post(address, SENT | {"text": "Risiko kembar"})
    assert answer.status_code == 409 and "Risiko kembar" in answer.content.decode()
    assert client.post(address, SENT | {"likelihood": "6"}).status_code == 422
    risk = quick_win.risks.get()
    change = reverse("quickwins:risk_edit", args=[quick_win.pk, risk.pk])
    assert "Panggilan iseng" in client.get(change).content.decode()
    assert client.post(change, SENT | {"status": "ended"}).status_code == 302
    page = client.get(reverse("quickwins:detail", args=[quick_win.pk])).content.decode()
    assert "Ditutup" in page and "kemungkinan 5, dampak 2" in page


@pytest.mark.django_db
def test_another_agency_reads_and_does_not_write(client: Client) -> None:
    regency = make_regency()
    quick_win = make.make_quick_win(regency, agency=make_agency(regency, "DLH"))
    client.force_login(make_person(regency, Role.CONTRIBUTOR))
    assert client.get(reverse("quickwins:detail", args=[quick_win.pk])).status_code == 200
    assert client.post(reverse("quickwins:risk", args=[quick_win.pk]), SENT).status_code == 403


@pytest.mark.django_db
def test_the_register_of_a_region_asks_as_much_for_three_as_for_one(client: Client) -> None:
    client.force_login(make_person(make_regency()))
    address = reverse("quickwins:risks", args=[PASER])
    make.add_risk(make.make_quick_win(), likelihood=2)
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    first = asked()
    for _number in range(2):
        make.add_risk(make.make_quick_win(), text="Yang paling berat", likelihood=5, impact=5)
    assert asked() == first
    page = client.get(address).content.decode()
    assert page.index("Yang paling berat") < page.index("Risiko R1")
