"""What is looked at before handing in, why warnings may stand, and the receipt of what was handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Role
from common.public_limit import REQUESTS
from common.steps import Refused
from journal.models import Entry
from pillars.models import Dimension, Indicator
from submissions.actions import evidence, excuses, own_windows
from submissions.actions import submissions as steps
from submissions.models import Answer, Attachment, Cycle, Evidence, Excuse, HandOver, Receipt, Submission
from submissions.queries import lacking
from submissions.queries.checks import Severity, findings_of
from submissions.queries.receipts import digest, excused_in
from submissions.tests.factories import (
    actor,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
)

pytestmark = pytest.mark.django_db
Kind = Indicator.AnswerKind


def evidence_on(answer: Answer, *, pages: int = 3, page: int | None = None, **fields: Any) -> Attachment:
    number = Evidence.objects.count()
    row = Evidence.objects.create(
        regency_id=answer.submission.regency_id,
        name=f"berkas-{number}.pdf",
        kind="pdf",
        size=10,
        pages=pages,
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        file=f"evidence/{number}",
        added_at=timezone.now(),
        **fields,
    )
    return Attachment.objects.create(answer=answer, evidence=row, page=page, added_at=timezone.now())


def codes(submission: Submission, severity: Severity = Severity.WARNING) -> list[str]:
    return [row.code for row in findings_of(submission).rows if row.severity == severity]


Make = Callable[[Submission, Indicator], None]


def _with(fields: dict[str, Any], **file: Any) -> Make:
    def build(submission: Submission, indicator: Indicator) -> None:
        answer = make_answer(submission, indicator, **{"narrative": "Penjelasan yang cukup panjang.", **fields})
        if file:
            evidence_on(answer, **file)

    return build


def _agency(submission: Submission, indicator: Indicator) -> None:
    _with({}, pages=1)(submission, indicator)
    hand_to(submission, indicator, make_agency(submission.regency), state=HandOver.State.GIVEN_BACK)


CASES: dict[str, tuple[str, Make]] = {
    "evidence_missing": (Kind.COUNT, _with({"own_level": 2})),
    "pointer_missing": (Kind.COUNT, _with({"own_level": 4}, pages=11)),
    "percent_above_100": (Kind.PERCENT, _with({"number": 101}, pages=1)),
    "level_0_with_evidence": (Kind.COUNT, _with({"own_level": 0}, pages=1)),
    "not_applicable_with_value": (
        Kind.COUNT,
        _with({"not_applicable": True, "not_applicable_reason": "Tidak ada.", "own_level": None, "number": 0}),
    ),
    "validity_elsewhere": (Kind.COUNT, _with({}, pages=1, valid_until=date(2001, 1, 1))),
    "with_the_agency": (Kind.COUNT, _agency),
}


def alone(kind: str) -> tuple[Submission, Indicator]:
    submission = make_submission(instrument=make_instrument([("q.1", Dimension.OUTPUT, None, kind, "")]))
    return submission, indicators(submission)[0]


@pytest.mark.parametrize("code", CASES)
def test_each_warning_is_found_alone(code: str) -> None:
    kind, make = CASES[code]
    submission, indicator = alone(kind)
    make(submission, indicator)
    assert codes(submission) == [code]
    assert codes(submission, Severity.GAP) == []


@pytest.mark.parametrize(
    ("kind", "fields", "file"),
    [
        (Kind.COUNT, {"own_level": 0}, {}),
        (Kind.COUNT, {"own_level": 4}, {"pages": 11, "page": 7}),
        (Kind.COUNT, {"own_level": 4}, {"pages": 10}),
        (Kind.PERCENT, {"number": 100}, {"pages": 1}),
    ],
)
def test_what_is_in_order_warns_of_nothing(kind: str, fields: dict[str, Any], file: dict[str, Any]) -> None:
    submission, indicator = alone(kind)
    _with(fields, **file)(submission, indicator)
    assert codes(submission) == codes(submission, Severity.GAP) == codes(submission, Severity.HINT) == []


def test_hints_only_inform() -> None:
    questions = [(f"q.{n}", Dimension.OUTPUT, None, Kind.COUNT, "") for n in range(11)]
    submission = make_submission(instrument=make_instrument(questions))
    first, *others = [make_answer(submission, row, narrative="Pendek") for row in indicators(submission)]
    file = evidence_on(first, pages=1).evidence
    for answer in others:
        Attachment.objects.create(answer=answer, evidence=file, added_at=timezone.now())
    assert sorted(set(codes(submission, Severity.HINT))) == ["file_everywhere", "text_short"]
    assert codes(submission) == []
    head = actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    assert steps.hand_in(submission, by=head, at=timezone.now()).state == "handed_in"


class GapsAreWhatLacks(TestCase):
    @given(
        number=st.none() | st.integers(0, 200),
        level=st.none() | st.integers(0, 4),
        applies=st.booleans(),
        reason=st.sampled_from(["", "  ", "Tidak ada."]),
        awaits=st.booleans(),
    )
    def test_a_question_has_a_gap_exactly_when_it_lacks_something(
        self, number: int | None, level: int | None, applies: bool, reason: str, awaits: bool
    ) -> None:
        submission, indicator = alone(Kind.PERCENT)
        answer = make_answer(
            submission,
            indicator,
            number=number,
            own_level=level,
            not_applicable=not applies,
            not_applicable_reason=reason,
            awaits_confirmation=awaits,
        )
        assert bool(findings_of(submission).gaps) == bool(lacking(answer, indicator))


def warned() -> tuple[Submission, Indicator]:
    submission, indicator = alone(Kind.COUNT)
    make_answer(submission, indicator, own_level=2, narrative="Penjelasan yang cukup panjang.")
    return submission, indicator


def test_a_reason_stands_while_the_warning_is_the_same_and_is_asked_again_when_it_is_another() -> None:
    submission, indicator = warned()
    by = actor(make_member(submission.regency))
    (given,) = excuses.excuse(submission, None, reason=" Menyusul. ", by=by, at=timezone.now())
    assert (given.reason, given.sentence) == ("Menyusul.", "Belum ada data dukung.")
    Answer.objects.filter(submission=submission).update(narrative="Diperbaiki sedikit saja.", version=2)
    (same,) = findings_of(submission).excused
    assert same.is_older
    Answer.objects.filter(submission=submission).update(own_level=3)
    (again,) = findings_of(submission).warnings
    assert again.excuse is None and again.given_before == given
    with pytest.raises(Refused):
        excuses.excuse(submission, {f"percent_above_100:{indicator.pk}"}, reason="Salah.", by=by, at=timezone.now())
    assert Entry.objects.filter(verb="warning.excuse").count() == 1


def handed_in(submission: Submission) -> Receipt:
    head = actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    if findings_of(submission).warnings:
        excuses.excuse(submission, None, reason="Berkas menyusul.", by=head, at=timezone.now())
    steps.hand_in(submission, by=head, at=timezone.now())
    return Receipt.objects.filter(submission=submission).order_by("-number")[0]


def test_handing_in_again_makes_the_next_receipt_and_keeps_the_first() -> None:
    submission, _indicator = warned()
    first = handed_in(submission)
    before = first.content
    office = actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)
    steps.step_back(submission, "send_back", by=office, at=timezone.now(), reason="Perbaiki.")
    file = evidence_on(Answer.objects.get(submission=submission))
    second = handed_in(submission)
    first.refresh_from_db()
    assert (first.number, second.number, first.content) == (1, 2, before)
    assert digest(first.content) == first.sha256 != second.sha256 == digest(second.content)
    (answer,) = second.content["answers"]
    assert [row["sha256"] for row in answer["files"]] == [file.evidence.sha256]
    assert first.content["warnings"][0]["reason"] == "Berkas menyusul."
    assert excused_in(submission.pk) == {}
    assert Entry.objects.filter(verb="submission.hand_in").latest("id").after["sha256"] == second.sha256


def test_late_evidence_leaves_the_receipt_as_it_was() -> None:
    submission, indicator = warned()
    receipt = handed_in(submission)
    office = actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)
    Cycle.objects.filter(pk=submission.cycle_id).update(state=Cycle.State.ASSESSMENT)
    submission = Submission.objects.get(pk=submission.pk)
    now = timezone.now()
    own_windows.open_late(
        submission, [indicator], closes_at=now + timedelta(days=1), reason="Susul.", by=office, at=now
    )
    by = actor(make_member(submission.regency))
    late = evidence.attach(submission, indicator, pdf(), max_bytes=10**6, by=by, at=timezone.now())
    assert late.is_late
    before = receipt.content
    receipt.refresh_from_db()
    assert receipt.content == before and digest(receipt.content) == receipt.sha256


class WhatIsStoredIsWhatIsHashed(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80))
    def test_the_hash_of_any_text_is_computed_again_from_the_database(self, text: str) -> None:
        submission, _indicator = warned()
        Answer.objects.filter(submission=submission).update(narrative=text + " Penjelasan yang cukup panjang.")
        receipt = handed_in(submission)
        receipt.refresh_from_db()
        assert digest(receipt.content) == receipt.sha256


def test_the_public_page_tells_no_content_and_the_whole_is_for_the_region(client: Client) -> None:
    submission, _indicator = warned()
    receipt = handed_in(submission)
    public = reverse("submissions:receipt_check", args=[receipt.pk])
    text = client.get(public).content.decode()
    assert receipt.sha256 in text and submission.regency.name in text and "yang terbaru" in text
    assert "Berkas menyusul" not in text and "Pertanyaan contoh" not in text
    whole = reverse("submissions:receipt", args=[submission.pk, 1])
    data = reverse("submissions:receipt_data", args=[submission.pk, 1])
    client.force_login(make_member(make_regency("64.02")))
    assert client.get(whole).status_code == client.get(data).status_code == 404
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=make_agency(submission.regency)))
    assert client.get(whole).status_code == 403
    client.force_login(make_member(submission.regency))
    assert "Berkas menyusul." in client.get(whole).content.decode()
    assert hashlib.sha256(client.get(data).content).hexdigest() == receipt.sha256
    assert client.get(reverse("submissions:receipt", args=[submission.pk, 2])).status_code == 404


def test_the_public_page_pauses_for_one_who_asks_without_end(client: Client) -> None:
    submission, _indicator = warned()
    public = reverse("submissions:receipt_check", args=[handed_in(submission).pk])
    found = {client.get(public, REMOTE_ADDR="198.51.100.7").status_code for _ in range(REQUESTS + 1)}
    assert found == {200, 429}


def test_what_was_typed_stays_when_no_warning_was_chosen(client: Client) -> None:
    submission, _indicator = warned()
    client.force_login(make_member(submission.regency))
    address = reverse("submissions:excuse", args=[submission.pk])
    answer = client.post(address, {"reason": "Berkas hilang terbakar"})
    assert answer.status_code == 422 and "Berkas hilang terbakar" in answer.content.decode()
    key = findings_of(submission).warnings[0].key
    answer = client.post(address, {"reason": "  ", "warning": key})
    assert answer.status_code == 422 and f'value="{key}"' in answer.content.decode()
    assert not Excuse.objects.exists()
    client.force_login(make_user(national=Role.SECRETARIAT))
    assert client.post(address, {"reason": "x", "warning": key}).status_code == 403


def test_reasons_stand_beside_the_question_for_those_who_read_it(client: Client) -> None:
    submission, indicator = warned()
    handed_in(submission)
    client.force_login(make_user(national=Role.SECRETARIAT))
    page = client.get(reverse("submissions:section", args=[submission.pk, indicator.section_slug])).content.decode()
    assert "Alasan daerah:" in page and "Berkas menyusul." in page


def test_more_findings_ask_no_more_queries(client: Client) -> None:
    submission = make_submission()
    client.force_login(make_member(submission.regency))
    counts = []
    for count in (1, 3):
        for indicator in indicators(submission)[:count]:
            if not Answer.objects.filter(submission=submission, indicator=indicator).exists():
                evidence_on(make_answer(submission, indicator, own_level=0))
        excuses.excuse(submission, None, reason="Ya.", by=actor(make_member(submission.regency)), at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("submissions:hand_in", args=[submission.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
