"""The press: short cuts change no byte, complaints are errors, and what may not be printed is said."""

from __future__ import annotations

import gc
import logging
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import weasyprint
from weasyprint import HTML
from weasyprint.text.line_break import Layout

from reports import engine, pdf, press
from reports.kinds import KINDS
from reports.shapes import NoteLine
from reports.tests.kind_samples import PLAIN, SUBJECT, sample_brief
from reports.tests.samples import sample_report

SCRIPTS = "Baik 🎉 مدينة ذكية ꦗꦮ naïve\tkolom Å\u0301 fi ﬁ “kutip” \u00a0akhir 2⁄3 \u200bspasi"


def printed_plainly(html: str, folder: Path) -> bytes:
    """WeasyPrint in one call, without anything of ours but the style sheet."""
    fonts = press.ASSETS.as_uri() + "/fonts/"
    sheet = folder / "report.css"
    sheet.write_text(press.style_sheet().replace("url(fonts/", f"url({fonts}"), encoding="utf-8")
    data = HTML(string=html, base_url=press.BASE_URL).write_pdf(stylesheets=[str(sheet)], **press.OPTIONS)
    assert isinstance(data, bytes)
    return data


def small(**changes: object):
    """A report with the questions of one dimension, so that it prints quickly."""
    report = sample_report()
    return replace(report, dimensions=report.dimensions[:1], **changes)


def test_versions_are_those_the_short_cuts_were_read_against() -> None:
    assert engine.is_known()


def test_short_cuts_change_no_byte_of_a_full_report(tmp_path: Path) -> None:
    html = pdf.html(sample_report())
    assert pdf.render(html) == printed_plainly(html, tmp_path)


def test_short_cuts_change_no_byte_of_odd_texts(tmp_path: Path) -> None:
    notes = tuple(
        NoteLine("Asesor", f"{SCRIPTS} {'x' * n}\n\n  baris\tdua\r\nbaris tiga ", "") for n in range(0, 160, 13)
    )
    report = small(strengths=notes, regency_name="Kabupaten Contoh " * 8, final=Decimal("0.00"))
    question = replace(report.dimensions[0].questions[0], label="L" * 300, narrative=SCRIPTS * 60)
    first = replace(report.dimensions[0], questions=(question, *report.dimensions[0].questions[1:]))
    html = pdf.html(replace(report, dimensions=(first,)))
    printed = pdf.render(html)
    assert printed == printed_plainly(html, tmp_path)
    time.sleep(1.1)  # a clock that were written into a font would have gone on
    assert pdf.render(html) == printed


@pytest.mark.parametrize("kind", ["brief", "certificate", "quick-wins"])
def test_short_cuts_change_no_byte_of_lines_that_are_cut_off_and_of_wide_pages(kind: str, tmp_path: Path) -> None:
    data = sample_brief("W" * 2000, "kata " * 60) if kind == "brief" else PLAIN[kind]()
    html = KINDS[kind].html(data, SUBJECT)
    assert pdf.render(html) == printed_plainly(html, tmp_path)


def test_equal_input_gives_equal_bytes_again_and_again() -> None:
    html = pdf.html(small())
    assert pdf.render(html) == pdf.render(html)


def test_weasyprint_is_as_it_was_after_printing_and_after_a_failure() -> None:
    before = (Layout.setup, Layout.set_text, weasyprint.layout.inline.split_first_line)
    with pytest.raises(RuntimeError), engine.quick():
        assert Layout.setup is not before[0]
        raise RuntimeError
    assert before == (Layout.setup, Layout.set_text, weasyprint.layout.inline.split_first_line)


def test_an_unknown_version_prints_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    html = pdf.html(small())
    quick = pdf.render(html)
    monkeypatch.setattr(engine, "KNOWN_WEASYPRINT", ("1.0",))
    before = Layout.setup
    with engine.quick():
        assert Layout.setup is before
    assert pdf.render(html) == quick


@pytest.mark.parametrize(
    "html",
    [
        "<style>p { colour: red }</style><p>salah</p>",
        '<img src="data:image/png;base64,AAAA">',
        "<p>" + "<b>" * 3000 + "dalam",
    ],
    ids=["unknown property", "broken picture", "nested too deeply"],
)
def test_a_complaint_is_an_error(html: str) -> None:
    with pytest.raises(pdf.RenderError):
        pdf.render(html)


def test_a_document_far_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(pdf.RenderError, match="at most"):
        pdf.render("x" * (pdf.MOST_HTML + 1))


def test_letters_without_a_font_neither_fail_nor_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    html = pdf.html(small(strengths=(NoteLine("Asesor", "\U0001e030 " * 50, ""),)))
    with caplog.at_level(logging.WARNING):
        assert pdf.render(html).startswith(b"%PDF")
    assert not caplog.records


def test_progress_rises_to_the_end_and_names_its_steps() -> None:
    told: list[tuple[str, int]] = []
    pdf.render(pdf.html(sample_report()), progress=lambda step, percent: told.append((step, percent)))
    percents = [percent for _step, percent in told]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert len(told) > 8
    assert any(step.startswith("Menata halaman ") for step, _percent in told)


def test_a_failing_progress_stops_the_printing() -> None:
    def lost(_step: str, _percent: int) -> None:
        raise ConnectionError("database gone")

    with pytest.raises(ConnectionError):
        pdf.render(pdf.html(small()), progress=lost)


def test_the_collector_works_again_afterwards() -> None:
    assert gc.isenabled()
    with pytest.raises(pdf.RenderError):
        pdf.render("<style>p { colour: red }</style>")
    assert gc.isenabled()
