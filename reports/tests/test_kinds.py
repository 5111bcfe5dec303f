"""The brief and the worksheet: what they say, who gets them, and that hostile texts stay texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Actor, Role
from evaluations.actions import results
from evaluations.models import Mark, Result, Seat
from evaluations.tests.factories import ready, secretary
from reports import actions, pdf
from reports.kinds import KINDS
from reports.models import Report
from reports.queries.brief import _SHARED, Brief, Promise
from reports.queries.genuine import origin
from reports.queries.receipt import FileLine, ReceiptReport, WarningLine
from reports.queries.worksheet import Line, Worksheet
from reports.shapes import NoteLine
from reports.tests.samples import sample_report
from reports.tests.test_hostile import PAYLOADS, Canary, _embeds_nothing, canary
from reports.tests.test_pdf import text_of
from submissions.actions import evidence, excuses
from submissions.actions import submissions as steps
from submissions.models import Answer, Receipt
from submissions.tests.factories import indicators, make_agency, make_member, make_regency, make_submission
from submissions.tests.factories import pdf as make_pdf

__all__ = ["canary"]


def sample_brief(text: str = "Tim bekerja teratur.", name: str = "Kabupaten Paser") -> Brief:
    report = sample_report(regency_name=name)
    notes = tuple(NoteLine(text, text, "") for _ in range(3))
    return Brief(
        **{field: getattr(report, field) for field in _SHARED},
        strengths=notes,
        weaknesses=notes,
        advice=notes,
        promises=tuple(Promise(text, "Berjalan", text, text) for _ in range(6)),
        more_promises=4,
    )


def sample_worksheet(texts: tuple[str, ...] = ("Catatan sendiri.",), mark: str = "0") -> Worksheet:
    lines = tuple(Line(i, text, text, "3", mark) for i, text in enumerate(texts, 1))
    notes = (("Kekuatan", tuple(NoteLine("", text, "") for text in texts)), ("Kelemahan", ()))
    return Worksheet(texts[0], texts[0], texts[0], texts[0], texts[0], 2, "Menilai", True, ((texts[0], lines),), notes)


def sample_receipt(texts: tuple[str, ...] = ("Berkas.pdf",)) -> ReceiptReport:
    files = tuple(FileLine(n, text, None if n % 2 else n, 10**6, "ab" * 32) for n, text in enumerate(texts, 1))
    warnings = tuple(WarningLine(n, text, text) for n, text in enumerate(texts, 1))
    return ReceiptReport(
        texts[0], texts[0], True, 2, "3 Mei 2026 pukul 10.00 WITA", texts[0], 117, "cd" * 32, files, warnings
    )


def printed(kind: str, data: object) -> bytes:
    return pdf.render(KINDS[kind].html(data, "7d0f7c1e-52a4-4b7c-9c5a-0a1c5d1b9e42"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("brief", sample_brief()),
        ("worksheet", sample_worksheet()),
        ("worksheet", sample_worksheet(mark="")),
        ("receipt", sample_receipt()),
    ],
)
def test_validators_find_no_error(kind: str, data: object, tmp_path: Path) -> None:
    file = tmp_path / "laporan.pdf"
    file.write_bytes(printed(kind, data))
    heard = outloud.check(str(file))
    assert heard.error is None
    assert [found.message for found in heard.findings if found.severity == "error"] == []
    assert [f.message for f in pdfua.validate(str(file)).findings if f.severity is pdfua.Severity.ERROR] == []
    with pikepdf.open(file) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("text", ["", "kata panjang " * 400])
def test_the_brief_has_exactly_two_pages(text: str) -> None:
    data = printed("brief", sample_brief(text or "x", name="Kabupaten Kepulauan " * (15 if text else 1)))
    assert pdf.describe(data).pages == 2


def test_strengths_and_gaps_come_from_the_numbers_and_share_no_dimension() -> None:
    brief = sample_brief()
    values = [d.value for d in brief.best if d.value is not None]
    assert values == sorted(values, reverse=True)
    assert not {d.slug for d in brief.best} & {d.slug for d, _loss in brief.gaps}
    for dimension, loss in brief.gaps:
        assert dimension.value is not None
        assert loss == (4 - dimension.value) * dimension.weight / 100
    nothing = replace(brief, dimensions=tuple(replace(d, value=None) for d in brief.dimensions))
    assert (nothing.best, nothing.gaps) == ((), ())
    zero = replace(brief, dimensions=tuple(replace(d, value=Decimal(0)) for d in brief.dimensions))
    assert len(zero.gaps) == 3


@pytest.mark.parametrize("kind", ["brief", "receipt", "worksheet"])
def test_no_payload_fetches_anything(kind: str, canary: Canary) -> None:
    payloads = tuple(canary.payload(payload) for payload in PAYLOADS)
    assert len(payloads) >= 21
    if kind == "worksheet":
        _embeds_nothing(printed(kind, sample_worksheet(payloads)))
    elif kind == "receipt":
        _embeds_nothing(printed(kind, sample_receipt(payloads)))
    else:
        brief = sample_brief()
        notes = [tuple(NoteLine(p, p, p) for p in payloads[start : start + 10]) for start in (0, 10, 20)]
        promises = tuple(Promise(p, p, p, p) for p in payloads)
        _embeds_nothing(
            printed(
                kind,
                replace(
                    brief,
                    regency_name=payloads[0],
                    strengths=notes[0],
                    weaknesses=notes[1],
                    advice=notes[2],
                    promises=promises,
                ),
            )
        )
    assert canary.visits == []


def store(kind: str, subject: object) -> None:
    actions.make(kind=kind, subject=str(subject), progress=lambda _step, _percent: None)


@pytest.mark.django_db
def test_a_worksheet_is_its_own_assessors_alone_and_a_new_mark_makes_a_new_version(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = ready()
    seat = Seat.objects.filter(submission=submission).order_by("number")[0]
    other = Seat.objects.filter(submission=submission).order_by("number")[1]
    for reader, status in ((seat.assessor, 200), (other.assessor, 404), (secretary().user, 404)):
        client = Client()
        client.force_login(reader)
        assert client.get(reverse("reports:document", args=["worksheet", seat.pk])).status_code == status
        assert client.get("/laporan/worksheet/64.01/").status_code == 404
        assert client.get(f"/laporan/tak-dikenal/{seat.pk}/").status_code == 404
    store("worksheet", seat.pk)
    store("worksheet", seat.pk)
    first = Report.objects.get()
    text = text_of((tmp_path / first.file).read_bytes())
    assert all(indicator.label in text for indicator in indicators(submission))
    assert "Catatan contoh." in text
    Mark.objects.filter(seat=seat).update(value=0)
    store("worksheet", seat.pk)
    assert Report.objects.count() == len(list((tmp_path / "reports").iterdir())) == 2
    shown = Client().get(reverse("reports:verify", args=[first.pk])).content.decode()
    assert "tidak berlaku lagi" in shown
    assert "Lembar kerja asesor" in shown


@pytest.mark.django_db
def test_a_brief_is_made_from_a_result_and_told_to_the_public_without_a_number(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = ready()
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    store("brief", Result.objects.get().pk)
    report = Report.objects.get()
    assert report.pages == 2
    shown = Client().get(reverse("reports:verify", args=[report.pk])).content.decode()
    assert submission.regency.name in shown
    assert "3,00" not in shown
    assert "tidak berlaku lagi" not in shown


@pytest.mark.django_db
def test_a_receipt_on_paper_names_every_file_and_is_superseded_by_the_next(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = make_submission(answered=True)
    head = Actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    file = evidence.attach(
        submission, indicators(submission)[0], make_pdf(), max_bytes=10**6, by=head, at=timezone.now()
    )
    for number in (1, 2):
        Answer.objects.filter(submission=submission).update(own_level=number)
        excuses.excuse(submission, None, reason=f"Alasan ke-{number}.", by=head, at=timezone.now())
        steps.hand_in(submission, by=head, at=timezone.now())
        steps.step_back(submission, "send_back", by=secretary(), at=timezone.now(), reason="Perbaiki.")
    second, first = Receipt.objects.filter(submission=submission)
    actions.make(kind="receipt", subject=str(first.pk), progress=lambda _step, _percent: None)
    stored = Report.objects.get(kind="receipt")
    text = text_of((tmp_path / stored.file).read_bytes())
    flat = "".join(text.split())
    for wanted in (file.evidence.name, file.evidence.sha256, first.sha256, "Alasan ke-1.", "WITA", str(first.pk)):
        assert "".join(wanted.split()) in flat
    assert "Alasan ke-1" not in client.get(reverse("reports:verify", args=[stored.pk])).content.decode()
    found = origin(pk=stored.pk)
    assert found is not None and not found.is_newest
    address = reverse("reports:document", args=["receipt", second.pk])
    client.force_login(make_member(make_regency("64.02")))
    assert client.get(address).status_code == 404
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=make_agency(submission.regency)))
    assert client.get(address).status_code == 403
    client.force_login(make_member(submission.regency))
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
