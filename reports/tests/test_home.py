"""One home per role: what is running, what to do next, what is late; drafts for the secretariat alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import PORTAL, Actor, Role, User
from evaluations.tests.factories import (
    give_marks,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
)
from journal import actions as journal
from journal.models import Audience
from regencies.models import Membership, Regency
from reports.queries.home import desks_of
from reports.tests.factories import make_announced, make_result
from submissions.actions import evidence, own_windows
from submissions.models import Cycle, HandOver, Submission, Window
from submissions.tests.factories import (
    answer_all,
    hand_to,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
    set_window,
)

pytestmark = pytest.mark.django_db
HOME = "/"


def page(client: Client, user: User) -> str:
    client.force_login(user)
    answer = client.get(HOME)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def paser() -> Regency:
    return make_regency("64.01", "Kabupaten Paser")


def test_an_operator_sees_pillars_gaps_and_the_days_left(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    first, _second, third, _fourth = indicators(submission)
    make_answer(submission, first)
    make_answer(submission, third, number=0, own_level=0)
    shown = page(client, make_member(paser))
    assert "2/4" in shown
    assert "1 dari 2 terisi" in shown
    assert "1 tanpa data dukung" in shown
    assert "Nomor 2: Pertanyaan contoh 2" in shown
    assert "2 pertanyaan belum lengkap." in shown
    assert "7 hari lagi" in shown
    assert "WITA" in shown
    assert reverse("submissions:section", args=[submission.pk, "outcome-governance"]) not in shown
    assert reverse("submissions:section", args=[submission.pk, "impact-governance"]) in shown


def test_at_most_three_things_come_next_and_the_agencies_own_ones_last(paser: Regency) -> None:
    submission = make_submission(regency=paser)
    hand_to(submission, indicators(submission)[0], make_agency(paser))
    (desk,) = desks_of({paser.pk}, timezone.now())
    assert [gap.indicator.order for gap in desk.next_things] == [2, 3, 4]
    assert (len(desk.gaps), desk.handed_open) == (4, 1)


def test_agencies_come_first_when_they_gave_back_or_are_late(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    one, two, three, _four = indicators(submission)
    late, done = make_agency(paser, "DINKES"), make_agency(paser, "DLH")
    now = timezone.now()
    hand_to(submission, one, late, due_at=now - timedelta(days=3))
    hand_to(submission, two, late, due_at=now + timedelta(days=1))
    hand_to(submission, three, done, state="given_back", due_at=now - timedelta(days=3))
    make_answer(submission, three)
    shown = page(client, make_member(paser))
    (desk,) = desks_of({paser.pk}, now)
    assert [(row.name, row.overdue, row.late_since) for row in desk.late] == [("DINKES", 1, now - timedelta(days=3))]
    assert len(desk.next_things) == 1
    assert "Periksa 1 jawaban perangkat daerah" in shown
    assert "Ingatkan DINKES" in shown
    assert "1 pertanyaan, sejak" in shown
    assert reverse("submissions:hand_over_message", args=[submission.pk, late.pk]) in shown
    assert reverse("submissions:hand_over_message", args=[submission.pk, done.pk]) not in shown


def test_a_question_is_late_from_the_second_it_was_due(paser: Regency) -> None:
    submission = make_submission(regency=paser)
    due_at = timezone.now() + timedelta(hours=1)
    hand_to(submission, indicators(submission)[0], make_agency(paser), due_at=due_at)
    second = timedelta(seconds=1)
    found = [desks_of({paser.pk}, at)[0].late for at in (due_at - second, due_at)]
    assert [len(rows) for rows in found] == [0, 1]


def test_a_tile_tells_returned_questions_and_is_done_only_with_evidence(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    one, two, *_rest = indicators(submission)
    agency = make_agency(paser)
    hand_to(submission, one, agency, state="returned", reason="Belum lengkap")
    answered = [make_answer(submission, row) for row in (one, two)]
    assert "1 dikembalikan" in page(client, make_member(paser))
    HandOver.objects.update(state="accepted")
    assert '<span class="state state-done">' not in page(client, make_member(paser))
    by = Actor(make_member(paser), Role.OPERATOR)
    for number, answer in enumerate(answered):
        file = pdf(extra=str(number).encode())
        evidence.attach(submission, answer.indicator, file, max_bytes=10**6, by=by, at=timezone.now())
    assert '<span class="state state-done">' in page(client, make_member(paser))


def test_an_extension_moves_the_days_left_of_one_region(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    neighbour = make_submission(cycle=submission.cycle, regency=make_regency("64.02"))
    now = timezone.now()
    by = Actor(make_secretary(), Role.SECRETARIAT)
    own_windows.extend(submission, closes_at=now + timedelta(days=12), reason="Banjir", by=by, at=now)
    assert "12 hari lagi" in page(client, make_member(paser))
    assert "7 hari lagi" in page(client, make_member(neighbour.regency))


def test_a_contributor_is_led_to_giving_back(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    one, two, three, _four = indicators(submission)
    own = make_agency(paser)
    hand_to(submission, one, own)
    hand_to(submission, two, own, state="returned", reason="Lampirkan laporannya")
    hand_to(submission, three, own, state="given_back")
    make_answer(submission, one)
    shown = page(client, make_member(paser, Role.CONTRIBUTOR, agency=own))
    assert "1 pertanyaan lengkap, tetapi belum diserahkan kembali" in shown
    assert reverse("submissions:hand_over_back", args=[submission.pk]) in shown
    assert "Lampirkan laporannya" in shown
    assert shown.index("Nomor 2:") < shown.index("Nomor 1:") < shown.index("Nomor 3:")
    assert "Diserahkan kembali." in shown


def test_only_the_head_is_led_to_handing_in(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser, answered=True)
    address = reverse("submissions:hand_in", args=[submission.pk])
    assert address in page(client, make_member(paser, Role.HEAD))
    shown = page(client, make_member(paser, Role.OPERATOR))
    assert address not in shown
    assert "Mintalah penanggung jawab" in shown


def test_a_closed_window_without_handing_in_is_late(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    now = timezone.now()
    set_window(submission.cycle, Window.Kind.ANSWERS, now - timedelta(days=9), now - timedelta(days=1))
    assert "Terlambat." in page(client, make_member(paser))
    Submission.objects.update(state=Submission.State.HANDED_IN, handed_in_at=now)
    assert "Terlambat." not in page(client, make_member(paser))


def test_a_contributor_sees_the_questions_of_the_own_agency_open_ones_first(client: Client, paser: Regency) -> None:
    submission = make_submission(regency=paser)
    one, two, three, _four = indicators(submission)
    own, other = make_agency(paser, "DINKES"), make_agency(paser, "DLH")
    hand_to(submission, one, own)
    hand_to(submission, two, own)
    hand_to(submission, three, other)
    make_answer(submission, one)
    shown = page(client, make_member(paser, Role.CONTRIBUTOR, agency=own))
    assert shown.index("Nomor 2:") < shown.index("Nomor 1:")
    assert "Nomor 3:" not in shown
    assert "Nomor 4:" not in shown


def test_an_assessor_sees_own_seats_with_progress(client: Client) -> None:
    submission, other = make_scored(), make_scored(regency=make_regency("64.02", "Kabupaten Lain"))
    user = make_assessor()
    give_marks(make_seat(submission, user), [3, 2])
    make_seat(other)
    shown = page(client, user)
    assert "2 dari 4 dinilai" in shown
    assert "30 hari lagi" in shown
    assert "Kabupaten Lain" not in shown


def test_the_secretariat_sees_what_holds_back_each_cycle(client: Client) -> None:
    now = timezone.now()
    draft = make_cycle(state=Cycle.State.DRAFT, name="Rancangan", windows=False)
    filling = make_cycle(name="Diisi")
    set_window(filling, Window.Kind.ANSWERS, now - timedelta(days=9), now + timedelta(days=2))
    make_submission(cycle=filling)
    scored = make_scored()
    make_full_panel(scored)
    plenary = make_scored(cycle=make_cycle(state=Cycle.State.PLENARY))
    make_full_panel(plenary)
    shown = page(client, make_secretary())
    assert "Belum ada daerah yang diundang." in shown
    assert "Jendela “Penilaian” belum ditetapkan." in shown
    assert "Jendela “Isian” ditutup" in shown
    assert "(2 hari lagi)" in shown
    assert "1 daerah belum menyerahkan isian." in shown
    assert "1 panel masih memiliki kursi kosong." in shown
    assert "Semua panel selesai: pleno dapat dimulai." in shown
    assert "hasil dapat diumumkan" in shown
    assert reverse("evaluations:announce", args=[plenary.cycle_id]) in shown
    assert reverse("submissions:cycle", args=[draft.pk]) in shown


def test_a_panel_that_has_not_handed_in_holds_back_the_plenary(client: Client) -> None:
    submission = make_scored()
    for _seat in range(3):
        make_seat(submission)
    shown = page(client, make_secretary())
    assert "1 panel lengkap kursinya tetapi belum semua asesor menyerahkan." in shown
    assert "pleno dapat dimulai" not in shown


def test_a_draft_shows_to_nobody_but_the_secretariat(client: Client, paser: Regency) -> None:
    cycle = make_cycle(state=Cycle.State.DRAFT, name="Rancangan rahasia")
    submission = make_submission(cycle=cycle, regency=paser)
    agency = make_agency(paser)
    hand_to(submission, indicators(submission)[0], agency)
    assessor = make_assessor()
    make_seat(submission, assessor)
    people = [make_member(paser, role) for role in (Role.OPERATOR, Role.HEAD, Role.COUNCIL)]
    people += [make_member(paser, Role.CONTRIBUTOR, agency=agency), assessor, make_user(national=Role.ADMINISTRATOR)]
    for person in people:
        assert "Rancangan rahasia" not in page(client, person)
    assert "Rancangan rahasia" in page(client, make_secretary())


def test_a_council_member_sees_the_newest_result_with_its_set(client: Client, paser: Regency) -> None:
    make_result(make_announced(year=2022), "64.01", "1.11")
    dimensions = {"baseline": "0.00", "outcome": None}
    newest = make_result(
        make_announced(year=2023), "64.01", "2.84", improvement="-0.03", rank=13, rank_of=29, dimensions=dimensions
    )
    shown = page(client, make_member(paser, Role.COUNCIL))
    assert "2,84" in shown
    assert "1,11" not in shown
    assert "−0,03" in shown
    assert "di antara 29 daerah" in shown
    assert "berbagi peringkat" in shown
    assert '<span>Baseline</span><span class="num">0,00</span>' in shown
    assert '<span>Outcome</span><span class="num">–</span>' in shown
    assert reverse("reports:report", args=[newest.pk]) in shown
    assert reverse("reports:trend", args=["64.01"]) in shown


def test_a_sample_result_says_that_it_is_one(client: Client, paser: Regency) -> None:
    make_result(make_announced(is_sample=True), "64.01")
    assert "Contoh, bukan hasil resmi" in page(client, make_member(paser, Role.COUNCIL))


def test_an_administrator_sees_accounts_and_their_changes(client: Client) -> None:
    person = make_user("Orang Baru")
    make_user("Orang Lama", is_active=False)
    journal.write("person.create", person, by=PORTAL, at=timezone.now(), label="Orang Baru")
    journal.write("person.password", person, by=PORTAL, at=timezone.now(), label="Sandi", audience=Audience.OWN)
    shown = page(client, make_user(national=Role.ADMINISTRATOR))
    assert "membuat akun: Orang Baru" in shown
    assert "Sandi" not in shown
    assert 'Akun dinonaktifkan</span><span class="stat-value">1<' in shown


def test_a_person_without_a_role_is_told_whom_to_ask(client: Client) -> None:
    assert "Akun Anda belum memegang peran" in page(client, make_user())


def test_a_role_that_has_ended_shows_nothing(client: Client, paser: Regency) -> None:
    make_submission(regency=paser)
    user = make_member(paser)
    Membership.objects.filter(user=user).update(ended_at=timezone.now())
    assert "Akun Anda belum memegang peran" in page(client, user)


def test_several_roles_show_in_order(client: Client, paser: Regency) -> None:
    user = make_secretary()
    Membership.objects.create(user=user, role=Role.OPERATOR, regency=paser)
    shown = page(client, user)
    assert shown.index("Tidak ada isian yang sedang berjalan") < shown.index("Tidak ada siklus yang sedang berjalan")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed_for_every_role(client: Client, paser: Regency, count: int) -> None:
    agency, assessor = make_agency(paser), make_assessor()
    for year in range(count):
        submission = make_submission(regency=paser, year=2100 + year)
        for indicator in indicators(submission)[:count]:
            hand_to(submission, indicator, agency)
        answer_all(submission)
        make_seat(
            make_scored(regency=paser, cycle=make_cycle(state=Cycle.State.ASSESSMENT, year=2200 + year)), assessor
        )
        instrument = make_instrument()
        make_result(make_announced(instrument, year=2300 + year), "64.01", dimensions={"baseline": "3.00"})
    people = [
        make_member(paser, Role.OPERATOR),
        make_member(paser, Role.CONTRIBUTOR, agency=agency),
        assessor,
        make_secretary(),
        make_member(paser, Role.COUNCIL),
        make_user(national=Role.ADMINISTRATOR),
        make_user(),
    ]
    needed = []
    for person in people:
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        needed.append(len(queries))
    assert needed == [8, 6, 5, 5, 4, 4, 2]


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(HOME)["Location"].startswith(reverse("accounts:sign_in"))
