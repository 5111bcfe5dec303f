"""An assessor's desk, one seat, its notes, its evidence, and handing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.forms import LONGEST_NOTE, MOST_NOTES
from evaluations.models import Note, Seat
from evaluations.tests.factories import (
    complete,
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_scored,
    make_seat,
    make_secretary,
    write_notes,
)
from journal.models import Entry
from submissions.models import Attachment, Cycle, Evidence, Submission
from submissions.tests.factories import PDF, make_member, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client: Client) -> Seat:
    row = make_seat(make_scored())
    client.force_login(row.assessor)
    return row


def url(name: str, seat: Seat, *more: object) -> str:
    return reverse(f"evaluations:{name}", args=[seat.pk, *more])


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def test_desk_shows_own_regions_with_progress(client: Client, seat: Seat) -> None:
    give_marks(seat, [3, None])
    make_seat(make_scored(regency=make_regency("31.71")))
    page = client.get("/penilaian/").content.decode()
    assert "Kabupaten 64.01" in page
    assert "2 dari 4 dinilai" in page
    assert "31.71" not in page
    assert "hari lagi" in page


def test_desk_without_seats_says_so(client: Client) -> None:
    client.force_login(make_assessor())
    assert "Belum ada daerah untuk Anda nilai" in client.get("/penilaian/").content.decode()


def test_desk_is_the_assessors_alone(client: Client) -> None:
    assert client.get("/penilaian/").status_code == 302
    for stranger in (make_secretary(), make_member(make_regency())):
        client.force_login(stranger)
        assert client.get("/penilaian/").status_code == 404


def test_desk_tells_what_waits_for_the_region(client: Client) -> None:
    seat = make_seat(make_scored(state=Submission.State.FILLING, answered=False))
    client.force_login(seat.assessor)
    assert "Isian belum diserahkan" in client.get("/penilaian/").content.decode()


def test_announced_cycles_stand_below(client: Client) -> None:
    cycle = make_assessed_cycle(state=Cycle.State.ANNOUNCED)
    seat = handed_in(make_seat(make_scored(cycle=cycle)))
    client.force_login(seat.assessor)
    page = client.get("/penilaian/").content.decode()
    assert "Siklus yang sudah diumumkan" in page
    assert client.get(url("seat", seat)).status_code == 200


def test_desk_asks_as_much_for_three_seats_as_for_one(client: Client, seat: Seat) -> None:
    client.get("/penilaian/")
    one = queries(lambda: client.get("/penilaian/"))
    for code in ("31.71", "94.01"):
        give_marks(make_seat(make_scored(regency=make_regency(code)), seat.assessor), [1, 2])
    assert queries(lambda: client.get("/penilaian/")) == one


def test_seats_before_the_assessment_do_not_exist(client: Client) -> None:
    seat = make_seat(make_scored(cycle=make_assessed_cycle(state=Cycle.State.SELF_ASSESSMENT)))
    client.force_login(seat.assessor)
    assert client.get(url("seat", seat)).status_code == 404


@pytest.mark.parametrize("name", ["seat", "notes", "hand_in"])
def test_a_seat_exists_only_for_who_sits_there(client: Client, seat: Seat, name: str) -> None:
    assert client.get(url(name, seat)).status_code == 200
    regency = seat.submission.regency
    for stranger in (make_secretary(), make_assessor(), make_member(regency)):
        client.force_login(stranger)
        assert client.get(url(name, seat)).status_code == 404
        assert client.post(url(name, seat)).status_code in (404, 405)


def test_seat_lists_what_is_missing(client: Client, seat: Seat) -> None:
    page = client.get(url("seat", seat)).content.decode()
    assert "2 belum dinilai" in page
    assert "0 dari 3 jenis tertulis" in page
    complete(seat)
    page = client.get(url("seat", seat)).content.decode()
    assert "Serahkan penilaian" in page


def test_handing_in_waits_for_the_checklist(client: Client, seat: Seat) -> None:
    give_marks(seat, [1, 2, 3])
    page = client.get(url("hand_in", seat)).content.decode()
    assert "4. Pertanyaan contoh 4" in page
    assert "Catatan “Kekuatan” belum ditulis." in page
    answer = client.post(url("hand_in", seat))
    assert answer.status_code == 409
    assert "Masih ada 4 hal yang belum lengkap." in answer.content.decode()
    seat.refresh_from_db()
    assert seat.state == Seat.State.SCORING


def test_handing_in_closes_the_seat_and_is_told(client: Client, seat: Seat) -> None:
    complete(seat)
    assert client.post(url("hand_in", seat)).status_code == 302
    seat.refresh_from_db()
    assert seat.state == Seat.State.HANDED_IN
    entry = Entry.objects.get(verb="seat.hand_in")
    assert (entry.user, entry.role) == (seat.assessor, "assessor")
    again = client.post(url("hand_in", seat))
    assert again.status_code == 409
    assert "sudah diserahkan" in again.content.decode()


def test_after_handing_in_the_panels_handed_in_marks_stand_side_by_side(client: Client, seat: Seat) -> None:
    second, third = make_seat(seat.submission), make_seat(seat.submission)
    second.assessor.name, third.assessor.name = "Asesor Kedua", "Asesor Ketiga"
    second.assessor.save()
    third.assessor.save()
    handed_in(complete(second, 1))
    complete(third, 2)
    handed_in(complete(seat, 4))
    page = client.get(url("seat", seat)).content.decode()
    assert "Nilai panel" in page
    assert "Asesor Kedua" in page
    assert "Asesor Ketiga" not in page


def test_notes_are_kept_in_order_with_line_ends_made_plain(client: Client, seat: Seat) -> None:
    sent = {"strength": ["Satu\r\nbaris dua", "", "Dua\x00"], "weakness": ["Tiga"], "recommendation": [""]}
    assert client.post(url("notes", seat), sent).status_code == 302
    texts = Note.objects.filter(seat=seat, kind="strength").order_by("order").values_list("text", flat=True)
    assert list(texts) == ["Satu\nbaris dua", "Dua"]
    page = client.get(url("notes", seat)).content.decode()
    assert page.count('name="strength"') == 3
    assert f"atas nama Anda, {seat.assessor.name}" in page


def test_a_note_is_removed_by_emptying_it(client: Client, seat: Seat) -> None:
    write_notes(seat)
    client.post(url("notes", seat), {"strength": "", "weakness": "Tetap", "recommendation": "Tetap"})
    assert sorted(seat.notes.values_list("kind", "text")) == [("recommendation", "Tetap"), ("weakness", "Tetap")]


def test_a_note_too_long_is_refused_in_its_place_and_all_stay_typed(client: Client, seat: Seat) -> None:
    long = "a" * (LONGEST_NOTE + 1)
    answer = client.post(url("notes", seat), {"strength": ["Pendek", long], "weakness": ["Lain"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Paling panjang 4000 karakter; catatan ini 4001 karakter." in page
    assert long in page
    assert "Pendek</textarea>" in page
    assert "Lain</textarea>" in page
    assert not Note.objects.exists()


def test_too_many_notes_are_refused(client: Client, seat: Seat) -> None:
    answer = client.post(url("notes", seat), {"strength": ["x"] * (MOST_NOTES + 1)})
    assert answer.status_code == 422
    assert "Paling banyak 20 catatan" in answer.content.decode()


def test_notes_after_handing_in_are_refused_and_stay_typed(client: Client, seat: Seat) -> None:
    handed_in(complete(seat))
    answer = client.post(url("notes", seat), {"strength": ["Terlambat ditulis"]})
    assert answer.status_code == 409
    assert "Terlambat ditulis</textarea>" in answer.content.decode()
    assert not Note.objects.filter(text="Terlambat ditulis").exists()


def test_script_in_a_note_is_text(client: Client, seat: Seat) -> None:
    client.post(url("notes", seat), {"strength": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in client.get(url("notes", seat)).content.decode()


def attach(submission: Submission) -> Attachment:
    evidence = Evidence(
        regency=submission.regency,
        name="Laporan “contoh”.pdf",
        kind="pdf",
        mime="application/pdf",
        size=len(PDF),
        sha256="0" * 64,
        added_at=timezone.now(),
    )
    evidence.file.save("contoh.pdf", ContentFile(PDF), save=False)
    evidence.save()
    answer = submission.answers.order_by("indicator__order")[0]
    return Attachment.objects.create(answer=answer, evidence=evidence, added_at=timezone.now())


def test_evidence_is_downloaded_through_the_seat_alone(client: Client, seat: Seat) -> None:
    file = attach(seat.submission)
    answer = client.get(url("evidence", seat, file.pk))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert file.evidence.name in client.get(url("section", seat, "baseline")).content.decode()


def test_evidence_of_another_region_does_not_exist(client: Client, seat: Seat) -> None:
    other = make_seat(make_scored(regency=make_regency("31.71")))
    file = attach(other.submission)
    assert client.get(url("evidence", seat, file.pk)).status_code == 404
    assert client.get(url("evidence", other, file.pk)).status_code == 404


def test_evidence_of_a_draft_does_not_exist(client: Client, seat: Seat) -> None:
    file = attach(seat.submission)
    Submission.objects.filter(pk=seat.submission_id).update(state="filling", handed_in_at=None)
    assert client.get(url("evidence", seat, file.pk)).status_code == 404
