"""Cohorts and invitations: by ticks, by a list of codes, taking one back; in the browser and as verbs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from common.spreadsheet import TableError
from common.steps import Refused
from journal.models import Entry
from submissions.actions import submissions as actions
from submissions.forms.cycles import MOST_CODES, read_codes
from submissions.models import Cycle, CycleCohort, Submission
from submissions.tests.factories import (
    actor,
    make_cycle,
    make_instrument,
    make_regency,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(client: Client) -> Cycle:
    client.force_login(make_user(national=Role.SECRETARIAT))
    for code in ("64.01", "31.71", "94.01"):
        make_regency(code)
    return make_cycle(state=Cycle.State.DRAFT)


def invite(cycle: Cycle) -> str:
    return reverse("submissions:cycle_invite", args=[cycle.pk])


def cohort(cycle: Cycle) -> str:
    return reverse("submissions:cycle_cohort", args=[cycle.pk])


def invited() -> set[str]:
    return set(Submission.objects.values_list("regency_id", flat=True))


# --- lists of codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["64.01\n31.71", "64.01,31.71", " 64.01 ;\t31.71\r\n\r\n", "64.01\n31.71\n64.01"])
def test_codes_come_in_lines_or_with_commas_and_doubles_count_once(cycle: Cycle, text: str) -> None:
    assert [row.code for row in read_codes(text)] == ["64.01", "31.71"]


def test_every_unknown_code_is_named_with_its_line(cycle: Cycle) -> None:
    with pytest.raises(TableError) as found:
        read_codes("64.01\n99.99, 31.71\n\n6401\n" + "x" * 50)
    assert found.value.errors == [
        (2, "“99.99” bukan kode kabupaten atau kota."),
        (4, "“6401” ditulis tanpa titik. Pakai kode Kemendagri seperti 64.01, bukan kode BPS."),
        (5, f"“{'x' * 20}” bukan kode kabupaten atau kota."),
    ]


@pytest.mark.parametrize("text", ["", "  \n ,; \n"])
def test_nothing_is_not_a_list(text: str) -> None:
    with pytest.raises(TableError, match="paling sedikit satu"):
        read_codes(text)


def test_a_list_without_end_is_refused(cycle: Cycle) -> None:
    with pytest.raises(TableError, match="Paling banyak 2000 kode"):
        read_codes("64.01\n" * (MOST_CODES + 1))


def test_a_pasted_list_invites(client: Client, cycle: Cycle) -> None:
    answer = client.post(invite(cycle), {"do": "codes", "cohort": "regular", "codes": "64.01, 31.71"}, follow=True)
    assert "2 daerah diundang." in answer.content.decode()
    assert invited() == {"64.01", "31.71"}
    assert Entry.objects.filter(verb="submission.invite").count() == 2
    assert {row.instrument for row in Submission.objects.all()} == {cycle.cohorts.get().instrument}


def test_one_unknown_code_and_nobody_is_invited(client: Client, cycle: Cycle) -> None:
    typed = "64.01\n12.345\n31.71\n9999"
    answer = client.post(invite(cycle), {"do": "codes", "cohort": "regular", "codes": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tidak ada yang diundang." in page
    assert "Baris 2: “12.345” bukan kode" in page
    assert "Baris 4: “9999” ditulis tanpa titik" in page
    assert f">\n{typed}</textarea>" in page
    assert not invited()
    assert not Entry.objects.exists()


def test_those_invited_before_are_told_and_left_alone(client: Client, cycle: Cycle) -> None:
    known = make_submission(cycle=cycle)
    codes = {"do": "codes", "cohort": "regular", "codes": "64.01\n31.71"}
    page = client.post(invite(cycle), codes, follow=True).content.decode()
    assert "1 daerah diundang." in page
    assert f"1 daerah sudah diundang sebelumnya dan dibiarkan seperti adanya: {known.regency.name}." in page
    again = client.post(invite(cycle), codes, follow=True).content.decode()
    assert "2 daerah sudah diundang sebelumnya" in again
    assert Submission.objects.count() == 2


# --- ticks -------------------------------------------------------------------------------------------------------


def test_ticked_regions_are_invited(client: Client, cycle: Cycle) -> None:
    client.post(invite(cycle), {"do": "tick", "cohort": "regular", "regency": ["64.01", "94.01"]})
    assert invited() == {"64.01", "94.01"}


def test_ticks_stay_when_the_cohort_is_missing(client: Client, cycle: Cycle) -> None:
    CycleCohort.objects.create(cycle=cycle, cohort="early", instrument=make_instrument(cohort="early"))
    answer = client.post(invite(cycle), {"do": "tick", "cohort": "", "regency": "64.01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih kohort." in page
    assert 'value="64.01" checked' in page
    assert 'value="31.71" checked' not in page
    assert not invited()


def test_no_tick_and_a_forged_tick_are_refused(client: Client, cycle: Cycle) -> None:
    none = client.post(invite(cycle), {"do": "tick", "cohort": "regular"})
    assert none.status_code == 422
    assert "Centang paling sedikit satu daerah." in none.content.decode()
    forged = client.post(invite(cycle), {"do": "tick", "cohort": "regular", "regency": ["64.01", "00.00"]})
    assert forged.status_code == 422
    assert "“00.00” bukan kode" in forged.content.decode()
    assert not invited()


def test_invited_regions_stand_ticked_and_cannot_be_ticked_again(client: Client, cycle: Cycle) -> None:
    make_submission(cycle=cycle)
    page = client.get(invite(cycle)).content.decode()
    assert 'value="64.01" checked disabled' in page
    assert "Sudah diundang · Reguler" in page
    assert "1 dari 1 diundang" in page
    assert page.count("<details class=") >= 3


# --- who may be invited when -------------------------------------------------------------------------------------


def test_a_cohort_without_instrument_takes_nobody(client: Client, cycle: Cycle) -> None:
    answer = client.post(invite(cycle), {"do": "codes", "cohort": "early", "codes": "64.01"})
    assert answer.status_code == 409
    assert "belum memiliki instrumen" in answer.content.decode()
    assert ">\n64.01</textarea>" in answer.content.decode()
    CycleCohort.objects.all().delete()
    page = client.get(invite(cycle)).content.decode()
    assert cohort(cycle) in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (Cycle.State.DRAFT, 302),
        (Cycle.State.SELF_ASSESSMENT, 302),
        (Cycle.State.ASSESSMENT, 409),
        (Cycle.State.PLENARY, 409),
        (Cycle.State.ANNOUNCED, 409),
    ],
)
def test_invitations_end_with_the_answers(client: Client, cycle: Cycle, state: str, status: int) -> None:
    announced = timezone.now() if state == Cycle.State.ANNOUNCED else None
    Cycle.objects.update(state=state, announced_at=announced)
    answer = client.post(invite(cycle), {"do": "codes", "cohort": "regular", "codes": "64.01"})
    assert answer.status_code == status
    assert bool(invited()) == (status == 302)


def test_an_old_page_invites_nobody_after_the_answers(cycle: Cycle) -> None:
    """The cycle in hand still says draft; the row says otherwise, and the row counts."""
    by = actor(make_user(), Role.SECRETARIAT)
    submission = make_submission(cycle=cycle)
    Cycle.objects.update(state=Cycle.State.ASSESSMENT)
    with pytest.raises(Refused, match="sebelum masa pengisian berakhir"):
        actions.invite(cycle, [make_regency("31.71")], cohort="regular", by=by, at=timezone.now())
    with pytest.raises(Refused, match="selagi siklus disiapkan"):
        actions.withdraw(submission, by=by, at=timezone.now())
    assert invited() == {"64.01"}


# --- taking back -------------------------------------------------------------------------------------------------


def test_an_invitation_is_taken_back_after_asking(client: Client, cycle: Cycle) -> None:
    submission = make_submission(cycle=cycle)
    page = client.get(invite(cycle), {"batal": submission.pk}).content.decode()
    assert f"Batalkan undangan {submission.regency.name}?" in page
    assert invited() == {"64.01"}
    answer = client.post(invite(cycle), {"do": "withdraw", "submission": submission.pk}, follow=True)
    assert "dibatalkan." in answer.content.decode()
    assert not invited()
    assert Entry.objects.get(verb="submission.withdraw").regency_code == "64.01"


def test_after_opening_no_invitation_is_taken_back(client: Client, cycle: Cycle) -> None:
    submission = make_submission(cycle=cycle)
    Cycle.objects.update(state=Cycle.State.SELF_ASSESSMENT)
    answer = client.post(invite(cycle), {"do": "withdraw", "submission": submission.pk})
    assert answer.status_code == 409
    assert "tidak ikut serta" in answer.content.decode()
    assert invited() == {"64.01"}


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_invitation_that_is_not_there_does_not_exist(client: Client, cycle: Cycle, key: str) -> None:
    assert client.get(invite(cycle), {"batal": key}).status_code == 404
    assert client.post(invite(cycle), {"do": "withdraw", "submission": key}).status_code == 404


def test_another_cycles_invitation_does_not_exist_here(client: Client, cycle: Cycle) -> None:
    other = make_submission(state=Submission.State.FILLING, cycle=make_cycle(state=Cycle.State.DRAFT))
    assert client.post(invite(cycle), {"do": "withdraw", "submission": other.pk}).status_code == 404
    assert Submission.objects.filter(pk=other.pk).exists()


# --- cohorts -----------------------------------------------------------------------------------------------------


def test_a_cohort_gets_its_instrument_and_loses_it(client: Client, cycle: Cycle) -> None:
    early = make_instrument(cohort="early")
    client.post(cohort(cycle), {"cohort": "early", "instrument": str(early.pk)})
    assert CycleCohort.objects.get(cycle=cycle, cohort="early").instrument == early
    client.post(cohort(cycle), {"cohort": "early", "instrument": ""})
    assert not CycleCohort.objects.filter(cohort="early").exists()


def test_only_instruments_of_the_cohort_with_questions_are_offered(client: Client, cycle: Cycle) -> None:
    empty, other = make_instrument((), cohort="early"), make_instrument(cohort="kppn_ikn")
    page = client.get(cohort(cycle)).content.decode()
    assert str(empty.pk) not in page
    assert "Belum ada instrumen dengan pertanyaan untuk kohort ini." in page
    for wrong in (empty, other):
        answer = client.post(cohort(cycle), {"cohort": "early", "instrument": str(wrong.pk)})
        assert answer.status_code == 404
    for wrong_values in ({"cohort": "x", "instrument": ""}, {"cohort": "early", "instrument": "x"}):
        assert client.post(cohort(cycle), wrong_values).status_code == 404


def test_a_cohort_with_regions_stays(client: Client, cycle: Cycle) -> None:
    make_submission(cycle=cycle)
    answer = client.post(cohort(cycle), {"cohort": "regular", "instrument": ""})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Batalkan undangannya dahulu" in page
    assert " selected>" not in page  # what was chosen stays chosen: leaving it out


def test_cohorts_are_fixed_once_the_cycle_is_open(client: Client, cycle: Cycle) -> None:
    Cycle.objects.update(state=Cycle.State.SELF_ASSESSMENT)
    before = cycle.cohorts.get().instrument
    answer = client.post(cohort(cycle), {"cohort": "regular", "instrument": str(make_instrument().pk)})
    assert answer.status_code == 409
    assert "tidak dapat diubah lagi" in answer.content.decode()
    assert CycleCohort.objects.get().instrument == before


# --- queries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [invite, cohort])
def test_pages_ask_as_much_for_three_regions_as_for_one(client: Client, cycle: Cycle, page: object) -> None:
    address = page(cycle)
    make_submission(cycle=cycle)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for code in ("31.71", "94.01", "33.01"):
        make_submission(cycle=cycle, regency=make_regency(code))
        make_instrument()
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)
