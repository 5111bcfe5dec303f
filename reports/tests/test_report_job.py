"""The job that makes a region's report: from real marks to one stored file, and what happens when it cannot."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from celery.contrib.testing.worker import start_worker
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Actor, Role
from common.steps import Refused
from evaluations.actions import results
from evaluations.models import Mark, Note, Result, ResultRun
from evaluations.tests.factories import NA, plenary, ready, secretary
from jobs import actions as jobs
from jobs.models import Job
from journal.models import Entry
from reports import actions, pdf
from reports.kinds import region
from reports.models import Report
from reports.queries.region import region_report, result_with_relations
from submissions.models import Answer, Submission
from submissions.tests.factories import indicators, make_member, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def announced(code: str = "64.01", *, values: tuple[int | None, ...] = (4, 3, 3), **changes: object) -> Result:
    """A region's result, announced from real marks."""
    submission = ready(code, plenary(), values)
    Answer.objects.filter(submission=submission).update(**changes)
    return announce(submission)


def announce(submission: Submission) -> Result:
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    return Result.objects.get(submission=submission)


def operator(result: Result) -> Actor:
    return Actor(make_member(result.submission.regency), Role.OPERATOR)


def ask(result: Result, by: Actor | None = None) -> Job:
    job = actions.request(region.KIND, result, by=by or operator(result), at=timezone.now())
    assert job is not None
    return job


def make(result: Result) -> Job:
    job = ask(result)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def stored_text(media: Path) -> str:
    return text_of(media / Report.objects.get().file)


def test_a_report_is_made_stored_and_journalled_once(media: Path) -> None:
    result = announced()
    job = make(result)
    report = Report.objects.get()
    assert (job.state, job.percent) == (Job.State.DONE, 100)
    assert pdf.describe((media / report.file).read_bytes()) == pdf.Description(report.pages, report.sha256, report.size)
    verbs = Entry.objects.filter(verb__startswith="report.").order_by("id").values_list("verb", "role")
    assert list(verbs) == [("report.request", Role.OPERATOR), ("report.store", "")]


def test_it_prints_answers_marks_notes_and_the_rank_with_its_set(media: Path) -> None:
    result = announced(narrative="Uraian dari perangkat daerah.")
    make(result)
    text = stored_text(media)
    for indicator in indicators(result.submission):
        assert indicator.label in text
    assert "4 3 3" in text
    assert "Uraian dari perangkat daerah." in text
    assert "Catatan contoh." in text
    assert "Diperingkat di antara 1 daerah pada kohort" in text


def test_a_worker_does_it_and_tells_its_progress(transactional_db: None, media: Path) -> None:
    result = announced()
    with start_worker(current_app, pool="solo", perform_ping_check=False, queues=["reports"]):
        job = ask(result)
        deadline = timezone.now() + timedelta(seconds=60)
        while job.is_live and timezone.now() < deadline:
            job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert stored_text(media)


def test_marks_in_the_report_do_not_tell_whose_they_are() -> None:
    result = announced(values=(1, 4, NA))
    line = region_report(result_with_relations(result.pk)).dimensions[0].questions[0]
    assert line.marks == ("4", "1", "TB")


def test_marks_that_no_longer_make_the_value_are_left_out() -> None:
    result = announced()
    Mark.objects.filter(seat__submission=result.submission, value=4).update(value=0)
    report = region_report(result_with_relations(result.pk))
    assert {question.marks for dimension in report.dimensions for question in dimension.questions} == {()}


def test_zero_and_no_and_not_applicable_are_answers(media: Path) -> None:
    submission = ready("64.01", plenary(), (0, 0, 0))
    rows = {row.indicator.key: row for row in Answer.objects.select_related("indicator").filter(submission=submission)}
    Answer.objects.filter(pk=rows["baseline.legal"].pk).update(yes=False, own_level=0)
    Answer.objects.filter(pk=rows["baseline.programmes"].pk).update(number=0)
    Answer.objects.filter(pk=rows["outcome.share"].pk).update(
        number=None, own_level=None, not_applicable=True, not_applicable_reason="Tidak ada pesisir"
    )
    result = announce(submission)
    report = region_report(result_with_relations(result.pk))
    lines = {line.key: line for dimension in report.dimensions for line in dimension.questions}
    assert (lines["baseline.legal"].answer_text, lines["baseline.legal"].own_level) == ("Tidak", "0")
    assert lines["baseline.programmes"].answer_text == "0 program"
    assert lines["outcome.share"].answer_text == "Tidak berlaku: Tidak ada pesisir"
    make(result)
    assert "Indeks Pencapaian 0,00" in stored_text(media)


