"""A result's rules as sentences, the same on every page and in every report. A rank never stands without its set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import days_left, local, zone_label
from pillars.models import Cohort, ImprovementRule, Indicator, Rounding
from submissions.models import Answer, Window


def rank_set(cohort: str, cycle_name: str, size: int) -> str:
    """Among whom a stored rank counts: "36 daerah kohort Reguler pada Evaluasi 2023"."""
    words = {"size": size, "cohort": Cohort(cohort).label, "cycle": cycle_name}
    return (
        ngettext(
            "%(size)d daerah pada kohort “%(cohort)s” dalam %(cycle)s",
            "%(size)d daerah pada kohort “%(cohort)s” dalam %(cycle)s",
            size,
        )
        % words
    )


def tie_rule() -> str:
    return _("Nilai final yang sama berbagi peringkat, dan peringkat berikutnya dilompati (1, 2, 2, 4).")


def rounding(rule: str) -> str:
    """How weighted dimensions become the final value."""
    if rule == Rounding.ROUND_PARTS_THEN_SUM:
        return _(
            "Nilai tiap dimensi dikalikan bobotnya, tiap hasil kali dibulatkan ke dua desimal (setengah ke atas), "
            "lalu dijumlahkan."
        )
    return _(
        "Nilai tiap dimensi dikalikan bobotnya, hasil kali dijumlahkan, lalu jumlahnya dibulatkan ke dua desimal "
        "(setengah ke atas)."
    )


def improvement(rule: str) -> str:
    """How the Indeks Peningkatan is made; empty for instruments that have none."""
    if rule != ImprovementRule.FINAL_MINUS_UNROUNDED:
        return ""
    return _(
        "Nilai final tahun ini dikurangi jumlah tertimbang tahun sebelumnya yang belum dibulatkan, lalu dibulatkan ke "
        "dua desimal (setengah ke genap). Tanpa nilai tahun sebelumnya, indeks ini tidak ada."
    )


def answer(row: Answer | None, indicator: Indicator) -> str:
    """A region's answer with its unit, as people write it; empty where there is none. 0 and "no" are answers."""
    if row is None or row.not_applicable:
        return ""
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
    """When a mark was last saved: "Tersimpan 24 Nov, 10.42 WITA"."""
    there = local(at, timezone)
    words = {"day": date_format(there, "j M"), "time": f"{there:%H.%M}", "zone": zone_label(timezone)}
    return _("Tersimpan %(day)s, %(time)s %(zone)s") % words
