"""Profiles, conflicts of interest for a whole cycle, hints; replacing an assessor, the chair, the rehearsed list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.steps import Refused
from evaluations.actions import acceptance, conflicts, replacement
from evaluations.actions.acceptance import Interest
from evaluations.models import AssessorProfile, Conflict, Declaration, Mark, Note, Seat
from evaluations.queries import candidates_for, gather
from evaluations.queries.seating import hints_of
from evaluations.rules import visible_marks
from evaluations.tests.factories import (
    assessor,
    complete,
    handed_in,
    make_assessor,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
    secretary,
)
from journal.models import Entry
from submissions.models import Submission
from submissions.tests.factories import make_pillar, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(client: Client) -> Submission:
    client.force_login(make_secretary())
    return make_scored(regency=make_regency("64.01", "Kabupaten Paser"))


def rows(prefix: str, *lines: dict[str, str]) -> dict[str, str]:
    sent = {f"{prefix}-TOTAL_FORMS": str(len(lines)), f"{prefix}-INITIAL_FORMS": "0"}
    return sent | {f"{prefix}-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}


def test_an_assessor_keeps_the_own_profile(client: Client) -> None:
    person = make_assessor()
    client.force_login(person)
    make_pillar("living")
    make_regency("64.01")
    sent = {"pillars": "living", "dimensions": "impact", "home": "64.01", "load_cap": "0"}
    sent |= rows("d", {"regency": "64.01", "year": "2021", "kind": "coach"}, {})
    address = reverse("evaluations:own_profile")
    assert client.post(address, sent).status_code == 302
    profile = AssessorProfile.objects.get(user=person)
    assert (profile.home_id, profile.load_cap, profile.dimensions) == ("64.01", 0, ["impact"])
    assert [row.year for row in profile.coached.all()] == [2021]
    page = client.get(address).content.decode()
    assert 'value="64.01"' in page
    assert "may_chair" not in page
    assert Entry.objects.filter(verb="profile.change").count() == 1


def test_a_faulty_profile_stays_typed(client: Client) -> None:
    client.force_login(make_assessor())
    sent = {"home": "Entah", "load_cap": "7"} | rows("d", {"regency": "64.01", "year": "", "kind": "coach"})
    answer = client.post(reverse("evaluations:own_profile"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tuliskan kode satu kabupaten atau kota" in page
    assert 'value="Entah"' in page
    assert not AssessorProfile.objects.exists()


def test_the_secretariat_says_who_may_chair(client: Client, submission: Submission) -> None:
    person = make_assessor()
    assert client.get(reverse("evaluations:assessors")).status_code == 200
    client.post(reverse("evaluations:profile", args=[person.pk]), rows("d"))
    assert not AssessorProfile.objects.get(user=person).may_chair
    assert client.get(reverse("evaluations:profile", args=[make_secretary().pk])).status_code == 404


def test_a_cycle_is_declared_free_or_with_regions(client: Client, submission: Submission) -> None:
    person, cycle = make_assessor(), submission.cycle
    seat = make_seat(submission, person)
    address = reverse("evaluations:declaration", args=[cycle.pk])
    client.force_login(person)
    assert "Belum Anda nyatakan" in client.get(address).content.decode()
    client.post(address, rows("b", {}, {}))
    assert not Declaration.objects.get().has_conflicts
    client.post(address, rows("b", {"regency": "64.01", "kind": "employer", "text": "Konsultan"}))
    seat.refresh_from_db()
    assert Declaration.objects.get().has_conflicts
    assert seat.state == Seat.State.WITHDRAWN
    assert client.post(address, rows("b", {"regency": "64.01"})).status_code == 422


def test_hints_come_from_home_employer_and_coaching(client: Client, submission: Submission) -> None:
    person = make_assessor(institution="Diskominfo Kabupaten Paser")
    coached = [conflicts.Coached(submission.regency, 2021, "masterplan")]
    conflicts.save_profile(person, {"home": submission.regency}, [], coached, by=secretary(), at=timezone.now())
    assert sorted(hint.kind for hint in hints_of(submission.cycle)) == ["adviser", "employer", "home"]


def test_a_hint_is_confirmed_or_dismissed_and_stays_so(client: Client, submission: Submission) -> None:
    one, two = make_assessor(institution="Kabupaten Paser"), make_assessor(institution="Kabupaten Paser")
    address = reverse("evaluations:conflicts", args=[submission.cycle_id])
    keys = {hint.assessor: hint.key for hint in hints_of(submission.cycle)}
    client.post(address, {"hint": keys[one], "do": "confirm"})
    client.post(address, {"hint": keys[two], "do": "dismiss"})
    assert hints_of(submission.cycle) == []
    assert client.post(address, {"hint": keys[one], "do": "dismiss"}).status_code == 404
    barred = {row.person: row.has_conflict for row in candidates_for(submission)}
    assert (barred[one], barred[two]) == (True, False)
    assert "Dikesampingkan" in client.get(address).content.decode()


def test_a_hint_about_somebody_seated_wants_a_replacement_first(client: Client, submission: Submission) -> None:
    make_seat(submission, make_assessor(institution="Kabupaten Paser"))
    (hint,) = hints_of(submission.cycle)
    answer = client.post(
        reverse("evaluations:conflicts", args=[submission.cycle_id]), {"hint": hint.key, "do": "confirm"}
    )
    assert answer.status_code == 409
    assert not Conflict.objects.exists()


def test_what_an_assessor_declares_outweighs_a_dismissed_hint(submission: Submission) -> None:
    person = make_assessor(institution="Kabupaten Paser")
    (hint,) = hints_of(submission.cycle)
    conflicts.settle(submission.cycle, hint, is_conflict=False, by=secretary(), at=timezone.now())
    interest = Interest(Conflict.Kind.EMPLOYER)
    conflicts.declare(submission.cycle, [(submission.regency, interest)], by=assessor(person), at=timezone.now())
    row = Conflict.objects.get()
    assert (row.is_dismissed, row.source) == (False, "declared")


@pytest.mark.parametrize("hand_over", [True, False])
def test_a_replacement_starts_anew_or_from_the_drafts(client: Client, submission: Submission, hand_over: bool) -> None:
    old, successor = handed_in(complete(make_seat(submission), 4)), make_assessor("Pengganti")
    make_full_panel(submission, (2, 2))
    sent = {"do": "replace", "kursi": old.pk, "assessor": successor.pk, "reason": "Sakit"}
    client.post(reverse("evaluations:panel", args=[submission.pk]), sent | ({"hand_over": "on"} if hand_over else {}))
    old.refresh_from_db()
    new = Seat.objects.get(replaces=old)
    assert (old.state, new.state, new.number) == ("withdrawn", "invited", old.number)
    assert (new.marks.count(), new.notes.count()) == ((4, 3) if hand_over else (0, 0))
    assert (Mark.objects.filter(seat=old).count(), Note.objects.filter(seat=old).count()) == (4, 3)
    assert set(gather(submission.cycle).sums[submission.pk].values()) == {(4, 2)}
    assert Entry.objects.get(verb="panel.replace").reason == "Sakit"


def test_the_successor_is_blind_to_the_panel_and_reads_the_drafts_only(submission: Submission) -> None:
    old = complete(make_seat(submission), 4)
    others = make_full_panel(submission, (2, 2))
    new = replacement.replace(old, make_assessor(), hand_over=True, by=secretary(), at=timezone.now(), reason="Sakit")
    acceptance.accept(new, by=assessor(new.assessor), at=timezone.now())
    seen = visible_marks(new.assessor)
    assert set(seen.values_list("seat", flat=True)) == {new.pk}
    assert not seen.filter(seat__in=others).exists()


def test_a_chair_is_one_and_is_followed_by_the_successor(client: Client, submission: Submission) -> None:
    first, second = make_seat(submission), make_seat(submission)
    address = reverse("evaluations:panel", args=[submission.pk])
    client.post(address, {"do": "chair", "kursi": first.pk})
    client.post(address, {"do": "chair", "kursi": second.pk})
    assert [seat.pk for seat in Seat.objects.filter(is_chair=True)] == [second.pk]
    assert client.post(address, {"do": "chair", "kursi": second.pk}).status_code == 409
    new = replacement.replace(
        second, make_assessor(), hand_over=False, by=secretary(), at=timezone.now(), reason="Sakit"
    )
    assert [seat.pk for seat in Seat.objects.filter(is_chair=True)] == [new.pk]


def test_drafts_under_a_conflict_are_not_handed_over(submission: Submission) -> None:
    seat = complete(make_seat(submission))
    acceptance.recuse(seat, Interest(Conflict.Kind.FAMILY), by=assessor(seat.assessor), at=timezone.now())
    with pytest.raises(Refused, match="tidak dapat diserahterimakan"):
        replacement.replace(seat, make_assessor(), hand_over=True, by=secretary(), at=timezone.now(), reason="Benturan")


def test_a_replacement_refused_leaves_the_old_seat(client: Client, submission: Submission) -> None:
    seat, barred = complete(make_seat(submission)), make_assessor()
    Conflict.objects.create(
        cycle=submission.cycle, assessor=barred, regency_id="64.01", kind="family", source="declared", at=timezone.now()
    )
    address = reverse("evaluations:panel", args=[submission.pk])
    for sent in ({"assessor": barred.pk, "reason": "Sakit"}, {"assessor": make_assessor().pk, "reason": " "}):
        assert client.post(address, {"do": "replace", "kursi": seat.pk, **sent}).status_code == 409
    seat.refresh_from_db()
    assert seat.state == Seat.State.SCORING


def test_replacements_are_suggested_the_fittest_first(submission: Submission) -> None:
    make_seat(submission, make_assessor("Duduk", institution="Kampus A"))
    colleague = make_assessor("Rekan", institution="kampus a")
    expert, plain = make_assessor("Zulkarnain Ahli"), make_assessor("Biasa")
    AssessorProfile.objects.create(user=expert, changed_at=timezone.now()).pillars.add(make_pillar("living"))
    order = [row.person.name for row in candidates_for(submission) if row.is_free]
    assert order == [expert.name, plain.name, colleague.name]


def test_a_list_is_rehearsed_before_it_is_done(client: Client, submission: Submission) -> None:
    make_assessor("Asesor Satu", email="satu@contoh.test")
    address, sent = reverse("evaluations:panels", args=[submission.cycle_id]), {"list": "64.01, satu@contoh.test"}
    page = client.post(address, sent | {"preview": "1"}).content.decode()
    assert "belum ada yang ditempatkan" in page
    assert "Asesor Satu" in page
    assert "64.01, satu@contoh.test</textarea>" in page
    assert not Seat.objects.exists()
    assert not Entry.objects.filter(verb="panel.seat").exists()
    client.post(address, sent)
    assert Seat.objects.count() == 1


def test_pages_ask_as_much_for_three_assessors_as_for_one(client: Client, submission: Submission) -> None:
    def cost() -> list[int]:
        found = []
        for name, key in (("conflicts", submission.cycle_id), ("panel", submission.pk), ("assessors", None)):
            address = reverse(f"evaluations:{name}", args=[key] if key else [])
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    def person() -> None:
        one = make_assessor(institution="Kabupaten Paser")
        AssessorProfile.objects.create(user=one, changed_at=timezone.now(), home=make_regency("31.71"))
        Conflict.objects.create(
            cycle=submission.cycle, assessor=one, regency_id="64.01", kind="family", source="declared",
            at=timezone.now(),
        )  # fmt: skip

    person()
    cost()
    before = cost()
    person()
    person()
    assert cost() == before
