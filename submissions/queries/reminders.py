"""What each person should be reminded of today, read for all regions at once. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import Role, User
from common.clock import ZONES, days_left, local
from pillars.models import Indicator
from regencies.models import Membership
from submissions.models import Answer, Cycle, Digest, HandOver, Muted, Submission, Window
from submissions.queries import extended, extensions_of, is_writable
from submissions.queries.cycles import COMPLETE
from submissions.workflow import GIVEN_BACK, RETURNED, WITH_THE_AGENCY

DUE_SOON, OVERDUE, BACK_AGAIN, CLOSING, WAITING = "due_soon", "overdue", "returned", "window_closing", "given_back"
SEAT_INVITED, SEAT_CLOSING = "seat_invited", "seat_closing"  # of assessors; the room above writes those letters
DUE_DAYS = (3, 1)
CLOSING_DAYS = (7, 3, 1)
ESCALATION = timedelta(days=2)
REMEMBERED = timedelta(days=60)
FIRST_HOUR, LAST_HOUR = 7, 20  # letters go from 07.00 up to, not including, 20.00


@dataclass(frozen=True)
class Item:
    """One line of a letter: what kind, about which submission, in numbers.

    `keys` name what it tells of; a line whose keys were all told before is left out (only for news, see `is_news`).
    """

    kind: str
    submission: Submission
    count: int
    due_at: datetime | None = None
    days: int | None = None
    agency: str = ""
    agency_pk: UUID | None = None
    total: int = 0
    is_escalation: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of a letter that a room above wrote: what kind, its sentence, where it is done, and `keys` as of an `Item`."""

    kind: str
    text: str
    url: str
    keys: tuple[str, ...] = ()


@dataclass
class Letter:
    """All a person is told in one day, on the clocks of `timezone`: of the oldest role held in a region."""

    user: User
    timezone: str
    items: list[Item | Line] = field(default_factory=list)


@dataclass(frozen=True)
class _Open:
    """A submission whose answers are open, with what lies with agencies."""

    submission: Submission
    closes_at: datetime
    complete: int
    total: int
    rows: list[HandOver]


def is_awake(at: datetime, timezone: str) -> bool:
    """Whether letters may go at this moment at that place."""
    return FIRST_HOUR <= local(at, timezone).hour < LAST_HOUR


def letters_due(at: datetime, more: Iterable[Letter] = ()) -> Iterator[Letter]:
    """Letters that should go now: by day, without what is switched off, done, or told already. Nine queries at most.

    `more` are letters of rooms above; whoever gets one of both kinds gets one letter with all of it.
    """
    if not any(is_awake(at, zone) for zone in ZONES):
        return
    found = list(_open_submissions(at))
    letters = _joined([*_addressed(found, at), *more])
    users = [letter.user.pk for letter in letters]
    muted = set(Muted.objects.filter(user__in=users).values_list("user_id", "kind"))
    told, sent = _told(users, at)
    for letter in letters:
        day = local(at, letter.timezone).date()
        if not is_awake(at, letter.timezone) or (letter.user.pk, day) in sent:
            continue
        known = told[letter.user.pk]
        letter.items = [
            item
            for item in letter.items
            if (letter.user.pk, item.kind) not in muted and not (item.keys and known.issuperset(item.keys))
        ]
        if letter.items:
            yield letter


def _joined(letters: Iterable[Letter]) -> list[Letter]:
    """One letter a person, on the clock of the first."""
    found: dict[UUID, Letter] = {}
    for letter in letters:
        found.setdefault(letter.user.pk, Letter(letter.user, letter.timezone)).items += letter.items
    return list(found.values())


def _told(users: Iterable[UUID], at: datetime) -> tuple[dict[UUID, set[str]], set[tuple[UUID, Any]]]:
    """Keys each person was told lately, and the days on which a letter went out."""
    since = (at - REMEMBERED).date()
    keys: dict[UUID, set[str]] = defaultdict(set)
    days = set()
    rows = Digest.objects.filter(user__in=list(users), day__gte=since, sent_at__isnull=False)
    for user, day, items in rows.values_list("user_id", "day", "items"):
        days.add((user, day))
        keys[user].update(key for item in items for key in item["keys"])
    return keys, days


def _open_submissions(at: datetime) -> Iterator[_Open]:
    rows = list(
        Submission.objects.filter(
            state=Submission.State.FILLING, cycle__state__in=(Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT)
        ).select_related("cycle", "regency")
    )
    windows: dict[UUID, dict[str, Window]] = defaultdict(dict)
    for window in Window.objects.filter(cycle__in={row.cycle_id for row in rows}):
        windows[window.cycle_id][window.kind] = window
    until = extensions_of([row.pk for row in rows])
    open_now = {}
    for row in rows:
        own = {kind: extended(window, until.get(row.pk)) for kind, window in windows[row.cycle_id].items()}
        if is_writable(row, own, at):
            open_now[row.pk] = (row, own[Window.Kind.ANSWERS].closes_at)
    yield from _counted(open_now, at)


