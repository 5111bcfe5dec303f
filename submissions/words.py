"""Answers and windows as people read them, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import days_left, local, zone_label
from pillars.models import Dimension, Indicator
from submissions.models import Answer, Window


def answer(row: Answer | None, indicator: Indicator) -> str:
    """A region's answer with its unit, as people write it; empty where there is none. 0 and "no" are answers."""
    if row is None or row.not_applicable:
        return ""
    return value(row, indicator)


def value(row: Answer, indicator: Indicator) -> str:
    """What stands in the field of the question's kind, with its unit, even beside "not applicable"."""
    kind = Indicator.AnswerKind
    if indicator.answer_kind == kind.YES_NO:
        return "" if row.yes is None else _("Ya") if row.yes else _("Tidak")
    if indicator.answer_kind == kind.TEXT:
        return row.text
    if row.number is None:
        return ""
    whole = row.number == row.number.to_integral_value()
    plain = row.number.quantize(Decimal(1)) if whole else row.number.normalize()
    return f"{number_format(plain, force_grouping=True)} {indicator.unit}".strip()


def tie_rule(chain: Sequence[str] = ()) -> str:
    """What becomes of equal finals, as a sentence. `chain` is that of the cycle (`Cycle.tie_chain`)."""
    if not chain:
        return _("Nilai final yang sama berbagi peringkat, dan peringkat berikutnya dilompati (1, 2, 2, 4).")
    names = _(", lalu ").join(str(Dimension(name).label) for name in chain)
    return _(
        "Pada nilai final yang sama, yang lebih tinggi pada %(dimensions)s didahulukan; bila tetap sama, peringkat dibagi "
        "dan peringkat berikutnya dilompati (1, 2, 2, 4)."
    ) % {"dimensions": names}


@dataclass(frozen=True)
class Countdown:
    """When a window opens or closes: `label` before the instant `at`, `left` after it ("3 hari lagi"; may be empty)."""

    label: str
    at: datetime
    left: str
    is_closed: bool = False


def countdown(window: Window | None, now: datetime, timezone: str) -> Countdown | None:
    """The next edge of a window on the calendar of a place; None when the window was never set."""
    if window is None:
        return None
    if now >= window.closes_at:
        return Countdown(_("Sudah ditutup"), window.closes_at, "", is_closed=True)
    label, edge = (_("Dibuka"), window.opens_at) if now < window.opens_at else (_("Ditutup"), window.closes_at)
    days = days_left(now, edge, timezone)
    left = _("hari ini") if days == 0 else ngettext("%(days)d hari lagi", "%(days)d hari lagi", days) % {"days": days}
    return Countdown(label, edge, left)


def saved(at: datetime, timezone: str) -> str:
    """When something was last saved: "Tersimpan 24 Nov, 10.42 WITA"."""
    there = local(at, timezone)
    words = {"day": date_format(there, "j M"), "time": f"{there:%H.%M}", "zone": zone_label(timezone)}
    return _("Tersimpan %(day)s, %(time)s %(zone)s") % words
