"""Step tables: which step leads from which state to which. Buttons, refusals and diagrams come from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


class Refused(Exception):
    """The step or change is not possible now. `str()` is a sentence for the person; views answer 409."""


@dataclass(frozen=True)
class Step:
    """One row of a step table.

    `reason_needed`: the person must say why (a step backwards, or one that takes something away).
    """

    label: Text
    sources: tuple[str, ...]
    target: str
    reason_needed: bool = False


def take(steps: Mapping[str, Step], name: str, state: str, reason: str = "") -> str:
    """The state after step `name` from `state`.

    Raises `Refused` when the table has no such way, or when the step wants a reason and has none.
    """
    step = steps[name]
    if state not in step.sources:
        raise Refused(_("Langkah “%(step)s” tidak dapat dilakukan pada keadaan sekarang.") % {"step": step.label})
    if step.reason_needed and not reason.strip():
        raise Refused(_("Tuliskan alasan untuk langkah “%(step)s”.") % {"step": step.label})
    return step.target


def available(steps: Mapping[str, Step], state: str) -> list[tuple[str, Step]]:
    """Steps that may be taken from `state`, in table order: the buttons of a page."""
    return [(name, step) for name, step in steps.items() if state in step.sources]