def test_last_year_is_compared_question_by_question_and_without_it_there_are_dashes() -> None:
    first = announced()
    following = plenary(previous=first.run.cycle, year=first.run.cycle.year + 1)
    second = announce(ready("64.01", following, (2, 2, 2)))
    now, before = region_report(result_with_relations(second.pk)), region_report(result_with_relations(first.pk))
    assert now.previous_year == first.run.cycle.year
    assert [line.previous_value for line in now.dimensions] == [line.value for line in before.dimensions]
    assert now.improvement_is_explained
    assert [line.previous_value for line in before.dimensions] == [None, None, None]
    assert before.previous_final is None


def test_the_number_of_queries_does_not_grow_with_regions_or_notes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = announced()
    cycle = plenary()
    three = [ready(code, cycle) for code in ("64.01", "64.02", "31.71")]
    seat = three[0].seats.first()
    for order in range(1, 4):
        Note.objects.create(seat=seat, kind="strength", order=order, text="Lagi.", changed_at=timezone.now())
    announce(three[0])
    for result in (one, Result.objects.get(submission=three[0])):
        with django_assert_num_queries(8):
            region_report(result_with_relations(result.pk))


def test_asking_twice_is_one_job_one_journal_row_and_one_file(media: Path) -> None:
    result = announced()
    by = operator(result)
    first, second = ask(result, by), ask(result, by)
    assert first == second
    assert Entry.objects.filter(verb="report.request").count() == 1
    jobs.run(str(first.pk))
    assert actions.request(region.KIND, result, by=by, at=timezone.now()) is None
    assert Report.objects.count() == len(list((media / "reports").iterdir())) == 1


def test_run_twice_gives_one_row_and_equal_bytes(media: Path) -> None:
    result = announced()
    make(result)
    report = Report.objects.get()
    first = (media / report.file).read_bytes()
    actions.make(kind="region", subject=str(result.pk), progress=lambda _step, _percent: None)
    Report.objects.all().delete()
    actions.make(kind="region", subject=str(result.pk), progress=lambda _step, _percent: None)
    assert (media / Report.objects.get().file).read_bytes() == first


def test_a_superseded_result_gets_no_new_report() -> None:
    result = announced()
    job = ask(result)
    result.run.is_current = False
    result.run.save(update_fields=["is_current"])
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, Report.objects.count()) == (Job.State.FAILED, 0)
    assert "sudah digantikan" in job.error
    with pytest.raises(Refused, match="sudah digantikan"):
        ask(result)


def test_storage_that_refuses_fails_in_a_sentence_and_a_retry_succeeds(media: Path) -> None:
    result = announced()
    media.mkdir()
    (media / "reports").write_text("a file where a folder should be")
    job = make(result)
    assert job.state == Job.State.FAILED
    assert job.error == "Laporan sudah dicetak, tetapi tidak dapat disimpan. Hubungi pengelola portal, lalu coba lagi."
    assert not Report.objects.exists()
    (media / "reports").unlink()
    assert make(result).state == Job.State.DONE
    assert stored_text(media)


def test_a_text_too_long_to_print_fails_in_a_sentence_without_details(monkeypatch: pytest.MonkeyPatch) -> None:
    result = announced()
    monkeypatch.setattr(pdf, "MOST_HTML", 1000)
    job = make(result)
    assert job.state == Job.State.FAILED
    assert job.error == "Laporan tidak dapat dicetak. Sebabnya sudah dicatat; hubungi pengelola portal bila terulang."
    monkeypatch.undo()
    assert make(result).state == Job.State.DONE


def test_hostile_answers_and_names_are_printed_as_they_are(media: Path) -> None:
    submission = ready("64.01", plenary())
    regency = make_regency("64.01")
    regency.name = "Kabupaten <b>\u202e" + "Panjang " * 8
    regency.save(update_fields=["name"])
    Answer.objects.filter(submission=submission).update(
        narrative='<script>alert(1)</script><img src="http://127.0.0.1:9/x"> مدينة ꦗꦮ 🎉 ' * 20
    )
    Note.objects.filter(seat__submission=submission).update(text="<style>*{display:none}</style> " + "kata " * 700)
    assert make(announce(submission)).state == Job.State.DONE
    text = stored_text(media)
    assert "<script>alert(1)</script>" in text
    assert "<style>*{display:none}</style>" in text


def test_a_published_result_without_questions_is_printed(media: Path) -> None:
    result = announced()
    ResultRun.objects.update(kind=ResultRun.Kind.IMPORTED)
    result.questions.all().delete()
    Mark.objects.all().delete()
    Note.objects.all().delete()
    assert make(result).state == Job.State.DONE
    text = stored_text(media)
    assert "Hasil ini diambil dari tabel resmi" in text
    assert "pukul" not in text  # a letter has a day, no hour
    assert "None" not in text
