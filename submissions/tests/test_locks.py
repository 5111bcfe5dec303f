"""Whatever is closed says what, by whom, until when, and whom to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import clock
from common.steps import Refused
from submissions.actions import cycles
from submissions.models import Cycle, Submission, Window
from submissions.queries import is_writable, why_read_only, windows_for
from submissions.tests.factories import actor, make_cycle, make_member, make_submission, make_user, set_window

pytestmark = pytest.mark.django_db
ASK = "; hubungi sekretariat bila perlu diubah."


def said(submission: Submission, **later: int) -> str:
    at = timezone.now() + timedelta(**later)
    found = why_read_only(submission, windows_for(submission), at)
    assert (found == "") is is_writable(submission, windows_for(submission), at)
    return found


def test_an_open_submission_says_nothing() -> None:
    assert said(make_submission()) == ""


@pytest.mark.parametrize(
    ("state", "by", "until"),
    [
        ("handed_in", "penanggung jawab ketika menyerahkan", "sampai sekretariat mengembalikannya"),
        ("absent", "sekretariat", "sampai keikutsertaannya dicatat kembali"),
        ("archived", "hasil resmi yang diterbitkan", "seterusnya"),
    ],
)
def test_a_closed_submission_names_who_until_when_and_whom_to_ask(state: str, by: str, until: str) -> None:
    assert said(make_submission(state=state)).endswith(f" Ditutup oleh {by} dan berlaku {until}{ASK}")


def test_a_window_names_its_edge_on_the_clocks_of_the_region() -> None:
    submission = make_submission()
    window = Window.objects.get(cycle=submission.cycle, kind="answers")
    closes = clock.sentence(window.closes_at, submission.regency.timezone)
    assert closes.endswith("WITA")
    late = said(submission, days=8)
    assert late.startswith("Masa pengisian sudah ditutup. ")
    assert f"jendela waktu siklus sejak {closes} dan berlaku sampai diperpanjang{ASK}" in late
    opens = timezone.now() + timedelta(days=2)
    set_window(submission.cycle, Window.Kind.ANSWERS, opens, opens + timedelta(days=1))
    early = said(submission)
    assert early.startswith("Masa pengisian belum dibuka. ")
    assert f"berlaku sampai {clock.sentence(opens, submission.regency.timezone)}{ASK}" in early
    Window.objects.all().delete()
    assert f"sampai waktunya ditetapkan{ASK}" in said(submission)


@pytest.mark.parametrize(
    ("state", "until"),
    [
        ("draft", "sampai tahap itu dimulai"),
        ("assessment", "sampai tahap itu dibuka kembali"),
        ("announced", "seterusnya, karena hasilnya sudah diumumkan"),
    ],
)
def test_a_cycle_elsewhere_names_the_secretariat(state: str, until: str) -> None:
    text = said(make_submission(cycle=make_cycle(state=state)))
    assert f"Ditutup oleh sekretariat dan berlaku {until}{ASK}" in text


def test_the_page_and_the_refused_post_say_it(client: Client) -> None:
    submission = make_submission(state=Submission.State.HANDED_IN)
    client.force_login(make_member(submission.regency))
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    told = "sampai sekretariat mengembalikannya; hubungi sekretariat"
    assert told in client.get(section).content.decode()
    refused = client.post(section, {"a-2-version": "0", "a-2-value": "1"})
    assert refused.status_code == 409
    assert told in refused.content.decode()


def test_an_announced_cycle_refuses_with_the_same_sentence() -> None:
    cycle = make_cycle(state=Cycle.State.ANNOUNCED)
    with pytest.raises(Refused, match=r"Ditutup oleh sekretariat.*seterusnya.*hubungi sekretariat"):
        cycles.change(cycle, name="Lain", previous=None, by=actor(make_user()), at=timezone.now())
