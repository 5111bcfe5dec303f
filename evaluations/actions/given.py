"""What an assessor says of one question, and how it is noticed that another window said something else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.steps import Refused
from evaluations.models import Mark, shown_mark
from pillars.models import Indicator


@dataclass(frozen=True)
class Given:
    """What an assessor says of one question: a whole mark 0 to 4, not applicable, abstained, or nothing yet.

    `reason` is the own word on it; None leaves the one that stands.
    """

    value: int | None = None
    not_applicable: bool = False
    abstained: bool = False
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.value is not None and self.value not in range(5):
            raise ValueError("a mark is a whole number 0 to 4")
        if (self.value is not None) + self.not_applicable + self.abstained > 1:
            raise ValueError("a mark is a number, not applicable or abstained, never two of them")

    @property
    def is_blank(self) -> bool:
        return self.value is None and not self.not_applicable and not self.abstained

    def __str__(self) -> str:
        return "" if self.is_blank else shown_mark(self.value, abstained=self.abstained)


class Conflict(Refused):
    """Another window changed marks since this page was shown; `current` is what stands now."""

    def __init__(self, current: Mapping[Indicator, Given]) -> None:
        super().__init__(_("Sebagian nilai sudah diubah di jendela lain sejak halaman ini dibuka."))
        self.current = current


def state_of(given: Given) -> str:
    """What stands, as a page carries it to notice that another window changed it: the mark and a hash of its reason."""
    return f"{given} {digest(given.reason or '')}"


def digest(text: str) -> str:
    """A short hash of a text; empty for none."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def is_overtaken(now: Given, wanted: Given, seen: str) -> bool:
    """Whether another window changed what was seen, to something else than what is wanted."""
    same = str(wanted) == str(now) and (wanted.reason is None or wanted.reason.strip() == now.reason)
    return state_of(now) != seen and not same


def given_of(mark: Mark | None) -> Given:
    """What stands."""
    return Given(mark.value, mark.not_applicable, mark.abstained, mark.reason) if mark else Given(reason="")