def _counted(open_now: dict[UUID, tuple[Submission, datetime]], at: datetime) -> Iterator[_Open]:
    complete = dict(
        Answer.objects.filter(COMPLETE, submission__in=list(open_now))
        .order_by()
        .values_list("submission")
        .annotate(count=Count("pk"))
    )
    instruments = {row.instrument_id for row, _end in open_now.values()}
    totals = dict(
        Indicator.objects.filter(instrument__in=instruments)
        .order_by()
        .values_list("instrument")
        .annotate(count=Count("pk"))
    )
    urgent = Q(state__in=(GIVEN_BACK, RETURNED)) | Q(due_at__lte=at + timedelta(days=max(DUE_DAYS) + 1))
    asked: dict[UUID, list[HandOver]] = defaultdict(list)
    for hand_over in HandOver.objects.filter(urgent, submission__in=list(open_now)).select_related("agency"):
        asked[hand_over.submission_id].append(hand_over)
    for pk, (row, closes_at) in open_now.items():
        yield _Open(row, closes_at, complete.get(pk, 0), totals.get(row.instrument_id, 0), asked[pk])


def _addressed(found: list[_Open], at: datetime) -> list[Letter]:
    """A letter for each person who works in one of these regions and has an account that is active."""
    by_regency: dict[str, list[_Open]] = defaultdict(list)
    for one in found:
        by_regency[one.submission.regency_id].append(one)
    letters: dict[UUID, Letter] = {}
    rows = Membership.objects.filter(
        regency__in=list(by_regency),
        role__in=(Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR),
        ended_at__isnull=True,
        user__is_active=True,
    )
    for held in rows.select_related("user", "regency").order_by("since", "pk"):
        letter = letters.setdefault(held.user_id, Letter(held.user, held.regency.timezone))
        for one in by_regency[held.regency_id]:
            letter.items += [item for item in _items_for(held, one, at) if item not in letter.items]
    return list(letters.values())


def _items_for(held: Membership, one: _Open, at: datetime) -> Iterator[Item]:
    if held.role == Role.CONTRIBUTOR:
        yield from _for_agency(one, [row for row in one.rows if row.agency_id == held.agency_id], at)
        return
    yield from _closing(one, at)
    if held.role == Role.OPERATOR:
        yield from _for_operator(one, at)


def _for_agency(one: _Open, rows: list[HandOver], at: datetime) -> Iterator[Item]:
    zone, submission = one.submission.regency.timezone, one.submission
    back = [row for row in rows if row.state == RETURNED]
    if back:
        keys = tuple(f"{BACK_AGAIN}:{row.pk}:{row.decided_at:%Y%m%d%H%M%S}" for row in back)
        yield Item(BACK_AGAIN, submission, len(back), keys=keys)
    open_rows = [row for row in rows if row.state in WITH_THE_AGENCY and row.due_at]
    late = [row for row in open_rows if row.due_at and at >= row.due_at]
    if late:
        yield Item(OVERDUE, submission, len(late), due_at=min(row.due_at for row in late if row.due_at))
    for days in DUE_DAYS:
        soon = [row for row in open_rows if row.due_at and at < row.due_at and days_left(at, row.due_at, zone) == days]
        if soon:
            due_at = min(row.due_at for row in soon if row.due_at)
            yield Item(DUE_SOON, submission, len(soon), due_at=due_at, days=days)


def _for_operator(one: _Open, at: datetime) -> Iterator[Item]:
    """What agencies gave back, once each; and what is late there for two days or more, daily."""
    by_agency: dict[UUID, list[HandOver]] = defaultdict(list)
    for row in one.rows:
        by_agency[row.agency_id].append(row)
    for rows in by_agency.values():
        about: dict[str, Any] = {"agency": rows[0].agency.name, "agency_pk": rows[0].agency_id}
        back = [row for row in rows if row.state == GIVEN_BACK]
        if back:
            keys = tuple(f"{WAITING}:{row.pk}:{row.given_back_at:%Y%m%d%H%M%S}" for row in back)
            yield Item(WAITING, one.submission, len(back), keys=keys, **about)
        late = [row for row in rows if row.state in WITH_THE_AGENCY and row.due_at and at >= row.due_at + ESCALATION]
        if late:
            since = min(row.due_at for row in late if row.due_at)
            yield Item(OVERDUE, one.submission, len(late), due_at=since, is_escalation=True, **about)


def _closing(one: _Open, at: datetime) -> Iterator[Item]:
    """The answers window ends soon and nothing is handed in, complete or not."""
    days = days_left(at, one.closes_at, one.submission.regency.timezone)
    if days in CLOSING_DAYS:
        yield Item(CLOSING, one.submission, one.complete, due_at=one.closes_at, days=days, total=one.total)
