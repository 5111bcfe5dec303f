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
from documents.models import Book, Document, MasterplanProgramme
from evaluations.models import Note, Plenary, Seat
from pillars.models import Cohort, Dimension, ImprovementRule, Indicator, Rounding, Stage
from quickwins.models import QuarterReport, QuickWinYear, Risk
from reports.wording import NO_VALUE, number_text
from submissions.models import Cycle, HandOver, Submission, Window
from surveys.models import CodeBatch, Survey
from surveys.words import PART_FLAGS

LONGEST = 400  # characters of one value on the page

FIELDS: dict[str, str | Promise] = {
    "agency": gettext_lazy("Perangkat daerah"),
    "agency_id": gettext_lazy("Perangkat daerah"),
    "alt": gettext_lazy("Teks pengganti"),
    "announced_at": gettext_lazy("Diumumkan"),
    "answers": gettext_lazy("Jumlah jawaban"),
    "appeal": gettext_lazy("Daya tarik dan keunikan"),
    "assents": gettext_lazy("Setuju"),
    "assessor": gettext_lazy("Asesor"),
    "audience": gettext_lazy("Pembaca"),
    "baseline": gettext_lazy("Baseline"),
    "based_on": gettext_lazy("Berdasarkan instrumen"),
    "beneficiaries": gettext_lazy("Penerima manfaat"),
    "book": gettext_lazy("Buku"),
    "budget_rupiah": gettext_lazy("Anggaran (rupiah)"),
    "carried": gettext_lazy("Baris diteruskan"),
    "cause": gettext_lazy("Penyebab"),
    "chair": gettext_lazy("Ketua panel"),
    "changed": gettext_lazy("Baris berubah"),
    "closes_at": gettext_lazy("Ditutup"),
    "cohorts": gettext_lazy("Kohort"),
    "collaboration": gettext_lazy("Kolaborasi"),
    "code": gettext_lazy("Kode"),
    "cohort": gettext_lazy("Kohort"),
    "continuity": gettext_lazy("Keberlanjutan"),
    "count": gettext_lazy("Jumlah"),
    "description": gettext_lazy("Uraian"),
    "differing": gettext_lazy("Baris berbeda"),
    "dimension": gettext_lazy("Dimensi evaluasi"),
    "discussion": gettext_lazy("Hasil pembahasan"),
    "due_at": gettext_lazy("Batas waktu"),
    "email": gettext_lazy("Surel"),
    "end_year": gettext_lazy("Tahun akhir"),
    "evidence": gettext_lazy("Data dukung"),
    "file": gettext_lazy("Berkas"),
    "flag": gettext_lazy("Tanda"),
    "frozen_at": gettext_lazy("Dibekukan"),
    "goal": gettext_lazy("Tujuan"),
    "guests": gettext_lazy("Hadir tanpa kursi"),
    "horizon": gettext_lazy("Jangka waktu"),
    "impact": gettext_lazy("Dampak"),
    "improvement_rule": gettext_lazy("Aturan Indeks Peningkatan"),
    "indicator": gettext_lazy("Pertanyaan"),
    "indicators": gettext_lazy("Jumlah pertanyaan"),
    "input_hash": gettext_lazy("Sidik data"),
    "institution": gettext_lazy("Instansi"),
    "instrument": gettext_lazy("Instrumen"),
    "is_active": gettext_lazy("Aktif"),
    "job": gettext_lazy("Pekerjaan"),
    "key": gettext_lazy("Kunci pertanyaan"),
    "kind": gettext_lazy("Jenis"),
    "is_late": gettext_lazy("Susulan"),
    "label": gettext_lazy("Nama"),
    "legal_basis": gettext_lazy("Dasar hukum"),
    "letters": gettext_lazy("Jumlah surel"),
    "light": gettext_lazy("Lampu keadaan"),
    "light_reason": gettext_lazy("Alasan lampu"),
    "likelihood": gettext_lazy("Kemungkinan"),
    "mark": gettext_lazy("Nilai"),
    "marks": gettext_lazy("Jumlah nilai"),
    "masterplan_programme": gettext_lazy("Program Masterplan"),
    "missions": gettext_lazy("Misi"),
    "message": gettext_lazy("Pesan"),
    "mitigation": gettext_lazy("Mitigasi"),
    "muted": gettext_lazy("Pengingat yang dimatikan"),
    "name": gettext_lazy("Nama"),
    "narrative": gettext_lazy("Narasi"),
    "next_steps": gettext_lazy("Tindak lanjut"),
    "not_applicable": gettext_lazy("Tidak berlaku"),
    "not_applicable_reason": gettext_lazy("Alasan tidak berlaku"),
    "number": gettext_lazy("Angka"),
    "obstacles": gettext_lazy("Kendala"),
    "opens_at": gettext_lazy("Dibuka"),
    "order": gettext_lazy("Urutan"),
    "outcome": gettext_lazy("Outcome"),
    "output": gettext_lazy("Output"),
    "own_level": gettext_lazy("Tingkat menurut daerah"),
    "owner": gettext_lazy("Pemilik risiko"),
    "pages": gettext_lazy("Halaman"),
    "pages_with_text": gettext_lazy("Halaman yang memuat teks"),
    "panel_value_replaces": gettext_lazy("Nilai panel menggantikan rata-rata"),
    "panel_size": gettext_lazy("Jumlah asesor"),
    "partners": gettext_lazy("Mitra"),
    "pillar": gettext_lazy("Pilar"),
    "predecessor_note": gettext_lazy("Pendahulu di luar portal"),
    "present": gettext_lazy("Hadir"),
    "previous": gettext_lazy("Siklus pembanding"),
    "progress": gettext_lazy("Kegiatan dan kemajuan"),
    "seat": gettext_lazy("Kursi"),
    "signatures": gettext_lazy("Tanda tangan"),
    "questions": gettext_lazy("Jumlah pertanyaan"),
    "reference": gettext_lazy("Nilai acuan"),
    "reference_na": gettext_lazy("Acuan tidak berlaku"),
    "tie_chain": gettext_lazy("Urutan bila nilai sama"),
    "quick_win": gettext_lazy("Quick Win"),
    "realisation": gettext_lazy("Realisasi"),
    "reason": gettext_lazy("Alasan"),
    "receipt": gettext_lazy("Tanda terima nomor"),
    "recommendation": gettext_lazy("Rekomendasi"),
    "regency": gettext_lazy("Daerah"),
    "report": gettext_lazy("Laporan"),
    "resources": gettext_lazy("Sumber daya"),
    "regions": gettext_lazy("Jumlah daerah"),
    "responses": gettext_lazy("Nomor jawaban"),
    "results": gettext_lazy("Jumlah hasil"),
    "risk": gettext_lazy("Risiko"),
    "role": gettext_lazy("Peran"),
    "rounding": gettext_lazy("Aturan pembulatan"),
    "rows": gettext_lazy("Jumlah baris"),
    "rpjmd_programme": gettext_lazy("Program RPJMD"),
    "rpjmd_target": gettext_lazy("Sasaran RPJMD"),
    "run": gettext_lazy("Penetapan nomor"),
    "sha256": gettext_lazy("Sidik berkas"),
    "seats": gettext_lazy("Kursi"),
    "size": gettext_lazy("Ukuran (byte)"),
    "slug": gettext_lazy("Singkatan"),
    "source": gettext_lazy("Sumber"),
    "spent_rupiah": gettext_lazy("Terpakai (rupiah)"),
    "stage": gettext_lazy("Tahap"),
    "start_year": gettext_lazy("Tahun awal"),
    "state": gettext_lazy("Keadaan"),
    "status": gettext_lazy("Keadaan"),
    "strategic_issue": gettext_lazy("Isu strategis RPJMD"),
    "strength": gettext_lazy("Kekuatan"),
    "sub_pillar": gettext_lazy("Subpilar"),
    "taken_on": gettext_lazy("Tanggal foto"),
    "target": gettext_lazy("Target"),
    "text": gettext_lazy("Uraian"),
    "text_en": gettext_lazy("Uraian (Inggris)"),
    "text_id": gettext_lazy("Uraian"),
    "threshold": gettext_lazy("Ambang selisih"),
    "title": gettext_lazy("Judul"),
    "unit": gettext_lazy("Satuan"),
    "users": gettext_lazy("Jumlah pengguna"),
    "value": gettext_lazy("Nilai"),
    "version": gettext_lazy("Versi"),
    "vision": gettext_lazy("Visi"),
    "warnings": gettext_lazy("Peringatan"),
    "weakness": gettext_lazy("Kelemahan"),
    "weights": gettext_lazy("Bobot"),
    "windows": gettext_lazy("Jendela waktu"),
    "year": gettext_lazy("Tahun"),
    "year_targets": gettext_lazy("Target tahunan"),
    "realisations": gettext_lazy("Realisasi tahunan"),
    "linked_to": gettext_lazy("Dikaitkan dengan"),
    "added": gettext_lazy("Baris baru"),
    "removed": gettext_lazy("Baris yang dihapus"),
    "programme_pages": gettext_lazy("Halaman di Masterplan"),
    "other_pages": gettext_lazy("Halaman di dokumen yang dikaitkan"),
    "yes": gettext_lazy("Jawaban"),
}

