"""What holds for every kind of report: it is covered here, validators find no error, hostile texts stay texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from evaluations.actions import results
from evaluations.models import Seat
from evaluations.tests.factories import plenary, ready, secretary
from reports.kinds import KINDS
from reports.tests.kind_samples import HOSTILE, PLAIN, printed, printed_sample, sample_certificate, sample_worksheet
from reports.tests.kind_texts import WANTED
from reports.tests.pictures import PAGES, TOLERANCE, distance, drawn, stored
from reports.tests.test_hostile import PAYLOADS, Canary, canary, embeds_nothing
from reports.tests.test_pdf import text_of

__all__ = ["canary"]


def test_every_kind_has_its_samples() -> None:
    assert PLAIN.keys() == HOSTILE.keys() == WANTED.keys() == PAGES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", PLAIN)
def test_every_question_mark_and_note_stands_in_the_file(kind: str) -> None:
    text = "".join(text_of(printed_sample(kind)).split())
    wanted = ["".join(run.split()) for run in WANTED[kind](PLAIN[kind]())]
    assert wanted
    assert [run for run in wanted if run not in text] == []


@pytest.mark.parametrize(("kind", "number"), [(kind, page) for kind, pages in PAGES.items() for page in pages])
def test_a_page_looks_like_its_stored_picture(kind: str, number: int) -> None:
    with Image.open(stored(kind, number)) as picture:
        found = distance(picture.convert("L"), drawn(printed_sample(kind), number))
    assert found <= TOLERANCE


def test_one_other_number_is_far_from_the_stored_picture() -> None:
    """The control: the tolerance lets no real change through."""
    with override_settings(PORTAL_URL="https://portal.example"):
        other = printed("certificate", replace(sample_certificate(), final=Decimal("2.60")))
    with Image.open(stored("certificate", 1)) as picture:
        assert distance(picture.convert("L"), drawn(other, 1)) > 3 * TOLERANCE


@pytest.mark.parametrize("kind", [*PLAIN, "blank worksheet"])
def test_validators_find_no_error(kind: str, tmp_path: Path) -> None:
    blank = kind == "blank worksheet"
    file = tmp_path / "laporan.pdf"
    file.write_bytes(printed("worksheet", sample_worksheet(blank=True)) if blank else printed_sample(kind))
    heard = outloud.check(str(file))
    assert heard.error is None
    assert [found.message for found in heard.findings if found.severity == "error"] == []
    assert [f.message for f in pdfua.validate(str(file)).findings if f.severity is pdfua.Severity.ERROR] == []
    with pikepdf.open(file) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_payload_fetches_anything(kind: str, canary: Canary) -> None:
    payloads = tuple(canary.payload(payload) for payload in PAYLOADS)
    assert len(payloads) >= 21
    texts = "".join(repr(data) for data in HOSTILE[kind](payloads))
    assert all(repr(payload)[1:-1] in texts for payload in payloads)
    for data in HOSTILE[kind](payloads):
        embeds_nothing(printed(kind, data))
    assert canary.visits == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["brief", "worksheet", "certificate", "national"])
def test_a_status_page_asks_as_much_of_three_regions_as_of_one(
    kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for codes in (("64.01",), ("64.02", "64.03", "64.71")):
        cycle = plenary(year=2031 + len(codes))
        submissions = [ready(code, cycle) for code in codes]
        run = results.announce(submissions[0].cycle, by=secretary(), at=timezone.now())
        seat = Seat.objects.filter(submission=submissions[0]).order_by("number")[0]
        subject = {"worksheet": seat, "national": run}.get(kind) or run.results.get(submission=submissions[0])
        client = Client()
        client.force_login(seat.assessor if kind == "worksheet" else secretary().user)
        with django_assert_max_num_queries(60) as asked:
            assert client.get(reverse("reports:document", args=[kind, subject.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
