"""The minutes of a plenary (berita acara) as plain values, the same on screen, on paper and under the hash.

No clock, no database, no request. The wording of questions is Indonesian: it is an official text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the panel. `is_present` None: not noted. `assents` None: not signed; a dissent has a `text`."""

    number: int
    name: str
    institution: str
    is_chair: bool
    is_present: bool | None
    assents: bool | None
    text: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """A member's own mark, changed in the plenary: "0" to "4", "TB" not applicable, "AB" abstained."""

    name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question that was talked about. `marks`: who and which, as they stood at the end; `value` is the panel's, or empty."""

    number: int
    question: str
    opened_at: str
    done_at: str
    marks: tuple[tuple[str, str], ...]
    outcome: str
    value: str
    reason: str
    changes: tuple[Change, ...]
    dissents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """Instants are ISO 8601 in UTC, empty for none; pages show them in `timezone`, the region's own.

    `replaces`: the panel's values replace the mean. `skipped` are questions of the agenda that nobody came to.
    """

    region: str
    code: str
    province: str
    timezone: str
    cycle: str
    instrument: str
    is_sample: bool
    replaces: bool
    opened_at: str
    closed_at: str
    members: tuple[Member, ...]
    guests: str
    items: tuple[Item, ...]
    skipped: tuple[tuple[int, str], ...]
    text: str
    sha256: str = ""

    @property
    def chair(self) -> str:
        return next((member.name for member in self.members if member.is_chair), "")

    @property
    def present(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.is_present)


def instant(at: datetime | None) -> str:
    """The text of an instant in the minutes; empty for none."""
    return "" if at is None else at.isoformat()


def as_content(minutes: Minutes) -> dict[str, Any]:
    """What is kept of closed minutes and hashed: everything but the hash itself."""
    content = asdict(minutes)
    del content["sha256"]
    found: dict[str, Any] = json.loads(json.dumps(content))  # tuples become the lists that a database gives back
    return found


def sha256_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in one fixed spelling (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def from_content(content: Mapping[str, Any], sha256: str) -> Minutes:
    """Closed minutes as they were kept."""
    return Minutes(
        **{
            **content,
            "members": tuple(Member(**row) for row in content["members"]),
            "items": tuple(_item(row) for row in content["items"]),
            "skipped": tuple((number, text) for number, text in content["skipped"]),
            "sha256": sha256,
        }
    )


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        **{
            **row,
            "marks": tuple((name, mark) for name, mark in row["marks"]),
            "changes": tuple(Change(**change) for change in row["changes"]),
            "dissents": tuple((name, text) for name, text in row["dissents"]),
        }
    )
