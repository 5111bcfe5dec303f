"""What each role can do, now and in a dry run: the same answers as when it is really done, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role
from common.steps import Refused
from evaluations.actions import marks
from evaluations.actions.given import Given
from evaluations.tests import factories as panel
from journal.models import Entry
from reports.phases import ROLES, deeds_of
from reports.queries.phases import situation_of
from submissions.actions import own_windows
from submissions.actions import submissions as steps
from submissions.models import Cycle, Submission, Window
from submissions.tests import factories as make

pytestmark = pytest.mark.django_db


def why(cycle: Cycle, role: Role, label: str, region: Submission | None = None, **supposed: Any) -> str:
    found = {"state": cycle.state, "at": timezone.now(), **supposed}
    situation = situation_of(cycle, region, **found)
    return next(deed.why for deed in deeds_of(situation, role) if deed.label == label)


def test_every_role_has_something_and_only_one_role_is_shown_when_asked() -> None:
    cycle = make.make_cycle()
    situation = situation_of(cycle, None, state=cycle.state, at=timezone.now())
    assert [role for role in ROLES if deeds_of(situation, role)] == list(ROLES)
    assert {deed.role for deed in deeds_of(situation, Role.HEAD)} == {Role.HEAD}


def test_the_answers_window_decides_at_the_very_second_and_an_extension_moves_it_for_one_region() -> None:
    now = timezone.now()
    cycle = make.make_cycle(at=now)
    region = make.make_submission(cycle=cycle)
    closes_at = now + timedelta(days=7)
    label = "Mengisi jawaban dan data dukung"
    assert why(cycle, Role.OPERATOR, label, at=closes_at - timedelta(seconds=1)) == ""
    assert why(cycle, Role.OPERATOR, label, at=closes_at).startswith(
        "Masa pengisian sudah ditutup. Ditutup oleh jendela waktu siklus sejak "
    )
    by = Actor(panel.make_secretary(), Role.SECRETARIAT)
    own_windows.extend(region, closes_at=closes_at + timedelta(days=1), reason="Listrik padam.", by=by, at=now)
    assert why(cycle, Role.OPERATOR, label, region, at=closes_at) == ""
    assert why(cycle, Role.OPERATOR, label, at=closes_at).startswith(
        "Masa pengisian sudah ditutup. Ditutup oleh jendela waktu siklus sejak "
    )


@pytest.mark.parametrize("days", [-8, 0, 8])
def test_the_dry_run_says_what_the_action_says(days: int) -> None:
    """Before, within and after the windows: the sentence is the refusal of the action itself."""
    at = timezone.now() + timedelta(days=days)
    region = make.make_submission()
    told = refusal(lambda: steps.require_open(region, at=at))
    assert why(region.cycle, Role.OPERATOR, "Mengisi jawaban dan data dukung", region, at=at) == told
    seat = panel.make_seat(panel.make_scored())
    question, assessor = make.indicators(seat.submission)[0], panel.assessor(seat.assessor)
    told = refusal(lambda: marks.save(seat, {question: Given(3)}, by=assessor, at=at))
    assert why(seat.submission.cycle, Role.ASSESSOR, "Memberi nilai dan catatan", seat.submission, at=at) == told


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except Refused as reason:
        return str(reason)
    return ""


def test_a_supposed_state_opens_what_it_opens_and_stays_a_supposition() -> None:
    cycle = make.make_cycle()
    make.set_window(
        cycle, Window.Kind.ASSESSMENT, timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    )
    assert why(cycle, Role.ASSESSOR, "Memberi nilai dan catatan").startswith(
        "Siklus ini tidak sedang dalam masa penilaian."
    )
    assert why(cycle, Role.ASSESSOR, "Memberi nilai dan catatan", state=Cycle.State.ASSESSMENT) == ""
    assert why(cycle, Role.COUNCIL, "Membaca hasil dan laporan", state=Cycle.State.ANNOUNCED) == ""
    region = make.make_submission(cycle=cycle)
    told = why(cycle, Role.ASSESSOR, "Memberi nilai dan catatan", region, state=Cycle.State.ASSESSMENT)
    assert told == "Isian daerah ini belum diserahkan."
    assert Cycle.objects.get(pk=cycle.pk).state == Cycle.State.SELF_ASSESSMENT == region.cycle.state


def test_what_holds_a_step_of_the_cycle_back_is_told() -> None:
    draft = make.make_cycle(state=Cycle.State.DRAFT)
    assert why(draft, Role.SECRETARIAT, "Buka pengisian") == "Belum ada daerah yang diundang."
    assert why(draft, Role.SECRETARIAT, "Mulai pleno") == "Hanya dari keadaan “Penilaian”."
    make.make_submission(cycle=draft)
    assert "belum menyerahkan isian" in why(draft, Role.SECRETARIAT, "Umumkan hasil", state=Cycle.State.PLENARY)


class TestPage:
    def page(self, cycle: Cycle) -> str:
        return reverse("reports:phases", args=[cycle.pk])

    def test_it_has_the_same_queries_for_one_and_for_three_regions_and_changes_nothing(self, client: Client) -> None:
        cycle = make.make_cycle()
        client.force_login(panel.make_secretary())

        def asked(code: str) -> int:
            make.make_submission(cycle=cycle, regency=make.make_regency(code))
            before = Entry.objects.count()
            query = f"?peran=head&tanggal=2030-01-01&pukul=10:00&keadaan=plenary&daerah={code}"
            with CaptureQueriesContext(connection) as found:
                assert client.get(self.page(cycle) + query).status_code == 200
            assert Entry.objects.count() == before
            assert not any(row["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for row in found.captured_queries)
            return len(found)

        numbers = [asked(code) for code in ("64.01", "64.02", "31.71")]
        assert numbers[0] == numbers[2] <= 12

    def test_every_edge_of_a_window_leads_to_the_dry_run_at_that_moment(self, client: Client) -> None:
        cycle = make.make_cycle(at=datetime.fromisoformat("2026-11-24T10:00+07:00"))
        client.force_login(panel.make_secretary())
        text = client.get(self.page(cycle)).content.decode()
        assert "?tanggal=2026-12-01&amp;pukul=10%3A00" in text or "?tanggal=2026-12-01&amp;pukul=10:00" in text

    def test_a_moment_that_is_none_is_said_in_place(self, client: Client) -> None:
        cycle = make.make_cycle()
        client.force_login(panel.make_secretary())
        told = client.get(self.page(cycle) + "?tanggal=kemarin&pukul=10:00")
        assert told.status_code == 422
        assert "Tuliskan tanggal dan pukul" in told.content.decode()
        assert client.get(self.page(cycle) + "?peran=raja").status_code == 404
