"""Pages that many people open at once: CPU of this process per request, and queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role, User
from bench.table import Row
from bench.world import attach_files, keep_quick_wins, reopen_answers, world
from evaluations.actions import plenary, results
from pillars.queries import Section, indicators_of, sections_of
from submissions.models import Submission

WARM, TURNS, ROUNDS = 5, 5, 20
RANKING_MS, RANKING_QUERIES, RANKING_KB = 35.0, 8, 150.0
COCKPIT_MS, COCKPIT_QUERIES = 60.0, 12
AUDIT_MS, AUDIT_QUERIES = 60.0, 16
DESK_MS, DESK_QUERIES = 12.0, 8
GRID_MS = 35.0  # every question of a region
MARK_MS, MARK_QUERIES = 5.0, 4
BOARD_MS, BOARD_QUERIES = 35.0, 12
POLL_MS, POLL_QUERIES = 5.0, 6
ANSWERING_MS, ANSWERING_QUERIES = 12.0, 8
FILES = 10  # only the newest stand on the page, so many cost no more than a few
AUTOSAVE_MS, AUTOSAVE_QUERIES = 5.0, 4
QUICK_WINS, QUICK_WIN_YEARS = 60, range(2021, 2027)
TIMELINE_MS, REPORTS_MS, TIMELINE_QUERIES, TIMELINE_KB = 60.0, 90.0, 8, 150.0
BORDERS = ("BEGIN", "COMMIT")  # of a transaction: noted among the queries, but no question to the database


def ranking() -> Iterator[Row]:
    """The table of the whole country, as the secretariat opens it: drawn anew, and from the cache."""
    found = world()
    results.announce(found.cycle, by=Actor(found.secretary, Role.SECRETARIAT), at=timezone.now())
    path, client = reverse("reports:ranking"), signed_in(found.secretary)

    def forget() -> None:
        cache.clear()
        client.session.load()  # the reader is still signed in

    yield from measured("Ranking of the country, cold", _got(client, path), RANKING_MS, RANKING_QUERIES, before=forget)
    yield from measured("Ranking of the country, cached", _got(client, path), RANKING_MS, RANKING_QUERIES)
    islands = f"{path}?pulau=jawa_bali&jenis=kabupaten&urut=final&arah=turun"
    yield from measured(
        "  narrowed and sorted, cold", _got(client, islands), RANKING_MS, RANKING_QUERIES, before=forget
    )
    travels = client.get(path, headers={"Accept-Encoding": "gzip"})
    yield Row("  weight as it travels", len(travels.content) / 1000, "kB", RANKING_KB)


def cockpit() -> Iterator[Row]:
    """How far every region and panel of a cycle is, and what is most at risk."""
    found = world()
    path = reverse("reports:cockpit", args=[found.cycle.pk])
    name = "Cockpit of a cycle, all regions of the country"
    yield from measured(name, _got(signed_in(found.secretary), path), COCKPIT_MS, COCKPIT_QUERIES)


def audit() -> Iterator[Row]:
    """What does not fit together, of 300,000 marks: one count a kind, and a page of one kind."""
    found = world()
    path = reverse("reports:audit", args=[found.cycle.pk])
    name = "Audit of a cycle, all regions of the country"
    yield from measured(name, _got(signed_in(found.secretary), path), AUDIT_MS, AUDIT_QUERIES)


def scoring() -> Iterator[Row]:
    """The largest section of an assessor's seat."""
    found = world()
    seat = found.open_submission.seats.get(number=1)
    section = _largest_section(found.open_submission)
    path = reverse("evaluations:section", args=[seat.pk, section.slug])
    name = f"Scoring page, {len(section.indicators)} questions"
    client = signed_in(seat.assessor)
    yield from measured(name, _got(client, path), DESK_MS, DESK_QUERIES)
    question = section.indicators[0]
    one = reverse("evaluations:question", args=[seat.pk, question.pk])
    yield from measured("One question in three panes", _got(client, one), DESK_MS, DESK_QUERIES)
    grid = reverse("evaluations:grid", args=[seat.pk])
    count = len(indicators_of(found.open_submission.instrument_id))
    yield from measured(f"Grid of a region, {count} questions", _got(client, grid), GRID_MS, DESK_QUERIES)
    queue = reverse("evaluations:queue")
    yield from measured("Queue, the next one", _got(client, f"{queue}?mulai=1"), DESK_MS, DESK_QUERIES, expected=302)


def marking() -> Iterator[Row]:
    """One mark, each time another; queries without the borders of the transaction."""
    found = world()
    seat = found.open_submission.seats.get(number=1)
    question = indicators_of(found.open_submission.instrument_id)[0]
    path, client = reverse("evaluations:save", args=[seat.pk]), signed_in(seat.assessor)
    mark = seat.marks.filter(indicator=question).first()
    base = "" if mark is None else "na" if mark.not_applicable else str(mark.value)

    def send() -> Any:
        nonlocal base
        body = {"id": str(uuid4()), "question": str(question.pk), "user": str(seat.assessor_id)}
        body |= {"part": "mark", "text": "2" if base == "3" else "3", "base": base}
        told = client.post(path, body, content_type="application/json")
        base = told.json()["version"]
        return told

    yield from measured("Saving one mark", send, MARK_MS, MARK_QUERIES)


