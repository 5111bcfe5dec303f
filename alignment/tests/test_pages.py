"""Facts about the pages: who reads, who links, what the buttons do, how many queries and bytes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from alignment.models import Dismissal, Link
from alignment.tests import factories as make
from documents.models import Document

pytestmark = pytest.mark.django_db

PAGES = ("matrix", "print", "suggestions")


def url(name: str, plan: Document, *rest: Any) -> str:
    return reverse(f"alignment:{name}", args=[plan.pk, *rest])


@pytest.fixture
def operator() -> User:
    return make.make_person(make.make_regency())


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL, Role.SECRETARIAT])
def test_the_region_and_the_secretariat_read(client: Client, role: Role) -> None:
    programme = make.make_programme()
    plan = programme.document
    client.force_login(make.make_person(None if role == Role.SECRETARIAT else plan.regency, role))
    assert url("matrix", plan) in client.get(reverse("alignment:plans")).content.decode()
    for address in (*(url(name, plan) for name in PAGES), url("programme", plan, programme.pk)):
        assert client.get(address).status_code == 200, address


def test_an_assessor_reads_from_the_accepted_seat_on_and_opens_no_documents(client: Client) -> None:
    link = make.make_link(make.make_programme(), make.make_rpjmd().rpjmd_programmes.get())
    plan = link.programme.document
    client.force_login(make.make_seated(plan, accepted=False))
    assert client.get(url("matrix", plan)).status_code == 404
    assert "Tidak ada Masterplan untuk Anda" in client.get(reverse("alignment:plans")).content.decode()
    client.force_login(make.make_seated(plan))
    for address in (*(url(name, plan) for name in PAGES), url("programme", plan, link.programme_id)):
        page = client.get(address)
        assert page.status_code == 200 and "/dokumen/" not in page.content.decode(), address
    assert client.post(url("suggestions", plan), {"recall": "1"}).status_code == 403


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL])
def test_only_the_operator_links(client: Client, role: Role) -> None:
    link = make.make_link(make.make_programme(), make.make_rpjmd().rpjmd_programmes.get())
    plan = link.programme.document
    client.force_login(make.make_person(plan.regency, role))
    for address in (
        url("suggestions", plan),
        url("programme", plan, link.programme_id),
        url("link", plan, link.pk),
    ):
        assert client.post(address, {"withdraw": "1"}).status_code == 403, address
    assert Link.objects.exists()


def test_a_suggestion_is_confirmed_and_coverage_rises(client: Client, operator: User) -> None:
    rpjmd = make.make_rpjmd()
    rpjmd.rpjmd_programmes.update(name="Program Pengelolaan Persampahan")
    programme = make.make_programme(name="Bank Sampah")
    plan, other = programme.document, rpjmd.rpjmd_programmes.get()
    client.force_login(operator)
    page = client.get(url("suggestions", plan)).content.decode()
    assert "kata yang sama: sampah" in page and "Cakupan Masterplan 0,0 %" in page
    answer = client.post(url("suggestions", plan), {"confirm": f"{programme.pk}:{other.pk}"}, follow=True)
    assert "Cakupan Masterplan sekarang 100,0 %" in answer.content.decode()
    assert Link.objects.get().confirmed_by == operator
    assert client.post(url("suggestions", plan), {"confirm": f"{programme.pk}:{other.pk}"}).status_code == 409


def test_the_coverage_that_is_told_is_that_of_the_chosen_rpjmd(client: Client, operator: User) -> None:
    first = make.make_rpjmd().rpjmd_programmes.get()
    programme = make.make_programme(anchor=first)
    plan = programme.document
    make.make_programme(plan, anchor=first)
    new = make.make_rpjmd(plan.regency).rpjmd_programmes.get()
    new.document.start_year, new.document.end_year = 2025, 2029
    new.document.save(update_fields=["start_year", "end_year"])
    client.force_login(operator)
    page = f"{url('suggestions', plan)}?rpjmd={new.document_id}"
    answer = client.post(page, {"confirm": f"{programme.pk}:{new.pk}"}, follow=True)
    assert "Cakupan Masterplan sekarang 50,0 %" in answer.content.decode()


def test_a_suggestion_is_dismissed_and_recalled(client: Client, operator: User) -> None:
    rpjmd = make.make_rpjmd()
    rpjmd.rpjmd_programmes.update(name="Program Pengelolaan Persampahan")
    programme = make.make_programme(name="Bank Sampah")
    plan = programme.document
    pair = f"{programme.pk}:{rpjmd.rpjmd_programmes.get().pk}"
    client.force_login(operator)
    assert "Tidak ada usulan" in client.post(url("suggestions", plan), {"dismiss": pair}, follow=True).content.decode()
    again = {"recall": Dismissal.objects.get().pk, "program": programme.pk}
    answer = client.post(url("suggestions", plan), again, follow=True)
    assert answer.redirect_chain[-1][0] == url("programme", plan, programme.pk)
    assert "kata yang sama: sampah" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"confirm": "x:y"}, {"dismiss": "x"}, {"recall": "9"}, {"recall": "x"}])
def test_what_no_page_sends_is_not_found(client: Client, operator: User, sent: dict[str, str]) -> None:
    plan = make.make_programme().document
    client.force_login(operator)
    assert client.post(url("suggestions", plan), sent).status_code == 404


def test_a_link_is_chosen_with_pages_then_changed_and_withdrawn(client: Client, operator: User) -> None:
    other = make.make_rpjmd().rpjmd_programmes.get()
    programme = make.make_programme()
    plan, page = programme.document, url("programme", programme.document, programme.pk)
    client.force_login(operator)
    wrong = client.post(page, {"end": "", "programme_pages": "41–43"})
    assert wrong.status_code == 422 and "41–43" in wrong.content.decode()
    sent = {"end": str(make.rpjmd(other)), "programme_pages": "41–43", "other_pages": "7"}
    assert client.post(page, sent).status_code == 302
    link = Link.objects.get()
    assert (link.programme_pages, link.other_pages) == ("41–43", "7")
    long = client.post(url("link", plan, link.pk), {"programme_pages": "9" * 41, "other_pages": "diketik"})
    assert long.status_code == 422 and "diketik" in long.content.decode()
    assert client.post(url("link", plan, link.pk), {"programme_pages": "12", "other_pages": "0"}).status_code == 302
    link.refresh_from_db()
    assert (link.programme_pages, link.other_pages) == ("12", "0")
    assert client.post(url("link", plan, link.pk), {"withdraw": "1"}).status_code == 302
    assert not Link.objects.exists()


def test_a_cell_opens_its_programmes(client: Client, operator: User) -> None:
    served = make.make_programme(name="Berjangkar", anchor=make.make_rpjmd().rpjmd_programmes.get())
    make.make_programme(served.document, name="Belum berjangkar sama sekali")
    client.force_login(operator)
    page = client.get(url("matrix", served.document), {"pilar": "living", "misi": "M1"}).content.decode()
    table = page[page.index('id="isi"') : page.index('id="celah"')]
    assert "Berjangkar" in table and "sama sekali" not in table


def test_pages_ask_as_often_for_three_programmes_as_for_one(client: Client, operator: User) -> None:
    rpjmd = make.make_rpjmd(programmes=3)
    plan = make.make_document()
    client.force_login(operator)
    counts: dict[str, list[int]] = {}
    first = make.make_programme(plan)
    for number, other in enumerate(rpjmd.rpjmd_programmes.all()):
        make.make_link(first, other)
        make.make_link(make.make_programme(plan), other)
        if number in (0, 2):
            for address in (*(url(name, plan) for name in PAGES), url("programme", plan, first.pk)):
                with CaptureQueriesContext(connection) as caught:
                    assert client.get(address).status_code == 200
                counts.setdefault(address, []).append(len(caught))
    assert all(one == three for one, three in counts.values()), counts
