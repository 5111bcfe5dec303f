"""The audiences of a note in words: who reads it, and what its button says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.models import Note

_READERS: dict[str, str | Promise] = {
    Note.Audience.REGION: _(
        "Dibaca daerah dalam laporannya setelah diumumkan, serta panel dan sekretariat setelah Anda menyerahkan."
    ),
    Note.Audience.PANEL: _("Dibaca asesor panel ini setelah mereka dan Anda menyerahkan penilaian. Tidak dicetak."),
    Note.Audience.SECRETARIAT: _("Dibaca sekretariat setelah Anda menyerahkan penilaian. Tidak dicetak."),
    Note.Audience.PRIVATE: _("Hanya dibaca Anda sendiri."),
}
_SAVE: dict[str, str | Promise] = {
    Note.Audience.REGION: _("Simpan untuk daerah"),
    Note.Audience.PANEL: _("Simpan untuk panel"),
    Note.Audience.SECRETARIAT: _("Simpan untuk sekretariat"),
    Note.Audience.PRIVATE: _("Simpan untuk saya sendiri"),
}


def readers(audience: str) -> str:
    """Who reads notes of this audience, and when."""
    return str(_READERS[audience])


def save(audience: str) -> str:
    """What the button that saves them says."""
    return str(_SAVE[audience])
