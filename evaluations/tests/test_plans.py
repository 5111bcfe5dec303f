"""Plans for all panels: made in the background, looked at, applied as a whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.steps import Refused
from evaluations.actions import conflicts, panels, plans
from evaluations.actions.plans import plan_job
from evaluations.models import AssessorProfile, Conflict, Seat, SeatingPlan
from evaluations.queries.seating import Options, hints_of
from evaluations.tests.factories import (
    give_marks,
    handed_in,
    make_assessed_cycle,
    make_assessor,
    make_scored,
    make_seat,
    make_secretary,
    secretary,
)
from jobs.actions import WorkFailed
from jobs.models import Job
from journal.models import Entry
from submissions.models import Cycle
from submissions.tests.factories import make_pillar, make_regency

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(client: Client) -> Cycle:
    """Two regions, panels of three, six assessors from as many institutions."""
    client.force_login(make_secretary())
    found = make_assessed_cycle()
    for code in ("31.71", "64.01"):
        make_scored(cycle=found, regency=make_regency(code))
    for n in range(6):
        make_assessor(f"Asesor {n}", institution=f"Kampus {n}")
    return found


def profile(person: User, **fields: Any) -> AssessorProfile:
    return AssessorProfile.objects.create(user=person, changed_at=timezone.now(), **fields)


def make(cycle: Cycle, **options: Any) -> SeatingPlan:
    return plans.make(cycle, Options(**options), by=secretary(), at=timezone.now())


def apply(plan: SeatingPlan) -> list[Seat]:
    return plans.apply(plan, by=secretary(), at=timezone.now())


def page(plan: SeatingPlan) -> str:
    return reverse("evaluations:plan", args=[plan.pk])


def test_a_plan_changes_no_seat_until_it_is_applied(client: Client, cycle: Cycle) -> None:
    plan = make(cycle)
    assert (plan.state, plan.seats.count(), plan.seats.filter(is_chair=True).count()) == ("ready", 6, 2)
    assert plan.gap == 0
    assert not Seat.objects.exists()
    shown = client.get(page(plan)).content.decode()
    assert "Ketua panel" in shown
    assert "Beban 1 daerah" in shown
    client.post(page(plan))
    assert set(Seat.objects.values_list("state", "is_pinned")) == {("invited", False)}
    assert Seat.objects.filter(is_chair=True).count() == 2
    assert Entry.objects.filter(verb="panel.apply").count() == 1
    assert Entry.objects.filter(verb="panel.seat").count() == 6


def test_a_plan_is_applied_once(client: Client, cycle: Cycle) -> None:
    plan = make(cycle)
    apply(plan)
    assert client.post(page(plan)).status_code == 409
    assert Seat.objects.count() == 6


@pytest.mark.parametrize("change", ["seat", "conflict", "profile", "region", "person", "declined"])
def test_nothing_is_applied_if_anything_changed_since(client: Client, cycle: Cycle, change: str) -> None:
    person = User.objects.filter(name="Asesor 0").get()
    submission = cycle.submissions.get(regency="64.01")
    plan, before = make(cycle), Seat.objects.count()
    if change == "seat":
        panels.seat(submission, person, by=secretary(), at=timezone.now())
    elif change == "conflict":
        Conflict.objects.create(
            cycle=cycle, assessor=person, regency_id="64.01", kind="family", source="declared", at=timezone.now()
        )
    elif change == "profile":
        profile(person, load_cap=1)
    elif change == "region":
        make_scored(cycle=cycle, regency=make_regency("94.01"))
    elif change == "person":
        make_assessor()
    else:
        Seat.objects.create(submission=submission, assessor=person, number=1, state="declined", ended_at=timezone.now())
    answer = client.post(page(plan))
    assert answer.status_code == 409
    assert "Siklus berubah sejak rencana ini disusun" in answer.content.decode()
    assert Seat.objects.count() == before + (change in ("seat", "declined"))
    plan.refresh_from_db()
    assert plan.state == "ready"


def test_seats_by_hand_and_accepted_ones_stay(cycle: Cycle) -> None:
    submission = cycle.submissions.get(regency="64.01")
    by_hand = panels.seat(submission, User.objects.get(name="Asesor 5"), by=secretary(), at=timezone.now())
    accepted = make_seat(submission, User.objects.get(name="Asesor 4"), number=2)
    apply(make(cycle, rebuild=True))
    assert {by_hand.pk, accepted.pk} <= set(submission.seats.values_list("pk", flat=True))
    assert submission.seats.count() == 3


def test_unanswered_seats_of_a_plan_may_move_when_asked(cycle: Cycle) -> None:
    apply(make(cycle))
    gone = Seat.objects.filter(submission__regency="64.01").first()
    Conflict.objects.create(
        cycle=cycle, assessor=gone.assessor, regency_id="64.01", kind="family", source="declared", at=timezone.now()
    )
    apply(make(cycle, rebuild=True))
    assert not Seat.objects.filter(pk=gone.pk).exists()
    assert Seat.objects.count() == 6
    assert Seat.objects.filter(is_chair=True).count() == 2


def test_open_hints_are_avoided_until_dismissed(cycle: Cycle) -> None:
    User.objects.filter(name__in=["Asesor 1", "Asesor 2"]).update(is_active=False)
    coach = User.objects.get(name="Asesor 0")
    conflicts.save_profile(
        coach,
        {"home": make_regency("31.71")},
        [],
        [conflicts.Coached(make_regency("64.01"), 2021, "coach")],
        by=secretary(),
        at=timezone.now(),
    )
    apply(make(cycle))
    assert not Seat.objects.filter(assessor=coach).exists()
    for hint in hints_of(cycle):
        conflicts.settle(cycle, hint, is_conflict=False, by=secretary(), at=timezone.now())
    assert hints_of(cycle) == []
    assert make(cycle, rebuild=True).seats.filter(assessor=coach).exists()


def test_last_year_and_expertise_are_read_from_the_rows(cycle: Cycle) -> None:
    before = make_assessed_cycle()
    Cycle.objects.filter(pk=cycle.pk).update(previous=before)
    cycle.refresh_from_db()
    old = make_scored(cycle=before, regency=make_regency("64.01"))
    for n in range(3):
        handed_in(make_seat(old, User.objects.get(name=f"Asesor {n}")))
    for n in range(6):
        profile(User.objects.get(name=f"Asesor {n}")).pillars.add(make_pillar("living"))
    names = make(cycle).seats.filter(submission__regency="64.01").values_list("assessor__name", flat=True)
    assert set(names) == {"Asesor 3", "Asesor 4", "Asesor 5"}


def test_an_impossible_plan_says_which_rules_clash(client: Client, cycle: Cycle) -> None:
    User.objects.filter(name__startswith="Asesor").update(institution="Kampus Sama")
    plan = make(cycle)
    assert plan.state == SeatingPlan.State.IMPOSSIBLE
    shown = client.get(page(plan)).content.decode()
    assert "Bila dua asesor dari satu instansi diperbolehkan" in shown
    assert "Terapkan rencana" not in shown
    with pytest.raises(Refused):
        apply(plan)
    assert make(cycle, one_per_institution=False).state == "ready"


def test_too_few_people_for_a_panel_are_named_with_the_region(client: Client, cycle: Cycle) -> None:
    User.objects.filter(name__in=["Asesor 2", "Asesor 3", "Asesor 4", "Asesor 5"]).update(is_active=False)
    shown = client.get(page(make(cycle))).content.decode()
    assert "hanya 2 asesor tanpa benturan kepentingan untuk 3 kursi" in shown


def test_a_plan_is_ordered_in_the_background_and_made_once(client: Client, cycle: Cycle) -> None:
    address = reverse("evaluations:plans", args=[cycle.pk])
    client.post(address, {"one_per_institution": "on"})
    job = Job.objects.get()
    steps: list[int] = []
    for _ in range(2):
        plan_job(progress=lambda step, percent: steps.append(percent), **job.args)
    assert SeatingPlan.objects.count() == 1
    assert steps == sorted(steps)
    assert "Rencana 1" in client.get(address).content.decode()


def test_a_job_of_somebody_no_more_in_the_secretariat_fails(client: Client, cycle: Cycle) -> None:
    client.post(reverse("evaluations:plans", args=[cycle.pk]), {})
    job = Job.objects.get()
    job.owner.national_roles.update(ended_at=timezone.now())
    with pytest.raises(WorkFailed):
        plan_job(progress=lambda step, percent: None, **job.args)


def test_no_plan_from_the_plenary_on(client: Client, cycle: Cycle) -> None:
    plan = make(cycle)
    Cycle.objects.update(state=Cycle.State.PLENARY)
    assert client.post(reverse("evaluations:plans", args=[cycle.pk]), {}).status_code == 409
    assert client.post(page(plan)).status_code == 409
    assert not Seat.objects.exists()


def test_these_pages_are_the_secretariats_alone(client: Client, cycle: Cycle) -> None:
    plan = make(cycle)
    client.force_login(User.objects.get(name="Asesor 0"))
    for address in (page(plan), reverse("evaluations:plans", args=[cycle.pk])):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_a_plan_asks_as_much_for_three_panels_as_for_one(client: Client, cycle: Cycle) -> None:
    def cost(work: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            work()
        return len(found)

    small = make_assessed_cycle()
    make_scored(cycle=small, regency=make_regency("31.71"))
    make_scored(cycle=cycle, regency=make_regency("94.01"))
    one, three = make(small), make(cycle)
    client.get(page(one))
    assert cost(lambda: client.get(page(one))) == cost(lambda: client.get(page(three)))
    assert cost(lambda: make(small)) == cost(lambda: make(cycle))


def test_marks_are_not_touched_by_a_plan(cycle: Cycle) -> None:
    seat = make_seat(cycle.submissions.get(regency="64.01"), User.objects.get(name="Asesor 0"))
    give_marks(seat, [4, 0])
    apply(make(cycle, rebuild=True))
    assert list(seat.marks.order_by("pk").values_list("value", flat=True)) == [4, 0]
