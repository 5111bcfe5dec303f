"""Why this number: a result opened down to its marks, for those who may."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from evaluations.actions import results
from evaluations.models import DimensionValue, Result, ResultRun
from evaluations.queries import making_of
from evaluations.tests.factories import (
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_scored,
    make_seat,
    make_secretary,
    secretary,
    write_notes,
)
from pillars.models import Instrument, Rounding
from submissions.models import Cycle, Submission
from submissions.tests.factories import make_agency, make_instrument, make_member, make_regency

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def announced(
    panel: tuple[tuple[int | None, ...], ...] = ((4, 0, 3, 2), (1, None, 3, 2), (2, 3, 3, 3)),
    *,
    instrument: Instrument | None = None,
    previous: Cycle | None = None,
    code: str = "64.01",
) -> Result:
    cycle = make_assessed_cycle(state=Cycle.State.PLENARY, instrument=instrument, previous=previous)
    submission = make_scored(cycle=cycle, regency=make_regency(code))
    for number, marks in enumerate(panel, 1):
        seat = make_seat(submission)
        seat.assessor.name = f"Asesor Nomor {number}"
        seat.assessor.save()
        give_marks(seat, list(marks))
        write_notes(seat)
        handed_in(seat)
    return results.announce(cycle, by=secretary(), at=NOON).results.get()


def imported(**fields: object) -> Result:
    """A published result of an early region: dimensions, no questions."""
    instrument = make_instrument(year=2022, rounding=Rounding.ROUND_PARTS_THEN_SUM)
    cycle = make_assessed_cycle(instrument=instrument, state=Cycle.State.ANNOUNCED, is_imported=True, windows=False)
    submission = make_scored(cycle=cycle, state=Submission.State.ARCHIVED, answered=False)
    run = ResultRun.objects.create(
        cycle=cycle, number=3, kind="imported", at=NOON, input_hash="0" * 64, source="Surat contoh 2022"
    )
    values = {"final": Decimal("2.51"), "unrounded": Decimal("2.504"), "rank": 1, "rank_of": 1}
    row = Result.objects.create(run=run, submission=submission, **{**values, **fields})
    DimensionValue.objects.create(
        result=row, dimension="baseline", percent=Decimal(10), value=Decimal("1.40"), weighted=Decimal("0.14")
    )
    return row


def address(row: Result) -> str:
    return reverse("evaluations:result", args=[row.pk])


def page(client: Client, row: Result) -> str:
    """The page with runs of white space as one."""
    answer = client.get(address(row))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_final_opens_down_to_each_mark(client: Client) -> None:
    row = announced()
    client.force_login(make_secretary())
    text = page(client, row)
    assert "0,6336 + 0,9900 + 0,7922 = 2,4158 → <b>2,42</b>" in text
    assert "1,92 × 33 % = 0,6336" in text
    assert "Jumlah nilai pertanyaan 3,8333 ÷ 2 pertanyaan → <b>1,92</b>" in text
    assert "(4 + 1 + 2) ÷ 3 = <b>2,33</b>" in text
    assert "(0 + 3) ÷ 2 = <b>1,50</b>" in text


def test_rounded_parts_are_written_out_where_the_rule_rounds_them(client: Client) -> None:
    row = announced(instrument=make_instrument(rounding=Rounding.ROUND_PARTS_THEN_SUM))
    client.force_login(make_secretary())
    text = page(client, row)
    assert "× 33 % = 0,6336 → <b>0,63</b>" in text
    assert "tiap hasil kali dibulatkan" in text


def test_names_are_for_the_secretariat_and_the_panel(client: Client) -> None:
    row = announced()
    for person in (make_secretary(), row.submission.seats.get(number=2).assessor):
        client.force_login(person)
        assert "Asesor Nomor 2" in page(client, row)


def test_the_region_reads_marks_without_names_and_without_the_order_of_the_seats(client: Client) -> None:
    row = announced()
    regency = row.submission.regency
    agency = make_agency(regency)
    people = [make_member(regency, role) for role in (Role.COUNCIL, Role.HEAD, Role.OPERATOR)]
    for person in (*people, make_member(regency, Role.CONTRIBUTOR, agency=agency)):
        client.force_login(person)
        text = page(client, row)
        assert "Asesor Nomor" not in text
        assert "(4 + 2 + 1) ÷ 3" in text
        assert "urutannya tidak menunjukkan orangnya" in text


def test_strangers_find_nothing(client: Client) -> None:
    row = announced()
    other = make_seat(make_scored(regency=make_regency("31.71")))
    for person in (make_member(make_regency("31.71"), Role.COUNCIL), other.assessor):
        client.force_login(person)
        assert client.get(address(row)).status_code == 404


def test_improvement_is_explained_with_last_years_unrounded_sum(client: Client) -> None:
    before = announced()
    row = announced(((3, 3, 3, 3),) * 3, instrument=before.submission.instrument, previous=before.run.cycle)
    client.force_login(make_secretary())
    text = page(client, row)
    assert before.unrounded is not None
    shown = f"{before.unrounded:.4f}".replace(".", ",")
    assert f"3,00 − {shown} = " in text
    assert "belum dibulatkan" in text


def test_missing_improvement_says_why(client: Client) -> None:
    row = announced()
    client.force_login(make_secretary())
    assert "Tidak ada nilai siklus sebelumnya untuk daerah ini" in page(client, row)


def test_rank_names_its_set_and_tie_rule(client: Client) -> None:
    row = announced()
    client.force_login(make_secretary())
    text = page(client, row)
    assert f"Peringkat 1 di antara 1 daerah pada kohort “Reguler” dalam {row.run.cycle.name}." in text
    assert "(1, 2, 2, 4)" in text


def test_a_published_result_says_where_it_comes_from_and_ends_at_the_dimensions(client: Client) -> None:
    row = imported()
    client.force_login(make_secretary())
    text = page(client, row)
    assert "Sumber: Surat contoh 2022; penetapan nomor 3" in text
    assert "1,40 × 10 % = 0,1400 → <b>0,14</b>" in text
    assert "nilai tiap pertanyaan dan tiap asesor tidak diketahui" in text


def test_a_published_number_that_differs_stands_beside_the_recomputed_one(client: Client) -> None:
    row = imported(differs=True, recomputed_final=Decimal("2.50"))
    client.force_login(make_secretary())
    text = page(client, row)
    assert "Angka resmi berbeda dari hitungan ulang." in text
    assert "Resmi 2,51, hitungan ulang 2,50." in text


def test_results_before_the_announcement_do_not_exist(client: Client) -> None:
    row = imported()
    Cycle.objects.filter(pk=row.run.cycle_id).update(state=Cycle.State.PLENARY, announced_at=None)
    client.force_login(make_secretary())
    assert client.get(address(row)).status_code == 404


def test_zero_is_a_number_and_not_a_dash(client: Client) -> None:
    row = announced(((0, 0, 0, 0),) * 3)
    client.force_login(make_secretary())
    text = page(client, row)
    assert "→ <b>0,00</b>" in text
    assert '<span class="stat-value">0,00' in text


def test_the_page_asks_as_much_for_many_marks_as_for_few(client: Client) -> None:
    client.force_login(make_secretary())
    few = announced()
    page(client, few)
    counts = []
    for row in (few, announced(((1, 2, 3, 4) * 3,) * 3, instrument=make_instrument(MANY), code="31.71")):
        with CaptureQueriesContext(connection) as found:
            page(client, row)
        counts.append(len(found))
    assert counts[0] == counts[1]


MANY = tuple(
    (f"{dimension}.q{number}", dimension, None, "yes_no", "")
    for dimension in ("baseline", "outcome", "impact", "output")
    for number in range(3)
)


def test_parts_lead_to_the_stored_final() -> None:
    row = announced()
    made = making_of(row, names=False)
    assert made.total == row.unrounded
    assert sum(part.counted for part in made.parts) == 4
    assert [mark.value for mark in made.parts[0].questions[1].marks] == [3, 0, None]
