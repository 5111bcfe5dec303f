"""Who is writing in which question just now: half a minute in the cache, never in the database."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache

from accounts.models import User

LASTS = 30  # seconds
FRESH = 10  # seconds in which a mark need not be made again
TICKET_LASTS = 24 * 3600  # seconds: longer than a session
SALT = "submissions.presence"


@dataclass(frozen=True)
class Shown:
    """A page as it was shown to a person: its questions by id, and whether the person writes in them."""

    user: str
    submission: str
    questions: list[str]
    writes: bool


def ticket(shown: Shown) -> str:
    """A signed note of what a person was shown, so that asking again needs no look at rights."""
    return signing.dumps([shown.user, shown.submission, shown.questions, shown.writes], salt=SALT)


def shown(text: str) -> Shown | None:
    """What a ticket says; None when it is forged or too old."""
    try:
        return Shown(*signing.loads(text, salt=SALT, max_age=TICKET_LASTS))
    except signing.BadSignature:
        return None


def mark(submission: str, question: str, user: User) -> None:
    """This person writes in that question."""
    key, now = _key(submission, question), time.time()
    there = {pk: row for pk, row in cache.get(key, {}).items() if row[1] > now}
    if str(user.pk) in there and there[str(user.pk)][1] > now + LASTS - FRESH:
        return
    cache.set(key, there | {str(user.pk): (user.name, now + LASTS)}, LASTS)


def others(page: Shown) -> dict[str, list[str]]:
    """Names of other people by the id of the question they write in."""
    keys = {_key(page.submission, question): question for question in page.questions}
    now, found = time.time(), {}
    for key, there in cache.get_many(keys).items():
        names = sorted(name for pk, (name, until) in there.items() if pk != page.user and until > now)
        if names:
            found[keys[key]] = names
    return found


def _key(submission: str, question: str) -> str:
    return f"writes:{submission}:{question}"
