"""Handing in by the head of office, and the secretariat's steps back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from journal.models import Entry
from submissions.models import Submission
from submissions.tests.factories import (
    indicators,
    make_agency,
    make_answer,
    make_member,
    make_submission,
    make_user,
    set_window,
)

pytestmark = pytest.mark.django_db


def address(submission: Submission) -> str:
    return reverse("submissions:hand_in", args=[submission.pk])


def step(submission: Submission, name: str) -> str:
    return reverse("submissions:step", args=[submission.pk, name])


def as_role(client: Client, submission: Submission, role: Role) -> Client:
    national = role == Role.SECRETARIAT
    client.force_login(make_user(national=role) if national else make_member(submission.regency, role, name="Kepala"))
    return client


def test_the_head_hands_in_and_then_all_is_read_only(client: Client) -> None:
    submission = make_submission(answered=True)
    as_role(client, submission, Role.HEAD)
    page = client.get(address(submission)).content.decode()
    assert "Serahkan sekarang?" not in page and page.count("Belum ada data dukung.") >= 4
    assert client.post(address(submission)).status_code == 409  # four warnings without a reason
    excuse = reverse("submissions:excuse", args=[submission.pk])
    assert client.post(excuse, {"reason": "Berkas menyusul.", "all": "1"}).status_code == 302
    page = client.get(address(submission)).content.decode()
    assert "Serahkan sekarang?" in page and "4 peringatan dengan alasan" in page
    assert "hanya dapat dibaca" in page
    answer = client.post(address(submission), follow=True)
    text = answer.content.decode()
    assert "diserahkan pada" in text
    assert "WITA" in text
    assert "oleh Kepala" in text
    submission.refresh_from_db()
    assert submission.state == "handed_in"
    assert Entry.objects.filter(verb="submission.hand_in").count() == 1
    assert client.post(address(submission)).status_code == 409


def test_gaps_are_listed_with_links_and_hold_it_back(client: Client) -> None:
    submission = make_submission()
    make_answer(submission, indicators(submission)[1], number=0, own_level=1)
    as_role(client, submission, Role.HEAD)
    page = client.get(address(submission)).content.decode()
    section = reverse("submissions:section", args=[submission.pk, "baseline"])
    assert f"{section}#q-1" in page
    assert "Belum dijawab." in page
    assert "Serahkan sekarang?" not in page
    assert page.index("Peringatan") < page.index(f"{section}#q-2")
    answer = client.post(address(submission))
    assert answer.status_code == 409
    assert "Masih ada 3 hal" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.state == "filling"


def test_a_zero_and_a_no_are_no_gaps(client: Client) -> None:
    submission = make_submission()
    yes_no, count, share, survey = indicators(submission)
    make_answer(submission, yes_no, yes=False, own_level=0)
    for question in (count, share):
        make_answer(submission, question, number=0, own_level=0)
    make_answer(
        submission, survey, number=None, own_level=None, not_applicable=True, not_applicable_reason="Tidak ada."
    )
    assert client.get(address(submission)).status_code == 302
    as_role(client, submission, Role.HEAD)
    assert client.post(address(submission)).status_code == 302


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 200), (Role.SECRETARIAT, 200), (Role.COUNCIL, 404)])
def test_nobody_but_the_head_hands_in(client: Client, role: Role, status: int) -> None:
    submission = make_submission(answered=True)
    as_role(client, submission, role)
    page = client.get(address(submission))
    assert page.status_code == status
    assert client.post(address(submission)).status_code == (403 if status == 200 else 404)
    if status == 200:
        assert "Menunggu penanggung jawab" in page.content.decode()
    submission.refresh_from_db()
    assert submission.state == "filling"


def test_a_contributor_has_nothing_to_do_with_handing_in(client: Client) -> None:
    submission = make_submission(answered=True)
    agency = make_agency(submission.regency)
    client.force_login(make_member(submission.regency, Role.CONTRIBUTOR, agency=agency))
    assert client.get(address(submission)).status_code == 403
    assert client.post(address(submission)).status_code == 403


def test_after_the_window_nothing_is_handed_in(client: Client) -> None:
    submission = make_submission(answered=True)
    now = timezone.now()
    set_window(submission.cycle, "answers", now - timedelta(days=2), now)
    as_role(client, submission, Role.HEAD)
    answer = client.post(address(submission))
    assert answer.status_code == 409
    assert "sudah ditutup" in answer.content.decode()


def test_the_secretariat_sends_back_with_a_reason_that_the_region_reads(client: Client) -> None:
    submission = make_submission(answered=True, state="handed_in")
    as_role(client, submission, Role.SECRETARIAT)
    detail = reverse("submissions:detail", args=[submission.pk])
    assert step(submission, "send_back") in client.get(detail).content.decode()
    bare = client.post(step(submission, "send_back"), {"reason": "  "})
    assert bare.status_code == 422
    assert "Tuliskan alasannya." in bare.content.decode()
    assert client.post(step(submission, "send_back"), {"reason": "Lampiran tertukar."}).status_code == 302
    submission.refresh_from_db()
    assert (submission.state, submission.handed_in_at) == ("filling", None)
    assert Entry.objects.get(verb="submission.send_back").reason == "Lampiran tertukar."
    as_role(client, submission, Role.OPERATOR)
    assert "Lampiran tertukar." in client.get(detail).content.decode()


def test_absence_is_noted_and_taken_back(client: Client) -> None:
    submission = make_submission()
    as_role(client, submission, Role.SECRETARIAT)
    client.post(step(submission, "absent"), {"reason": "Mengundurkan diri."})
    submission.refresh_from_db()
    assert submission.state == "absent"
    client.post(step(submission, "readmit"), {"reason": "Ikut kembali."})
    submission.refresh_from_db()
    assert submission.state == "filling"


def test_a_step_that_does_not_fit_is_refused_and_the_reason_stays(client: Client) -> None:
    submission = make_submission()
    as_role(client, submission, Role.SECRETARIAT)
    assert "tidak dapat dilakukan" in client.get(step(submission, "send_back")).content.decode()
    answer = client.post(step(submission, "send_back"), {"reason": "Alasan panjang."})
    assert answer.status_code == 409
    assert "Alasan panjang." in answer.content.decode()
    long = client.post(step(submission, "absent"), {"reason": "a" * 2001})
    assert long.status_code == 422
    for name in ("hand_in", "terbang"):
        assert client.get(step(submission, name)).status_code == 404


def test_the_region_takes_none_of_the_secretariats_steps(client: Client) -> None:
    submission = make_submission()
    for role in (Role.OPERATOR, Role.HEAD):
        as_role(client, submission, role)
        assert client.post(step(submission, "absent"), {"reason": "Tidak mau."}).status_code == 403
        assert client.get(step(submission, "absent")).status_code == 403
    submission.refresh_from_db()
    assert submission.state == "filling"
