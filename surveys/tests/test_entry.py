"""What staff bring in: codes that work once, paper typed in once, workbooks taken whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Actor, Role
from jobs.models import Job
from journal.models import Entry
from submissions.tests import factories as base
from surveys.actions import entry
from surveys.forms import workbooks
from surveys.models import Code, Response, SheetImport, SurveyPart
from surveys.queries import asked_of
from surveys.queries.standing import standing_of
from surveys.tests import factories as make
from surveys.tests.test_setting_up import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> tuple[SurveyPart, Actor]:
    survey, operator = make.make_survey()
    return make.part(survey), Actor(operator, Role.OPERATOR)


def codes(part: SurveyPart, by: Actor, purpose: str, count: int = 3) -> list[str]:
    batch = entry.make_codes(part, purpose=purpose, count=count, by=by, at=timezone.now())
    return [str(code) for code in batch.codes.all()]


def filled(part: SurveyPart, fill: Callable[[Any], None]) -> SimpleUploadedFile:
    """The part's own template with cells filled in."""
    book = load_workbook(io.BytesIO(workbooks.write(part, asked_of(part))))
    fill(book["Jawaban"])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("jawaban.xlsx", out.getvalue())


def test_a_kiosk_takes_one_answer_for_each_code_and_resets_itself(made: tuple[SurveyPart, Actor]) -> None:
    part, by = made
    first, second, _third = codes(part, by, "kiosk")
    kiosk, page = make.phone(), make.address(part, "kiosk")
    assert 'class="is-kiosk"' in kiosk.get(page).content.decode()
    sent = kiosk.post(page, make.typed(part, code=first.lower().replace("-", " ")))
    assert sent["Location"] == make.address(part, "kiosk_done")
    assert kiosk.get(sent["Location"])["Refresh"] == f"8; url={page}"
    again = kiosk.post(page, make.typed(part, (4,) * 9, code=first))
    assert again.status_code == 422
    assert "tidak dikenal atau sudah dipakai" in again.content.decode() and f'value="{first}"' in again.content.decode()
    assert kiosk.post(page, make.typed(part, code=second)).status_code == 302
    assert list(Response.objects.values_list("channel", "label", "device")) == [("kiosk", "", "")] * 2
    assert Code.objects.filter(is_used=True).count() == 2


def test_a_code_belongs_to_its_pillar_and_purpose(made: tuple[SurveyPart, Actor]) -> None:
    part, by = made
    paper, other = codes(part, by, "paper")[0], make.part(make.make_survey()[0])
    kiosk = codes(part, by, "kiosk")[0]
    assert make.phone().post(make.address(part, "kiosk"), make.typed(part, code=paper)).status_code == 422
    assert make.phone().post(make.address(other, "kiosk"), make.typed(other, code=kiosk)).status_code == 422
    assert not Response.objects.exists() and not Code.objects.filter(is_used=True).exists()


