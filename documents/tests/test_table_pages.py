"""Facts about the pages of workbooks, tables and removal: what is typed stays, what was changed meanwhile is told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role, User
from documents import actions
from documents.models import Document, MasterplanYear, RpjmdProgramme, SheetImport
from documents.tests import factories as make

pytestmark = pytest.mark.django_db


def url(name: str, document: Document, *rest: Any) -> str:
    return reverse(f"documents:{name}", args=[document.pk, *rest])


@pytest.fixture
def operator() -> User:
    return make.make_person(make.make_regency())


def filled(client: Client, document: Document, **cells: Any) -> SimpleUploadedFile:
    """The document's own workbook with some cells of the sheet "Program" filled."""
    book = load_workbook(io.BytesIO(client.get(url("workbook_file", document)).getvalue()))
    for cell, value in cells.items():
        book["Program"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("isi.xlsx", out.getvalue())


def test_a_workbook_shows_its_difference_and_is_then_applied_once(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    client.force_login(operator)
    file = filled(client, document, C2="Nama baru", A3="RP-2", B3="S1", C3="Program kedua")
    answer = client.post(url("workbook", document), {"file": file})
    page = client.get(answer["Location"]).content.decode()
    assert "Nama baru" in page and "Program kedua" in page and "Terapkan buku kerja ini?" in page
    assert document.rpjmd_programmes.get().name == "Program RPJMD 1"
    mark = page.split('name="mark" value="')[1].split('"')[0]
    assert client.post(answer["Location"], {"mark": "lain"}).status_code == 409
    done = client.post(answer["Location"], {"mark": mark}, follow=True)
    assert "1 baru, 1 berubah, 0 dihapus" in done.content.decode()
    assert set(document.rpjmd_programmes.values_list("name", flat=True)) == {"Nama baru", "Program kedua"}
    assert client.get(answer["Location"]).status_code == 302


def test_wrong_rows_are_named_by_sheet_and_line_and_nothing_can_be_applied(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    client.force_login(operator)
    file = filled(client, document, F2="TAK-ADA", G2="banyak", C2="Nama baru")
    where = client.post(url("workbook", document), {"file": file})["Location"]
    page = client.get(where).content.decode()
    assert "Program, baris 2" in page and "“TAK-ADA” tidak dikenal." in page and "bukan jumlah rupiah" in page
    assert '<button class="btn btn-primary">Terapkan' not in page
    mark = page.split('name="mark" value="')[1].split('"')[0]
    assert client.post(where, {"mark": mark}).status_code == 409
    assert client.post(where, {"away": "1"}).status_code == 302
    assert not SheetImport.objects.exists()


def test_a_file_that_is_no_workbook_is_refused_in_place(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    client.force_login(operator)
    assert client.post(url("workbook", document)).status_code == 422
    answer = client.post(url("workbook", document), {"file": SimpleUploadedFile("x.xlsx", b"bukan")})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()


def typed(page: str) -> dict[str, str]:
    """The hidden fields of the table."""
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("mark", "rows")}


def test_a_table_adds_changes_and_moves_rows_together(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    actions.add_target(document.goals.get(), code="S2", text="Sasaran kedua", **make.WHO)
    client.force_login(operator)
    where = url("table", document, "program")
    sent = typed(client.get(where).content.decode()) | {
        "r0-was": "RP-1", "r0-target": "S2", "r0-name": "Nama baru", "r0-realisation:2023": "0",
        "r1-code": "RP-2", "r1-target": "S1", "r1-name": "Program kedua",
    }  # fmt: skip
    answer = client.post(where, sent, follow=True)
    assert "1 baru, 1 berubah" in answer.content.decode()
    moved = RpjmdProgramme.objects.get(code="RP-1")
    assert (moved.target.code, moved.name, moved.year_targets.get(year=2023).realisation) == ("S2", "Nama baru", "0")
    assert RpjmdProgramme.objects.get(code="RP-2").target.code == "S1"


def test_what_is_wrong_is_told_at_its_field_and_everything_typed_stays(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    client.force_login(operator)
    where = url("table", document, "program")
    sent = typed(client.get(where).content.decode()) | {
        "r0-was": "RP-1", "r0-target": "S1", "r0-name": "Nama yang diketik", "r0-budget_rupiah": "banyak",
        "r1-code": "rp-1", "r1-target": "S1", "r1-name": "Kembar yang diketik",
    }  # fmt: skip
    answer = client.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in (
        "Nama yang diketik",
        "banyak",
        "bukan jumlah rupiah",
        "Kembar yang diketik",
        "sudah ada di baris lain",
    ):
        assert text in page
    assert document.rpjmd_programmes.get().name == "Program RPJMD 1"
    more = client.post(where, sent | {"more": "1"})
    assert more.status_code == 200 and "Kembar yang diketik" in more.content.decode()
    assert int(typed(more.content.decode())["rows"]) == int(sent["rows"]) + 3


def test_a_table_that_somebody_changed_meanwhile_is_not_overwritten(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    client.force_login(operator)
    where = url("table", document, "program")
    sent = typed(client.get(where).content.decode()) | {"r0-was": "RP-1", "r0-target": "S1", "r0-name": "Dari saya"}
    other = {"name": "Dari orang lain"}
    actions.change_rpjmd_programme(document.rpjmd_programmes.get(), other, year_targets={}, **make.WHO)
    answer = client.post(where, sent)
    assert answer.status_code == 409 and "Dari saya" in answer.content.decode()
    assert document.rpjmd_programmes.get().name == "Dari orang lain"
    again = sent | typed(answer.content.decode())
    assert client.post(where, again).status_code == 302
    assert document.rpjmd_programmes.get().name == "Dari saya"


def test_a_masterplan_is_filled_year_by_year(client: Client, operator: User) -> None:
    programme = make.make_programme()
    client.force_login(operator)
    where = url("table", programme.document, "program") + "?tahun=2022"
    page = client.get(where).content.decode()
    assert "Keadaan 2022" in page and "Keadaan 2023" not in page
    sent = typed(page) | {
        "r0-was": programme.code, "r0-name": programme.name, "r0-pillar": "Smart Living",
        "r0-horizon": "Jangka pendek", "r0-agency": "DINKES", "r0-status:2022": "Selesai", "r0-target:2022": "3 unit",
    }  # fmt: skip
    assert client.post(where, sent).status_code == 302
    rows = MasterplanYear.objects.filter(programme=programme).values_list("year", "status", "target")
    assert list(rows) == [(2022, "finished", "3 unit"), (2023, "running", "")]


@pytest.mark.parametrize("sheet", ["misi", "tujuan", "sasaran", "indikator", "program"])
def test_every_level_is_a_table_that_asks_as_much_for_three_rows_as_for_one(
    client: Client, operator: User, sheet: str
) -> None:
    document = make.make_rpjmd()
    document.level_indicators.create(target=document.targets.get(), code="I1", name="Indikator")
    client.force_login(operator)
    counts = []
    for codes in ((), ("2", "3")):
        for code in codes:
            actions.add_mission(document, code=f"M{code}", text="Misi", order=2, **make.WHO)
            goal = actions.add_goal(
                document, code=f"T{code}", text="T", missions=list(document.missions.all()[:1]), **make.WHO
            )
            target = actions.add_target(goal, code=f"S{code}", text="Sasaran", **make.WHO)
            actions.add_rpjmd_programme(target, code=f"RP-{code}", name="Program", year_targets={2023: "1"}, **make.WHO)
            document.level_indicators.create(target=target, code=f"I{code}", name="Indikator")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url("table", document, sheet)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_row_is_removed_after_saying_so_and_kept_while_something_refers_to_it(client: Client, operator: User) -> None:
    document = make.make_rpjmd()
    programme = document.rpjmd_programmes.get()
    client.force_login(operator)
    target = url("remove", document, "sasaran", document.targets.get().pk)
    assert "masih dirujuk: 1 program RPJMD" in client.get(target).content.decode()
    assert client.post(target).status_code == 409
    where = url("remove", document, "program", programme.pk)
    assert "Hapus “RP-1 Program RPJMD 1”?" in client.get(where).content.decode()
    assert client.post(where).status_code == 302
    assert not document.rpjmd_programmes.exists()
    assert client.get(where).status_code == 404
    assert client.post(target).status_code == 302


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTRIBUTOR, Role.COUNCIL])
def test_only_the_operator_fills_tables(client: Client, role: Role) -> None:
    document = make.make_rpjmd()
    client.force_login(make.make_person(document.regency, role))
    part = document.targets.get().pk
    for address in (
        url("workbook", document), url("table", document, "program"), url("remove", document, "sasaran", part),
    ):  # fmt: skip
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
    assert client.get(url("workbook_file", document)).status_code == 200


def test_what_has_no_tables_has_no_pages_of_them(client: Client, operator: User) -> None:
    document = make.make_document(kind=Document.Kind.DECREE)
    client.force_login(operator)
    for address in (url("workbook", document), url("workbook_file", document), url("table", document, "program")):
        assert client.get(address).status_code == 404
    assert client.get(url("table", make.make_rpjmd(), "lain")).status_code == 404
