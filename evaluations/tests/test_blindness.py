"""No assessor sees another's marks before handing in the own: twin worlds that differ only there look the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import User
from evaluations.models import Note, Seat
from evaluations.rules import visible_marks, visible_notes
from evaluations.tests.factories import complete, give_marks, handed_in, make_scored, make_seat, write_notes
from journal.models import Entry
from submissions.tests.factories import indicators, make_regency

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|Kode permintaan untuk sekretariat: [^<]+')


class Undone(Exception):
    """Ends a twin world."""


def pages(seat: Seat) -> dict[str, bytes]:
    """Every page of the seat's assessor, byte for byte but for the random token of the forms and the number of a request."""
    client = Client()  # a new session: the one of another world is undone with it
    client.force_login(seat.assessor)
    base = f"/penilaian/{seat.pk}/"
    paths = ["/penilaian/", base, f"{base}catatan/", f"{base}serahkan/"]
    paths += [f"{base}catatan/?untuk={audience}" for audience in Note.Audience.values] + [
        f"{base}catatan/dibaca-daerah/"
    ]
    paths += [f"{base}catatan/{question.pk}/?untuk=panel" for question in indicators(seat.submission)[:1]]
    plenary = f"/pleno/{seat.submission_id}/"
    paths += [
        plenary,
        f"{plenary}sidang/",
        f"{plenary}versi/",
        f"{plenary}berita-acara/",
        f"/panel/{seat.submission_id}/",
    ]
    first = indicators(seat.submission)[0].pk
    paths += [f"{base}pertanyaan/{first}/", f"{base}kisi/", f"/penilaian/kisi/{seat.submission.cycle_id}/{first}/"]
    paths += [f"/penilaian/antrean/?urut={order}" for order in ("tenggat", "daerah", "pertanyaan")]
    paths += [f"{base}bagian/{slug}/" for slug in ("baseline", "outcome-governance", "impact-governance")]
    return {path: TOKEN.sub(b"", client.get(path).content) for path in paths}


def history(user: User) -> list[tuple[object, ...]]:
    """What the journal holds for this reader of the own doings and of what the region may read."""
    rows = Entry.objects.filter(user=user) | Entry.objects.filter(audience="region")
    return list(rows.order_by("id").values_list("verb", "before", "after"))


def twin(seat: Seat, other: Seat, mark: int, text: str, *, is_handed_in: bool) -> object:
    """What the assessor of `seat` sees in a world where `other` holds these marks; the world is undone after."""
    try:
        with transaction.atomic():
            give_marks(other, [mark] * len(indicators(other.submission)))
            write_notes(other, text)
            if is_handed_in:
                handed_in(other)
            seen = pages(seat), history(seat.assessor)
            raise Undone
    except Undone:
        return seen


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_twin_worlds_look_the_same_before_the_own_handing_in(is_handed_in: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        submission = make_scored()
        own, other = make_seat(submission), make_seat(submission)
        give_marks(own, [2, 3])
        empty = pages(own), history(own.assessor)
        first = twin(own, other, 0, "Catatan rahasia satu", is_handed_in=is_handed_in)
        second = twin(own, other, 4, "Catatan rahasia dua", is_handed_in=is_handed_in)
    assert first == second == empty


def test_twin_worlds_differ_once_both_handed_in() -> None:
    with time_machine.travel(NOON, tick=False):
        submission = make_scored()
        own, other = make_seat(submission), make_seat(submission)
        handed_in(complete(own))
        first = twin(own, other, 0, "Satu", is_handed_in=True)
        second = twin(own, other, 4, "Dua", is_handed_in=True)
    assert first != second


def test_unfinished_marks_of_others_stay_hidden_after_the_own_handing_in() -> None:
    with time_machine.travel(NOON, tick=False):
        submission = make_scored()
        own, other = make_seat(submission), make_seat(submission)
        handed_in(complete(own))
        first = twin(own, other, 0, "Satu", is_handed_in=False)
        second = twin(own, other, 4, "Dua", is_handed_in=False)
    assert first == second


def test_a_reopened_assessor_is_blind_again() -> None:
    submission = make_scored()
    own, other = handed_in(complete(make_seat(submission))), handed_in(complete(make_seat(submission)))
    assert visible_marks(own.assessor).filter(seat=other).exists()
    own.state, own.handed_in_at = Seat.State.SCORING, None
    own.save()
    assert not visible_marks(own.assessor).filter(seat=other).exists()
    assert not visible_notes(own.assessor).filter(seat=other).exists()


def test_marks_of_another_regions_panel_are_never_seen() -> None:
    own = handed_in(complete(make_seat(make_scored())))
    other = handed_in(complete(make_seat(make_scored(regency=make_regency("31.71")))))
    assert not visible_marks(own.assessor).filter(seat=other).exists()


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_who_was_only_invited_or_withdrew_sees_the_same_in_both_worlds(is_handed_in: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        submission = make_scored()
        own, other, gone = make_seat(submission), make_seat(submission), make_seat(submission)
        Seat.objects.filter(pk=own.pk).update(state="invited", answered_at=None)
        Seat.objects.filter(pk=gone.pk).update(state="withdrawn", ended_at=NOON, end_reason="Contoh")
        for seat in (own, gone):
            first = asked_pages(seat, other, 0, is_handed_in=is_handed_in)
            assert first == asked_pages(seat, other, 4, is_handed_in=is_handed_in)


def asked_pages(seat: Seat, other: Seat, mark: int, *, is_handed_in: bool) -> object:
    """The pages that somebody without a desk reaches, in a world where `other` holds these marks."""
    try:
        with transaction.atomic():
            give_marks(other, [mark] * len(indicators(other.submission)))
            if is_handed_in:
                handed_in(other)
            client = Client()
            client.force_login(seat.assessor)
            base, board = f"/penilaian/{seat.pk}/", f"/pleno/{seat.submission_id}/"
            shared = (board, f"{board}sidang/", f"{board}versi/", f"{board}berita-acara/")
            found = [client.get(path, follow=True) for path in ("/penilaian/", base, f"{base}kesediaan/", *shared)]
            seen = [TOKEN.sub(b"", answer.content) for answer in found]
            raise Undone
    except Undone:
        return seen