def board() -> Iterator[Row]:
    """All questions of a finished panel side by side, as its chair opens them with the whole agenda made."""
    found = world()
    submission, now = found.open_submission, timezone.now()
    submission.seats.update(state="handed_in", handed_in_at=now)
    submission.seats.filter(number=1).update(is_chair=True)
    chair = submission.seats.get(number=1)
    plenary.gather_agenda(submission, by=Actor(chair.assessor, Role.ASSESSOR), at=now)
    path, client = f"{reverse('evaluations:board', args=[submission.pk])}?tampil=semua", signed_in(chair.assessor)
    name = f"Divergence board, {len(indicators_of(submission.instrument_id))} questions"
    yield from measured(name, _got(client, path), BOARD_MS, BOARD_QUERIES)
    yield Row("Divergence board, weight", len(client.get(path).content) / 1024, "KiB", 150.0)
    yield from _polled(submission, chair.assessor)
    submission.seats.update(state="scoring", handed_in_at=None)


def _polled(submission: Submission, user: User) -> Iterator[Row]:
    """What every screen of a plenary asks every two seconds while nothing changes."""
    client, path = signed_in(user), reverse("evaluations:room_version", args=[submission.pk])
    known = {"If-None-Match": client.get(path)["ETag"]}
    name = "Plenary, a screen asks whether anything changed"
    yield from measured(name, lambda: client.get(path, headers=known), POLL_MS, POLL_QUERIES, expected=304)


def answering() -> Iterator[Row]:
    """The largest section of a region's submission."""
    found = world()
    submission = reopen_answers(found.open_submission)
    section = _largest_section(submission)
    path = reverse("submissions:section", args=[submission.pk, section.slug])
    name, ask = f"Answering page, {len(section.indicators)} questions", _got(signed_in(found.operator), path)
    yield from measured(name, ask, ANSWERING_MS, ANSWERING_QUERIES)
    with transaction.atomic():
        attach_files(submission, section.indicators, FILES)
        yield from measured(f"  with {FILES} files each", ask, ANSWERING_MS, ANSWERING_QUERIES)
        transaction.set_rollback(True)


def autosave() -> Iterator[Row]:
    """One field of an answer, each time with another text; queries without the borders of the transaction."""
    found = world()
    submission = reopen_answers(found.open_submission)
    answer = submission.answers.order_by("indicator__order")[0]
    path, client = reverse("submissions:autosave", args=[submission.pk]), signed_in(found.operator)
    base = answer.version

    def send() -> Any:
        nonlocal base
        body = {"id": str(uuid4()), "question": str(answer.indicator_id), "user": str(found.operator.pk)}
        body |= {"part": "narrative", "text": f"{uuid4()} {answer.narrative}"}
        told = client.post(path, body | {"base": base}, content_type="application/json")
        base = told.json()["version"]
        return told

    yield from measured("Autosave of one field", send, AUTOSAVE_MS, AUTOSAVE_QUERIES)


def quick_wins() -> Iterator[Row]:
    """The timeline and the quarterly reports of a region with as many Quick Wins as any is likely to have."""
    found = world()
    regency, client = found.open_submission.regency, signed_in(found.operator)
    with transaction.atomic():
        keep_quick_wins(regency, QUICK_WINS, QUICK_WIN_YEARS)
        name = f"Timeline of {QUICK_WINS} Quick Wins, {len(QUICK_WIN_YEARS)} years"
        ask = _got(client, reverse("quickwins:list"))
        yield from measured(name, ask, TIMELINE_MS, TIMELINE_QUERIES)
        yield Row("  page as drawn", len(ask().content) / 1000, "kB", TIMELINE_KB)
        reports = _got(client, reverse("quickwins:reports", args=[regency.pk]))
        yield from measured("Quarterly reports of a year, 240 of them", reports, REPORTS_MS, TIMELINE_QUERIES)
        transaction.set_rollback(True)


def _largest_section(submission: Submission) -> Section:
    return max(sections_of(indicators_of(submission.instrument_id)), key=lambda section: len(section.indicators))


def signed_in(user: User) -> Client:
    """A client at whose other end this person sits."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="accounts.backends.PersonBackend")
    return client


def _got(client: Client, path: str) -> Callable[[], Any]:
    return lambda: client.get(path)


def _nothing() -> None:
    """Before a request that may find its answer in the cache."""


def measured(
    what: str,
    ask: Callable[[], Any],
    most_ms: float,
    most_queries: int,
    *,
    before: Callable[[], None] = _nothing,
    expected: int = 200,
) -> Iterator[Row]:
    """CPU of one request and its queries, against what they may take.

    The median of each of some turns, and of these the least: what else goes on in the machine only ever adds.
    """
    times: list[list[float]] = []
    for round_ in range(WARM + TURNS * ROUNDS):
        before()
        start = time.process_time()
        answer = ask()
        spent = time.process_time() - start
        if answer.status_code != expected:
            raise RuntimeError(f"{what} answered {answer.status_code}")
        if round_ >= WARM:
            if (round_ - WARM) % ROUNDS == 0:
                times.append([])
            times[-1].append(1000 * spent)
    before()
    with CaptureQueriesContext(connection) as asked:
        ask()
    statements = [row for row in asked.captured_queries if row["sql"] not in BORDERS]
    yield Row(what, min(map(statistics.median, times)), "ms CPU", most_ms)
    yield Row("  queries", len(statements), "", most_queries)
