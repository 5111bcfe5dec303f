from __future__ import annotations

import csv
import shutil
from collections import Counter

import pytest

from regencies.actions import DATA, load_regions
from regencies.models import Province, Regency

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    return load_regions()


def test_there_are_38_provinces_and_514_regions(loaded):
    assert (loaded["provinces"].total, loaded["regencies"].total) == (38, 514)
    assert (Province.objects.count(), Regency.objects.count()) == (38, 514)
    assert Counter(Regency.objects.values_list("kind", flat=True)) == {"kabupaten": 416, "kota": 98}


def test_a_second_run_changes_nothing(loaded, django_assert_num_queries):
    with django_assert_num_queries(4):  # savepoint, two reads, release
        again = load_regions()
    assert all(tally.is_unchanged for tally in again.values())


def test_every_region_belongs_to_the_province_of_its_code_and_shares_its_zone(loaded):
    for row in Regency.objects.select_related("province"):
        assert row.code[:3] == f"{row.province_id}."
        assert row.timezone == row.province.timezone
        assert row.name.split()[0].lower() == row.kind


@pytest.mark.parametrize(
    ("code", "name", "zone"),
    [
        ("64.01", "Kabupaten Paser", "WITA"),
        ("35.71", "Kota Kediri", "WIB"),
        ("35.06", "Kabupaten Kediri", "WIB"),
        ("91.71", "Kota Jayapura", "WIT"),
        ("94.01", "Kabupaten Nabire", "WIT"),
        ("82.06", "Kabupaten Halmahera Timur", "WIT"),
    ],
)
def test_regions_have_their_name_and_zone(loaded, code, name, zone):
    row = Regency.objects.get(code=code)
    assert (row.name, row.zone_label) == (name, zone)


def test_papua_is_on_eastern_time(loaded):
    papua = Province.objects.filter(name__startswith="Papua")
    assert papua.count() == 6
    assert set(papua.values_list("timezone", flat=True)) == {"Asia/Jayapura"}


def test_a_corrected_name_is_corrected_and_others_stay(loaded, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "regencies.csv"
    text = path.read_text(encoding="utf-8").replace("Kabupaten Paser,", "Kabupaten Pasir,")
    path.write_text(text, encoding="utf-8")
    assert load_regions(tmp_path / "data")["regencies"].changed == 1
    assert Regency.objects.get(code="64.01").name == "Kabupaten Pasir"


def test_a_code_the_file_no_longer_names_stays(loaded, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "regencies.csv"
    with path.open(newline="", encoding="utf-8") as file:
        lines = [line for line in csv.reader(file) if line[0] != "64.01"]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    assert load_regions(tmp_path / "data")["regencies"].total == 513
    assert Regency.objects.filter(code="64.01").exists()
