"""Draft, right of reply, final: who sees the draft, what decides an objection, what the final says of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from accounts.models import Actor, Role, User
from common.steps import Refused
from evaluations.actions import drafts, replies, results
from evaluations.actions.gate import what_blocks_replies
from evaluations.actions.given import Given
from evaluations.models import Mark, MarkRevision, QuestionValue, Reply, Result, ResultRun, Seat
from evaluations.queries.replies import differences_of
from evaluations.tests.factories import assessor, make_assessor, make_secretary, plenary, ready, secretary
from journal.models import Audience, Entry
from submissions.actions import evidence
from submissions.models import Cycle, OwnWindow, Submission, Window
from submissions.tests.factories import actor, indicators, make_agency, make_member, pdf

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def published(*codes: str) -> Cycle:
    """A cycle whose draft is with its regions, who have a week to reply; panels of three gave 3 to everything."""
    now = timezone.now()
    cycle = plenary()
    for code in codes or ("64.01",):
        ready(code, cycle)
    Window.objects.update_or_create(
        cycle=cycle, kind=Window.Kind.OBJECTION, defaults={"opens_at": now, "closes_at": now + 7 * DAY}
    )
    drafts.publish(cycle, by=secretary(), at=now)
    cycle.refresh_from_db()
    return cycle


def draft_of(cycle: Cycle, code: str = "64.01") -> Result:
    return Result.objects.select_related("run__cycle", "submission__regency").get(
        run__cycle=cycle, run__kind="draft", submission__regency=code
    )


def objection(row: Result, number: int = 1, text: str = "Data 2026 belum dihitung.") -> Reply:
    """An objection to a question, sent by the head."""
    now = timezone.now()
    question = indicators(row.submission)[number - 1]
    found = replies.write(row, question, kind="object", text=text, by=operator(row), at=now)
    replies.send(row, by=actor(make_member(row.submission.regency, Role.HEAD), Role.HEAD), at=now)
    found.refresh_from_db()
    return found


def operator(row: Result) -> Actor:
    return actor(make_member(row.submission.regency))


def first_seat(row: Result) -> Seat:
    return Seat.objects.select_related("assessor").get(submission=row.submission, number=1)


def revised(reply: Reply, value: int = 4) -> MarkRevision:
    now, seat = timezone.now(), first_seat(reply.result)
    replies.ask(reply, [seat], by=secretary(), at=now)
    return replies.revise(reply, seat, Given(value), reason="Berkas baru cukup.", by=assessor(seat.assessor), at=now)


def later() -> datetime:
    return timezone.now() + 8 * DAY


# --- the draft ----------------------------------------------------------------------------------------------------


def test_a_draft_is_never_current_and_has_no_ranks() -> None:
    cycle = published()
    run = ResultRun.objects.get()
    assert (run.kind, run.is_current, run.number, cycle.state) == ("draft", False, 1, Cycle.State.PLENARY)
    row = draft_of(cycle)
    assert (row.final, row.rank, row.rank_of) == (Decimal("3.00"), None, 0)


def test_a_draft_needs_a_window_and_is_published_once() -> None:
    cycle = ready().cycle
    Window.objects.filter(cycle=cycle, kind=Window.Kind.OBJECTION).delete()
    with pytest.raises(Refused, match="Tetapkan dahulu jendela"):
        drafts.publish(cycle, by=secretary(), at=timezone.now())
    assert not ResultRun.objects.exists()
    again = published("31.71")
    with pytest.raises(Refused, match="sudah disampaikan"):
        drafts.publish(again, by=secretary(), at=timezone.now())
    assert ResultRun.objects.count() == 1


def test_only_the_region_and_the_secretariat_open_a_draft(client: Client) -> None:
    cycle = published("64.01", "31.71")
    row = draft_of(cycle)
    address = reverse("evaluations:draft", args=[row.submission_id])
    regency = row.submission.regency
    contributor = make_member(regency, Role.CONTRIBUTOR, agency=make_agency(regency))
    neighbour = make_member(draft_of(cycle, "31.71").submission.regency)
    strangers = [make_member(regency, Role.COUNCIL), contributor, neighbour, make_assessor(), first_seat(row).assessor]
    for person in strangers:
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
        assert client.get(reverse("evaluations:result", args=[row.pk])).status_code == 404
    for person in (make_member(regency), make_member(regency, Role.HEAD), make_secretary()):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "RANCANGAN" in page
        assert "3,00" in page
        assert client.get(reverse("evaluations:result", args=[row.pk])).status_code == 404


def test_after_the_announcement_a_draft_is_still_no_result(client: Client) -> None:
    cycle = published()
    row = draft_of(cycle)
    run = results.announce(cycle, by=secretary(), at=later())
    assert (run.number, run.is_current, run.draft) == (2, True, row.run)
    for person in (make_member(row.submission.regency), make_member(row.submission.regency, Role.COUNCIL)):
        client.force_login(person)
        assert client.get(reverse("evaluations:result", args=[row.pk])).status_code == 404
    assert client.get(reverse("evaluations:differences", args=[run.results.get().pk])).status_code == 404


# --- replies ------------------------------------------------------------------------------------------------------


def test_what_is_not_sent_reaches_nobody_else(client: Client) -> None:
    row = draft_of(published())
    found = replies.write(
        row, indicators(row.submission)[0], kind="object", text="x", by=operator(row), at=timezone.now()
    )
    for person in (make_secretary(), first_seat(row).assessor):
        client.force_login(person)
        assert client.get(reverse("evaluations:reply", args=[found.pk])).status_code == 404
    assert "x" not in str(list(Entry.objects.filter(verb="reply.write").values_list("after", flat=True)))
    assert what_blocks_replies(row.run.cycle, later()) == []


def test_the_window_is_closed_to_the_second() -> None:
    row = draft_of(published())
    question, by = indicators(row.submission)[0], operator(row)
    end = row.run.replies_until
    assert end is not None
    replies.write(row, question, kind="accept", text="", by=by, at=end - timedelta(seconds=1))
    with pytest.raises(Refused, match="Masa sanggah sudah berakhir"):
        replies.write(row, question, kind="object", text="x", by=by, at=end)


def test_what_was_sent_stays_as_it_is() -> None:
    found = objection(draft_of(published()))
    with pytest.raises(Refused, match="sudah dikirim"):
        replies.write(
            found.result, found.indicator, kind="accept", text="", by=operator(found.result), at=timezone.now()
        )


def test_new_evidence_comes_in_as_late_and_only_within_the_window() -> None:
    row = draft_of(published())
    submission = Submission.objects.select_related("cycle").get(pk=row.submission_id)
    question, now = indicators(submission)[0], timezone.now()
    found = evidence.attach(submission, question, pdf(), max_bytes=10**7, by=operator(row), at=now)
    assert found.is_late
    window = OwnWindow.objects.get(submission=submission)
    assert (window.closes_at, window.indicators.count()) == (row.run.replies_until, len(indicators(submission)))
    with pytest.raises(Refused):
        evidence.attach(submission, question, pdf("lain.pdf"), max_bytes=10**7, by=operator(row), at=later())


# --- decisions ----------------------------------------------------------------------------------------------------


def test_an_appeal_is_never_accepted_while_the_score_is_unchanged() -> None:
    found = objection(draft_of(published()))
    by, now = secretary(), timezone.now()
    with pytest.raises(Refused):
        replies.decide(found, "accept", reason="", by=by, at=now)
    replies.ask(found, [first_seat(found.result)], by=by, at=now)
    with pytest.raises(Refused, match="setelah asesor mengubah nilainya"):
        replies.decide(found, "accept", reason="", by=by, at=now)
    seat = first_seat(found.result)
    replies.revise(found, seat, Given(4), reason="Cukup.", by=assessor(seat.assessor), at=now)
    with pytest.raises(Refused, match="tidak dapat ditolak"):
        replies.decide(found, "reject", reason="Tidak.", by=by, at=now)
    assert replies.decide(found, "accept", reason="", by=by, at=now).state == Reply.State.ACCEPTED
    Mark.objects.filter(seat=seat, indicator=found.indicator).update(value=3)
    assert what_blocks_replies(found.result.run.cycle, later()) == [
        "Kabupaten 64.01: sanggahan nomor 1 diterima, tetapi nilainya tidak berubah."
    ]
    with pytest.raises(Refused, match="tidak berubah"):
        results.announce(found.result.run.cycle, by=by, at=later())


def test_an_abstention_that_leaves_the_mean_as_it_was_accepts_no_appeal() -> None:
    found = objection(draft_of(published()))
    seat, by, now = first_seat(found.result), secretary(), timezone.now()
    replies.ask(found, [seat], by=by, at=now)
    own = assessor(seat.assessor)
    replies.revise(found, seat, Given(abstained=True), reason="Tidak netral.", by=own, at=now)
    with pytest.raises(Refused, match="setelah asesor mengubah nilainya"):  # 9 of 3 marks became 6 of 2
        replies.decide(found, "accept", reason="", by=by, at=now)
    replies.decide(found, "reject", reason="Nilainya tetap.", by=by, at=now)
    final = results.announce(found.result.run.cycle, by=by, at=later()).results.get()
    assert differences_of(found.result, final).questions == []


def test_draft_scores_enter_neither_totals_nor_ranks_nor_the_next_year() -> None:
    cycle = published("64.01", "31.71")
    found = objection(draft_of(cycle))
    revised(found)
    replies.decide(found, "accept", reason="", by=secretary(), at=timezone.now())
    run = results.announce(cycle, by=secretary(), at=later())
    rows = {row.submission.regency_id: row for row in run.results.all()}
    assert {code: (row.rank, row.rank_of) for code, row in rows.items()} == {"64.01": (1, 2), "31.71": (2, 2)}
    assert rows["64.01"].final > Decimal("3.00")
    value = QuestionValue.objects.get(result=rows["64.01"], indicator=found.indicator)
    assert (value.total, value.count) == (10, 3)
    following = plenary(instrument=rows["64.01"].submission.instrument, previous=cycle)
    ready("64.01", following)
    assert results.announce(following, by=secretary(), at=later()).results.get().previous == rows["64.01"]


def test_a_rejection_says_why_and_the_region_reads_it(client: Client) -> None:
    found = objection(draft_of(published()))
    with pytest.raises(Refused, match="alasan"):
        replies.decide(found, "reject", reason=" ", by=secretary(), at=timezone.now())
    client.force_login(make_secretary())
    address = reverse("evaluations:reply", args=[found.pk])
    assert client.post(address, {"do": "reject", "reason": "Berkas dari tahun lain."}).status_code == 302
    client.force_login(make_member(found.result.submission.regency))
    page = client.get(address).content.decode()
    assert "Berkas dari tahun lain." in page
    assert first_seat(found.result).assessor.name not in page


def test_only_who_was_asked_revises_and_the_mark_keeps_its_trace(client: Client) -> None:
    found = objection(draft_of(published()))
    seat, address = first_seat(found.result), reverse("evaluations:reply", args=[found.pk])
    replies.ask(found, [seat], by=secretary(), at=timezone.now())
    other = Seat.objects.get(submission=seat.submission, number=2)
    client.force_login(other.assessor)
    assert client.post(address, {"do": "revise", "mark": "4", "reason": "x"}).status_code == 409
    assert client.post(address, {"do": "reject", "reason": "x"}).status_code == 403
    client.force_login(seat.assessor)
    assert client.post(address, {"do": "revise", "mark": "4", "reason": " "}).status_code == 409
    assert client.post(address, {"do": "revise", "mark": "3", "reason": "x"}).status_code == 409
    assert not MarkRevision.objects.exists()
    assert client.post(address, {"do": "revise", "mark": "4", "reason": "Cukup."}).status_code == 302
    row = MarkRevision.objects.get()
    assert (row.before, row.after, row.reason, row.seat) == ("3", "4", "Cukup.", seat)
    assert Mark.objects.get(seat=seat, indicator=found.indicator).value == 4
    assert Mark.objects.get(seat=other, indicator=found.indicator).value == 3
    assert Entry.objects.get(verb="mark.revise").audience == Audience.OWN


def test_the_chair_decides_and_the_region_never_reads_who(client: Client) -> None:
    found = objection(draft_of(published()))
    seat = first_seat(found.result)
    Seat.objects.filter(pk=seat.pk).update(is_chair=True)
    client.force_login(seat.assessor)
    address = reverse("evaluations:reply", args=[found.pk])
    assert client.post(address, {"do": "reject", "reason": "Tidak cukup."}).status_code == 302
    assert Entry.objects.get(verb="reply.reject").audience == Audience.SECRETARIAT


def test_every_objection_is_decided_before_the_final() -> None:
    cycle = published()
    objection(draft_of(cycle))
    with pytest.raises(Refused, match="Masa sanggah belum berakhir"):
        results.announce(cycle, by=secretary(), at=timezone.now())
    with pytest.raises(Refused, match=r"Kabupaten 64\.01: sanggahan nomor 1 belum diputuskan"):
        results.announce(cycle, by=secretary(), at=later())


def test_the_difference_names_each_number_before_and_after_and_why(client: Client) -> None:
    cycle = published()
    found = objection(draft_of(cycle))
    revised(found)
    replies.decide(found, "accept", reason="", by=secretary(), at=timezone.now())
    final = results.announce(cycle, by=secretary(), at=later()).results.get()
    shown = differences_of(found.result, final)
    assert [(row.before, row.after, row.why) for row in shown.questions] == [
        (Decimal("3.00"), Decimal("3.33"), ["Berkas baru cukup."])
    ]
    assert len(shown.dimensions) == 1
    client.force_login(make_member(final.submission.regency))
    page = client.get(reverse("evaluations:differences", args=[final.pk])).content.decode()
    assert "3,33" in page
    assert "Berkas baru cukup." in page
    assert first_seat(final).assessor.name not in page


STEPS = ("write", "send", "ask", "revise", "back", "accept", "reject", "announce early", "announce")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begin=st.sampled_from([(), ("write", "send"), ("write", "send", "ask", "revise")]),
    steps=st.lists(st.sampled_from(STEPS), max_size=8),
)
def test_whatever_is_tried_in_whatever_order_runs_never_change_and_decisions_hold(
    begin: tuple[str, ...], steps: list[str], db: None
) -> None:
    """Any course ends either open or announced; a stored run keeps every number; "accepted" always moved a number."""
    cycle = published()
    row = draft_of_cycle(cycle)
    people = People(row)
    stored: dict[object, list[tuple[object, ...]]] = {}
    for name in (*begin, *steps):
        with suppress(Refused):
            people.take(name)
        for run in ResultRun.objects.filter(cycle=cycle):
            numbers = list(QuestionValue.objects.filter(result__run=run).order_by("id").values_list("total", "count"))
            assert stored.setdefault(run.pk, numbers) == numbers
    cycle.refresh_from_db()
    if cycle.state == Cycle.State.ANNOUNCED:
        assert not Reply.objects.filter(result=row, kind="object", state__in=("sent", "asked")).exists()
        final = Result.objects.get(run__cycle=cycle, run__is_current=True)
        changed = {question.label for question in differences_of(row, final).questions}
        assert bool(changed) == Reply.objects.filter(result=row, state="accepted").exists()
    assert ResultRun.objects.filter(cycle=cycle, is_current=True).count() == (cycle.state == Cycle.State.ANNOUNCED)


def draft_of_cycle(cycle: Cycle) -> Result:
    return Result.objects.select_related("run__cycle", "submission__regency").get(run__cycle=cycle, run__kind="draft")


class People:
    """Those who take part in one region's right of reply."""

    def __init__(self, row: Result) -> None:
        self.row = row
        self.question = indicators(row.submission)[0]
        self.operator, self.secretary, self.seat = operator(row), secretary(), first_seat(row)
        self.head = actor(make_member(row.submission.regency, Role.HEAD), Role.HEAD)

    def take(self, name: str) -> None:
        now = timezone.now()
        row, by = self.row, self.secretary
        if name == "write":
            replies.write(row, self.question, kind="object", text="Sanggah", by=self.operator, at=now)
        elif name == "send":
            replies.send(row, by=self.head, at=now)
        elif name.startswith("announce"):
            results.announce(row.run.cycle, by=by, at=now if "early" in name else later())
        elif (found := Reply.objects.filter(result=row).first()) is not None:
            if name == "ask":
                replies.ask(found, [self.seat], by=by, at=now)
            elif name in ("revise", "back"):
                mark = Given(4 if name == "revise" else 3)
                replies.revise(found, self.seat, mark, reason="Ya", by=assessor(self.seat.assessor), at=now)
            else:
                replies.decide(found, name, reason="Sebab", by=by, at=now)


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_secretariat_publishes_after_reading_what_will_happen(client: Client) -> None:
    cycle = ready().cycle
    now = timezone.now()
    Window.objects.update_or_create(
        cycle=cycle, kind=Window.Kind.OBJECTION, defaults={"opens_at": now, "closes_at": now + DAY}
    )
    client.force_login(make_secretary())
    address = reverse("evaluations:drafts", args=[cycle.pk])
    assert "Batas waktu itu tetap" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert "Belum diputuskan" in client.get(address).content.decode()
    assert client.post(address).status_code == 409


