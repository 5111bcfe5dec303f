"""Facts about the pages: who sees them, who edits, what stays typed, how many queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from documents.models import Document, MasterplanProgramme, Mission, RpjmdProgramme
from documents.tests import factories as make
from journal.models import Entry

pytestmark = pytest.mark.django_db

READERS = [Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL]
LIST = reverse("documents:list")


def url(name: str, document: Document, *rest: Any) -> str:
    return reverse(f"documents:{name}", args=[document.pk, *rest])


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.fixture
def operator() -> User:
    return make.make_person(make.make_regency())


@pytest.mark.parametrize("role", READERS)
def test_everyone_of_the_regency_reads(client: Client, role: Role) -> None:
    document = make.make_document(title="Masterplan Paser")
    client.force_login(make.make_person(document.regency, role))
    assert "Masterplan Paser" in client.get(LIST).content.decode()
    assert client.get(url("detail", document)).status_code == 200


@pytest.mark.parametrize("name", ["detail", "edit", "programme_new"])
def test_a_neighbours_document_does_not_exist(client: Client, name: str) -> None:
    document = make.make_document(title="Masterplan Paser")
    client.force_login(make.make_person(make.make_regency(make.KUTAI)))
    assert client.get(url(name, document)).status_code == 404
    assert "Masterplan Paser" not in client.get(LIST).content.decode()


def test_an_assessor_sees_no_documents_yet(client: Client) -> None:
    document = make.make_document()
    client.force_login(make.make_person(role=Role.ASSESSOR))
    assert client.get(url("detail", document)).status_code == 404
    assert "Tidak ada dokumen untuk Anda" in client.get(LIST).content.decode()


def test_the_secretariat_chooses_a_region_reads_and_does_not_edit(client: Client) -> None:
    document = make.make_document(title="Masterplan Paser")
    make.make_regency(make.KUTAI)
    client.force_login(make.make_person(role=Role.SECRETARIAT))
    page = client.get(LIST).content.decode()
    assert f"?daerah={make.PASER}" in page and f"?daerah={make.KUTAI}" not in page
    assert "Masterplan Paser" in client.get(LIST, {"daerah": make.PASER}).content.decode()
    assert client.get(LIST, {"daerah": "99.99"}).status_code == 404
    assert client.get(url("edit", document)).status_code == 403


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL])
def test_only_the_operator_edits(client: Client, role: Role) -> None:
    document = make.make_rpjmd()
    client.force_login(make.make_person(document.regency, role))
    mission, programme = document.missions.get(), document.rpjmd_programmes.get()
    addresses = [
        reverse("documents:new", args=[document.regency_id]),
        url("edit", document),
        url("programme_new", document),
        url("programme", document, programme.pk),
        url("part_new", document, "misi"),
        url("part", document, "misi", mission.pk),
    ]
    for address in addresses:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"title": "x", "text": "x", "name": "x"}).status_code == 403, address
    assert url("edit", document) not in client.get(url("detail", document)).content.decode()


def test_an_operator_adds_a_document(client: Client, operator: User) -> None:
    client.force_login(operator)
    values = make.document_values(title="RPJMD Paser", kind="rpjmd")
    answer = client.post(reverse("documents:new", args=[make.PASER]), make.typed(values))
    document = Document.objects.get()
    assert answer["Location"] == url("detail", document)
    assert (document.title, document.is_sample) == ("RPJMD Paser", False)
    assert Entry.objects.get().user == operator


def test_years_in_the_wrong_order_keep_what_was_typed(client: Client, operator: User) -> None:
    client.force_login(operator)
    values = make.document_values(title="Judul yang sudah diketik", start_year=2026, end_year=2021)
    answer = client.post(reverse("documents:new", args=[make.PASER]), make.typed(values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Judul yang sudah diketik" in page and "Tahun akhir tidak boleh sebelum tahun awal." in page
    assert not Document.objects.exists()


def test_a_taken_code_is_told_at_its_field(client: Client, operator: User) -> None:
    taken, document = make.make_document(code="SATU"), make.make_document(code="DUA", title="Judul lama")
    client.force_login(operator)
    values = make.document_values(code=taken.code, title="Judul baru")
    answer = client.post(url("edit", document), make.typed(values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sudah memiliki dokumen dengan kode" in page and "Judul baru" in page and "Judul lama" in page
    document.refresh_from_db()
    assert document.code == "DUA"


def test_what_an_action_refuses_is_said_in_place(client: Client, operator: User) -> None:
    document = make.make_programme().document
    client.force_login(operator)
    answer = client.post(url("edit", document), make.typed(make.document_values(kind="rpjmd")))
    assert answer.status_code == 409
    assert "Jenis dokumen tidak dapat diubah" in answer.content.decode()


def test_a_masterplan_programme_is_added_and_changed(client: Client, operator: User) -> None:
    document = make.make_document()
    client.force_login(operator)
    values = make.programme_values(code="MP-A", budget_rupiah=1_250_000_000)
    assert client.post(url("programme_new", document), make.typed(values)).status_code == 302
    programme = MasterplanProgramme.objects.get()
    page = client.get(url("detail", document)).content.decode()
    assert "Rp1.250.000.000" in page and "belum berjangkar di RPJMD" in page
    changed = make.typed(values | {"name": "Nama baru"})
    assert client.post(url("programme", document, programme.pk), changed).status_code == 302
    programme.refresh_from_db()
    assert programme.name == "Nama baru"


def test_a_programme_with_a_foreign_sub_pillar_is_not_stored(client: Client, operator: User) -> None:
    document = make.make_document()
    client.force_login(operator)
    other = make.make_pillar("economy", 3).sub_pillars.get()
    values = make.programme_values(sub_pillar=other, budget_rupiah=-1, name="Nama yang diketik")
    answer = client.post(url("programme_new", document), make.typed(values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nama yang diketik" in page and "bukan bagian dari pilar" in page and "kurang dari nol" in page
    assert not MasterplanProgramme.objects.exists()


def test_an_rpjmd_grows_from_mission_to_programme(client: Client, operator: User) -> None:
    document = make.make_document(kind="rpjmd")
    client.force_login(operator)

    def add(kind: str, **values: Any) -> None:
        assert client.post(url("part_new", document, kind), values).status_code == 302

    add("misi", code="M1", text="Misi baru", order=1)
    add("tujuan", code="T1", text="Tujuan baru", missions=[document.missions.get().pk])
    add("sasaran", code="S1", text="Sasaran baru", goal=document.goals.get().pk)
    target = document.targets.get()
    values = {"target": target.pk, "code": "RP-1", "name": "Program baru", "year_2023": "75 persen"}
    assert client.post(url("programme_new", document), values).status_code == 302
    page = client.get(url("detail", document)).content.decode()
    assert all(text in page for text in ("Misi baru", "Tujuan baru", "Sasaran baru", "Program baru", "75 persen"))
    programme = RpjmdProgramme.objects.get()
    values = {"target": target.pk, "name": "Lain", "year_2023": ""}
    assert client.post(url("programme", document, programme.pk), values).status_code == 302
    programme.refresh_from_db()
    assert (programme.name, programme.code, programme.target) == ("Lain", "RP-1", target)


def test_a_mission_is_reworded_and_a_taken_code_is_refused_in_place(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    mission = document.missions.get()
    client.force_login(operator)
    assert client.post(url("part", document, "misi", mission.pk), {"text": ""}).status_code == 422
    assert client.post(url("part", document, "misi", mission.pk), {"text": "Kata baru"}).status_code == 302
    mission.refresh_from_db()
    assert mission.text == "Kata baru"
    twin = {"code": mission.code, "text": "Misi kembar", "order": 2}
    answer = client.post(url("part_new", document, "misi"), twin)
    assert answer.status_code == 409 and "Misi kembar" in answer.content.decode()
    assert Mission.objects.count() == 1


def test_parts_and_programmes_of_other_documents_and_kinds_do_not_exist(client: Client, operator: User) -> None:
    rpjmd, decree = make.make_rpjmd(), make.make_document(kind="decree")
    programme = make.make_programme()
    client.force_login(operator)
    for address in (
        url("part_new", decree, "misi"),
        url("part_new", rpjmd, "lain"),
        url("programme_new", decree),
        url("programme", rpjmd, uuid4()),
        url("programme", decree, programme.pk),
        url("part", rpjmd, "tujuan", uuid4()),
    ):
        assert client.get(address).status_code == 404, address


def more_documents(count: int) -> str:
    for _number in range(count):
        make.make_document()
    return LIST


def more_rpjmd_programmes(count: int) -> str:
    document = make.make_rpjmd(programmes=count)
    for programme in document.rpjmd_programmes.all():
        make.make_programme(anchor=programme)
    return url("detail", document)


def more_masterplan_programmes(count: int) -> str:
    document = make.make_document()
    for anchor in make.make_rpjmd(programmes=count).rpjmd_programmes.all():
        make.make_programme(document, anchor=anchor)
    return url("detail", document)


@pytest.mark.parametrize("rows", [more_documents, more_rpjmd_programmes, more_masterplan_programmes])
def test_three_rows_ask_as_much_as_one(client: Client, operator: User, rows: Callable[[int], str]) -> None:
    client.force_login(operator)
    one = rows(1)
    client.get(one)
    first = queries_of(client, one)
    assert queries_of(client, rows(3)) == first


def test_the_form_of_a_programme_asks_as_much_for_three_choices_as_for_one(client: Client, operator: User) -> None:
    client.force_login(operator)
    more_masterplan_programmes(1)
    document = make.make_document()
    client.get(url("programme_new", document))
    first = queries_of(client, url("programme_new", document))
    make.make_rpjmd(programmes=3)
    assert queries_of(client, url("programme_new", document)) == first
