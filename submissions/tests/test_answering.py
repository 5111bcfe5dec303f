"""The answering form: saved as a whole or row by row, refused in place, two people at once, each the own part."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from journal.models import Entry
from pillars.actions import load_instruments, load_pillars
from pillars.models import Dimension, Indicator, Instrument, LevelText
from submissions.actions.evidence import attach
from submissions.models import Answer, Submission
from submissions.tests.factories import (
    actor,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
    set_window,
)

pytestmark = pytest.mark.django_db
MIXED = (
    ("q.yes", Dimension.BASELINE, None, "yes_no", ""),
    ("q.count", Dimension.BASELINE, None, "count", "program"),
    ("q.percent", Dimension.BASELINE, None, "percent", "%"),
    ("q.ratio", Dimension.BASELINE, None, "ratio", "indeks"),
    ("q.text", Dimension.BASELINE, None, "text", ""),
    ("q.survey", Dimension.IMPACT, "living", "survey_mean", "skor 0–4"),
)


@pytest.fixture
def submission() -> Submission:
    return make_submission(instrument=make_instrument(MIXED))


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency, name="Operator Contoh"))
    return client


def address(submission: Submission, section: str = "baseline") -> str:
    return reverse("submissions:section", args=[submission.pk, section])


def row(order: int, version: int = 0, **parts: str) -> dict[str, str]:
    return {f"a-{order}-version": str(version)} | {f"a-{order}-{name}": text for name, text in parts.items()}


def answer_to(submission: Submission, order: int) -> Answer:
    return Answer.objects.get(submission=submission, indicator__order=order)


def test_one_post_saves_the_whole_section(operator: Client, submission: Submission) -> None:
    sent = row(1, value="no", level="0") | row(2, value="1.250", narrative="Rekap.", level="4")
    sent |= row(3, value="92,5 %", level="2") | row(4, value="1.250,5") | row(5, value="Uraian.\r\nDua baris.")
    answer = operator.post(address(submission), sent)
    assert answer.status_code == 302
    assert answer["Location"] == address(submission)
    assert answer_to(submission, 1).yes is False
    assert answer_to(submission, 1).own_level == 0
    assert answer_to(submission, 2).number == 1250
    assert answer_to(submission, 3).number == Decimal("92.5")
    assert answer_to(submission, 4).number == Decimal("1250.5")
    assert answer_to(submission, 5).text == "Uraian.\nDua baris."
    assert Entry.objects.filter(verb="answer.change").count() == 5


def test_a_real_zero_survives_the_form_the_row_and_the_page(operator: Client, submission: Submission) -> None:
    operator.post(address(submission), row(2, value="0", level="0"))
    kept = answer_to(submission, 2)
    assert (kept.number, kept.own_level) == (0, 0)
    page = operator.get(address(submission)).content.decode()
    assert 'name="a-2-value" value="0"' in page
    assert 'name="a-2-level" value="0" checked' in page
    assert "1 dari 5 pertanyaan" in page


def test_saving_the_same_again_writes_nothing(operator: Client, submission: Submission) -> None:
    operator.post(address(submission), row(2, value="12", level="3"))
    operator.post(address(submission), row(2, version=1, value="12,0", level="3"))
    assert answer_to(submission, 2).version == 1
    assert Entry.objects.filter(verb="answer.change").count() == 1


def test_empty_fields_take_an_answer_away_and_absent_rows_stay(operator: Client, submission: Submission) -> None:
    operator.post(address(submission), row(2, value="12", level="3") | row(3, value="50"))
    operator.post(address(submission), row(2, version=1, value="", level=""))
    assert answer_to(submission, 2).number is None
    assert answer_to(submission, 2).own_level is None
    assert answer_to(submission, 3).number == 50


def test_save_and_continue_leads_to_the_next_section_and_then_to_the_summary(
    operator: Client, submission: Submission
) -> None:
    first = operator.post(address(submission), row(2, value="1") | {"next": "1"})
    assert first["Location"] == address(submission, "impact-living")
    last = operator.post(address(submission, "impact-living"), {"next": "1"})
    assert last["Location"] == reverse("submissions:detail", args=[submission.pk])


@pytest.mark.parametrize(
    ("order", "text", "sentence"),
    [
        (2, "12,5", "bukan bilangan bulat"),
        (2, "-1", "0 atau lebih"),
        (3, "110", "Persentase paling tinggi 100"),
        (4, "1.250", "dapat berarti 1250 atau 1,25"),
        (1, "mungkin", "Pilih “Ya” atau “Tidak”"),
    ],
)
def test_a_bad_value_is_refused_in_its_place_and_the_other_rows_are_saved(
    operator: Client, submission: Submission, order: int, text: str, sentence: str
) -> None:
    sent = row(order, value=text, narrative="Tulisan panjang.", level="3") | row(5, value="Tersimpan.")
    answer = operator.post(address(submission), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'class="question has-error" id="q-{order}"' in page
    assert "Tulisan panjang." in page
    assert text == "mungkin" or f'value="{text}"' in page
    assert not Answer.objects.filter(indicator__order=order).exists()
    assert answer_to(submission, 5).text == "Tersimpan."


def test_a_tampered_level_and_version_are_refused(operator: Client, submission: Submission) -> None:
    level = operator.post(address(submission), row(2, value="1", level="5"))
    assert level.status_code == 422
    assert "Pilih tingkat 0 sampai 4" in level.content.decode()
    version = operator.post(address(submission), row(2, value="1") | {"a-2-version": "x"})
    assert version.status_code == 422
    assert "muat ulang halaman" in version.content.decode()


def test_not_applicable_wants_a_reason_and_keeps_the_value(operator: Client, submission: Submission) -> None:
    bare = operator.post(address(submission), row(2, value="7", level="na"))
    assert bare.status_code == 422
    assert "Tuliskan mengapa" in bare.content.decode()
    assert 'name="a-2-value" value="7"' in bare.content.decode()
    operator.post(address(submission), row(2, value="7", level="na", reason="Tidak ada pesisir."))
    kept = answer_to(submission, 2)
    assert (kept.not_applicable, kept.own_level, kept.number) == (True, None, 7)


def test_text_of_any_script_is_kept_and_never_run(operator: Client, submission: Submission) -> None:
    text = "<script>alert(1)</script> ꦗꦮ ü 😀\x00\x07"
    operator.post(address(submission), row(5, value=text))
    assert answer_to(submission, 5).text == "<script>alert(1)</script> ꦗꦮ ü 😀"
    page = operator.get(address(submission)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_too_long_a_text_is_refused_and_stays(operator: Client, submission: Submission) -> None:
    answer = operator.post(address(submission), row(5, value="a" * 10_001))
    assert answer.status_code == 422
    assert "10001 karakter" in answer.content.decode()
    assert "a" * 10_001 in answer.content.decode()


def test_a_section_that_is_none_is_not_found(operator: Client, submission: Submission) -> None:
    assert operator.get(address(submission, "output")).status_code == 404


def test_a_page_without_versions_saves_nothing_and_leads_on(operator: Client, submission: Submission) -> None:
    make_answer(submission, indicators(submission)[1], number=7)
    answer = operator.post(address(submission), {"a-2-value": "8", "next": "1"})
    assert answer["Location"] == address(submission, "impact-living")
    assert answer_to(submission, 2).number == 7


def test_the_second_of_two_people_sees_both_texts_and_saves_knowingly(operator: Client, submission: Submission) -> None:
    operator.post(address(submission), row(2, value="7", narrative="Tulisan pertama."))
    second = Client()
    second.force_login(make_member(submission.regency, name="Rekan Contoh"))
    sent = row(2, value="8", narrative="Tulisan kedua.") | row(3, value="50")
    answer = second.post(address(submission), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sudah diubah orang lain" in page
    assert "Operator Contoh" in page
    assert "Tulisan pertama." in page
    assert "Tulisan kedua.</textarea>" in page
    assert 'name="a-2-version" value="1"' in page
    assert answer_to(submission, 3).number == 50
    assert answer_to(submission, 2).narrative == "Tulisan pertama."
    again = second.post(address(submission), row(2, version=1, value="8", narrative="Keduanya."))
    assert again.status_code == 302
    assert (answer_to(submission, 2).narrative, answer_to(submission, 2).version) == ("Keduanya.", 2)


@pytest.mark.parametrize(("opens", "closes", "status"), [(-5, 0, 409), (1, 5, 409), (-5, 1, 302), (0, 5, 302)])
def test_answers_change_only_inside_the_window(
    operator: Client, submission: Submission, opens: int, closes: int, status: int
) -> None:
    now = timezone.now()
    set_window(submission.cycle, "answers", now + timedelta(minutes=opens), now + timedelta(minutes=closes))
    answer = operator.post(address(submission), row(2, value="8", narrative="Terlambat."))
    assert answer.status_code == status
    assert Answer.objects.count() == (1 if status == 302 else 0)
    if status == 409:
        assert "Terlambat." in answer.content.decode()
        assert "Masa pengisian" in answer.content.decode()


def test_after_handing_in_the_page_is_read_only(operator: Client, submission: Submission) -> None:
    make_answer(submission, indicators(submission)[1], number=0, own_level=0, narrative="Nihil.")
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    page = operator.get(address(submission)).content.decode()
    assert "sudah diserahkan" in page
    assert "<textarea" not in page
    assert "0 program" in page
    assert "Tingkat menurut daerah: 0" in page
    assert operator.post(address(submission), row(2, version=1, value="8")).status_code == 409
    assert answer_to(submission, 2).number == 0


@pytest.mark.parametrize("role", [Role.HEAD, Role.SECRETARIAT])
def test_head_and_secretariat_read_but_do_not_write(client: Client, submission: Submission, role: Role) -> None:
    regional = role == Role.HEAD
    client.force_login(make_member(submission.regency, role) if regional else make_user(national=role))
    page = client.get(address(submission))
    assert page.status_code == 200
    assert "Simpan" not in page.content.decode()
    assert client.post(address(submission), row(2, value="8")).status_code == 403
    assert not Answer.objects.exists()


def test_neighbours_and_council_members_find_no_submission(client: Client, submission: Submission) -> None:
    for person in (make_member(make_regency("64.02")), make_member(submission.regency, Role.COUNCIL)):
        client.force_login(person)
        for name in ("detail", "hand_in", "hand_over"):
            assert client.get(reverse(f"submissions:{name}", args=[submission.pk])).status_code == 404
        assert client.get(address(submission)).status_code == 404
        assert client.post(address(submission), row(2, value="8")).status_code == 404


def test_a_contributor_sees_and_writes_only_what_was_handed_over(client: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    questions = indicators(submission)
    hand_to(submission, questions[1], agency)
    hand_to(submission, questions[2], make_agency(submission.regency, "DLH"))
    make_answer(submission, questions[0], narrative="Rahasia operator.")
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    page = client.get(address(submission)).content.decode()
    assert 'id="q-2"' in page
    assert 'id="q-1"' not in page
    assert 'id="q-3"' not in page
    assert "Rahasia operator." not in page
    client.post(address(submission), row(1, version=1, value="no") | row(2, value="8") | row(3, value="9"))
    assert answer_to(submission, 1).yes is True
    assert answer_to(submission, 2).number == 8
    assert not Answer.objects.filter(indicator__order=3).exists()
    assert client.get(address(submission, "impact-living")).status_code == 404


def test_a_taken_back_question_is_gone_for_the_contributor(client: Client, submission: Submission) -> None:
    agency = make_agency(submission.regency)
    handed = hand_to(submission, indicators(submission)[1], agency)
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert client.get(address(submission)).status_code == 200
    handed.delete()
    assert client.post(address(submission), row(2, value="8")).status_code == 404


def test_level_texts_hints_and_last_years_value_stand_beside_the_question(client: Client) -> None:
    before = make_submission(state="handed_in", year=2022)
    question = indicators(before)[1]
    make_answer(before, question, number=0)
    LevelText.objects.create(indicator=question, level=4, text_id="Semua program berjalan.")
    cycle = make_cycle(instrument=before.instrument, previous=before.cycle, year=2023)
    submission = make_submission(cycle=cycle, regency=before.regency)
    client.force_login(make_member(submission.regency))
    page = client.get(address(submission)).content.decode()
    assert "Siklus sebelumnya (2022):" in page
    assert "<strong>0 program</strong>" in page
    assert "Semua program berjalan." in page
    assert "Laporan contoh." in page


def _count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_a_section_needs_as_many_queries_for_three_questions_as_for_one(client: Client) -> None:
    counts = []
    for size in (1, 3):
        submission = make_submission(instrument=make_instrument(MIXED[:size]), regency=make_regency(f"31.7{size}"))
        for question in indicators(submission):
            make_answer(submission, question)
            hand_to(submission, question, make_agency(submission.regency, f"OPD{question.order}"))
        client.force_login(make_member(submission.regency))
        counts.append(_count(client, address(submission)))
    assert counts[0] == counts[1]


def test_the_largest_sections_need_eight_queries(client: Client) -> None:
    load_pillars()
    load_instruments(at=timezone.now())
    instrument = Instrument.objects.get(slug="2023-kppn-ikn")
    Indicator.objects.filter(instrument=instrument, dimension="impact").update(pillar=None, sub_pillar=None)
    Instrument.objects.filter(pk=instrument.pk).update(frozen_at=timezone.now())  # as opening a cycle does
    previous = make_cycle(instrument=instrument, cohort="kppn_ikn")
    cycle = make_cycle(instrument=instrument, cohort="kppn_ikn", previous=previous)
    make_submission(cycle=previous, regency=make_regency(), state="handed_in", answered=True)
    submission = make_submission(cycle=cycle, regency=make_regency(), answered=True)
    client.force_login(make_member(submission.regency))
    assert _count(client, address(submission, "quick_win")) <= 8
    assert _count(client, address(submission, "impact")) <= 8
    assert client.get(address(submission, "impact")).content.decode().count('<article class="question"') == 54


def test_a_file_links_to_its_page_and_its_pictures(operator: Client, submission: Submission) -> None:
    question = indicators(submission)[0]
    by = actor(make_member(submission.regency))
    file = attach(submission, question, pdf(), max_bytes=10**6, by=by, at=timezone.now())
    page = operator.get(address(submission)).content.decode()
    for name in ("evidence", "evidence_point", "evidence_preview"):
        assert f'href="{reverse(f"submissions:{name}", args=[submission.pk, file.pk])}"' in page
    assert "\x00" not in page
