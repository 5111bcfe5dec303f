"""Whatever an unfinished assessor can reach is the same, byte for byte, in worlds that differ only in others' marks.

The walk knows no page by name: it takes every address of the project with every object of the world, follows every
link, sends every search and filter form it meets, and presses every button address; it makes every kind of report the
assessor may read, runs every errand of the clock, and reads the letters, the jobs and the journal that come of it. A
new page is walked because `test_scope` wants it in its list. That the walk would notice a leak is tried as well.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import unified_diff
from html import unescape
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Role, User
from evaluations import rules
from evaluations.actions.statistics import study_agreement
from evaluations.models import WORKING, Note, Seat
from evaluations.queries import notes
from evaluations.tests.factories import give_marks, handed_in, make_seat, secretary
from jobs.models import Job
from journal.models import Entry
from journal.rules import Reach, visible_entries
from reports.actions import make
from reports.kinds import KINDS
from submissions.actions import evidence
from submissions.models import Cycle
from submissions.tests.factories import actor, indicators, make_member, pdf
from tests import world
from tests.test_scope import MACHINE, OFFICE, OPEN, PUBLIC, addresses

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
RANDOM = re.compile(
    rb'(name="csrfmiddlewaretoken" value="|nonce="|"token": "|Kode permintaan untuk sekretariat: )[^"<]+'
)
"""Tokens of forms, and the number of a request under "not found"."""
LINK = re.compile(r'(?:href|src|action|hx-get|data-url)="(/[^"#]*)')
FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r'<(input|select|textarea)[^>]*\bname="([^"]+)"[^>]*>')
CHOICE = re.compile(r'<option value="([^"]*)"')
LEAVES = ("/static/", "/akun/keluar", "/i18n/")
MOST_PAGES, MOST_CHOICES = 1200, 12
WORDS = ("Pita biru", "Pita merah")
"""What the other assessor writes in one world and in the other; no text of a page."""


class Undone(Exception):
    """Ends a world."""


@dataclass(frozen=True)
class Scene:
    """An unfinished assessor (`own`, who chairs the panel) beside two others: one still scoring, one handed in."""

    w: world.World
    own: Seat
    drafting: Seat
    finished: Seat

    @property
    def reader(self) -> User:
        return self.own.assessor


@dataclass(frozen=True)
class Others:
    """What the others have done in a world: their mark everywhere, their words, how many drafts there are."""

    mark: int
    words: str
    drafts: int


LOW, HIGH = Others(0, WORDS[0], drafts=4), Others(4, WORDS[1], drafts=2)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with time_machine.travel(NOON, tick=False):
        w = world.build()
        submission, first = w.scoring, indicators(w.scoring)[0]
        operator = make_member(submission.regency, Role.OPERATOR)
        Cycle.objects.filter(pk=submission.cycle_id).update(state=Cycle.State.SELF_ASSESSMENT)
        type(submission).objects.filter(pk=submission.pk).update(state="filling", handed_in_at=None)
        submission.refresh_from_db()
        attachment = evidence.attach(
            submission, first, pdf(), max_bytes=settings.EVIDENCE_MAX_BYTES, by=actor(operator), at=NOON
        )
        Cycle.objects.filter(pk=submission.cycle_id).update(state=Cycle.State.ASSESSMENT)
        type(submission).objects.filter(pk=submission.pk).update(state="handed_in", handed_in_at=NOON)
        submission.refresh_from_db()
        Seat.objects.filter(pk=w.seat.pk).update(is_chair=True)
        w.seat.refresh_from_db()
        yield Scene(
            replace(w, filling=submission, attachment=attachment), w.seat, make_seat(submission), make_seat(submission)
        )


def arrange(scene: Scene, others: Others) -> None:
    """The others' marks, and notes for every audience on the whole and on a question."""
    asked = indicators(scene.w.scoring)
    for seat, count in ((scene.drafting, others.drafts), (scene.finished, len(asked))):
        for mark in give_marks(seat, [others.mark] * count):
            _write_in(mark, others.words)
        for audience in Note.Audience.values:
            for about in (None, asked[0]):
                words = {"text": f"{others.words} {audience}", "kind": "weakness", "order": 0, "changed_at": NOON}
                Note.objects.create(seat=seat, audience=audience, indicator=about, **words)
    handed_in(scene.finished)
    if scene.w.scoring.cycle.state == Cycle.State.PLENARY:
        study_agreement(scene.w.scoring.cycle, by=secretary(), at=NOON)


