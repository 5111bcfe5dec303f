"""The consistency audit: each kind finds its own trouble and nothing else, learns no mark before its time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from evaluations.models import Mark, Note, Seat
from evaluations.tests import factories as panel
from reports.findings import KINDS, counts_of
from reports.queries.audit import Scope
from reports.views import audit
from submissions.models import Answer, Attachment, Cycle, Evidence, Excuse, Receipt, Submission
from submissions.tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BEFORE, AFTER = NOW - timedelta(days=3), NOW + timedelta(days=3)


@pytest.fixture
def secretary() -> User:
    return panel.make_secretary()


@pytest.fixture
def cycle() -> Cycle:
    return panel.make_assessed_cycle(instrument=make.make_instrument(panel_size=1))


def sound(cycle: Cycle, code: str = "64.01") -> Submission:
    """A region with a full panel and a file beside every answer: nothing to find."""
    submission = panel.make_scored(cycle=cycle, regency=make.make_regency(code))
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=NOW - timedelta(days=2))
    file = Evidence.objects.create(
        regency=submission.regency, file="x", name="laporan.pdf", kind="pdf", mime="application/pdf", size=1,
        sha256=f"{code:0>64}", added_at=BEFORE,
    )  # fmt: skip
    for answer in submission.answers.all():
        Attachment.objects.create(answer=answer, evidence=file, added_at=BEFORE)
    submission.answers.update(changed_at=BEFORE)
    seat = panel.handed_in(panel.complete(panel.make_seat(submission)), at=NOW)
    seat.marks.update(changed_at=NOW - timedelta(days=1))
    Note.objects.filter(seat=seat, kind=Note.Kind.WEAKNESS).update(text="Yang lain sama sekali.")
    return submission


def found(cycle: Cycle, user: User) -> dict[str, int]:
    return {slug: count for slug, count in counts_of(Scope(user, cycle)).items() if count}


def test_a_sound_cycle_has_no_findings(cycle: Cycle, secretary: User) -> None:
    sound(cycle)
    assert found(cycle, secretary) == {}


def _answer_moves(submission: Submission) -> None:
    Answer.objects.filter(pk=submission.answers.earliest("pk").pk).update(changed_at=AFTER)


def _file_comes(submission: Submission) -> None:
    Attachment.objects.filter(pk=Attachment.objects.earliest("pk").pk).update(changed_at=AFTER)


def _file_goes(submission: Submission) -> None:
    submission.answers.earliest("pk").attachments.all().delete()


def _zero_without_a_file(submission: Submission) -> None:
    answer = submission.answers.earliest("pk")
    answer.attachments.all().delete()
    Answer.objects.filter(pk=answer.pk).update(own_level=0)


def _four(submission: Submission) -> None:
    mark = Mark.objects.filter(seat__submission=submission).earliest("pk")
    Mark.objects.filter(pk=mark.pk).update(value=4)


def _four_with_a_note(submission: Submission) -> None:
    _four(submission)
    mark = Mark.objects.get(value=4)
    Note.objects.create(seat=mark.seat, indicator=mark.indicator, kind="strength", order=0, text="A.", changed_at=NOW)


def _four_with_a_reason(submission: Submission) -> None:
    _four(submission)
    Mark.objects.filter(value=4).update(reason="Terintegrasi dan dipakai setiap hari.")


def _mark_moves(submission: Submission) -> None:
    mark = Mark.objects.filter(seat__submission=submission).earliest("pk")
    Mark.objects.filter(pk=mark.pk).update(changed_at=AFTER)


def _same_words(submission: Submission) -> None:
    Note.objects.filter(kind=Note.Kind.STRENGTH).update(text="Layanan daring.")
    Note.objects.filter(kind=Note.Kind.WEAKNESS).update(text=" layanan DARING. ")


def _seat_opens(submission: Submission) -> None:
    Seat.objects.update(state=Seat.State.SCORING, handed_in_at=None)


def _nothing_declared(submission: Submission) -> None:
    Seat.objects.update(declared=Seat.Declared.NOT_ASKED)


def _handed_in_again(submission: Submission) -> None:
    for number in (1, 2):
        Receipt.objects.create(submission=submission, number=number, content={}, sha256="0" * 64, at=NOW)


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        (_answer_moves, {"sebelum-jawaban", "jawaban-sesudah"}),
        (_file_comes, {"sebelum-berkas", "berkas-sesudah"}),
        (_file_goes, {"tanpa-berkas"}),
        (_zero_without_a_file, set()),
        (_four, {"empat"}),
        (_four_with_a_note, set()),
        (_four_with_a_reason, set()),
        (_mark_moves, {"nilai-sesudah"}),
        (_same_words, {"catatan-sama"}),
        (_seat_opens, {"panel"}),
        (_nothing_declared, {"benturan"}),
        (_handed_in_again, {"serah-ulang"}),
    ],
)
def test_each_kind_finds_its_own_trouble(
    cycle: Cycle, secretary: User, spoil: Callable[[Submission], None], kinds: set[str]
) -> None:
    submission = sound(cycle)
    spoil(submission)
    sound(cycle, "64.02")
    assert found(cycle, secretary) == dict.fromkeys(kinds, 1)
    for slug in kinds:
        told = list(KINDS[slug].findings(Scope(secretary, cycle)))
        assert [row.regency.pk for row in told] == ["64.01"]
        assert told[0].text and told[0].place.startswith("/")


def test_a_seat_that_is_not_handed_in_tells_nothing_of_its_marks(cycle: Cycle, secretary: User) -> None:
    submission = sound(cycle)
    for spoil in (_answer_moves, _file_comes, _four, _same_words):
        spoil(submission)
    Seat.objects.update(state=Seat.State.SCORING, handed_in_at=None)
    assert set(found(cycle, secretary)) == {"jawaban-sesudah", "berkas-sesudah", "panel"}


def test_a_reason_of_the_region_is_told_with_the_missing_file(cycle: Cycle, secretary: User) -> None:
    submission = sound(cycle)
    _file_goes(submission)
    answer = submission.answers.earliest("pk")
    Excuse.objects.create(
        submission=submission,
        indicator=answer.indicator,
        code="evidence_missing",
        sentence="x",
        reason="Rahasia.",
        at=NOW,
    )
    told = next(KINDS["tanpa-berkas"].findings(Scope(secretary, cycle)))
    assert told.text == "Tanpa data dukung; daerah menulis alasannya."


class TestPage:
    def page(self, cycle: Cycle, query: str = "") -> str:
        return reverse("reports:audit", args=[cycle.pk]) + query

    def test_it_has_the_same_queries_for_one_and_for_three_findings(
        self, client: Client, cycle: Cycle, secretary: User
    ) -> None:
        client.force_login(secretary)

        def asked(code: str) -> int:
            _four(sound(cycle, code))
            with CaptureQueriesContext(connection) as queries:
                text = client.get(self.page(cycle, "?temuan=empat")).content.decode()
            assert code in text or make.make_regency(code).name in text
            return len(queries)

        numbers = [asked(code) for code in ("64.01", "64.02", "31.71")]
        assert numbers[0] == numbers[2] <= 16

    def test_it_narrows_and_opens_on_the_first_kind_that_has_findings(
        self, client: Client, cycle: Cycle, secretary: User
    ) -> None:
        client.force_login(secretary)
        _seat_opens(sound(cycle))
        assert client.get(self.page(cycle)).context["kind"].slug == "panel"
        assert client.get(self.page(cycle, "?cari=tidak ada")).context["total"] == 0
        assert client.get(self.page(cycle, "?temuan=apa")).status_code == 404

    def test_the_file_holds_every_finding_with_its_place_and_nothing_that_runs(
        self, client: Client, cycle: Cycle, secretary: User
    ) -> None:
        client.force_login(secretary)
        _four(sound(cycle))
        User.objects.filter(seats__isnull=False).update(name="=Asesor")
        _file_goes(Submission.objects.get(cycle=cycle))
        told = client.get(reverse("reports:audit_file", args=[cycle.pk]))
        assert "attachment" in told["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
        assert {row["temuan"] for row in rows} == {"Nilai 4 tanpa alasan", "Diserahkan tanpa data dukung"}
        assert all(row["alamat"].startswith("http") for row in rows)
        assert not any(row["orang"].startswith("=") for row in rows)

    def test_a_file_that_is_cut_says_so_in_its_last_line(
        self, rf: RequestFactory, cycle: Cycle, secretary: User
    ) -> None:
        for code in ("64.01", "64.02"):
            _four(sound(cycle, code))
        kind = KINDS["empat"]
        found = ((kind, finding) for finding in kind.findings(Scope(secretary, cycle)))
        lines = list(audit.lines_of(rf.get("/"), found, 1))
        assert [line[1] for line in lines] == ["64.01", ""]
        assert "dipotong setelah 1 temuan" in str(lines[-1][6])