def test_the_operator_writes_and_the_head_sends(client: Client) -> None:
    row = draft_of(published())
    regency, question = row.submission.regency, indicators(row.submission)[0]
    head, person = make_member(regency, Role.HEAD), make_member(regency)
    address = reverse("evaluations:draft", args=[row.submission_id])
    writing = reverse("evaluations:reply_write", args=[row.submission_id, question.pk])
    client.force_login(head)
    assert client.get(writing).status_code == 403
    client.force_login(person)
    assert client.post(address).status_code == 403
    refused = client.post(writing, {"kind": "object", "text": " "})
    assert refused.status_code == 422
    kept = client.post(writing, {"kind": "", "text": "Jangan hilang"})
    assert (kept.status_code, "Jangan hilang" in kept.content.decode()) == (422, True)
    assert client.post(writing, {"kind": "object", "text": "Ada berkas."}).status_code == 302
    client.force_login(head)
    assert client.post(address).status_code == 302
    assert Reply.objects.get().state == Reply.State.SENT
    assert client.post(address).status_code == 409
    client.force_login(person)
    with travel(later()):
        client.force_login(person)
        assert client.post(writing, {"kind": "accept"}).status_code == 409


def test_pages_ask_as_much_for_three_as_for_one(client: Client) -> None:
    counted = []
    for codes, numbers in ((("64.01",), (1,)), (("31.71", "94.01", "33.01"), (1, 2, 3))):
        cycle = published(*codes)
        row = draft_of(cycle, codes[0])
        for number in numbers:
            objection(row, number)
        person: User = make_secretary()
        client.force_login(person)
        found = []
        for address in (
            reverse("evaluations:drafts", args=[cycle.pk]),
            reverse("evaluations:draft", args=[row.submission_id]),
            reverse("evaluations:announce", args=[cycle.pk]),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counted.append(found)
    assert counted[0] == counted[1]
