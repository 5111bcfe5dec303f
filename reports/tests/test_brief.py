"""The council's brief: what it says and that it stays on two pages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from evaluations.actions import results
from evaluations.models import Result
from evaluations.tests.factories import ready, secretary
from reports import actions, pdf
from reports.models import Report
from reports.tests.kind_samples import printed, sample_brief
from reports.tests.test_pdf import text_of


@pytest.mark.parametrize("text", ["x", "kata panjang " * 400, "W" * 2000])
def test_it_has_exactly_two_pages_and_its_code_whatever_the_texts(text: str) -> None:
    data = printed("brief", sample_brief(text, name="Kabupaten Kepulauan " * (1 if text == "x" else 15)))
    assert pdf.describe(data).pages == 2
    assert "Keaslian berkas ini dapat diperiksa" in text_of(data)


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


@pytest.mark.django_db
def test_it_is_made_from_a_result_and_told_to_the_public_without_a_number(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    submission = ready()
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    actions.make(kind="brief", subject=str(Result.objects.get().pk), progress=lambda _step, _percent: None)
    report = Report.objects.get()
    assert report.pages == 2
    shown = Client().get(reverse("reports:verify", args=[report.pk])).content.decode()
    assert submission.regency.name in shown
    assert "3,00" not in shown
    assert "tidak berlaku lagi" not in shown
