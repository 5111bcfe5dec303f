"""Every province belongs to one island group."""

from __future__ import annotations

import csv

from regencies.actions import DATA
from regencies.islands import Island, islands, provinces_of


def test_each_of_the_38_provinces_has_one_island_group_and_no_group_is_empty() -> None:
    with (DATA / "provinces.csv").open(newline="", encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert sorted(islands()) == codes
    assert sorted(code for island in Island.values for code in provinces_of(island)) == codes
    assert all(provinces_of(island) for island in Island.values)
    assert (islands()["64"], islands()["51"], islands()["52"]) == ("kalimantan", "jawa_bali", "nusa_tenggara")