def test_paper_is_typed_in_once(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made
    code = codes(part, by, "paper")[0]
    client.force_login(by.user)
    page = at("paper", part.survey, pillar="governance")
    typed = make.typed(part, (0, None, "", 1, 2, 3, 4, 4, 0), code=code, **{"kenal-governance-1": "ya"})
    assert client.post(page, typed).status_code == 302
    row = Response.objects.get()
    assert (row.channel, row.label, row.entered_by, row.knows) == (
        "paper", code.replace("-", "").lower(), by.user, {"governance-1": True}
    )  # fmt: skip
    again = client.post(page, typed)
    assert again.status_code == 422 and 'name="n1" value="0" checked' in again.content.decode()
    assert Entry.objects.filter(verb="survey.paper").count() == 1
    assert standing_of(part.survey)[0].channels == {"paper": 1}


def test_paper_that_a_workbook_brought_in_is_not_typed_in_again(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made
    code = codes(part, by, "paper")[0]
    row = entry.Imported(code.replace("-", "").lower(), None, make.given(part, make.VARIED))
    entry.import_rows(part, [row], name="a.xlsx", sha256="a" * 64, by=by, at=timezone.now())
    client.force_login(by.user)
    answer = client.post(at("paper", part.survey, pillar="governance"), make.typed(part, code=code))
    assert answer.status_code == 422 and "sudah dipakai" in answer.content.decode()
    assert Response.objects.count() == 1


@pytest.mark.parametrize(("step", "status"), [("pause", 302), ("close", 409)])
def test_paper_comes_in_while_the_link_waits_and_never_after_closing(client: Client, step: str, status: int) -> None:
    survey, operator = make.make_survey()
    part, by = make.part(survey), Actor(operator, Role.OPERATOR)
    code = codes(part, by, "paper")[0]
    client.force_login(operator)
    client.post(at("step", survey, name=step))
    answer = client.post(at("paper", survey, pillar="governance"), make.typed(part, code=code))
    assert answer.status_code == status
    assert Response.objects.count() == (status == 302)


def test_codes_are_made_listed_and_printed(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made
    client.force_login(by.user)
    page = at("codes", part.survey, pillar="governance")
    assert "Belum ada kode" in client.get(page).content.decode()
    for wrong in ({"purpose": "kiosk", "count": "banyak"}, {"count": "5"}, {"purpose": "lain", "count": "5"}):
        assert client.post(page, wrong).status_code == 422
    assert client.post(page, {"purpose": "kiosk", "count": "201"}).status_code == 409
    printed = client.get(client.post(page, {"purpose": "kiosk", "count": "60"})["Location"]).content.decode()
    assert Code.objects.count() == 60 and all(str(code) in printed for code in Code.objects.all())
    assert "0 dari 60" in client.get(page).content.decode()


def test_a_filled_template_comes_in_whole_and_only_once(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made

    def fill(sheet: Any) -> None:
        for place, value in enumerate(
            ["G-001", "2026-01-31", "Ya", "Tidak", "", 0, "1", "tt", 4.0, "", None, "3", "TT", "2"], 1
        ):
            sheet.cell(2, place).value = value or (0 if value == 0 else None)
        for place, value in enumerate(["G-002", None, None, None, None, *["2"] * 9], 1):
            sheet.cell(3, place).value = value

    client.force_login(by.user)
    page = at("workbook", part.survey, pillar="governance")
    assert client.post(page, {"file": filled(part, fill)}).status_code == 302
    rows = list(Response.objects.order_by("day"))
    assert [(row.label, row.channel, row.given, row.is_flat) for row in rows] == [
        ("G-001", "xlsx", 5, False), ("G-002", "xlsx", 9, True)
    ]  # fmt: skip
    assert rows[0].day == date(2026, 1, 31) and rows[0].knows == {"governance-1": True, "governance-2": False}
    first, second, third, *_rest = standing_of(part.survey)[0].statements
    assert (first.tally.mean, second.tally.mean, third.tally.unknown) == (Decimal("1.00"), Decimal("1.50"), 1)
    again = client.post(page, {"file": filled(part, fill)})
    assert again.status_code == 422 and "nomor responden ini sudah ada" in again.content.decode()
    assert Response.objects.count() == 2 and SheetImport.objects.count() == 1


def test_every_wrong_row_is_named_and_nothing_is_taken(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made

    def fill(sheet: Any) -> None:
        sheet["A2"], sheet["F2"] = "G-1", "3"
        sheet["A3"], sheet["F3"] = "G-2", "5"
        sheet["A4"], sheet["F4"] = "G-3", "2,5"
        sheet["A5"], sheet["B5"], sheet["F5"] = "G-4", "2999-01-01", "1"
        sheet["A6"], sheet["C6"], sheet["F6"] = "G-5", "mungkin", "1"
        sheet["A7"] = "G-6"
        sheet["A8"], sheet["F8"] = "G-1", "3"

    client.force_login(by.user)
    page = client.post(at("workbook", part.survey, pillar="governance"), {"file": filled(part, fill)})
    text = page.content.decode()
    assert page.status_code == 422
    for cell in ("F3", "F4", "B5", "C6", "A7", "A8"):
        assert f"sel {cell}" in text, cell
    assert "sel F2" not in text and not Response.objects.exists() and not SheetImport.objects.exists()


def test_a_workbook_of_another_pillar_or_with_a_formula_is_refused(client: Client) -> None:
    survey, operator = make.make_survey(("governance", "living"))
    client.force_login(operator)
    page = at("workbook", survey, pillar="governance")
    foreign = client.post(page, {"file": filled(make.part(survey, "living"), lambda sheet: None)})
    assert foreign.status_code == 422 and "harus berjudul" in foreign.content.decode()

    def formula(sheet: Any) -> None:
        sheet["F2"] = "=1+1"

    assert "memuat rumus" in client.post(page, {"file": filled(make.part(survey), formula)}).content.decode()
    assert client.post(page, {"file": SimpleUploadedFile("x.xlsx", b"x")}).status_code == 422
    assert client.post(page).status_code == 422
    assert not Response.objects.exists()


def test_paper_forms_are_asked_for_as_pdf_by_the_operator_alone(made: tuple[SurveyPart, Actor], client: Client) -> None:
    part, by = made
    client.force_login(by.user)
    page = client.post(at("codes", part.survey, pillar="governance"), {"purpose": "paper", "count": "3"})["Location"]
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert Job.objects.filter(kind="report.make").count() == 1
    client.force_login(base.make_member(part.survey.submission.regency, Role.HEAD))
    assert client.get(page).status_code == 403
    client.force_login(base.make_member(base.make_regency(base.KUTAI)))
    assert client.get(page).status_code == 404