def _write_in(row: models.Model, words: str) -> None:
    """Every free text of a row: reasons, remarks, whatever a mark may carry."""
    texts = [
        field.attname for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]  # fmt: skip
    if texts:
        type(row)._default_manager.filter(pk=row.pk).update(**dict.fromkeys(texts, words))


Seen = dict[str, object]


def seen_in(scene: Scene, others: Others, *, goes_on: bool = True) -> Seen:
    """Everything the reader can reach in that world, which is undone after; unless `goes_on`, only what has a name."""
    seen: Seen = {}
    try:
        with transaction.atomic():
            cache.clear()
            mail.outbox.clear()
            arrange(scene, others)
            seen |= walk(scene, goes_on=goes_on)
            seen |= reports(scene.reader)
            seen |= errands(scene.reader)
            raise Undone
    except Undone:
        return seen


def walk(scene: Scene, *, goes_on: bool) -> Seen:
    """Status, place and body of every address, link, filter and button."""
    client = Client()
    client.force_login(scene.reader)
    found: Seen = {}
    waiting = list(dict.fromkeys(all_addresses(scene)))
    known = set(waiting)
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        answer = client.get(address)
        body = answered(answer)
        found[address] = body
        if goes_on and answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[f"{address} in part"] = answered(client.get(address, headers={"HX-Request": "true"}))
            for further in _further(address, body[2].decode()):
                if further not in known and not _only_combines(address, further):
                    known.add(further)
                    waiting.append(further)
    assert not waiting, f"more than {MOST_PAGES} pages"
    return found | pressed(client, all_addresses(scene)[: len(addresses(scene.w))])


def _only_combines(address: str, further: str) -> bool:
    """Another choice on a page that is chosen already: each choice is walked alone, not each with each."""
    here, there = urlsplit(address), urlsplit(further)
    return bool(here.query and there.query) and here.path == there.path


def pressed(client: Client, where: list[str]) -> Seen:
    """What every address answers to a POST that says little; each is undone."""
    found: Seen = {}
    for address in dict.fromkeys(where):
        with transaction.atomic():
            found[f"{address} pressed"] = answered(client.post(address, {"reason": "Alasan", "name": "Nama"}))
            transaction.set_rollback(True)
    return found


def all_addresses(scene: Scene) -> list[str]:
    """Every name of the project, with the objects of the own region, the own seat and the others' seats."""
    plain: dict[str, dict[str, Any]] = {name: {} for name in (*OPEN, *OFFICE, *PUBLIC, *MACHINE)}
    found = []
    for w in (
        scene.w,
        replace(scene.w, seat=scene.drafting),
        replace(scene.w, seat=scene.finished),
        replace(scene.w, filling=scene.w.announced),
    ):
        for name, arguments in (plain | addresses(w)).items():
            try:
                found.append(reverse(name, kwargs=arguments))
            except NoReverseMatch:
                assert name in PUBLIC | MACHINE, name  # known to the public, or to a script, by another key
    return [address for address in found if not address.startswith(LEAVES)]


def answered(answer: Any) -> tuple[int, str, bytes]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.get("Location", ""), RANDOM.sub(rb"\1", body)


def _further(address: str, page: str) -> Iterator[str]:
    """Addresses that a page leads to: its links, and its forms of search and filter with each choice."""
    base = urlsplit(address).path
    for link in (*LINK.findall(page), *(base + query for query in re.findall(r'href="(\?[^"#]*)', page))):
        if not link.startswith(LEAVES):
            yield unescape(link)
    for attributes, inside in FORM.findall(page):
        if 'method="post"' not in attributes:
            for _tag, name in FIELD.findall(inside):
                yield from (f"{base}?{urlencode({name: word})}" for word in WORDS)
            for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL):
                yield from (
                    f"{base}?{urlencode({name: unescape(value)})}" for value in CHOICE.findall(options)[:MOST_CHOICES]
                )


