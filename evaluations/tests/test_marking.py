"""The marks form: saved as a whole or row by row, refused in place, quick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from evaluations.actions.given import Given
from evaluations.models import Mark, Seat
from evaluations.tests.factories import (
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_scored,
    make_seat,
)
from journal.models import Entry
from pillars.actions import load_instruments, load_pillars
from pillars.models import Indicator, Instrument
from submissions.actions import excuses
from submissions.actions.submissions import hand_in
from submissions.models import Cycle, Submission
from submissions.tests.factories import (
    actor,
    indicators,
    make_answer,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    set_window,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client: Client) -> Seat:
    row = make_seat(make_scored())
    client.force_login(row.assessor)
    return row


def address(seat: Seat, section: str = "baseline") -> str:
    return reverse("evaluations:section", args=[seat.pk, section])


def marks_of(seat: Seat) -> list[tuple[int, int | None]]:
    return list(Mark.objects.filter(seat=seat).order_by("indicator__order").values_list("indicator__order", "value"))


def test_one_post_saves_the_whole_section(client: Client, seat: Seat) -> None:
    answer = client.post(address(seat), {"n-1": "0", "n-2": "na"})
    assert answer.status_code == 302
    assert marks_of(seat) == [(1, 0), (2, None)]
    assert Mark.objects.get(indicator__order=2).not_applicable


def test_save_and_continue_leads_to_the_next_section_and_then_to_the_notes(client: Client, seat: Seat) -> None:
    first = client.post(address(seat), {"n-1": "2", "next": "1"})
    assert first["Location"] == address(seat, "outcome-governance")
    last = client.post(address(seat, "impact-governance"), {"next": "1"})
    assert last["Location"] == reverse("evaluations:notes", args=[seat.pk])


def test_a_mark_can_be_changed_and_taken_away(client: Client, seat: Seat) -> None:
    client.post(address(seat), {"n-1": "2", "n-2": "3"})
    client.post(address(seat), {"n-1": "4", "n-2": ""})
    assert marks_of(seat) == [(1, 4)]
    assert Entry.objects.filter(verb="mark.change").count() == 4


def test_what_was_not_sent_stays_as_it_is(client: Client, seat: Seat) -> None:
    client.post(address(seat), {"n-1": "2", "n-2": "3"})
    client.post(address(seat), {"n-2": "1"})
    assert marks_of(seat) == [(1, 2), (2, 1)]


@pytest.mark.parametrize("text", ["5", "abc", "-1", "2.5", "٣", " 3"])
def test_a_tampered_mark_is_refused_in_its_place_and_the_others_stay(client: Client, seat: Seat, text: str) -> None:
    answer = client.post(address(seat), {"n-1": text, "n-2": "4"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{text}” bukan nilai" in page
    assert 'name="n-2" value="4" checked' in page
    assert 'class="question has-error" id="q-1"' in page
    assert marks_of(seat) == []


def test_a_question_of_another_section_is_not_read(client: Client, seat: Seat) -> None:
    assert client.post(address(seat), {"n-4": "3"}).status_code == 302
    assert not Mark.objects.exists()
    assert client.get(address(seat, "output")).status_code == 404


def test_marks_after_handing_in_are_refused_and_stay_typed(client: Client, seat: Seat) -> None:
    handed_in(seat)
    answer = client.post(address(seat), {"n-1": "4"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sudah diserahkan" in page
    assert 'name="n-1" value="4" checked' in page
    assert marks_of(seat) == []


def test_marks_outside_the_window_are_refused(client: Client, seat: Seat) -> None:
    cycle = seat.submission.cycle
    window = cycle.windows.get(kind="assessment")
    set_window(cycle, "assessment", window.opens_at, window.opens_at + timedelta(hours=1))
    answer = client.post(address(seat), {"n-1": "4"})
    assert answer.status_code == 409
    assert "Masa penilaian sudah ditutup." in answer.content.decode()
    assert "fieldset" in client.get(address(seat)).content.decode()


def test_marks_before_the_region_handed_in_are_refused_and_its_draft_stays_its_own(client: Client) -> None:
    submission = make_scored(state=Submission.State.FILLING, answered=False)
    make_answer(submission, indicators(submission)[1], narrative="Belum selesai ditulis.")
    seat = make_seat(submission)
    client.force_login(seat.assessor)
    page = client.get(address(seat)).content.decode()
    assert "belum diserahkan" in page
    assert "Belum selesai ditulis." not in page
    assert client.post(address(seat), {"n-1": "4"}).status_code == 409


def test_a_neighbours_seat_does_not_exist(client: Client, seat: Seat) -> None:
    other = make_seat(seat.submission)
    for method in (client.get, client.post):
        assert method(address(other)).status_code == 404


def test_last_years_answer_stands_beside_this_years(client: Client) -> None:
    before = make_submission(state="handed_in")
    make_answer(before, indicators(before)[1], number=17)
    cycle = make_assessed_cycle(instrument=before.instrument, previous=before.cycle)
    submission = make_scored(cycle=cycle, answered=False)
    make_answer(submission, indicators(submission)[1], number=0, own_level=0)
    seat = make_seat(submission)
    client.force_login(seat.assessor)
    page = client.get(address(seat)).content.decode()
    assert "Siklus sebelumnya: 17 program" in page
    assert ">0 program<" in page
    assert "Tingkat menurut daerah: 0" in page


def test_a_question_of_unknown_kind_says_so_and_can_still_be_marked(client: Client, seat: Seat) -> None:
    question = indicators(seat.submission)[0]
    Indicator.objects.filter(pk=question.pk).update(answer_kind="hologram")
    page = client.get(address(seat)).content.decode()
    assert page.count("Portal tidak mengenal jenis pertanyaan ini") == 1
    one = reverse("evaluations:question", args=[seat.pk, question.pk])
    assert "Portal tidak mengenal jenis pertanyaan ini" in client.get(one).content.decode()
    assert client.post(address(seat), {"n-1": "2"}).status_code == 302
    assert marks_of(seat) == [(1, 2)]


def test_a_mark_is_whole_and_never_both() -> None:
    with pytest.raises(ValueError, match="whole number"):
        Given(5)
    with pytest.raises(ValueError, match="never two"):
        Given(0, not_applicable=True)


def test_the_largest_section_of_the_largest_instrument_needs_seven_queries(client: Client) -> None:
    load_pillars()
    load_instruments(at=make_assessor().created_at)
    Instrument.objects.filter(slug="2023-kppn-ikn").update(frozen_at=make_assessor().created_at)  # as opening does
    instrument = Instrument.objects.get(slug="2023-kppn-ikn")
    previous = make_cycle(instrument=instrument, cohort="kppn_ikn")
    cycle = make_assessed_cycle(instrument=instrument, cohort="kppn_ikn", previous=previous)
    make_submission(cycle=previous, regency=make_regency(), state="handed_in", answered=True)
    seat = make_seat(make_submission(cycle=cycle, regency=make_regency(), state="handed_in", answered=True))
    give_marks(seat, [3] * 117)
    client.force_login(seat.assessor)
    client.get(address(seat, "quick_win"))
    with CaptureQueriesContext(
        connection,
    ) as found:
        page = client.get(address(seat, "quick_win")).content.decode()
    assert page.count('class="question"') == 12
    assert len(found) <= 7, "\n".join(row["sql"][-190:] for row in found)


def test_the_regions_reasons_for_warnings_stand_beside_their_question(client: Client) -> None:
    submission = make_submission(cycle=make_cycle(), answered=True)
    head = actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    excuses.excuse(submission, None, reason="Berkasnya ada pada dinas.", by=head, at=timezone.now())
    hand_in(submission, by=head, at=timezone.now())
    Cycle.objects.filter(pk=submission.cycle_id).update(state=Cycle.State.ASSESSMENT)
    seat = make_seat(Submission.objects.get(pk=submission.pk))
    client.force_login(seat.assessor)
    page = client.get(address(seat)).content.decode()
    assert page.count("Berkasnya ada pada dinas.") == page.count('class="question"') == 2
