"""A result's rules as sentences, the same on every page and in every report. A rank never stands without its set."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import RankBand
from evaluations.reasons import Why
from pillars.models import Cohort, ImprovementRule, Rounding
from submissions.models import Cycle
from submissions.words import Countdown, answer, countdown, saved, tie_rule

__all__ = [
    "Countdown",
    "alike",
    "answer",
    "countdown",
    "improvement",
    "rank_set",
    "reason_for",
    "rounding",
    "saved",
    "tie_rule",
    "tie_rules",
]


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


def tie_rules(cycles: Iterable[Cycle]) -> str:
    """What becomes of equal finals in these cycles: one sentence when it is the same in all, else one for each."""
    rules = {cycle.name: tie_rule(cycle.tie_chain) for cycle in cycles} or {"": tie_rule()}
    if len(set(rules.values())) == 1:
        return next(iter(rules.values()))
    return " ".join(f"{name}: {rule}" for name, rule in rules.items())


def reason_for(why: Why | None) -> str:
    """What a mark must still say why for, as a sentence; empty when it needs no reason."""
    if why is None:
        return ""
    return {
        Why.ZERO: _("Nilai 0 memerlukan alasan."),
        Why.FOUR: _("Nilai 4 memerlukan alasan."),
        Why.LEAP: _("Selisih dua atau lebih dari tahun lalu memerlukan alasan."),
        Why.ABSTAINED: _("Abstain memerlukan alasan."),
    }[why]


def alike(band: RankBand | None) -> str:
    """How sure a place is, as a sentence; empty while that was not studied."""
    if band is None:
        return ""
    if band.alike_best == band.alike_worst:
        return _("Peringkat ini dapat dibedakan dari semua daerah lain.")
    words = {"best": band.alike_best, "worst": band.alike_worst}
    return _("Tidak dapat dibedakan dari peringkat %(best)d sampai %(worst)d.") % words


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
