"""What is odd about answers, as people read it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RESPONSE_FLAGS: dict[str, Promise] = {
    "twice": _("Responden yang sama menjawab pilar lain"),
    "flat": _("Semua nilai sama"),
    "blind": _("Nilai 0 untuk layanan yang tidak dikenal"),
    "held": _("Sangat banyak jawaban dari satu alamat pada satu hari"),
}
PART_FLAGS: dict[str, Promise] = {
    "few": _("Kurang dari 50 responden"),
    "empty": _("Program kosong"),
    "crowd": _("Responden melebihi jumlah pengguna"),
}
