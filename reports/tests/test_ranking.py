"""League tables: places and ties, filters, sorting, what is missing, and the table kept per run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from evaluations.actions import results
from evaluations.tests.factories import make_secretary, secretary, tied
from regencies.models import Regency
from reports.kinds import KINDS
from reports.tests.factories import make_announced, make_result, new_run
from submissions.models import Cycle, Submission
from submissions.tests.factories import make_member, make_regency, make_submission, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/peringkat/"


@pytest.fixture
def cycle() -> Cycle:
    return make_announced(year=2023, name="Evaluasi 2023")


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user())
    return client


def rows(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    """Place, name and final of each row, as shown."""
    page = client.get(ADDRESS, asked).content.decode()
    pattern = r'<td class="rank">(.*?)</td><th scope="row">(.*?)</th><td class="num lead-num">(.*?)</td>'
    return [
        (place, re.sub("<.*?>", "", name), re.sub("<.*?>", "", final))
        for place, name, final in re.findall(pattern, page)
    ]


def test_equal_finals_share_a_place_and_the_next_is_skipped(cycle: Cycle, reader: Client) -> None:
    for code, name, final in (
        ("64.01", "Kabupaten Satu", "3.10"),
        ("64.02", "Kabupaten Dua", "3.50"),
        ("64.03", "Kabupaten Tiga", "3.10"),
        ("64.04", "Kabupaten Empat", "2.00"),
    ):
        make_result(cycle, code, final, name=name)
    assert rows(reader) == [
        ("1", "Kabupaten Dua", "3,50"),
        ("2", "Kabupaten Satu", "3,10"),
        ("2", "Kabupaten Tiga", "3,10"),
        ("4", "Kabupaten Empat", "2,00"),
    ]


def test_zero_is_a_value_and_missing_is_a_dash_at_the_end(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, "64.01", None, name="Kabupaten Kosong")
    make_result(cycle, "64.02", "0.00", name="Kabupaten Nol")
    make_result(cycle, "64.03", "1.00", name="Kabupaten Satu")
    shown = [("1", "Kabupaten Satu", "1,00"), ("2", "Kabupaten Nol", "0,00"), ("–", "Kabupaten Kosong", "–")]
    assert rows(reader) == shown
    assert rows(reader, urut="rank", arah="turun") == [shown[1], shown[0], shown[2]]


@pytest.mark.parametrize("descending", [True, False])
def test_sorting_by_a_dimension_puts_missing_values_last_both_ways(
    cycle: Cycle, reader: Client, descending: bool
) -> None:
    make_result(cycle, "64.01", "3.00", name="Kabupaten A", dimensions={"baseline": "0.00", "outcome": "3.00"})
    make_result(cycle, "64.02", "2.00", name="Kabupaten B", dimensions={"baseline": None, "outcome": "2.00"})
    make_result(cycle, "64.03", "1.00", name="Kabupaten C", dimensions={"baseline": "4.00", "outcome": "1.00"})
    names = [name[-1] for _place, name, _final in rows(reader, urut="baseline", arah="turun" if descending else "")]
    assert names == (["C", "A", "B"] if descending else ["A", "C", "B"])


def test_the_sorted_column_says_so_and_turns_round(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, dimensions={"baseline": "3.00"})
    page = reader.get(ADDRESS, {"urut": "baseline", "arah": "turun"}).content.decode()
    assert page.count("aria-sort=") == 1
    head = re.search(
        r'<th scope="col" class="num" aria-sort="descending"><a class="sort" href="(.*?)">Baseline</a>', page
    )
    assert head and head[1] == f"?siklus={cycle.pk}&amp;urut=baseline"


def test_names_are_sorted_without_their_kind(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, "64.01", "3.00", name="Kabupaten Paser")
    make_result(cycle, "64.71", "2.00", name="Kota Balikpapan")
    assert [name for _place, name, _final in rows(reader, urut="name")] == ["Kota Balikpapan", "Kabupaten Paser"]


def test_province_and_cohort_narrow_the_set_and_places_count_within_it(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, "31.71", "3.90", name="Kota Jakarta Pusat")
    make_result(cycle, "64.01", "3.00", name="Kabupaten Paser")
    early = make_result(cycle, "64.02", "2.00", name="Kabupaten Kutai")
    Submission.objects.filter(pk=early.submission_id).update(cohort="early")
    assert rows(reader, provinsi="64") == [("1", "Kabupaten Paser", "3,00"), ("2", "Kabupaten Kutai", "2,00")]
    assert rows(reader, kohort="early") == [("1", "Kabupaten Kutai", "2,00")]
    page = reader.get(ADDRESS, {"provinsi": "64", "kohort": "early"}).content.decode()
    assert "Peringkat di antara 1 daerah: kohort “Kohort awal”, Provinsi Provinsi 64 dalam Evaluasi 2023." in page
    assert "berbagi peringkat" in page


def test_kind_and_island_group_narrow_the_set_and_are_named(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, "31.71", "3.90", name="Kota Jakarta Pusat")
    make_result(cycle, "64.01", "3.00", name="Kabupaten Paser")
    make_result(cycle, "64.71", "2.00", name="Kota Balikpapan")
    assert rows(reader, jenis="kota") == [("1", "Kota Jakarta Pusat", "3,90"), ("2", "Kota Balikpapan", "2,00")]
    assert rows(reader, pulau="kalimantan") == [("1", "Kabupaten Paser", "3,00"), ("2", "Kota Balikpapan", "2,00")]
    assert rows(reader, pulau="kalimantan", jenis="kota") == [("1", "Kota Balikpapan", "2,00")]
    page = reader.get(ADDRESS, {"pulau": "kalimantan", "jenis": "kota"}).content.decode()
    assert "1 daerah: semua kohort, jenis Kota, kelompok pulau Kalimantan dalam Evaluasi 2023." in page
    assert f"?siklus={cycle.pk}&amp;jenis=kota&amp;pulau=kalimantan&amp;urut=final&amp;arah=turun" in page
    assert rows(reader, pulau="papua") == []


def test_movement_counts_places_among_the_shown_regions_that_have_both_years(cycle: Cycle, reader: Client) -> None:
    """A region that is new this year pushes nobody down, and another set gives another movement."""
    before = make_announced(year=2022, name="Evaluasi 2022")
    Cycle.objects.filter(pk=cycle.pk).update(previous=before)
    for code, then, now in (("31.71", "1.00", "3.00"), ("64.01", "3.00", "2.00"), ("64.71", "2.00", "1.50")):
        make_result(cycle, code, now, previous=make_result(before, code, then))
    make_result(cycle, "64.02", "4.00")
    assert movements(reader) == {"64.02": "–", "31.71": "naik 2", "64.01": "turun 1", "64.71": "turun 1"}
    assert movements(reader, pulau="kalimantan") == {"64.02": "–", "64.01": "tetap", "64.71": "tetap"}
    page = reader.get(ADDRESS, {"urut": "moved", "arah": "turun"}).content.decode()
    assert "Pergerakan sejak Evaluasi 2022 dihitung di antara 3 daerah" in page
    assert page.index("31.71</th>") < page.index("64.01</th>") < page.index("64.02</th>")
    assert "Pergerakan" not in reader.get(ADDRESS, {"siklus": before.pk}).content.decode()


def movements(client: Client, **asked: str) -> dict[str, str]:
    page = client.get(ADDRESS, asked).content.decode()
    return dict(re.findall(r"(\d\d\.\d\d)</th>.*?<td>(naik \d+|turun \d+|tetap|–)</td>", page))


def test_the_chosen_cycle_is_shown_and_the_newest_official_one_first(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, final="2.84")
    sample = make_announced(year=2024, name="Contoh 2024", is_sample=True)
    make_result(sample, final="1.11")
    assert rows(reader)[0][2] == "2,84"
    assert rows(reader, siklus=sample.pk)[0][2] == "1,11"
    assert "Contoh, bukan hasil resmi" in reader.get(ADDRESS, {"siklus": sample.pk}).content.decode()


@pytest.mark.parametrize(
    "asked", [{"siklus": "x"}, {"kohort": "x"}, {"provinsi": "99"}, {"jenis": "x"}, {"pulau": "x"}]
)
def test_a_choice_that_does_not_exist_is_not_found(cycle: Cycle, reader: Client, asked: dict[str, str]) -> None:
    make_result(cycle)
    assert reader.get(ADDRESS, asked).status_code == 404


def test_an_unknown_column_sorts_by_place(cycle: Cycle, reader: Client) -> None:
    make_result(cycle)
    assert 'aria-sort="ascending"' in reader.get(ADDRESS, {"urut": "kata sandi"}).content.decode()


def test_absent_regions_are_named_and_have_no_row(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, name="Kabupaten Paser")
    make_submission(cycle=cycle, regency=make_regency("64.09", "Kabupaten Absen"), state=Submission.State.ABSENT)
    page = reader.get(ADDRESS).content.decode()
    assert "Tidak ikut serta" in page
    assert "<li>Kabupaten Absen</li>" in page
    assert len(rows(reader)) == 1


def test_a_value_that_differs_from_the_recomputed_one_is_marked(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, differs=True)
    assert 'title="Berbeda dari hitungan ulang"' in reader.get(ADDRESS).content.decode()


def test_the_own_region_stands_above_the_table_with_its_stored_place_and_set(cycle: Cycle, client: Client) -> None:
    result = make_result(cycle, "64.01", "2.88", name="Kabupaten Paser", rank=8, rank_of=37)
    client.force_login(make_member(Regency.objects.get(pk="64.01"), Role.COUNCIL))
    page = " ".join(client.get(ADDRESS).content.decode().split())
    assert "<strong>Kabupaten Paser: 2,88</strong>, peringkat 8 di antara 37 daerah pada kohort “Reguler”" in page
    assert reverse("evaluations:result", args=[result.pk]) in page


def test_only_the_secretariat_has_a_link_on_every_row(cycle: Cycle, client: Client) -> None:
    link = reverse("evaluations:result", args=[make_result(cycle).pk])
    for person, is_there in ((make_user(), False), (make_secretary(), True), (make_user(), False)):
        client.force_login(person)
        assert (link in client.get(ADDRESS).content.decode()) is is_there


def test_a_new_run_replaces_the_kept_table(cycle: Cycle, reader: Client) -> None:
    make_result(cycle, final="2.88")
    assert rows(reader) == rows(reader)
    new_run(cycle)
    make_result(cycle, final="2.89")
    assert rows(reader)[0][2] == "2,89"


def test_the_number_of_queries_is_fixed_and_a_kept_table_needs_fewer(
    cycle: Cycle, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_member(make_regency("64.01"), Role.OPERATOR))
    make_result(cycle, "64.01", dimensions={"baseline": "3.00"})
    for sort in ("rank", "name"):
        with django_assert_max_num_queries(11):
            client.get(ADDRESS, {"urut": sort})
    for code in ("64.02", "64.03"):
        make_result(cycle, code, dimensions={"baseline": "3.00"})
    asked = {"urut": "improvement", "provinsi": "64", "kohort": "regular"}
    with django_assert_max_num_queries(11):
        client.get(ADDRESS, asked)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS, asked)


def test_without_announced_results_the_page_says_so(reader: Client) -> None:
    make_result(make_announced(name="Belum"), "64.01")
    Cycle.objects.update(state=Cycle.State.PLENARY, announced_at=None)
    assert "Belum ada hasil yang diumumkan" in reader.get(ADDRESS).content.decode()


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS)["Location"].startswith(reverse("accounts:sign_in"))


def test_the_chain_is_named_wherever_the_rank_stands(client: Client) -> None:
    cycle = tied(["outcome"])
    run = results.announce(cycle, by=secretary(), at=timezone.now())
    result = run.results.get(submission__regency="64.02")
    said = "yang lebih tinggi pada Outcome didahulukan"
    client.force_login(make_secretary())
    for address in (
        reverse("reports:ranking"),
        reverse("reports:ranking_method"),
        reverse("evaluations:result", args=[result.pk]),
        reverse("reports:regency", args=["64.02"]),
        reverse("submissions:cycle", args=[cycle.pk]),
    ):
        assert said in client.get(address).content.decode(), address
    kind = KINDS["region"]
    assert said in kind.html(kind.read(kind.rows().get(pk=result.pk)), result.pk)
    ranking = client.get(reverse("reports:ranking")).content.decode()
    assert ranking.index("Kabupaten 64.02</a>") < ranking.index("Kabupaten 64.01</a>")
