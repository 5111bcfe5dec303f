"""The gate, on files built in code: what is refused says why; what people really send passes."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common import filegate
from common.filegate import ACCEPTED, MIMES, SENTENCES, Refused, judge
from common.inspection import Fault, Finding
from common.inspection.signatures import inspect
from common.tests import corpus
from common.tests.corpus_lists import BAD, GOOD

LIMIT = 2 * 1024 * 1024
STARTS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", corpus.OLE, b"MZ")
WHOLE = [(GOOD[name][0], GOOD[name][2]()) for name in ("biasa.pdf", "object-stream.pdf", "foto.jpg", "surat.docx")]


@pytest.mark.parametrize("name", GOOD)
def test_a_file_people_really_send_passes(name):
    kind, pages, build = GOOD[name]
    data = build()
    verdict = judge(io.BytesIO(data), name=name, max_bytes=LIMIT)
    assert (verdict.kind, verdict.pages, verdict.mime) == (kind, pages, MIMES[kind])
    assert (verdict.size, verdict.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_own_reason(name):
    code, build = BAD[name]
    with pytest.raises(Refused) as refused:
        judge(io.BytesIO(build()), name=name, max_bytes=LIMIT)
    assert refused.value.code == code
    assert str(refused.value) and "%" not in str(refused.value)


def test_the_corpus_is_large_enough_and_knows_every_sentence():
    assert len(BAD) >= 60 and len(GOOD) >= 20
    assert set(SENTENCES) - {code for code, _build in BAD.values()} == {"too_complex", "virus"}


def test_a_sentence_names_the_file_and_the_limit():
    with pytest.raises(Refused, match=r"“besar\.pdf” lebih besar dari 2 MB"):
        judge(io.BytesIO(b"x" * (LIMIT + 1)), name="besar.pdf", max_bytes=LIMIT)


def test_every_accepted_extension_belongs_to_a_kind():
    assert {extension.removeprefix(".").replace("jpeg", "jpg") for extension in ACCEPTED} == set(MIMES)


def test_an_upload_on_disk_is_read_as_a_stream_and_left_as_it_was():
    data = corpus.pdf(shift=5)
    with TemporaryUploadedFile("laporan.pdf", "application/pdf", len(data), None) as upload:
        upload.write(data)
        upload.seek(0)
        assert judge(upload, name="laporan.pdf", max_bytes=LIMIT).pages == 1
        assert Path(upload.temporary_file_path()).read_bytes() == data


def test_pages_are_counted():
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(37):
            document.add_blank_page()
        document.save(out)
    assert judge(io.BytesIO(out.getvalue()), name="a.pdf", max_bytes=LIMIT).pages == 37


def test_a_child_that_runs_out_of_memory_refuses():
    with pytest.raises(Refused) as refused:
        judge(io.BytesIO(corpus.swelling_pdf()), name="bom.pdf", max_bytes=4 * LIMIT)
    assert refused.value.code == "too_complex"


def test_a_child_that_overruns_is_ended_and_logged(monkeypatch, caplog):
    monkeypatch.setattr(filegate, "PATIENCE", 0.001)
    with pytest.raises(Refused) as refused:
        judge(io.BytesIO(corpus.pdf()), name="a.pdf", max_bytes=LIMIT)
    assert refused.value.code == "too_complex"
    assert "took more than" in caplog.text


def test_a_child_that_dies_refuses_and_is_logged(monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(filegate, "ROOT", tmp_path)  # there the child finds no program to run
    with pytest.raises(Refused) as refused:
        judge(io.BytesIO(corpus.pdf()), name="a.pdf", max_bytes=LIMIT)
    assert refused.value.code == "too_complex"
    assert "No module named" in caplog.text


def test_the_child_sees_nothing_of_our_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    (tmp_path / "common" / "inspection").mkdir(parents=True)
    spy = "import json, os; print(json.dumps({'kind': 'pdf', 'pages': 1, 'names': sorted(os.environ)}))"
    (tmp_path / "common" / "inspection" / "__main__.py").write_text(spy)
    monkeypatch.setattr(filegate, "ROOT", tmp_path)
    seen = filegate._inspected(open(os.devnull, "rb"), "a.pdf")["names"]  # noqa: SIM115
    assert "SECRET_KEY" not in seen and "DATABASE_URL" not in seen


@settings(max_examples=300, deadline=None)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=600), end=st.sampled_from((b"", b"%%EOF\n")))
def test_random_bytes_never_pass_and_never_crash(start, rest, end):
    with pytest.raises(Fault) as fault:
        inspect(start + rest + end)
    assert fault.value.code in SENTENCES


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_good_file_with_bytes_changed_is_judged_or_refused_but_never_crashes(data):
    kind, original = data.draw(st.sampled_from(WHOLE))
    content = bytearray(original)
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1, max_size=8)
    ):
        content[place] = byte
    try:
        assert inspect(bytes(content)) == Finding(kind, 1 if kind == "pdf" else None)
    except Fault as fault:
        assert fault.code in SENTENCES
