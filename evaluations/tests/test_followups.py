"""Recommendations followed up: what the region records, who may, and what this year's assessors read of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role
from common.steps import Refused
from evaluations.actions.followups import Plan, record
from evaluations.models import FollowUp, Note, Seat
from evaluations.tests.factories import (
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_scored,
    make_seat,
    make_secretary,
)
from journal.models import Entry
from pillars.models import Indicator, Instrument
from submissions.models import Cycle, Evidence, Submission
from submissions.tests.factories import actor, indicators, make_agency, make_member, make_regency, make_submission

pytestmark = pytest.mark.django_db


def last_year() -> Seat:
    """A handed-in seat of an announced cycle in 64.01, without notes."""
    submission = make_submission(state="handed_in", regency=make_regency("64.01"))
    Cycle.objects.filter(pk=submission.cycle_id).update(state="announced", announced_at=timezone.now())
    return handed_in(make_seat(Submission.objects.get(pk=submission.pk)))


def noted(
    seat: Seat, text: str, *, indicator: Indicator | None = None, kind: str = "recommendation", audience: str = "region"
) -> Note:
    order = Note.objects.count()
    return Note.objects.create(
        seat=seat, text=text, kind=kind, audience=audience, order=order, indicator=indicator, changed_at=timezone.now()
    )


def this_year(old: Seat) -> Seat:
    cycle = make_assessed_cycle(instrument=old.submission.instrument, previous=old.submission.cycle)
    return make_seat(make_scored(cycle=cycle, regency=old.submission.regency))


def stored(code: str, name: str = "bukti.pdf") -> Evidence:
    row = Evidence(
        regency_id=code, name=name, kind="pdf", mime="application/pdf", size=1, sha256=name.ljust(64, "0"),
        added_at=timezone.now(),
    )  # fmt: skip
    row.file.save(name, ContentFile(b"x"), save=False)
    row.save()
    return row


def operator_of(seat: Seat) -> Actor:
    return actor(make_member(seat.submission.regency))


def list_of(seat: Seat) -> str:
    return reverse("evaluations:follow_ups", args=[seat.submission.regency_id])


def page_of(note: Note) -> str:
    return reverse("evaluations:follow_up", args=[note.seat.submission.regency_id, note.pk])


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- what is recorded ---------------------------------------------------------------------------------------------


def test_recording_replaces_what_stood_there_and_writes_one_row_each_time() -> None:
    seat = last_year()
    note, by = noted(seat, "Susun peraturan."), operator_of(seat)
    agency, file = make_agency(seat.submission.regency), stored("64.01")
    plan = Plan("running", agency=agency, person=by.user, due=date(2027, 3, 1), files=[file])
    record(note, plan, by=by, at=timezone.now())
    record(note, Plan("done", remark="Peraturan terbit."), by=by, at=timezone.now())
    row = FollowUp.objects.get()
    assert (row.state, row.owner, row.due, row.files.count()) == ("done", "", None, 0)
    first, second = Entry.objects.filter(verb="followup.record").order_by("id")
    assert first.after["due"] == "2027-03-01"
    assert (second.before["state"], second.before["files"], second.after["state"]) == ("running", 1, "done")


def test_done_needs_something_to_show() -> None:
    seat = last_year()
    with pytest.raises(Refused, match="sebelum menyatakan selesai"):
        record(noted(seat, "a"), Plan("done", remark=" "), by=operator_of(seat), at=timezone.now())
    record(noted(seat, "b"), Plan("done", files=[stored("64.01")]), by=operator_of(seat), at=timezone.now())
    assert FollowUp.objects.get().note.text == "b"


@pytest.mark.parametrize("fields", [{"audience": "panel"}, {"audience": "private"}, {"kind": "strength"}])
def test_only_what_the_region_reads_and_can_mend_is_followed_up(client: Client, fields: dict[str, str]) -> None:
    seat = last_year()
    note = noted(seat, "RAHASIA", **fields)
    by = operator_of(seat)
    with pytest.raises(Refused, match="tidak dapat ditindaklanjuti"):
        record(note, Plan("running"), by=by, at=timezone.now())
    assert by.user is not None
    client.force_login(by.user)
    assert "RAHASIA" not in client.get(list_of(seat)).content.decode()
    assert client.get(page_of(note)).status_code == 404


def test_nothing_of_a_cycle_that_is_not_announced_is_listed(client: Client) -> None:
    seat = last_year()
    note = noted(seat, "RAHASIA")
    Cycle.objects.update(state="plenary", announced_at=None)
    client.force_login(make_member(seat.submission.regency))
    page = client.get(list_of(seat)).content.decode()
    assert "RAHASIA" not in page
    assert "Belum ada rekomendasi" in page
    assert client.get(page_of(note)).status_code == 404


def test_agencies_and_files_of_another_region_are_refused() -> None:
    seat = last_year()
    other = make_regency("64.02")
    for plan in (Plan("running", agency=make_agency(other)), Plan("running", files=[stored("64.02")])):
        with pytest.raises(Refused, match="milik daerah ini"):
            record(noted(seat, "a"), plan, by=operator_of(seat), at=timezone.now())


# --- the region's pages -------------------------------------------------------------------------------------------


def test_the_operator_gives_an_owner_a_day_and_files(client: Client) -> None:
    seat = last_year()
    note, agency = noted(seat, "Susun peraturan.", kind="weakness"), make_agency(seat.submission.regency)
    file, other = stored("64.01"), stored("64.01", "lain.pdf")
    person = make_member(seat.submission.regency)
    client.force_login(person)
    form = client.get(page_of(note)).content.decode()
    assert "bukti.pdf" in form
    typed = {"state": "running", "agency": agency.pk, "person": person.pk, "due": "2020-03-01", "proof": [file.pk]}
    found = client.post(page_of(note), typed | {"remark": "Naskah ada.", "do": "search", "search": "lain"})
    page = found.content.decode()
    assert "Naskah ada." in page
    assert f'value="{file.pk}"' in page  # what was chosen stays, what was looked for joins it
    assert f'value="{other.pk}"' in page
    assert not FollowUp.objects.exists()
    saved = client.post(page_of(note), typed | {"remark": "Naskah ada."}, follow=True).content.decode()
    for text in ("Susun peraturan.", agency.code, "Naskah ada.", "bukti.pdf", "Terlambat", "Dikerjakan"):
        assert text in saved


def test_wrong_input_stays_on_the_page(client: Client) -> None:
    seat = last_year()
    note = noted(seat, "a")
    client.force_login(make_member(seat.submission.regency))
    wrong = client.post(page_of(note), {"state": "running", "due": "besok", "remark": "Jangan hilang"})
    assert (wrong.status_code, "Jangan hilang" in wrong.content.decode()) == (422, True)
    refused = client.post(page_of(note), {"state": "done"})
    assert (refused.status_code, "Tidak dilakukan." in refused.content.decode()) == (409, True)
    bad = client.post(page_of(note), {"state": "running", "proof": ["x"]})
    assert bad.status_code == 422
    assert not FollowUp.objects.exists()
    make_regency("64.02")
    foreign = client.post(page_of(note), {"state": "running", "proof": [stored("64.02").pk]})
    assert foreign.status_code == 422


def test_the_agency_it_was_given_to_reports_and_keeps_owner_day_and_files_it_does_not_see(client: Client) -> None:
    seat = last_year()
    regency = seat.submission.regency
    note, agency, hidden = noted(seat, "a"), make_agency(regency), stored("64.01")
    member = make_member(regency, Role.CONTRIBUTOR, agency=agency)
    client.force_login(member)
    assert client.get(page_of(note)).status_code == 403
    plan = Plan("open", agency=agency, due=date(2027, 3, 1), files=[hidden])
    record(note, plan, by=operator_of(seat), at=timezone.now())
    assert "bukti.pdf" not in client.get(page_of(note)).content.decode()
    typed = {"state": "running", "remark": "Sedang disusun.", "agency": "", "due": "2030-01-01"}
    assert client.post(page_of(note), typed).status_code == 302
    row = FollowUp.objects.get()
    assert (row.state, row.agency, row.due, list(row.files.all())) == ("running", agency, date(2027, 3, 1), [hidden])
    for role in (Role.HEAD, Role.COUNCIL):
        client.force_login(make_member(regency, role))
        assert "Sedang disusun." in client.get(list_of(seat)).content.decode()
        assert client.post(page_of(note), {"state": "done"}).status_code == 403


def test_each_announced_cycle_has_its_own_list_the_newest_first(client: Client) -> None:
    old = last_year()
    noted(old, "Catatan lama.")
    new = this_year(old)
    noted(handed_in(new), "Catatan baru.")
    Cycle.objects.filter(pk=new.submission.cycle_id).update(state="announced", announced_at=timezone.now())
    client.force_login(make_member(old.submission.regency))
    page = client.get(list_of(old)).content.decode()
    assert ("Catatan baru." in page, "Catatan lama." in page) == (True, False)
    before = client.get(list_of(old), {"siklus": old.submission.cycle_id}).content.decode()
    assert ("Catatan baru." in before, "Catatan lama." in before) == (False, True)
    assert client.get(list_of(old), {"siklus": "x"}).status_code == 404


# --- this year's assessors ----------------------------------------------------------------------------------------


def with_answers(count: int = 1) -> tuple[Seat, list[Note]]:
    """This year's seat, and last year's notes on the first question, each followed up with a file."""
    old = last_year()
    first = indicators(old.submission)[0]
    notes = [noted(old, f"Susun peraturan {number}.", indicator=first) for number in range(count)]
    by = operator_of(old)
    for number, note in enumerate(notes):
        plan = Plan("done", remark="Sudah terbit.", files=[stored("64.01", f"bukti-{number}.pdf")])
        record(note, plan, by=by, at=timezone.now())
    return this_year(old), notes


def pages_of(seat: Seat) -> dict[str, str]:
    question = indicators(seat.submission)[0]
    return {
        "section": reverse("evaluations:section", args=[seat.pk, question.section_slug]),
        "question": reverse("evaluations:question", args=[seat.pk, question.pk]),
        "seat": reverse("evaluations:seat", args=[seat.pk]),
    }


def test_what_became_of_it_stands_beside_the_same_question(client: Client) -> None:
    seat, notes = with_answers()
    noted(notes[0].seat, "Untuk panel saja.", indicator=notes[0].indicator, audience="panel")
    client.force_login(seat.assessor)
    pages = {name: client.get(address).content.decode() for name, address in pages_of(seat).items()}
    year = notes[0].seat.submission.cycle.year
    for name in ("section", "question"):
        for text in ("Susun peraturan 0.", f"Direkomendasikan {year}", "Selesai", "Sudah terbit.", "bukti-0.pdf"):
            assert text in pages[name]
    assert "Susun peraturan 0." not in pages["seat"]
    assert "Untuk panel saja." not in "".join(pages.values())


def test_a_note_without_a_question_of_this_year_stands_at_the_seat(client: Client) -> None:
    seat, notes = with_answers()
    noted(notes[0].seat, "Perkuat tim.", kind="weakness")
    client.force_login(seat.assessor)
    page = client.get(pages_of(seat)["seat"]).content.decode()
    assert "Perkuat tim." in page
    assert "Belum ada" in page
    assert "Perkuat tim." not in client.get(pages_of(seat)["section"]).content.decode()
    Indicator.objects.filter(pk=notes[0].indicator_id).update(key="gone")
    gone = make_seat(make_scored(cycle=make_assessed_cycle(previous=notes[0].seat.submission.cycle)), seat.assessor)
    assert "Susun peraturan 0." in client.get(pages_of(gone)["seat"]).content.decode()


def test_its_files_open_through_this_years_seat_only(client: Client) -> None:
    seat, _notes = with_answers()
    file, other = Evidence.objects.get(), stored("64.01", "lain.pdf")
    address = reverse("evaluations:follow_up_file", args=[seat.pk, file.pk])
    client.force_login(seat.assessor)
    assert client.get(address).status_code == 200
    assert client.get(reverse("evaluations:follow_up_file", args=[seat.pk, other.pk])).status_code == 404
    client.force_login(make_assessor())
    assert client.get(address).status_code == 404


def test_notes_of_another_region_stand_nowhere_here(client: Client) -> None:
    seat, notes = with_answers()
    neighbour = make_submission(cycle=notes[0].seat.submission.cycle, regency=make_regency("64.02"), state="handed_in")
    noted(handed_in(make_seat(neighbour)), "Catatan tetangga.", indicator=notes[0].indicator)
    client.force_login(seat.assessor)
    assert "Catatan tetangga." not in "".join(client.get(page).content.decode() for page in pages_of(seat).values())


def test_pages_ask_as_much_for_three_as_for_one(client: Client) -> None:
    counted: list[dict[str, int]] = []
    for number in (1, 3):
        seat, notes = more(number) if counted else with_answers(number)
        Instrument.objects.update(frozen_at=timezone.now())  # as opening does
        found: dict[str, int] = {}
        for name, person in (("staff", make_secretary()), ("seat", seat.assessor)):
            client.force_login(person)
            addresses = {"list": list_of(notes[0].seat)} if name == "staff" else pages_of(seat)
            found |= {place: asked(client, address) for place, address in addresses.items()}
        client.force_login(make_member(notes[0].seat.submission.regency))
        found["one"] = asked(client, page_of(notes[0]))
        counted.append(found)
    assert counted[0] == counted[1]
    assert max(counted[0]["section"], counted[0]["question"]) <= 8


def more(number: int) -> tuple[Seat, list[Note]]:
    """The same with so many notes as `number`: two more beside the one there is."""
    seat = Seat.objects.get(state=Seat.State.SCORING)
    first = Note.objects.get()
    for count in range(1, number):
        note = noted(first.seat, f"Susun peraturan {count}.", indicator=first.indicator)
        plan = Plan("done", remark="Sudah terbit.", files=[stored("64.01", f"bukti-{count}.pdf")])
        record(note, plan, by=operator_of(first.seat), at=timezone.now())
    return seat, list(Note.objects.all())
