"""Last year's cycle as the beginning of the next: what is taken over, what never is, what to look at before opening."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role
from common.steps import Refused
from journal.models import Entry
from pillars.models import Indicator, LevelText
from submissions.actions.cloning import clone
from submissions.checklist import Topic, checklist
from submissions.models import Answer, Cycle, Submission, Window
from submissions.queries.readiness import readiness_of
from submissions.tests import factories as make

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def secretary() -> Actor:
    return Actor(make.make_user("Sekretariat", national=Role.SECRETARIAT), Role.SECRETARIAT)


@pytest.fixture
def source() -> Cycle:
    cycle = make.make_cycle(state=Cycle.State.ANNOUNCED, year=2080)
    make.make_submission(cycle=cycle, regency=make.make_regency("64.01"), state="handed_in", answered=True)
    make.make_submission(cycle=cycle, regency=make.make_regency("64.02"), state="absent")
    return cycle


def cloned(source: Cycle, by: Actor, **changes: object) -> Cycle:
    cohort = source.cohorts.get()
    wanted = {
        "name": "Evaluasi 2081",
        "year": 2081,
        "stage": "single",
        "instruments": {cohort.cohort: cohort.instrument},
        "with_regions": True,
        **changes,
    }
    return clone(source, **wanted, by=by, at=timezone.now())


def test_windows_keep_their_weekday_regions_are_invited_and_nothing_else_comes_along(
    source: Cycle, secretary: Actor
) -> None:
    made = cloned(source, secretary)
    assert (made.state, made.previous, made.year) == (Cycle.State.DRAFT, source, 2081)
    for row in source.windows.all():
        moved = made.windows.get(kind=row.kind)
        assert moved.opens_at - row.opens_at == moved.closes_at - row.closes_at == timedelta(weeks=52)
        assert moved.opens_at.astimezone(WIB).weekday() == row.opens_at.astimezone(WIB).weekday()
    invited = made.submissions.order_by("regency_id")
    assert [(row.regency_id, row.state) for row in invited] == [("64.01", "filling"), ("64.02", "filling")]
    assert not Answer.objects.filter(submission__in=invited).exists()
    assert Entry.objects.filter(verb="cycle.clone", cycle_id=made.pk).count() == 1
    assert not cloned(source, secretary, year=2082, with_regions=False).submissions.exists()


def test_it_is_refused_whole_when_it_does_not_fit(source: Cycle, secretary: Actor) -> None:
    cloned(source, secretary)
    other = make.make_instrument(cohort="early")
    wrong: list[dict[str, object]] = [{}, {"year": 2070}, {"year": 2083, "instruments": {}}]
    wrong.append({"year": 2084, "instruments": {"regular": other}})
    wrong.append({"year": 2085, "instruments": {"early": make.make_instrument([], cohort="early")}})
    for changes in wrong:
        with pytest.raises(Refused):
            cloned(source, secretary, **changes)
    assert Cycle.objects.count() == 2


def lines(cycle: Cycle, topic: Topic, *, fine: bool = False) -> str:
    found = checklist(cycle, readiness_of(cycle), timezone.now())[topic]
    return " ".join(line.text for line in found if line.is_fine == fine)


def test_the_checklist_finds_weekends_windows_out_of_turn_and_past_ones(source: Cycle, secretary: Actor) -> None:
    cycle = cloned(source, secretary)
    saturday = timezone.now().astimezone(WIB).replace(year=2090, month=1, day=7, hour=9)
    assert saturday.weekday() == 5
    make.set_window(cycle, Window.Kind.ANSWERS, saturday, saturday + timedelta(days=9))
    make.set_window(cycle, Window.Kind.ASSESSMENT, saturday + timedelta(days=5), saturday + timedelta(days=12))
    make.set_window(cycle, Window.Kind.PLENARY, timezone.now() - timedelta(days=9), timezone.now())
    told = lines(cycle, Topic.DATES)
    assert "“Isian” dibuka atau ditutup pada akhir pekan" in told
    assert "“Penilaian” dibuka sebelum “Isian” ditutup" in told
    assert "“Pleno” sudah berakhir" in told
    assert "“Pengumuman” belum ditetapkan" in told


def test_the_checklist_counts_people_and_weights(source: Cycle, secretary: Actor) -> None:
    cycle = cloned(source, secretary)
    make.make_member(make.make_regency("64.01"), Role.OPERATOR)
    make.make_user(national=Role.ASSESSOR)
    told = lines(cycle, Topic.PEOPLE)
    assert "1 daerah belum memiliki operator dengan akun aktif: Kabupaten 64.02." in told
    assert "2 daerah belum memiliki penanggung jawab" in told
    assert "1 asesor aktif untuk 6 kursi panel." in lines(cycle, Topic.PEOPLE, fine=True)
    told = lines(cycle, Topic.WEIGHTS)
    assert "instrumennya sama dengan siklus pembanding" in told
    assert "20 uraian tingkat masih kosong" in told
    for indicator in Indicator.objects.filter(instrument=cycle.cohorts.get().instrument):
        LevelText.objects.bulk_create(LevelText(indicator=indicator, level=n, text_id="Ada.") for n in range(5))
    assert "uraian tingkat" not in lines(cycle, Topic.WEIGHTS)


class TestPages:
    def test_a_preview_shows_the_dates_of_another_year_and_makes_nothing(
        self, client: Client, source: Cycle, secretary: Actor
    ) -> None:
        assert secretary.user is not None
        client.force_login(secretary.user)
        page = reverse("submissions:cycle_clone", args=[source.pk])
        opens = source.windows.get(kind="answers").opens_at
        assert client.get(page).context["windows"][0][1] - opens == timedelta(weeks=52)
        told = client.post(page, self.typed(source, year="2082") | {"preview": "1"})
        assert told.context["windows"][0][1] - opens == timedelta(weeks=104)
        assert Cycle.objects.count() == 1

    def test_it_makes_the_draft_leads_to_the_checklist_and_keeps_what_was_typed_when_refused(
        self, client: Client, source: Cycle, secretary: Actor
    ) -> None:
        assert secretary.user is not None
        client.force_login(secretary.user)
        page = reverse("submissions:cycle_clone", args=[source.pk])
        told = client.post(page, self.typed(source))
        made = Cycle.objects.get(year=2081)
        assert told["Location"] == reverse("submissions:cycle_checklist", args=[made.pk])
        assert client.get(told["Location"]).status_code == 200
        again = client.post(page, self.typed(source, name="Nama lain"))
        assert again.status_code == 409
        assert "Nama lain" in again.content.decode()
        assert reverse("submissions:cycle", args=[made.pk]) in again.content.decode()
        assert client.post(page, self.typed(source, year="")).status_code == 422

    def test_the_checklist_has_the_same_queries_for_one_and_for_three_regions(
        self, client: Client, secretary: Actor
    ) -> None:
        assert secretary.user is not None
        client.force_login(secretary.user)
        cycle = make.make_cycle(state=Cycle.State.DRAFT)

        def asked(code: str) -> int:
            make.make_submission(cycle=cycle, regency=make.make_regency(code))
            with CaptureQueriesContext(connection) as found:
                assert client.get(reverse("submissions:cycle_checklist", args=[cycle.pk])).status_code == 200
            return len(found)

        numbers = [asked(code) for code in ("64.01", "64.02", "31.71")]
        assert numbers[0] == numbers[2] <= 16

    def typed(self, source: Cycle, **changes: str) -> dict[str, str]:
        cohort = source.cohorts.get()
        return {
            "name": "Evaluasi 2081",
            "year": "2081",
            "stage": "single",
            f"instrument_{cohort.cohort}": str(cohort.instrument_id),
            "with_regions": "on",
            **changes,
        }


def test_a_sample_stays_a_sample(secretary: Actor) -> None:
    source = make.make_cycle(state=Cycle.State.ANNOUNCED, year=2086, is_sample=True)
    make.make_submission(cycle=source)
    made = cloned(source, secretary, year=2087)
    assert made.is_sample
    assert Submission.objects.get(cycle=made).is_sample
