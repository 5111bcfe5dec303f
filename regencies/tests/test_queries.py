"""Which region a typed text means."""

from __future__ import annotations

import pytest

from regencies import queries
from regencies.tests.factories import KEDIRI_KAB, KEDIRI_KOTA, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regions(db):
    for code in ("64.01", KEDIRI_KAB, KEDIRI_KOTA):
        make_regency(code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("64.01", ["64.01"]),
        ("  64.01   Kabupaten  Paser ", ["64.01"]),
        ("kabupaten paser", ["64.01"]),
        ("Paser", ["64.01"]),
        ("Kediri", [KEDIRI_KAB, KEDIRI_KOTA]),
        ("Kota Kediri", [KEDIRI_KOTA]),
        ("35.71 Kabupaten Kediri", [KEDIRI_KOTA]),  # the code decides, never the name
        ("99.99", []),
        ("6401", []),  # another office's code
        ("Pase", []),
        ("", []),
    ],
)
def test_a_text_means_a_region_by_code_or_by_its_whole_name(text, codes, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert [row.code for row in queries.meant_by(text)] == codes