CHOICES: dict[str, dict[Any, Any]] = {
    "state": dict(
        [
            *Survey.State.choices,
            *Cycle.State.choices,
            *Submission.State.choices,
            *Seat.State.choices,
            *Plenary.State.choices,
            *HandOver.State.choices,
        ],
    ),
    "status": dict([*Document.Status.choices, *QuickWinYear.Status.choices, *Risk.Status.choices]),
    "light": dict(QuarterReport.Light.choices),
    "likelihood": dict(Risk.Likelihood.choices),
    "impact": dict(Risk.Impact.choices),
    "role": dict(Role.choices),
    "audience": dict(Note.Audience.choices),
    "cohort": dict(Cohort.choices),
    "stage": dict(Stage.choices),
    "dimension": dict(Dimension.choices),
    "rounding": dict(Rounding.choices),
    "improvement_rule": dict(ImprovementRule.choices),
    "horizon": dict([*MasterplanProgramme.Horizon.choices, *Indicator.Horizon.choices]),
    "kind": dict(
        [
            *Window.Kind.choices,
            *Note.Kind.choices,
            *Document.Kind.choices,
            *Book.Kind.choices,
            *CodeBatch.Purpose.choices,
        ]
    ),
    "flag": PART_FLAGS,
}


@dataclass(frozen=True)
class Change:
    """One field of a row: its name and both values as people write them ("–" where there is none)."""

    name: str
    before: str
    after: str


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    timezone: str = "",
    labels: Mapping[tuple[str, str], str] | None = None,
) -> list[Change]:
    """What differs, field by field, instants on the clocks of `timezone` (an IANA name; empty: the ministry's).

    `labels` name the rows that a value points to, by field and id.
    """
    known = labels or {}

    zone = timezone or str(settings.TIME_ZONE)
    names = dict.fromkeys([*before, *after])
    return [
        Change(
            str(FIELDS.get(name, name)),
            known.get((name, str(before.get(name)))) or value_text(name, before.get(name), zone),
            known.get((name, str(after.get(name)))) or value_text(name, after.get(name), zone),
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
