"""Notes with an audience: who reads which, when; what is printed; what never leaves its author."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role, User
from evaluations.actions import replacement
from evaluations.models import Note, Seat
from evaluations.queries.notes import region_notes
from evaluations.repeats import repeated
from evaluations.rules import visible_notes
from evaluations.tests.factories import complete, handed_in, make_assessor, make_scored, make_seat, make_secretary
from pillars.models import Instrument
from submissions.models import Cycle
from submissions.tests.factories import indicators, make_member, make_regency

pytestmark = pytest.mark.django_db
AUDIENCES = ("region", "panel", "secretariat", "private")
ALL, NONE = set(AUDIENCES), set[str]()

READERS: dict[tuple[str, bool, bool, bool], set[str]] = {
    # reader, author handed in, reader handed in, cycle announced: audiences read
    ("author", False, False, False): ALL,
    ("author", True, False, False): ALL,
    ("author", True, True, True): ALL,
    ("colleague", False, False, False): NONE,
    ("colleague", True, False, False): NONE,
    ("colleague", False, True, False): NONE,
    ("colleague", True, True, False): {"region", "panel"},
    ("colleague", True, True, True): {"region", "panel"},
    ("secretariat", False, True, False): NONE,
    ("secretariat", True, False, False): {"region", "secretariat"},
    ("secretariat", True, True, True): {"region", "secretariat"},
    ("operator", True, True, False): NONE,
    ("operator", True, True, True): {"region"},
    ("operator", False, True, True): NONE,
    ("council", True, True, False): NONE,
    ("council", True, True, True): {"region"},
    ("neighbour", True, True, True): NONE,
    ("other assessor", True, True, True): NONE,
    ("administrator", True, True, True): NONE,
}


def note(seat: Seat, audience: str, *, text: str = "", question: bool = False) -> Note:
    return Note.objects.create(
        seat=seat,
        audience=audience,
        kind="strength",
        order=9,
        indicator=indicators(seat.submission)[0] if question else None,
        text=text or f"untuk {audience}",
        changed_at=timezone.now(),
    )


@pytest.mark.parametrize("question", [False, True])
def test_every_reader_reads_exactly_the_audiences_meant_for_it(question: bool) -> None:
    submission = make_scored()
    author, colleague = make_seat(submission), make_seat(submission)
    abroad = handed_in(make_seat(make_scored(regency=make_regency("31.71"))))
    people: dict[str, User] = {
        "author": author.assessor,
        "colleague": colleague.assessor,
        "secretariat": make_secretary(),
        "operator": make_member(submission.regency),
        "council": make_member(submission.regency, Role.COUNCIL),
        "neighbour": make_member(make_regency("64.02")),
        "other assessor": abroad.assessor,
        "administrator": make_assessor(),
    }
    for audience in AUDIENCES:
        note(author, audience, question=question)
    found = {}
    for who, written, finished, announced in READERS:
        _set(author, written)
        _set(colleague, finished)
        state, at = (Cycle.State.ANNOUNCED, timezone.now()) if announced else (Cycle.State.ASSESSMENT, None)
        Cycle.objects.filter(pk=submission.cycle_id).update(state=state, announced_at=at)
        seen = visible_notes(User.objects.get(pk=people[who].pk)).filter(seat=author)
        found[who, written, finished, announced] = set(seen.values_list("audience", flat=True))
    assert found == READERS


def _set(seat: Seat, is_handed_in: bool) -> None:
    state, at = (Seat.State.HANDED_IN, timezone.now()) if is_handed_in else (Seat.State.SCORING, None)
    Seat.objects.filter(pk=seat.pk).update(state=state, handed_in_at=at)


def test_only_notes_for_the_region_are_printed() -> None:
    seat = handed_in(complete(make_seat(make_scored())))
    for audience in AUDIENCES:
        note(seat, audience, question=True)
    printed = region_notes(seat.submission_id)
    assert {row.audience for row in printed} == {"region"}
    assert printed.count() == 4  # one of each kind, and the one on a question


def test_notes_for_others_do_not_count_as_written_for_the_region(client: Client) -> None:
    seat = make_seat(make_scored())
    for kind in Note.Kind.values:
        Note.objects.create(seat=seat, audience="panel", kind=kind, order=0, text="x", changed_at=timezone.now())
    client.force_login(seat.assessor)
    assert "0 dari 3 jenis tertulis" in client.get(reverse("evaluations:seat", args=[seat.pk])).content.decode()


def test_a_successor_gets_no_private_note() -> None:
    seat = make_seat(make_scored())
    for audience in AUDIENCES:
        note(seat, audience)
    by = Actor(make_secretary(), Role.SECRETARIAT)
    new = replacement.replace(seat, make_assessor(), hand_over=True, by=by, at=timezone.now(), reason="Sakit")
    assert set(new.notes.values_list("audience", flat=True)) == {"region", "panel", "secretariat"}


@pytest.mark.parametrize("question", [False, True])
def test_the_button_names_the_audience_and_saves_for_it_alone(client: Client, question: bool) -> None:
    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    address = reverse("evaluations:notes", args=[seat.pk])
    if question:
        address = reverse("evaluations:question_notes", args=[seat.pk, indicators(seat.submission)[0].pk])
    assert "Simpan untuk panel" in client.get(f"{address}?untuk=panel").content.decode()
    client.post(address, {"untuk": "panel", "weakness": "Untuk rekan"})
    client.post(address, {"untuk": "private", "weakness": "Untuk saya"})
    held = seat.notes.order_by("audience").values_list("audience", "text", "indicator__order")
    assert list(held) == [
        ("panel", "Untuk rekan", 1 if question else None),
        ("private", "Untuk saya", 1 if question else None),
    ]
    assert client.post(address, {"untuk": "semua", "weakness": "x"}).status_code == 404


def test_the_preview_shows_what_the_region_will_read(client: Client) -> None:
    seat = make_seat(make_scored())
    for audience in AUDIENCES:
        note(seat, audience)
    client.force_login(seat.assessor)
    page = client.get(reverse("evaluations:notes_preview", args=[seat.pk])).content.decode()
    assert "untuk region" in page
    assert not any(f"untuk {audience}" in page for audience in AUDIENCES[1:])


def test_a_question_of_another_instrument_has_no_notes_page(client: Client) -> None:
    seat = make_seat(make_scored())
    other = make_seat(make_scored(regency=make_regency("31.71")))
    stranger = indicators(other.submission)[0]
    assert Instrument.objects.count() == 2
    client.force_login(seat.assessor)
    assert client.get(reverse("evaluations:question_notes", args=[seat.pk, stranger.pk])).status_code == 404


# --- pasted twice -------------------------------------------------------------------------------------------------

LONG = "Layanan perizinan sudah berjalan di semua kecamatan dengan baik"


@pytest.mark.parametrize(
    ("strengths", "weaknesses", "found"),
    [
        (["Layanan daring."], ["layanan  DARING"], ["Layanan daring."]),
        ([LONG], [f"Catatan: {LONG}, tetapi lambat."], [LONG]),
        (["Baik."], ["Belum baik sama sekali."], []),
        (["", " "], ["", "…"], []),
        (["Sama.", "Sama."], ["Sama."], ["Sama."]),
    ],
)
def test_the_same_words_on_both_sides_are_noticed(
    strengths: list[str], weaknesses: list[str], found: list[str]
) -> None:
    assert repeated(strengths, weaknesses) == found


def test_a_text_pasted_under_strengths_and_weaknesses_warns_and_holds_nothing_back(client: Client) -> None:
    seat = complete(make_seat(make_scored()))
    client.force_login(seat.assessor)
    pages = [reverse(f"evaluations:{name}", args=[seat.pk]) for name in ("notes", "hand_in")]
    Note.objects.filter(seat=seat, kind="weakness").update(text="Lain.")
    for page in pages:
        assert "Teks yang sama ada di kekuatan" not in client.get(page).content.decode()
    texts = {"strength": LONG, "weakness": f" {LONG.upper()}. ", "recommendation": "Teruskan."}
    assert client.post(pages[0], {"untuk": "region"} | texts).status_code == 302
    for page in pages:
        assert "Teks yang sama ada di kekuatan" in client.get(page).content.decode()
    assert client.post(pages[1]).status_code == 302


def test_pages_of_notes_ask_as_much_for_three_seats_and_notes_as_for_one(client: Client) -> None:
    counts = []
    for size in (1, 3):
        submission = make_scored(regency=make_regency("64.01" if size == 1 else "31.71"))
        seats = [handed_in(complete(make_seat(submission))) for _seat in range(size)]
        for seat in seats:
            for on_question in (False, True):
                for audience in AUDIENCES:
                    note(seat, audience, question=on_question)
        client.force_login(seats[0].assessor)
        question = indicators(submission)[0]
        asked = []
        for address in (
            f"{reverse('evaluations:notes', args=[seats[0].pk])}?untuk=panel",
            f"{reverse('evaluations:question_notes', args=[seats[0].pk, question.pk])}?untuk=region",
            reverse("evaluations:notes_preview", args=[seats[0].pk]),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            asked.append(len(caught))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16
