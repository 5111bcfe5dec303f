"""The command: its last line, its messages, its exit status."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evaluations.models import Result, ResultRun
from evaluations.tests.tables import ABSENT, EARLY, KEDIRI, LETTER_2022, STAGE2, changed, load_reference
from submissions.models import Cycle, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(db):
    load_reference()


def run(path, year, *options):
    """Lines of the command's output. Raises `CommandError` where the process would end with a status other than 0."""
    out = StringIO()
    call_command("import_results", str(path), f"--year={year}", *options, stdout=out, stderr=out)
    return out.getvalue().splitlines()


def refused(path, year, *options):
    """What was written to the error stream, and the reason, of an import that must fail and store nothing."""
    err = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_results", str(path), f"--year={year}", *options, stdout=StringIO(), stderr=err)
    assert error.value.returncode == 1
    assert not ResultRun.objects.exists()
    assert not Submission.objects.exists()
    assert not Cycle.objects.exists()
    return err.getvalue().splitlines(), str(error.value)


def as_file(folder, text):
    path = folder / "uji.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_last_line_counts_what_was_reproduced(reference):
    assert run(EARLY, 2022)[-1] == "38 of 38 finals reproduced, 0 of 0 improvements reproduced"
    assert run(STAGE2, 2023, "--stage=stage2")[-1] == "65 of 65 finals reproduced, 15 of 15 improvements reproduced"
    assert run(KEDIRI, 2022)[-1] == "1 of 1 finals reproduced, 0 of 0 improvements reproduced"
    assert run(STAGE2, 2023)[-1] == "65 of 65 finals reproduced, 16 of 16 improvements reproduced"


def test_improvements_that_cannot_be_recomputed_are_listed(reference):
    run(EARLY, 2022)
    text = "\n".join(run(STAGE2, 2023))
    assert "48 Indeks Peningkatan tidak dapat dihitung ulang" in text
    assert "35.71" in text


def test_absences_are_counted(reference):
    out = run(ABSENT, 2023)
    assert out[0] == "11 daerah tidak ikut serta."
    assert out[-1] == "0 of 0 finals reproduced, 0 of 0 improvements reproduced"


def test_a_row_that_differs_is_listed_and_counted(reference, tmp_path):
    run(EARLY, 2022)
    out = run(as_file(tmp_path, changed(STAGE2, "64.01", final="2.94")), 2023)
    line = 2 + [row.split(",")[0] for row in STAGE2.read_text(encoding="utf-8").splitlines()[1:]].index("64.01")
    assert out[0] == (
        f"baris {line}, 64.01 Kabupaten Paser berbeda: nilai final 2.94, dihitung 2.84; "
        "Indeks Peningkatan -0.03, dihitung 0.07"
    )
    assert out[-1] == "64 of 65 finals reproduced, 14 of 15 improvements reproduced"


def test_a_value_other_than_the_stored_one_is_listed(reference, tmp_path):
    run(EARLY, 2022)
    out = run(as_file(tmp_path, changed(EARLY, "64.01", baseline="3.81")), 2022)
    assert any("64.01: kolom baseline tersimpan 3.80, dalam berkas 3.81" in line for line in out)


def test_a_dry_run_prints_the_same_and_stores_nothing(reference):
    out = run(EARLY, 2022, "--dry-run")
    assert out[-2:] == [
        "Uji coba: tidak ada yang disimpan.",
        "38 of 38 finals reproduced, 0 of 0 improvements reproduced",
    ]
    assert not Cycle.objects.exists()


def test_the_same_file_again_says_so(reference):
    run(EARLY, 2022)
    assert "Evaluasi 2022: semua baris sudah tersimpan, tidak ada yang berubah." in run(EARLY, 2022)
    assert Result.objects.count() == 38


def test_the_day_of_the_letter_is_kept_in_the_ministrys_zone(reference):
    run(EARLY, 2022, "--announced=2022-12-06")
    cycle = Cycle.objects.get()
    assert cycle.announced_at == LETTER_2022
    assert timezone.localtime(cycle.announced_at).date().isoformat() == "2022-12-06"


@pytest.mark.parametrize("day", ["6 Desember 2022", "2022-13-01", "2999-01-01", ""])
def test_a_day_that_is_none_or_has_not_come_is_refused(reference, day):
    with pytest.raises(CommandError):
        run(EARLY, 2022, "--announced", day)
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"code": "64.99"}, "Kode daerah “64.99” tidak dikenal."),
        ({"code": "12.02", "name": ""}, "Kode 12.02 sudah ada pada baris 2."),
        ({"output": "tiga"}, "Kolom output: “tiga” bukan angka"),
        ({"final": "5.00"}, "Kolom final: “5.00” bukan angka 0 sampai 4"),
        ({"name": "Kota Paser"}, "Kode 64.01 adalah Kabupaten Paser, bukan “Kota Paser”."),
        ({"cohort": "kppn_ikn"}, "Kohort “KPPN dan IKN” tidak memiliki instrumen"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_stored(reference, tmp_path, cells, said):
    errors, reason = refused(as_file(tmp_path, changed(EARLY, "64.01", **cells)), 2022)
    line = 2 + [row.split(",")[0] for row in EARLY.read_text(encoding="utf-8").splitlines()[1:]].index("64.01")
    assert errors[0].startswith(f"baris {line}: {said}")
    assert reason == "1 kesalahan; tidak ada yang disimpan."


@pytest.mark.parametrize("column", ["code", "cohort", "final"])
def test_a_missing_column_is_refused(reference, tmp_path, column):
    text = EARLY.read_text(encoding="utf-8").replace(f"{column},", "x,", 1)
    errors, _reason = refused(as_file(tmp_path, text), 2022)
    assert errors == [f"baris 1: Kolom tidak ditemukan: {column}."]


@pytest.mark.parametrize("text", ["", "code,name,cohort,final\n"])
def test_an_empty_file_is_refused(reference, tmp_path, text):
    refused(as_file(tmp_path, text), 2022)


def test_a_file_that_is_not_there_is_refused(reference, tmp_path):
    assert "tidak dapat dibaca" in refused(tmp_path / "tiada.csv", 2022)[1]


@pytest.mark.parametrize("options", [("--stage=stage2",), ("--stage=lain",)])
def test_a_stage_without_instrument_is_refused(reference, options):
    assert "Tidak ada instrumen tahun 2022" in refused(EARLY, 2022, *options)[1]


def test_without_reference_data_the_command_says_what_is_missing():
    assert refused(EARLY, 2022)[1] == "Belum ada instrumen untuk tahun 2022."
