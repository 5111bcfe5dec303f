"""Facts about quarterly reports: who writes, sends, accepts and reads; what is refused; nothing typed is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Actor, Role
from common.steps import Refused
from documents.tests.factories import AT, PASER, WHO, make_agency, make_person, make_regency
from journal.models import Entry
from quickwins import actions, queries
from quickwins.models import QuarterReport, QuickWin
from quickwins.rules import decides
from quickwins.tests import factories as make
from quickwins.workflow import REPORT_STEPS

pytestmark = pytest.mark.django_db


def url(quick_win: QuickWin, quarter: int = 1, step: str = "") -> str:
    place = [quick_win.pk, 2023, quarter]
    return reverse("quickwins:report_step", args=[*place, step]) if step else reverse("quickwins:report", args=place)


def test_a_quarter_that_has_not_begun_and_a_year_without_a_status_are_not_reported() -> None:
    quick_win = make.make_quick_win(years={2023: "running", 2026: "running"})
    with pytest.raises(Refused, match="belum dimulai"):
        actions.save_report(quick_win, {}, year=2027, quarter=1, **WHO)
    with pytest.raises(Refused, match="2025 belum dicatat"):
        actions.save_report(quick_win, {}, year=2025, quarter=4, **WHO)
    # AT is 2 November 2026 in Makassar; on the last evening of September it is already the fourth quarter there
    evening = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    assert actions.save_report(quick_win, {}, year=2026, quarter=4, by=WHO["by"], at=evening)
    with pytest.raises(Refused, match="belum dimulai"):
        actions.save_report(quick_win, {}, year=2026, quarter=4, version=1, by=WHO["by"], at=AT.replace(month=9))


def test_a_report_is_sent_whole_or_not_at_all() -> None:
    report = make.make_report(make.make_quick_win(), progress=" ", light="red", light_reason="")
    with pytest.raises(Refused, match="kegiatan dan kemajuan, alasan lampu"):
        actions.take_report_step(report, "send", **WHO)
    whole = make.make_report(report.quick_win, quarter=2, send=True)
    with pytest.raises(Refused, match="sudah dikirim"):
        make.make_report(report.quick_win, quarter=2, light="green")
    assert whole.sent_at == AT


def test_who_writes_over_what_somebody_else_wrote_meanwhile_is_refused() -> None:
    report = make.make_report(make.make_quick_win())
    with pytest.raises(Refused, match="baru saja diubah"):
        actions.save_report(report.quick_win, {"progress": "Lain"}, year=2023, quarter=1, version=0, **WHO)


def test_nobody_accepts_the_own_report() -> None:
    quick_win = make.make_quick_win()
    head, office = make_person(quick_win.regency, Role.HEAD), make_person(role=Role.SECRETARIAT)
    report = make.make_report(quick_win)
    report = actions.take_report_step(report, "send", by=Actor(head, Role.OPERATOR), at=AT)
    assert decides(head, report) is None
    assert decides(office, report) == Actor(office, Role.SECRETARIAT)
    assert decides(make_person(quick_win.regency, Role.COUNCIL), report) is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tries=st.lists(st.tuples(st.sampled_from(["save", *REPORT_STEPS]), st.sampled_from(["", "Alasan"])), max_size=10)
)
def test_a_stored_report_keeps_its_word_through_any_steps(tries: list[tuple[str, str]]) -> None:
    report = make.make_report(make.make_quick_win())
    for name, reason in tries:
        before, told = QuarterReport.objects.values().get(pk=report.pk), Entry.objects.count()
        with suppress(Refused):
            _try(report, name, reason)
        report.refresh_from_db()
        after = QuarterReport.objects.values().get(pk=report.pk)
        assert Entry.objects.count() - told == (after != before) == after["version"] - before["version"]
        assert (report.state == "draft") == (report.sent_at is None)
        assert (report.state in ("accepted", "returned")) == (report.decided_at is not None)
        assert report.state != "returned" or report.decision_reason == "Alasan"


def _try(report: QuarterReport, name: str, reason: str) -> None:
    if name != "save":
        actions.take_report_step(report, name, reason=reason, **WHO)
        return
    texts = {"progress": f"Versi {report.version}"}
    actions.save_report(report.quick_win, texts, year=2023, quarter=1, version=report.version, **WHO)


def test_from_draft_to_returned_to_accepted(client: Client) -> None:
    quick_win = make.make_quick_win()
    agency, head = make_person(quick_win.regency, Role.CONTRIBUTOR), make_person(quick_win.regency, Role.HEAD)
    client.force_login(agency)
    sent: dict[str, Any] = make.report_values() | {"version": 0}
    assert client.post(url(quick_win), sent).status_code == 302
    assert client.post(url(quick_win), sent | {"version": 1, "send": "1"}).status_code == 302
    assert client.post(url(quick_win, step="accept"), {}).status_code == 403
    client.force_login(head)
    assert client.post(url(quick_win, step="return"), {"reason": " "}).status_code == 422
    assert client.post(url(quick_win, step="return"), {"reason": "Lampirkan foto"}).status_code == 302
    client.force_login(agency)
    page = client.get(url(quick_win)).content.decode()
    assert "Lampirkan foto" in page and "Pelatihan kader selesai" in page
    again = QuarterReport.objects.get().version
    assert client.post(url(quick_win), sent | {"version": again, "light": "green", "send": "1"}).status_code == 302
    client.force_login(head)
    assert client.post(url(quick_win, step="accept"), {}).status_code == 302
    assert client.post(url(quick_win, step="accept"), {}).status_code == 409
    report = QuarterReport.objects.get()
    assert (report.state, report.light, report.decision_reason) == ("accepted", "green", "")
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))[-6:]
    assert [verb.removeprefix("quickwin.report") for verb in verbs] == [
        "", "_send", "_return", "", "_send", "_accept",
    ]  # fmt: skip


def test_what_cannot_be_sent_is_saved_and_stays_on_the_page(client: Client) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency))
    answer = client.post(url(quick_win), make.report_values(light_reason="") | {"version": 0, "send": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "alasan lampu kuning atau merah" in page and "Pelatihan kader selesai" in page
    assert QuarterReport.objects.get().progress == "Pelatihan kader selesai"
    assert 'name="version" value="1"' in page  # from here it goes on


def test_two_who_write_at_once_both_keep_their_words(client: Client) -> None:
    quick_win = make.make_quick_win()
    make.make_report(quick_win, progress="Yang pertama")
    client.force_login(make_person(quick_win.regency))
    sent: dict[str, Any] = make.report_values(progress="Yang kedua") | {"version": 0}
    answer = client.post(url(quick_win), sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Yang pertama" in page and "Yang kedua" in page
    assert client.post(url(quick_win), sent | {"version": 1}).status_code == 302
    assert QuarterReport.objects.get().progress == "Yang kedua"


def test_a_draft_is_read_by_its_writers_and_the_head_alone(client: Client) -> None:
    quick_win = make.make_quick_win()
    make.make_report(quick_win)
    other = make.make_quick_win(agency=make_agency(quick_win.regency, "DLH"))
    make.make_report(other, progress="Draf dinas lain")
    board, own = reverse("quickwins:reports", args=[PASER]), (quick_win, other)
    expected = {
        Role.OPERATOR: (200, 200),
        Role.HEAD: (200, 200),
        Role.CONTRIBUTOR: (200, 404),
        Role.COUNCIL: (404, 404),
    }
    for role, statuses in expected.items():
        client.force_login(make_person(quick_win.regency, role))
        assert tuple(client.get(url(one)).status_code for one in own) == statuses, role
        assert (">Draf<" in client.get(board, {"tahun": 2023}).content.decode()) == (role in (Role.OPERATOR, Role.HEAD))
    client.force_login(make_person(role=Role.SECRETARIAT))
    assert client.get(url(quick_win)).status_code == 404
    actions.take_report_step(QuarterReport.objects.get(quick_win=quick_win), "send", **WHO)
    assert client.get(url(quick_win)).status_code == 200
    assert client.post(url(quick_win), {"version": 1}).status_code == 403


@pytest.mark.parametrize("place", [(2023, 5), (2023, 0), (1999, 1)])
def test_what_is_no_quarter_does_not_exist(client: Client, place: tuple[int, int]) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency))
    assert client.get(reverse("quickwins:report", args=[quick_win.pk, *place])).status_code == 404


def test_a_quarter_is_missing_once_it_is_over_and_nothing_was_sent() -> None:
    quick_win = make.make_quick_win(years={2026: "running"}, start_year=2026)
    make.make_report(quick_win, year=2026, quarter=1, send=True)
    make.make_report(quick_win, year=2026, quarter=2)
    found = queries.board(quick_win.regency, make_person(quick_win.regency), year=None, drafts=True, at=AT)
    assert [cell.is_missing for cell in found.rows[0].cells] == [False, True, True, False]
    assert [cell.has_begun for cell in found.rows[0].cells] == [True] * 4
    assert (found.year, found.missing, len(found.waiting)) == (2026, 2, 1)


def test_the_board_asks_as_much_for_three_as_for_one(client: Client) -> None:
    client.force_login(make_person(make_regency()))
    address = reverse("quickwins:reports", args=[PASER])
    make.make_report(make.make_quick_win(), send=True)
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    first = asked()
    for quarter in (1, 2):
        make.make_report(make.make_quick_win(), quarter=quarter, send=True)
    assert asked() == first


def test_the_head_sees_on_the_list_what_waits_and_the_operator_does_not(client: Client) -> None:
    quick_win = make.make_quick_win()
    for quarter in (1, 2):
        make.make_report(quick_win, quarter=quarter, send=True)
    make.make_report(quick_win, quarter=3)
    sentence = "2 laporan triwulan menunggu keputusan"
    for role, sees in {Role.HEAD: True, Role.OPERATOR: False, Role.COUNCIL: False}.items():
        client.force_login(make_person(quick_win.regency, role))
        assert (sentence in client.get(reverse("quickwins:list")).content.decode()) == sees, role
    client.force_login(make_person(role=Role.SECRETARIAT))
    assert sentence in client.get(reverse("quickwins:list"), {"daerah": PASER}).content.decode()
