"""More time for one region alone, and late evidence for named questions: to the second, told to both sides."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.models import Actor, Role
from common.clock import ZONES
from common.steps import Refused
from journal.models import Audience, Entry
from regencies.models import Agency
from submissions.actions import answers, evidence, own_windows
from submissions.actions import submissions as steps
from submissions.actions.answers import Draft
from submissions.models import Answer, Attachment, Cycle, OwnWindow, Submission, Window
from submissions.queries import why_closed, why_read_only, windows_for
from submissions.queries.steps import what_happens
from submissions.tests.factories import (
    actor,
    answer_all,
    hand_to,
    indicators,
    make_agency,
    make_cycle,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
    set_window,
)

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def secretariat() -> Actor:
    return actor(make_user(national=Role.SECRETARIAT), Role.SECRETARIAT)


def text(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def closing(submission: Submission, kind: str = "answers") -> Window:
    return Window.objects.get(cycle=submission.cycle, kind=kind)


def extend(submission: Submission, by: Actor, days: int, reason: str = "Banjir") -> OwnWindow:
    now = timezone.now()
    return own_windows.extend(submission, closes_at=now + days * DAY, reason=reason, by=by, at=now)


# --- extensions -----------------------------------------------------------------------------------------------------


def test_one_region_answers_until_the_last_second_of_its_extension_and_the_others_do_not(secretariat: Actor) -> None:
    submission = make_submission()
    neighbour = make_submission(cycle=submission.cycle, regency=make_regency("64.02"))
    until = extend(submission, secretariat, 9).closes_at
    end = closing(submission).closes_at
    question, by = indicators(submission)[0], actor(make_member(submission.regency))
    for at in (end, end + SECOND, until - SECOND):
        assert why_read_only(submission, windows_for(submission), at) == ""
        assert why_read_only(neighbour, windows_for(neighbour), at).startswith("Masa pengisian sudah ditutup.")
    answers.save(submission, question, Draft(yes=True, own_level=1), version=0, by=by, at=until - SECOND)
    with pytest.raises(Refused):
        answers.save(submission, question, Draft(yes=False, own_level=1), version=1, by=by, at=until)
    assert closing(submission).closes_at == end


@pytest.mark.parametrize("code", ["31.71", "64.01", "94.01"])
def test_the_end_is_typed_on_the_clocks_of_the_region(client: Client, secretariat: Actor, code: str) -> None:
    submission = make_submission(regency=make_regency(code))
    assert secretariat.user is not None
    client.force_login(secretariat.user)
    zone = ZoneInfo(submission.regency.timezone)
    until = (timezone.now() + 10 * DAY).astimezone(zone).replace(hour=23, minute=59, second=0, microsecond=0)
    sent = {"due_day": f"{until:%Y-%m-%d}", "due_hour": "23:59", "reason": "Gempa"}
    answer = client.post(reverse("submissions:extension", args=[submission.pk]), sent, follow=True)
    assert OwnWindow.objects.get().closes_at == until
    assert f"pukul 23.59 {ZONES[submission.regency.timezone]}" in text(answer)


def test_both_sides_read_the_extension_and_its_reason(client: Client, secretariat: Actor) -> None:
    submission = make_submission()
    extend(submission, secretariat, 9, "Banjir di tiga kecamatan")
    detail = reverse("submissions:detail", args=[submission.pk])
    client.force_login(make_member(submission.regency))
    for url in (detail, reverse("submissions:section", args=[submission.pk, "baseline"])):
        page = text(client.get(url))
        assert "Pengisian diperpanjang sampai" in page
        assert "Banjir di tiga kecamatan" in page
        assert "9 hari lagi" in page
    assert secretariat.user is not None
    client.force_login(secretariat.user)
    assert "Diperpanjang sampai" in text(client.get(reverse("submissions:cycle", args=[submission.cycle_id])))
    assert "Banjir di tiga kecamatan" in text(
        client.get(reverse("submissions:own_windows", args=[submission.cycle_id]))
    )
    entry = Entry.objects.get(verb="submission.extend")
    assert (entry.reason, entry.audience) == ("Banjir di tiga kecamatan", Audience.REGION)


def test_an_extension_is_shortened_prolonged_and_ended_each_with_a_journal_row(secretariat: Actor) -> None:
    submission = make_submission()
    row = extend(submission, secretariat, 9)
    extend(submission, secretariat, 12, "Lebih lama")
    extend(submission, secretariat, 8, "Lebih singkat")
    assert OwnWindow.objects.count() == 1
    until = OwnWindow.objects.get().closes_at
    extend_again = {"closes_at": until, "reason": "Sama", "by": secretariat, "at": timezone.now()}
    own_windows.extend(submission, **extend_again)
    assert Entry.objects.filter(verb="submission.extend").count() == 3
    at = timezone.now() + timedelta(days=7, hours=1)
    assert why_read_only(submission, windows_for(submission), at) == ""
    own_windows.end(row, reason="Sudah cukup", by=secretariat, at=at)
    assert why_read_only(submission, windows_for(submission), at) != ""
    with pytest.raises(Refused):
        own_windows.end(row, reason="Lagi", by=secretariat, at=at + SECOND)
    assert Entry.objects.get(verb="submission.extension_end").reason == "Sudah cukup"


def test_an_extension_that_is_ended_early_never_shortens_the_window_of_all(secretariat: Actor) -> None:
    submission = make_submission()
    row = extend(submission, secretariat, 9)
    at = timezone.now() + SECOND
    own_windows.end(row, reason="Keliru", by=secretariat, at=at)
    assert why_read_only(submission, windows_for(submission), closing(submission).closes_at - SECOND) == ""


def test_what_makes_no_sense_is_refused(secretariat: Actor) -> None:
    submission = make_submission()
    now, end = timezone.now(), closing(submission).closes_at
    for closes_at, reason in ((end, "Sama"), (now - DAY, "Lampau"), (end + DAY, " ")):
        with pytest.raises(Refused):
            own_windows.extend(submission, closes_at=closes_at, reason=reason, by=secretariat, at=now)
    done = make_submission(state=Submission.State.HANDED_IN, regency=make_regency("64.02"))
    with pytest.raises(Refused):
        extend(done, secretariat, 30)
    draft = make_submission(cycle=make_cycle(state=Cycle.State.DRAFT), regency=make_regency("64.03"))
    with pytest.raises(Refused):
        extend(draft, secretariat, 30)
    assert not OwnWindow.objects.exists()


def test_once_assessment_began_an_extension_lasts_until_its_window_opens(secretariat: Actor) -> None:
    now = timezone.now()
    submission = make_submission(answered=True)
    opening = now + 10 * DAY
    set_window(submission.cycle, Window.Kind.ASSESSMENT, opening, now + 30 * DAY)
    extend(submission, secretariat, 20)
    cycle = submission.cycle
    assert why_closed(cycle, windows_for(submission), opening + DAY) == ""
    assert "1 daerah masih memiliki perpanjangan" in " ".join(what_happens(cycle, "begin_assessment", now))
    cycle.state = Cycle.State.ASSESSMENT
    cycle.save(update_fields=["state"])
    assert why_closed(cycle, windows_for(submission), opening - SECOND) == ""
    assert why_closed(cycle, windows_for(submission), opening) != ""
    head = actor(make_member(submission.regency, Role.HEAD), Role.HEAD)
    nothing = {"yes": None, "number": None, "own_level": None}
    Answer.objects.update(not_applicable=True, not_applicable_reason="Belum ada program.", **nothing)
    assert steps.hand_in(submission, by=head, at=opening - SECOND).state == "handed_in"
    other = make_submission(cycle=cycle, regency=make_regency("64.02"))
    assert why_closed(cycle, windows_for(other), now) != ""
    with pytest.raises(Refused):
        own_windows.extend(other, closes_at=opening + SECOND, reason="Lambat", by=secretariat, at=now)
    own_windows.extend(other, closes_at=opening, reason="Lambat", by=secretariat, at=now)
    assert why_closed(cycle, windows_for(other), opening - SECOND) == ""


def test_the_step_says_when_it_ends_extensions(secretariat: Actor) -> None:
    submission = make_submission()  # its assessment window is open already
    extend(submission, secretariat, 9)
    said = " ".join(what_happens(submission.cycle, "begin_assessment", timezone.now()))
    assert "perpanjangan 1 daerah berakhir bersama langkah ini" in said


# --- late evidence --------------------------------------------------------------------------------------------------


@pytest.fixture
def scored() -> Submission:
    submission = make_submission(cycle=make_cycle(state=Cycle.State.ASSESSMENT))
    answer_all(submission)
    Submission.objects.filter(pk=submission.pk).update(state="handed_in", handed_in_at=timezone.now())
    submission.refresh_from_db()
    return submission


def late(submission: Submission, by: Actor, *numbers: int, hours: int = 1) -> OwnWindow:
    now = timezone.now()
    questions = [indicators(submission)[number - 1] for number in numbers]
    return own_windows.open_late(
        submission, questions, closes_at=now + timedelta(hours=hours), reason="Diminta panel", by=by, at=now
    )


def test_only_evidence_of_named_questions_comes_late_and_is_marked(scored: Submission, secretariat: Actor) -> None:
    window = late(scored, secretariat, 1, 3)
    by, questions = actor(make_member(scored.regency)), indicators(scored)
    at = window.closes_at - SECOND
    found = evidence.attach(scored, questions[0], pdf(), max_bytes=10**6, by=by, at=at)
    assert found.is_late
    for question, moment in ((questions[1], at), (questions[0], window.closes_at), (questions[0], at + 2 * SECOND)):
        with pytest.raises(Refused):
            evidence.attach(scored, question, pdf(extra=b"2"), max_bytes=10**6, by=by, at=moment)
    with pytest.raises(Refused):
        answers.save(scored, questions[0], Draft(yes=False), version=1, by=by, at=at)
    assert Attachment.objects.count() == 1
    assert Entry.objects.get(verb="evidence.add").after["is_late"] is True


def test_what_was_handed_in_stays_and_late_files_may_go_again(scored: Submission, secretariat: Actor) -> None:
    Submission.objects.update(state="filling", handed_in_at=None)
    Cycle.objects.update(state=Cycle.State.SELF_ASSESSMENT)
    by, question = actor(make_member(scored.regency)), indicators(scored)[0]
    now = timezone.now()
    before = evidence.attach(
        Submission.objects.get(), question, pdf("dulu.pdf", extra=b"1"), max_bytes=10**6, by=by, at=now
    )
    Submission.objects.update(state="handed_in", handed_in_at=now)
    Cycle.objects.update(state=Cycle.State.PLENARY)
    submission = Submission.objects.select_related("cycle").get()
    window = late(submission, secretariat, 1)
    later = evidence.attach(
        submission, question, pdf("susulan.pdf", extra=b"2"), max_bytes=10**6, by=by, at=window.opens_at
    )
    assert not Attachment.objects.get(pk=before.pk).is_late
    with pytest.raises(Refused):
        evidence.detach(_read(before), by=by, at=now + SECOND)
    with pytest.raises(Refused):
        evidence.detach(_read(later), by=by, at=window.closes_at)
    evidence.detach(_read(later), by=by, at=window.closes_at - SECOND)
    assert list(Attachment.objects.all()) == [before]


def _read(attachment: Attachment) -> Attachment:
    return Attachment.objects.select_related("answer__submission__cycle", "answer__indicator", "evidence").get(
        pk=attachment.pk
    )


def test_the_region_sees_the_field_only_where_it_may_add_and_what_came_is_marked(
    client: Client, scored: Submission, secretariat: Actor
) -> None:
    window = late(scored, secretariat, 1)
    client.force_login(make_member(scored.regency))
    url = reverse("submissions:section", args=[scored.pk, "baseline"])
    page = text(client.get(url))
    assert "Data dukung susulan dibuka sampai" in page
    assert "Diminta panel" in page
    assert 'id="u-1-file"' in page
    assert 'id="u-2-file"' not in page
    assert 'name="a-1-value"' not in page
    add = [reverse("submissions:evidence_add", args=[scored.pk, row.pk]) for row in indicators(scored)[:2]]
    assert client.post(add[0], {"file": pdf()}).status_code == 302
    assert client.post(add[1], {"file": pdf()}).status_code == 409
    assert '<span class="state state-late">Susulan</span>' in text(client.get(url))
    with travel(window.closes_at, tick=False):
        assert 'id="u-1-file"' not in text(client.get(url))
        assert client.post(add[0], {"file": pdf(extra=b"3")}).status_code == 409
    assert Attachment.objects.count() == 1


def test_an_agency_adds_late_files_to_its_own_questions_alone(
    client: Client, scored: Submission, secretariat: Actor
) -> None:
    late(scored, secretariat, 1, 2)
    own: Agency = make_agency(scored.regency)
    hand_to(scored, indicators(scored)[0], own, state="accepted")
    hand_to(scored, indicators(scored)[1], make_agency(scored.regency, "DLH"))
    client.force_login(make_member(scored.regency, Role.CONTRIBUTOR, agency=own))
    add = [reverse("submissions:evidence_add", args=[scored.pk, row.pk]) for row in indicators(scored)[:2]]
    assert client.post(add[0], {"file": pdf()}).status_code == 302
    assert client.post(add[1], {"file": pdf()}).status_code == 404


def test_late_evidence_is_asked_for_only_after_handing_in_and_before_the_results(
    client: Client, scored: Submission, secretariat: Actor
) -> None:
    filling = make_submission(regency=make_regency("64.02"))
    with pytest.raises(Refused):
        late(filling, secretariat, 1)
    with pytest.raises(Refused):
        late(scored, secretariat, 1, hours=0)
    with pytest.raises(Refused):
        late(scored, secretariat)
    window = late(scored, secretariat, 1)
    Cycle.objects.filter(pk=scored.cycle_id).update(state=Cycle.State.ANNOUNCED, announced_at=timezone.now())
    submission = Submission.objects.select_related("cycle").get(pk=scored.pk)
    by = actor(make_member(scored.regency))
    with pytest.raises(Refused):
        evidence.attach(submission, indicators(scored)[0], pdf(), max_bytes=10**6, by=by, at=window.opens_at + SECOND)
    with pytest.raises(Refused):
        late(submission, secretariat, 1)


def test_a_late_window_is_opened_and_ended_on_its_pages(client: Client, scored: Submission, secretariat: Actor) -> None:
    assert secretariat.user is not None
    client.force_login(secretariat.user)
    url = reverse("submissions:late_evidence", args=[scored.pk])
    tomorrow = timezone.now() + 2 * DAY
    sent = {"q": ["1", "2"], "due_day": f"{tomorrow:%Y-%m-%d}", "due_hour": "10:00", "reason": "Diminta panel"}
    mistakes: list[dict[str, object]] = [{"q": []}, {"due_day": ""}, {"reason": ""}]
    for wrong in mistakes:
        answer = client.post(url, sent | wrong)
        assert answer.status_code == 422
        assert 'value="10:00"' in text(answer)
    past = client.post(url, sent | {"due_day": "2020-01-01"})
    assert past.status_code == 409
    assert "Diminta panel" in text(past)
    assert client.post(url, sent).status_code == 302
    row = OwnWindow.objects.get()
    assert set(row.indicators.values_list("order", flat=True)) == {1, 2}
    end = reverse("submissions:own_window_end", args=[scored.pk, row.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Sudah lengkap"}).status_code == 302
    again = client.post(end, {"reason": "Sekali lagi"})
    assert again.status_code == 409
    assert "Sekali lagi" in text(again)
    verbs = ["submission.late_open", "submission.late_end"]
    assert [entry.verb for entry in Entry.objects.filter(verb__in=verbs).order_by("pk")] == verbs


def test_only_the_secretariat_gives_time(client: Client, scored: Submission, secretariat: Actor) -> None:
    row = late(scored, secretariat, 1)
    own = {
        "extension": [scored.pk],
        "late_evidence": [scored.pk],
        "own_window_end": [scored.pk, row.pk],
    }
    client.force_login(make_member(scored.regency))
    for name, args in own.items():
        assert client.get(reverse(f"submissions:{name}", args=args)).status_code == 403
        assert client.post(reverse(f"submissions:{name}", args=args), {"reason": "x"}).status_code == 403
    assert client.get(reverse("submissions:own_windows", args=[scored.cycle_id])).status_code == 404
    client.force_login(make_member(make_regency("64.02")))
    for name, args in own.items():
        assert client.get(reverse(f"submissions:{name}", args=args)).status_code == 404


def test_an_empty_list_says_where_to_begin(client: Client, scored: Submission, secretariat: Actor) -> None:
    assert secretariat.user is not None
    client.force_login(secretariat.user)
    assert "Belum ada jendela daerah" in text(client.get(reverse("submissions:own_windows", args=[scored.cycle_id])))


def test_the_list_needs_as_many_queries_for_three_windows_as_for_one(client: Client, secretariat: Actor) -> None:
    assert secretariat.user is not None
    client.force_login(secretariat.user)
    cycle = make_cycle(state=Cycle.State.ASSESSMENT)
    url = reverse("submissions:own_windows", args=[cycle.pk])
    counts = []
    for code in ("64.01", "64.02", "64.03"):
        submission = make_submission(cycle=cycle, regency=make_regency(code), state=Submission.State.HANDED_IN)
        late(submission, secretariat, 1, 2)
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[2]
