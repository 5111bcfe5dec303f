"""What stands in the printed report, and how its file is kept."""

from __future__ import annotations

import hashlib
import io
import os
import re
import resource
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from reports import pdf
from reports.shapes import NoteLine, RegionReport
from reports.tests.samples import sample_report


def text_of(data: bytes) -> str:
    """The printed text, with single spaces."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def printed(report: RegionReport) -> str:
    return text_of(pdf.render(pdf.html(report)))


def without_questions(**changes: object) -> RegionReport:
    """As a published row is known: dimensions, no questions, no notes."""
    report = sample_report()
    dimensions = tuple(replace(dimension, questions=()) for dimension in report.dimensions)
    return replace(
        report, **{"dimensions": dimensions, "pillars": (), **dict.fromkeys(("strengths", "weaknesses"), ()), **changes}
    )


@pytest.fixture(scope="module")
def full() -> bytes:
    return pdf.render(pdf.html(sample_report()))


def test_the_report_misses_no_part_every_question_with_answer_narrative_marks_and_value(full: bytes) -> None:
    text, report = text_of(full), sample_report()
    squeezed = text.replace(" ", "")
    for dimension in report.dimensions:
        for question in dimension.questions:
            assert question.label.replace(" ", "") in squeezed
            assert question.narrative[:60].replace(" ", "") in squeezed
    assert "3 4 3 2 3" in text
    assert "TB TB TB TB TB" in text


def test_every_note_stands_under_its_author(full: bytes) -> None:
    text = text_of(full)
    for seat in range(1, 6):
        assert text.count(f"Asesor {seat}") >= 3  # strengths, weaknesses, recommendations
    assert sample_report().recommendations[-1].text.split(".")[0] in text


def test_the_number_is_explained_to_the_rounding_step(full: bytes) -> None:
    text = text_of(full)
    assert "0,280 + 0,458 + 0,500 + 0,504 + 0,500 + 0,260 = 2,502" in text
    assert "dibulatkan menjadi Indeks Pencapaian 2,50" in text
    assert "2,50 − 2,872 = −0,372" in text
    assert "Nilai yang sama berbagi tempat: 1, 2, 2, 4." in text


def test_it_has_page_numbers_contents_and_bookmarks(full: bytes) -> None:
    with pikepdf.open(io.BytesIO(full)) as document:
        pages = len(document.pages)
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
            inner = [item.title for item in outline.root[2].children]
    text = text_of(full)
    assert f"2 / {pages}" in text
    assert f"{pages} / {pages}" in text
    assert titles[:3] == ["Daftar isi", "Ringkasan", "Hasil per dimensi"]
    assert inner == ["Baseline", "Output", "Outcome", "Impact", "Quick Win", "Kolaborasi"]
    contents = [line for line in re.findall(r"Ringkasan[ .]+(\d+)", text) if line]
    assert contents[0] == "3"


def test_it_is_tagged_in_indonesian_with_its_title(full: bytes) -> None:
    with pikepdf.open(io.BytesIO(full)) as document:
        assert document.Root.Lang == "id"
        assert document.Root.MarkInfo.Marked
        assert "Kabupaten Paser" in str(document.docinfo["/Title"])


def test_sample_data_says_so_on_every_page_after_the_cover_and_real_data_never(full: bytes) -> None:
    pages = pdf.describe(full).pages
    assert text_of(full).count("DATA CONTOH") >= pages
    assert "DATA CONTOH" not in printed(without_questions(sample=False))


def test_missing_is_a_dash_and_zero_is_zero() -> None:
    report = sample_report()
    zero = replace(report.dimensions[0], value=Decimal("0.00"), weighted=Decimal("0.000"), questions=())
    gone = replace(report.dimensions[5], value=None, weighted=None, questions=())
    text = printed(replace(report, dimensions=(zero, gone), pillars=(), final=Decimal("0.00")))
    assert re.search(r"Baseline 10 % 0,00 3,75 −3,75", text)
    assert re.search(r"Kolaborasi 10 % – – –", text)
    assert "Tidak semua dimensi bernilai" in text


def test_a_published_row_says_what_is_not_known_and_prints_no_empty_table() -> None:
    text = printed(
        without_questions(
            recommendations=(), previous_year=None, previous_final=None, previous_unrounded=None, improvement=None
        )
    )
    assert "Hasil ini diambil dari tabel resmi" in text
    assert "Hasil ini tidak disertai kekuatan, kelemahan, dan rekomendasi." in text
    assert "tidak ada nilai tahun sebelumnya" in text
    assert "None" not in text
    assert "0 pertanyaan" not in text


def test_a_published_final_that_the_parts_do_not_give_is_not_passed_off_as_their_sum() -> None:
    text = printed(without_questions(final=Decimal("2.61"), improvement=Decimal("0.40")))
    assert "tidak sama dengan hitungan ulang" in text
    assert "dibulatkan menjadi +0,40" not in text
    assert "Nilai yang diumumkan: +0,40" in text


def test_long_texts_are_printed_to_their_last_word_or_say_what_is_missing() -> None:
    note = "kata " * 3_990 + "penghabisan"
    report = without_questions(strengths=(NoteLine("Asesor", note, ""), NoteLine("Asesor", "x " * 15_000, "")))
    text = printed(report)
    assert "penghabisan" in text
    assert "karakter tidak dicetak]" in text
    assert "dari 29.999" in text


def test_other_scripts_and_markup_come_out_as_they_were_typed() -> None:
    text = printed(without_questions(strengths=(NoteLine("Asesor", "<script>alert(1)</script> & <b>tebal</b> é", ""),)))
    assert "<script>alert(1)</script> & <b>tebal</b> é" in text


@pytest.mark.parametrize("name", ["Kota X", "Kabupaten Kepulauan " * 15, "K" * 300])
def test_a_name_of_any_length_leaves_the_cover_on_one_page(name: str) -> None:
    with pikepdf.open(io.BytesIO(pdf.render(pdf.html(without_questions(regency_name=name))))) as document:
        assert document.pages[1].Contents is not None
        with document.open_outline() as outline:
            assert outline.root[0].destination[0].objgen == document.pages[1].obj.objgen


def test_describe_tells_pages_hash_and_size(full: bytes) -> None:
    facts = pdf.describe(full)
    assert (facts.size, facts.sha256) == (len(full), hashlib.sha256(full).hexdigest())
    assert facts.pages > 15


# --- the file --------------------------------------------------------------------------------------------------


def test_a_stored_file_is_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "reports" / "a.pdf"
    pdf.store_atomically(target, b"satu")
    pdf.store_atomically(target, b"dua")
    assert target.read_bytes() == b"dua"
    assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]


STORE = """
import resource, sys
sys.path.insert(0, {root!r})
from reports.pdf import store_atomically
{before}
store_atomically({target!r}, b"x" * 4_000_000)
"""


def in_a_child(target: Path, before: str) -> subprocess.CompletedProcess[str]:
    code = STORE.format(root=str(Path(pdf.__file__).parents[1]), before=before, target=str(target))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})


def test_a_full_disk_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"lama")
    limit = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, {resource.RLIM_INFINITY}))"
    )
    done = in_a_child(target, limit)
    assert "File too large" in done.stderr
    assert target.read_bytes() == b"lama"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_kill_while_writing_leaves_nothing_at_the_final_name(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, {resource.RLIM_INFINITY}))"
    # Python ignores this signal by itself; given back, it ends the process in the middle of the write.
    done = in_a_child(target, f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n{limit}")
    assert done.returncode < 0
    assert not target.exists()
    assert list(tmp_path.iterdir())  # the half file, under its temporary name