def reports(reader: User) -> Seen:
    """Every kind of report on every subject this person may read, as it goes to the printer; one of them as a file."""
    found: Seen = {}
    for kind in KINDS.values():
        for subject in kind.visible(reader):
            data = kind.read(subject)
            found[f"{kind.code} {subject.pk}"] = kind.html(data, subject.pk)
    sheet = next(
        iter(KINDS["worksheet"].visible(reader).filter(submission__cycle__state__in=("assessment", "plenary")))
    )
    make(kind="worksheet", subject=str(sheet.pk), progress=lambda _step, _percent: None)
    client = Client()
    client.force_login(reader)
    file = client.get(reverse("reports:document_file", args=["worksheet", sheet.pk]))
    assert file.status_code == 200
    found["worksheet as a file"] = answered(file)
    return found


def errands(reader: User) -> Seen:
    """The clock's errands, then this person's letters, jobs and journal."""
    current_app.loader.import_default_modules()
    for line in settings.CELERY_BEAT_SCHEDULE.values():
        current_app.tasks[line["task"]].apply(throw=True)
    letters = [(one.subject, one.body, one.attachments) for one in mail.outbox if reader.email in one.recipients()]
    columns = ("kind", "state", "percent", "step", "error", "attempts", "args")
    every_cycle = Reach(cycles=[str(pk) for pk in Cycle.objects.values_list("pk", flat=True)])
    told = visible_entries(reader, every_cycle).order_by("id")
    return {
        "letters": letters,
        "jobs": list(Job.objects.visible_to(reader).order_by("created_at", "id").values_list(*columns)),
        "journal": list(told.values_list("verb", "target_label", "before", "after", "reason")),
    }


def differing(first: Seen, second: Seen) -> list[str]:
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def leaks(scene: Scene, *, goes_on: bool = True) -> list[str]:
    """What differs where nothing may."""
    first = seen_in(scene, LOW, goes_on=goes_on)
    opened = sum(answer[0] == 200 for answer in first.values() if isinstance(answer, tuple))
    assert opened > (250 if goes_on else 25), "the walk reaches too little to prove anything"
    second = seen_in(scene, HIGH, goes_on=goes_on)
    found = differing(first, second)
    for name in found[:3]:
        print(name, *unified_diff(str(first.get(name)).split("\\n"), str(second.get(name)).split("\\n"), n=0), sep="\n")
    return found


@pytest.mark.parametrize("state", [Cycle.State.ASSESSMENT, Cycle.State.PLENARY])
def test_blind_leak_by_sort_search_count_formula_export_mail(scene: Scene, state: str) -> None:
    Cycle.objects.filter(pk=scene.w.scoring.cycle_id).update(state=state)
    scene.w.scoring.cycle.refresh_from_db()
    assert leaks(scene) == []


def _loosen(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, loose: Callable[..., object]) -> None:
    """Another rule in place of `module.name`, in every module that knows it (all are loaded before)."""
    assert get_resolver().url_patterns
    current_app.loader.import_default_modules()
    strict = getattr(module, name)
    for known in list(sys.modules.values()):
        if getattr(known, name, None) is strict:
            monkeypatch.setattr(known, name, loose)


def test_the_walk_notices_a_seat_that_is_not_the_own(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _loosen(monkeypatch, rules, "own_seats", lambda _user: Seat.objects.filter(state__in=WORKING))
    assert {reverse("evaluations:desk"), f"worksheet {scene.finished.pk}"} <= set(leaks(scene, goes_on=False))


def test_the_walk_notices_a_note_of_somebody_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    every = Note.objects.filter(audience=Note.Audience.REGION, indicator=None)
    _loosen(monkeypatch, notes, "own_region_notes", lambda seat: every.filter(seat__submission=seat.submission_id))
    assert any(f"{scene.own.pk}/catatan/dibaca-daerah/" in name for name in leaks(scene, goes_on=False))


def test_the_walk_notices_a_journal_row_that_tells_too_much(scene: Scene) -> None:
    quiet = errands(scene.reader)
    Entry.objects.create(
        at=NOON, verb="mark.save", role="assessor", audience="region", cycle_id=str(scene.w.scoring.cycle_id)
    )
    assert differing(quiet, errands(scene.reader)) == ["journal"]


def test_the_walk_notices_a_letter_that_tells_too_much(scene: Scene) -> None:
    quiet = errands(scene.reader)
    mail.EmailMessage("Nilai panel", "Rata-rata 2,5", to=[scene.reader.email]).send()
    assert differing(quiet, errands(scene.reader)) == ["letters"]
