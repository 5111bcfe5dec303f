"""The demo: every role finds something to do, whatever is invented says so, and a second start changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from evaluations.models import Result, ResultRun, Seat
from journal.models import Entry
from smartcity import demo_accounts
from smartcity.sample import seeding
from submissions.models import Answer, Cycle, Submission, Window

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def demo() -> list[str]:
    call_command("load_reference", verbosity=0)
    return list(seeding.seed(now=timezone.now()))


def test_demo_tells_a_story_from_the_first_minute(demo: list[str]) -> None:
    assert Result.objects.filter(run__kind=ResultRun.Kind.IMPORTED, run__is_current=True).count() == 39 + 65
    filling = Submission.objects.get(cycle__name__startswith="Evaluasi 2023 (contoh)", regency_id="64.01")
    total = filling.instrument.indicators.count()
    answered = Answer.objects.filter(submission=filling).count()
    assert total == 117
    assert total * 0.3 < answered < total * 0.7
    assert Window.objects.get(cycle=filling.cycle, kind="answers").is_open(timezone.now())
    assert Seat.objects.filter(assessor__email="asesor1@contoh.id", state=Seat.State.SCORING).exists()
    assert all(account["email"] in "\n".join(demo) for account in demo_accounts.SHOWN)


def test_whatever_is_invented_says_so(demo: list[str]) -> None:
    assert not Submission.objects.filter(cycle__is_imported=False, is_sample=False).exists()
    assert all("contoh" in cycle.name for cycle in Cycle.objects.filter(is_imported=False))
    for answer in Answer.objects.exclude(narrative=""):
        assert answer.narrative.startswith("Contoh:")


def test_a_second_seed_changes_nothing_but_the_windows(demo: list[str]) -> None:
    def counts() -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (User, Cycle, Submission, Answer, Seat, Result, Entry))

    before = counts()
    list(seeding.seed(now=timezone.now()))
    assert counts() == before
    later = timezone.now() + timedelta(days=40)
    list(seeding.seed(now=later))
    window = Window.objects.get(cycle__name__startswith="Evaluasi 2023 (contoh)", kind="answers")
    assert window.is_open(later)
    assert counts()[:-1] == before[:-1]


def test_every_person_of_the_demo_finds_a_home(demo: list[str], client: Client) -> None:
    for person in demo_accounts.PEOPLE:
        client.force_login(User.objects.get(email=person.email))
        home = client.get(reverse("reports:home"))
        assert home.status_code == 200, person.email
        assert "Belum ada" not in home.content.decode().split("</h1>")[0], person.email
