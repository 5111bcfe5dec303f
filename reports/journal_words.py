"""Before and after of a journal row as words: what the fields are called and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from common.clock import sentence
from evaluations.models import Note, Seat
from pillars.models import Cohort, Dimension, Stage
from reports.wording import NO_VALUE, number_text
from submissions.models import Cycle, Submission, Window

LONGEST = 400  # characters of one value on the page

FIELDS: dict[str, str | Promise] = {
    "agency": gettext_lazy("Perangkat daerah"),
    "agency_id": gettext_lazy("Perangkat daerah"),
    "answers": gettext_lazy("Jumlah jawaban"),
    "assessor": gettext_lazy("Asesor"),
    "closes_at": gettext_lazy("Ditutup"),
    "code": gettext_lazy("Kode"),
    "cohort": gettext_lazy("Kohort"),
    "email": gettext_lazy("Surel"),
    "end_year": gettext_lazy("Tahun akhir"),
    "evidence": gettext_lazy("Data dukung"),
    "file": gettext_lazy("Berkas"),
    "frozen_at": gettext_lazy("Dibekukan"),
    "indicator": gettext_lazy("Pertanyaan"),
    "indicators": gettext_lazy("Jumlah pertanyaan"),
    "input_hash": gettext_lazy("Sidik data"),
    "institution": gettext_lazy("Instansi"),
    "instrument": gettext_lazy("Instrumen"),
    "is_active": gettext_lazy("Aktif"),
    "key": gettext_lazy("Kunci pertanyaan"),
    "kind": gettext_lazy("Jenis"),
    "legal_basis": gettext_lazy("Dasar hukum"),
    "mark": gettext_lazy("Nilai"),
    "name": gettext_lazy("Nama"),
    "narrative": gettext_lazy("Narasi"),
    "not_applicable": gettext_lazy("Tidak berlaku"),
    "not_applicable_reason": gettext_lazy("Alasan tidak berlaku"),
    "number": gettext_lazy("Angka"),
    "opens_at": gettext_lazy("Dibuka"),
    "own_level": gettext_lazy("Tingkat menurut daerah"),
    "pages": gettext_lazy("Halaman"),
    "panel_size": gettext_lazy("Jumlah asesor"),
    "previous": gettext_lazy("Siklus pembanding"),
    "recommendation": gettext_lazy("Rekomendasi"),
    "regency": gettext_lazy("Daerah"),
    "results": gettext_lazy("Jumlah hasil"),
    "role": gettext_lazy("Peran"),
    "run": gettext_lazy("Penetapan nomor"),
    "sha256": gettext_lazy("Sidik berkas"),
    "size": gettext_lazy("Ukuran (byte)"),
    "source": gettext_lazy("Sumber"),
    "stage": gettext_lazy("Tahap"),
    "start_year": gettext_lazy("Tahun awal"),
    "state": gettext_lazy("Keadaan"),
    "status": gettext_lazy("Keadaan"),
    "strength": gettext_lazy("Kekuatan"),
    "text": gettext_lazy("Uraian"),
    "title": gettext_lazy("Judul"),
    "version": gettext_lazy("Versi"),
    "vision": gettext_lazy("Visi"),
    "weakness": gettext_lazy("Kelemahan"),
    "year": gettext_lazy("Tahun"),
    "yes": gettext_lazy("Jawaban"),
}

CHOICES: dict[str, dict[Any, Any]] = {
    "state": dict([*Cycle.State.choices, *Submission.State.choices, *Seat.State.choices]),
    "role": dict(Role.choices),
    "cohort": dict(Cohort.choices),
    "stage": dict(Stage.choices),
    "dimension": dict(Dimension.choices),
    "kind": dict([*Window.Kind.choices, *Note.Kind.choices]),
}


@dataclass(frozen=True)
class Change:
    """One field of a row: its name and both values as people write them ("–" where there is none)."""

    name: str
    before: str
    after: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any], timezone: str = "") -> list[Change]:
    """What differs, field by field, instants on the clocks of `timezone` (an IANA name; empty: the ministry's)."""
    zone = timezone or str(settings.TIME_ZONE)
    names = dict.fromkeys([*before, *after])
    return [
        Change(
            str(FIELDS.get(name, name)),
            value_text(name, before.get(name), zone),
            value_text(name, after.get(name), zone),
        )
        for name in names
    ]


def value_text(name: str, value: Any, timezone: str) -> str:
    """A stored value as words. 0 and "no" stay what they are; nothing, and empty text, is a dash."""
    if value is None or value == "" or value == []:
        return NO_VALUE
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, list):
        return _shortened("; ".join(value_text(name, item, timezone) for item in value))
    if isinstance(value, Mapping):
        parts = (f"{FIELDS.get(key, key)}: {value_text(key, item, timezone)}" for key, item in value.items())
        return _shortened("; ".join(parts))
    if name.endswith("_at"):
        return sentence(datetime.fromisoformat(str(value)), timezone)
    if name == "number" and isinstance(value, str):
        return _decimal(value)
    return _shortened(str(CHOICES.get(name, {}).get(value, value)))


def _decimal(value: str) -> str:
    try:
        return number_text(Decimal(value), None)
    except InvalidOperation:
        return value


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
