"""The page of the announcement and its work in the background: ordered, shown, refused, done once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import NationalRole, User
from common.steps import Refused
from evaluations.actions import results
from evaluations.models import Mark, Rehearsal, Result, ResultRun, Seat
from evaluations.tests.factories import (
    make_assessor,
    make_scored,
    make_seat,
    make_secretary,
    plenary,
    ready,
    secretary,
)
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Cycle

pytestmark = pytest.mark.django_db


def announce(cycle: Cycle, by: User | None = None) -> ResultRun:
    return results.announce(cycle, by=secretary(by), at=timezone.now())


def address(cycle: Cycle) -> str:
    return reverse("evaluations:announce", args=[cycle.pk])


def rehearsed(client: Client, cycle: Cycle) -> Rehearsal:
    assert client.post(address(cycle), {"step": "rehearse"}).status_code == 302
    return Rehearsal.objects.filter(cycle=cycle)[0]


def order(client: Client, cycle: Cycle, rehearsal: Rehearsal | None = None) -> Job:
    rehearsal = rehearsal or Rehearsal.objects.filter(cycle=cycle).first() or rehearsed(client, cycle)
    assert client.post(address(cycle), {"rehearsal": rehearsal.pk}).status_code == 302
    return Job.objects.get(key=f"cycle.announce:{cycle.pk}", state=Job.State.QUEUED)


def do(job: Job) -> Job:
    """Do the work as a worker does."""
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def test_the_page_says_what_is_missing_and_refuses(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = plenary()
    make_seat(make_scored(cycle=cycle))
    page = client.get(address(cycle)).content.decode()
    assert "baru 1 dari 3 kursi terisi" in page
    assert "Umumkan hasil sekarang?" not in page
    assert client.post(address(cycle)).status_code == 409
    assert not Job.objects.exists()


def test_the_page_is_the_secretariats_alone(client: Client) -> None:
    cycle = ready().cycle
    for person in (make_assessor(), User.objects.create_user("lain@contoh.test", "x")):
        client.force_login(person)
        assert client.get(address(cycle)).status_code == 404
        assert client.post(address(cycle)).status_code == 404
    assert not Job.objects.exists()


def test_the_work_is_ordered_done_and_shown(client: Client) -> None:
    person = make_secretary()
    client.force_login(person)
    cycle = ready().cycle
    assert "Umumkan hasil sekarang?" not in client.get(address(cycle)).content.decode()
    rehearsed(client, cycle)
    assert "Umumkan hasil sekarang?" in client.get(address(cycle)).content.decode()
    job = order(client, cycle)
    waiting = client.get(address(cycle)).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Muat ulang" in waiting
    part = client.get(address(cycle), headers={"HX-Request": "true"}).content.decode()
    assert 'id="job"' in part
    assert "<html" not in part
    assert do(job).state == Job.State.DONE
    assert client.get(address(cycle), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    run = ResultRun.objects.get()
    assert (run.by, run.kind) == (person, "announced")
    done = client.get(address(cycle)).content.decode()
    assert "Lihat peringkat" in done
    assert f"?siklus={cycle.pk}" in done
    assert 'hx-trigger="every 2s"' not in done


def test_two_orders_are_one_work(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready().cycle
    first = order(client, cycle)
    assert order(client, cycle) == first
    assert Job.objects.count() == 1


def test_a_gate_that_closed_meanwhile_fails_the_work_with_its_sentence(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready().cycle
    job = order(client, cycle)
    Seat.objects.filter(number=1).update(state="scoring", handed_in_at=None)
    assert do(job).state == Job.State.FAILED
    assert job.error == "Panel Kabupaten 64.01: 2 dari 3 asesor sudah menyerahkan."
    page = client.get(address(cycle)).content.decode()
    assert job.error in page
    assert "tidak ada yang berubah" in page
    cycle.refresh_from_db()
    assert cycle.state == Cycle.State.PLENARY


def test_who_lost_the_role_meanwhile_announces_nothing(client: Client) -> None:
    person = make_secretary()
    client.force_login(person)
    cycle = ready().cycle
    job = order(client, cycle)
    NationalRole.objects.filter(user=person).update(ended_at=timezone.now())
    assert do(job).state == Job.State.FAILED
    assert "tidak lagi memegang peran" in job.error
    assert not ResultRun.objects.exists()


def test_a_second_run_of_the_same_order_is_done_and_overwrites_nothing(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready().cycle
    job = do(order(client, cycle))
    before = list(Result.objects.values())
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None)
    assert do(job).state == Job.State.DONE
    assert list(Result.objects.values()) == before
    assert ResultRun.objects.count() == 1


def test_an_announced_cycle_is_not_announced_again(client: Client) -> None:
    cycle = ready().cycle
    announce(cycle)
    client.force_login(make_secretary())
    assert client.post(address(cycle)).status_code == 409
    with pytest.raises(Refused):
        announce(cycle)
    assert ResultRun.objects.count() == 1
    assert "sudah diumumkan" in client.get(address(cycle)).content.decode()


def test_a_rehearsal_shows_all_and_publishes_nothing(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready("31.71", values=(3, 2, 3)).cycle
    ready("64.01", cycle, (4, 4, 4))
    row = rehearsed(client, cycle)
    assert [(line["regency"], line["final"], line["rank"], line["of"]) for line in row.preview] == [
        ("Kabupaten 64.01", "4.00", 1, 2),
        ("Kota 31.71", "2.67", 2, 2),
    ]
    page = client.get(address(cycle)).content.decode()
    assert "2 laporan PDF" in page
    assert "2,67" in page
    cycle.refresh_from_db()
    assert (cycle.state, ResultRun.objects.count()) == (Cycle.State.PLENARY, 0)
    do(order(client, cycle))
    run = ResultRun.objects.get()
    assert run.input_hash == row.input_hash
    assert [str(found.final) for found in run.results.order_by("rank")] == [line["final"] for line in row.preview]


def test_what_changed_since_the_rehearsal_refuses_the_announcement_by_name(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready("31.71").cycle
    ready("64.01", cycle)
    job = order(client, cycle)
    Mark.objects.filter(pk=Mark.objects.filter(seat__submission__regency="64.01")[0].pk).update(value=0)
    assert do(job).state == Job.State.FAILED
    assert job.error == "Masukan berubah sejak gladi: Kabupaten 64.01. Lakukan gladi sekali lagi."
    assert not ResultRun.objects.exists()
    rehearsed(client, cycle)
    assert do(order(client, cycle)).state == Job.State.DONE


def test_nothing_is_announced_that_was_not_rehearsed_last(client: Client) -> None:
    client.force_login(make_secretary())
    cycle = ready().cycle
    assert client.post(address(cycle)).status_code == 409
    old = rehearsed(client, cycle)
    rehearsed(client, cycle)
    assert client.post(address(cycle), {"rehearsal": old.pk}).status_code == 409
    assert not Job.objects.exists()
