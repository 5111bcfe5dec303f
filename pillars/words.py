"""An instrument's rules as sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pillars.models import ImprovementRule, Instrument, Rounding


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
    """How the Indeks Peningkatan is made; empty for instruments that have none or whose rule is not known."""
    if rule != ImprovementRule.FINAL_MINUS_UNROUNDED:
        return ""
    return _(
        "Nilai final tahun ini dikurangi jumlah tertimbang tahun sebelumnya yang belum dibulatkan, lalu dibulatkan ke "
        "dua desimal (setengah ke genap). Tanpa nilai tahun sebelumnya, indeks ini tidak ada."
    )


def panel_value(*, replaces: bool) -> str:
    """What a plenary does to the value of a question."""
    if replaces:
        return _(
            "Nilai yang disepakati panel dalam pleno dipakai sebagai nilai pertanyaan, menggantikan rata-rata nilai asesor. "
            "Pertanyaan yang disepakati tidak berlaku tidak ikut dihitung. Nilai tiap asesor tetap tersimpan. "
            "Bila seorang asesor mengubah nilainya karena sanggahan daerah, rata-rata berlaku lagi untuk pertanyaan itu."
        )
    return _(
        "Pleno tidak menetapkan nilai bersama: asesor hanya dapat mengubah nilainya sendiri, dengan alasan, "
        "dan nilai pertanyaan tetap rata-rata nilai asesor."
    )


def rules_of(instrument: Instrument) -> list[tuple[str, str]]:
    """All rules of an instrument: what it rules, and how."""
    size = instrument.panel_size
    return [
        (_("Panel"), _("Setiap isian dinilai oleh %d asesor, dengan bilangan bulat 0 sampai 4.") % size),
        (_("Pleno"), panel_value(replaces=instrument.panel_value_replaces)),
        (_("Indeks Pencapaian"), rounding(instrument.rounding)),
        (
            _("Indeks Peningkatan"),
            improvement(instrument.improvement_rule) or f"{instrument.get_improvement_rule_display()}.",
        ),
    ]
