"""The living workbook: out, filled, back; row by row; all or nothing; by a real spreadsheet program without a lost character."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.models import Role, User
from common.tests.corpus_lists import BAD
from journal.models import Entry
from pillars.actions import load_instruments, load_pillars
from pillars.models import Indicator, Instrument
from submissions.actions.workbooks import KEPT, expire
from submissions.forms import workbooks as books
from submissions.models import Answer, Submission, WorkbookImport
from submissions.queries.cases import Case, cases_of, questions_of
from submissions.tests.factories import (
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    set_window,
)

pytestmark = pytest.mark.django_db
VALUE, NARRATIVE, LEVEL, REASON = 9, 10, 11, 12
NASTY = ["=1+1", "+1", "@x", "-5", "007", "  tepi ", "baris\nkedua", "🏙️ kota e\u0301", "_x000D_", "\ttab", '"kutip"']


def cases(submission: Submission) -> dict[Any, Case]:
    return {case.indicator.pk: case for case in cases_of(submission, questions_of(submission.instrument))}


def book(submission: Submission, person: User) -> bytes:
    return books.write(submission, list(cases(submission).values()), person, at=timezone.now())


def filled(data: bytes, values: dict[tuple[int, int], Any]) -> bytes:
    """The workbook with these cells of its answers; row 2 is the first question."""
    found = load_workbook(io.BytesIO(data))
    for (row, column), value in values.items():
        cell = found[books.ANSWERS].cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def back(submission: Submission, data: bytes) -> list[books.Change]:
    most = len(indicators(submission))
    _made_for, rows = books.read(io.BytesIO(data), name="isian.xlsx", submission=submission, most=most)
    return books.compare([books.Read.of(row.as_json()) for row in rows], cases(submission))


def upload(client: Client, submission: Submission, data: bytes, name: str = "isian.xlsx") -> Any:
    return client.post(reverse("submissions:workbook", args=[submission.pk]), {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def submission() -> Submission:
    return make_submission()


@pytest.fixture
def operator(client: Client, submission: Submission) -> User:
    user = make_member(submission.regency)
    client.force_login(user)
    return user


def test_a_filled_workbook_shows_its_difference_and_is_applied_with_its_origin(
    client: Client, submission: Submission, operator: User
) -> None:
    make_answer(submission, indicators(submission)[1], number=0, own_level=0, narrative="Lama")
    data = client.get(reverse("submissions:workbook_file", args=[submission.pk])).getvalue()
    data = filled(data, {(2, VALUE): "Ya", (2, LEVEL): "3", (3, VALUE): 12, (4, VALUE): "lima", (4, LEVEL): 2})
    answer = upload(client, submission, data)
    page = client.get(answer["Location"]).content.decode()
    assert ("Baru" in page, "Berubah" in page, "Tidak dapat dibaca" in page) == (True, True, True)
    assert "Baris 4" in page and "“lima” bukan angka" in page and "1 baris sama" in page
    assert Answer.objects.get(submission=submission).number == 0  # looking changes nothing
    sent = {"row": ["1", "2", "3"], "version-1": "0", "version-2": "1"}
    assert client.post(answer["Location"], sent).status_code == 302
    rows = {row.indicator.order: row for row in Answer.objects.filter(submission=submission)}
    assert (rows[1].yes, rows[1].own_level, rows[2].number, rows[2].own_level) == (True, 3, 12, 0)
    assert 3 not in rows
    assert Entry.objects.filter(verb="answer.change", after__source="XLSX isian.xlsx").count() == 2
    assert WorkbookImport.objects.get().rows == []
    again = client.get(upload(client, submission, data)["Location"]).content.decode()
    assert "3 baris sama" in again  # the same workbook a second time doubles nothing


def test_a_row_that_somebody_else_changed_is_a_conflict_and_stays_unticked(
    client: Client, submission: Submission, operator: User
) -> None:
    first, second, *_rest = indicators(submission)
    make_answer(submission, second, number=1)
    data = filled(book(submission, operator), {(2, VALUE): "Tidak", (3, VALUE): "7"})
    Answer.objects.filter(submission=submission).update(number=5, version=2)
    states = {change.indicator.order: change.state for change in back(submission, data) if change.indicator}
    assert states == {1: "new", 2: "conflict", 3: "same", 4: "same"}
    where = upload(client, submission, data)["Location"]
    page = client.get(where).content.decode()
    assert 'value="1" id="r-1" aria-label="Terapkan nomor 1" checked' in page
    assert 'id="r-2" aria-label="Terapkan nomor 2">' in page
    late = {"row": ["1", "2"], "version-1": "0", "version-2": "1"}
    assert client.post(where, late).status_code == 409
    assert not Answer.objects.filter(submission=submission, indicator=first).exists()  # nothing half-applied
    assert client.post(where, {**late, "version-2": "2"}).status_code == 302
    assert Answer.objects.get(submission=submission, indicator=second).number == 7


def test_an_untouched_row_never_undoes_what_was_written_meanwhile(submission: Submission, operator: User) -> None:
    make_answer(submission, indicators(submission)[1], number=1)
    data = book(submission, operator)
    Answer.objects.filter(submission=submission).update(number=9, version=4)
    assert {change.state for change in back(submission, data)} == {"same"}


def test_a_conflict_that_is_taken_keeps_what_others_wrote_in_its_untouched_fields(
    client: Client, submission: Submission, operator: User
) -> None:
    make_answer(submission, indicators(submission)[1], number=1, narrative="Lama", own_level=1)
    data = filled(book(submission, operator), {(3, VALUE): 7})
    Answer.objects.filter(submission=submission).update(narrative="Tulisan orang lain", version=2)
    where = upload(client, submission, data)["Location"]
    assert client.post(where, {"row": "2", "version-2": "2"}).status_code == 302
    row = Answer.objects.get(submission=submission)
    assert (row.number, row.narrative, row.own_level) == (7, "Tulisan orang lain", 1)


def test_the_difference_is_seen_by_who_handed_it_in_alone(
    client: Client, submission: Submission, operator: User
) -> None:
    where = upload(client, submission, filled(book(submission, operator), {(2, VALUE): "Ya"}))["Location"]
    client.force_login(make_member(submission.regency))
    assert client.get(where).status_code == 404
    assert client.post(where, {"row": "1", "version-1": "0"}).status_code == 404
    assert not Answer.objects.exists()


def test_a_contributor_gets_and_hands_in_only_the_own_questions(client: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    hand_to(submission, indicators(submission)[1], agency)
    operator = make_member(submission.regency)
    whole = filled(book(submission, operator), {(2, VALUE): "Ya", (3, VALUE): 4})
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    own = load_workbook(io.BytesIO(client.get(reverse("submissions:workbook_file", args=[submission.pk])).getvalue()))
    assert own[books.ANSWERS].max_row == 2
    where = upload(client, submission, whole)["Location"]
    assert "bukan bagian Anda" in client.get(where).content.decode()
    assert client.post(where, {"row": ["1", "2"], "version-1": "0", "version-2": "0"}).status_code == 302
    assert list(Answer.objects.values_list("indicator__order", flat=True)) == [2]


def test_a_question_of_somebody_else_in_the_workbook_is_told_and_not_taken(
    submission: Submission, operator: User
) -> None:
    first, *others = indicators(submission)
    data = filled(book(submission, operator), {(2, 1): str(others[0].pk), (3, 1): "bukan-id", (2, VALUE): "1"})
    found = {case.indicator.pk: case for case in cases_of(submission, [first])}
    _made_for, rows = books.read(io.BytesIO(data), name="a.xlsx", submission=submission, most=9)
    assert {change.state for change in books.compare(rows, found)} == {"invalid"}


def test_a_workbook_of_another_submission_or_none_of_ours_is_refused(
    client: Client, submission: Submission, operator: User
) -> None:
    other = make_submission(regency=make_regency("64.02"))
    assert "isian yang lain" in upload(client, submission, book(other, operator)).content.decode()
    found = load_workbook(io.BytesIO(book(submission, operator)))
    found[books.KEY].cell(2, 1).value = "palsu"
    out = io.BytesIO()
    found.save(out)
    assert "tandanya rusak" in upload(client, submission, out.getvalue()).content.decode()
    twice = filled(book(submission, operator), {(3, 1): str(indicators(submission)[0].pk)})
    assert "mengulang pertanyaan" in upload(client, submission, twice).content.decode()
    formula = filled(book(submission, operator), {(3, VALUE): 1})
    found = load_workbook(io.BytesIO(formula))
    found[books.ANSWERS].cell(3, VALUE).value = "=1+1"
    out = io.BytesIO()
    found.save(out)
    refused = upload(client, submission, out.getvalue())
    assert refused.status_code == 422 and "memuat rumus" in refused.content.decode()
    assert not WorkbookImport.objects.exists()


@pytest.mark.parametrize("name", [name for name in BAD if BAD[name][0] != "name"])
def test_a_bad_file_is_no_workbook(
    client: Client, submission: Submission, operator: User, settings: Settings, name: str
) -> None:
    answer = upload(client, submission, BAD[name][1](), name)
    assert answer.status_code == 422
    assert answer.context["error"]
    assert not WorkbookImport.objects.exists()


def test_a_silent_scanner_takes_no_workbook(
    client: Client, submission: Submission, operator: User, settings: Settings
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    assert upload(client, submission, book(submission, operator)).status_code == 503


def test_a_closed_submission_takes_no_workbook_and_a_stranger_sees_none(
    client: Client, submission: Submission, operator: User
) -> None:
    data = book(submission, operator)
    now = timezone.now()
    set_window(submission.cycle, "answers", now - timedelta(days=2), now)
    assert upload(client, submission, data).status_code == 409
    client.force_login(make_member(make_regency("64.02")))
    assert upload(client, submission, data).status_code == 404
    client.force_login(make_member(submission.regency, Role.HEAD))
    assert upload(client, submission, data).status_code == 403


class EveryTextComesBack(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), number=st.integers(0, 10**6))
    def test_what_is_stored_goes_out_and_comes_back_the_same(self, text: str, number: int) -> None:
        submission = make_submission()
        make_answer(submission, indicators(submission)[1], number=Decimal(number) / 10, narrative=text)
        data = book(submission, make_member(submission.regency))
        assert {change.state for change in back(submission, data)} == {"same"}
        change = back(submission, data)[1]
        assert (change.then.narrative, change.then.value) == (change.now.narrative, change.now.value)


def test_libreoffice_saves_all_117_questions_without_a_lost_character(tmp_path: Path) -> None:
    load_pillars()
    load_instruments(at=timezone.now())
    instrument = Instrument.objects.get(slug="2023-kppn-ikn")
    submission = make_submission(cycle=make_cycle(instrument=instrument, cohort="kppn_ikn"))
    questions = indicators(submission)
    for number, indicator in enumerate(questions):
        text = f"{NASTY[number % len(NASTY)]} {number}" if number % 2 else NASTY[number % len(NASTY)]
        kind = indicator.answer_kind
        value = {"number": Decimal(number % 5) / 2} if kind == Indicator.AnswerKind.SURVEY_MEAN else {}
        make_answer(submission, indicator, narrative=text, own_level=number % 5, **value)
    person = make_member(submission.regency)
    (tmp_path / "isian.xlsx").write_bytes(book(submission, person))
    profile, out = f"-env:UserInstallation=file://{tmp_path}/profil", tmp_path / "simpan"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(tmp_path / "isian.xlsx")], check=True, capture_output=True, timeout=120)
    saved = (out / "isian.xlsx").read_bytes()
    changes = back(submission, saved)
    assert len(changes) == 117
    lost = [(change.now, change.then) for change in changes if change.state != "same" or change.row.touched]
    assert lost == []
    Answer.objects.filter(submission=submission, indicator=questions[5]).update(version=2, narrative="Orang lain")
    conflict = back(submission, filled(saved, {(7, NARRATIVE): "Saya"}))
    assert [change.indicator.order for change in conflict if change.indicator and change.state == "conflict"] == [6]


def test_what_nobody_decided_is_forgotten_after_a_week(client: Client, submission: Submission, operator: User) -> None:
    upload(client, submission, filled(book(submission, operator), {(2, VALUE): "Ya"}))
    now = timezone.now()
    assert expire(at=now + KEPT - timedelta(minutes=1)) == 0
    assert expire(at=now + KEPT + timedelta(minutes=1)) == 1
    assert not WorkbookImport.objects.exists()


def test_three_questions_ask_as_much_as_one(client: Client, submission: Submission, operator: User) -> None:
    counts = []
    for fill in ({(2, VALUE): "Ya"}, {(2, VALUE): "Ya", (3, VALUE): "2", (4, VALUE): "3"}):
        where = upload(client, submission, filled(book(submission, operator), fill))["Location"]
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
