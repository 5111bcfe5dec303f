"""An invented report as large as a real one: 117 questions, five marks each, five assessors with three notes of a kind.

Only the shape is real (the dimensions, weights and number of questions of 2023, KPPN and IKN). Texts and marks are made up by
rule, the same at every call. Used by the tests and by `bench/pdf.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from reports.shapes import NOT_APPLICABLE, DimensionLine, NoteLine, PillarLine, QuestionLine, RegionReport

PILLARS = (
    ("governance", "Smart Governance"),
    ("branding", "Smart Branding"),
    ("economy", "Smart Economy"),
    ("living", "Smart Living"),
    ("society", "Smart Society"),
    ("environment", "Smart Environment"),
)
# slug, name, weight, last year's value, questions per pillar (None: outside the pillars)
DIMENSIONS: tuple[tuple[str, str, int, str, tuple[tuple[str | None, int], ...]], ...] = (
    ("baseline", "Baseline", 10, "3.75", ((None, 5),)),
    ("output", "Output", 20, "2.45", ((None, 7),)),
    (
        "outcome", "Outcome", 20, "2.73",
        (("governance", 6), ("branding", 4), ("economy", 3), ("living", 7), ("society", 6), ("environment", 3), (None, 4)),
    ),
    ("impact", "Impact", 20, "2.81", tuple((slug, 9) for slug, _ in PILLARS)),
    ("quick_win", "Quick Win", 20, "3.02", ((None, 12),)),
    ("collaboration", "Kolaborasi", 10, "", tuple((slug, 1) for slug, _ in PILLARS)),
)  # fmt: skip
LABELS = (
    "Persentase program yang terlaksana dibandingkan rencana aksi tahun evaluasi",
    "Jumlah rapat Dewan Smart City pada tahun evaluasi",
    "Layanan publik digital yang dipakai warga sedikitnya sekali sebulan",
    "Indeks kepuasan warga terhadap layanan perizinan terpadu",
    "Rumah tangga yang mendapat air minum aman",
    "Sampah rumah tangga yang terangkut dan terolah",
    "Pelaku usaha kecil yang bertransaksi secara digital",
    "Kunjungan wisatawan ke destinasi yang dikelola bersama warga",
    "Warga merasakan manfaat program dalam kehidupan sehari-hari",
)
SENTENCES = (
    "Data diambil dari laporan triwulan perangkat daerah dan sudah diverifikasi pada rapat tim pelaksana.",
    "Kenaikan terutama berasal dari tiga kecamatan yang baru terhubung jaringan serat optik tahun ini.",
    "Bukti terlampir berupa keputusan kepala daerah, daftar hadir, dan dokumentasi kegiatan.",
    "Dua kegiatan bergeser ke tahun berikutnya karena penyesuaian anggaran pada perubahan APBD.",
    "Survei dilakukan kepada lima puluh responden yang memakai layanan dalam enam bulan terakhir.",
)
OPINIONS = (
    "Tim pelaksana bekerja teratur dan setiap program punya penanggung jawab yang jelas.",
    "Data dukung sudah lengkap, namun sebagian belum menunjukkan hasil yang dirasakan warga.",
    "Kerja sama dengan perguruan tinggi dan pelaku usaha perlu dituangkan dalam rencana tahunan.",
    "Capaian tahun ini perlu dijaga dengan anggaran yang berkelanjutan dan ukuran yang sama setiap tahun.",
)
KINDS = ("strengths", "weaknesses", "recommendations")


def sample_report(**changes: Any) -> RegionReport:
    """The invented report; `changes` replace fields."""
    dimensions = _dimensions()
    weighted = [d.weighted for d in dimensions if d.weighted is not None]
    final = sum(weighted, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    before = Decimal("2.872")
    report = RegionReport(
        regency_name="Kabupaten Paser",
        regency_code="64.01",
        province_name="Kalimantan Timur",
        cycle_name="Evaluasi Kota Cerdas 2023",
        year=2023,
        stage_name="Tahap II",
        cohort_name="KPPN dan IKN",
        instrument_name="Instrumen 2023, KPPN dan IKN",
        announced_at=datetime(2023, 12, 4, 14, 0, tzinfo=ZoneInfo("Asia/Makassar")),
        timezone_label="WITA",
        sample=True,
        final=final,
        improvement=(final - before).quantize(Decimal("0.01")),
        previous_year=2022,
        previous_final=Decimal("2.88"),
        rank=8,
        rank_of=37,
        rank_set="Diperingkat di antara 37 kabupaten/kota kohort KPPN dan IKN yang ikut serta pada siklus ini.",
        tie_rule="Nilai yang sama berbagi tempat: 1, 2, 2, 4.",
        rounding_text="Nilai setiap dimensi dikalikan bobotnya, dijumlahkan, lalu jumlahnya dibulatkan ke dua desimal.",
        dimensions=dimensions,
        pillars=_pillars(dimensions),
        result_id="7d0f7c1e-52a4-4b7c-9c5a-0a1c5d1b9e42",
        run_number=1,
        input_hash="9f2b5c0c7d1e4a8fb6c3d2e1f0a99887766554433221100ffeeddccbbaa99887",
        improvement_text="Indeks Pencapaian tahun ini dikurangi jumlah berbobot tahun lalu yang belum dibulatkan, "
        "lalu dibulatkan ke dua desimal; angka 5 dibulatkan ke angka genap.",
        previous_unrounded=before,
        **{kind: _notes(kind) for kind in KINDS},
    )
    return replace(report, **changes)


def _dimensions() -> tuple[DimensionLine, ...]:
    lines, number = [], 0
    for slug, name, weight, before, groups in DIMENSIONS:
        questions = []
        for pillar, count in groups:
            for _ in range(count):
                number += 1
                questions.append(_question(number, slug, dict(PILLARS).get(pillar or "", "")))
        values = [q.value for q in questions if q.value is not None]
        value = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        lines.append(
            DimensionLine(
                slug=slug,
                name=name,
                weight=Decimal(weight),
                value=value,
                weighted=value * weight / 100,
                previous_value=Decimal(before) if before else None,
                questions=tuple(questions),
            )
        )
    return tuple(lines)


def _question(number: int, dimension: str, pillar_name: str) -> QuestionLine:
    spread = (0, 1, 0, -1, 0) if number % 3 else (0, 0, 0, 0, 0)
    level = min(3, 2 + (number * 7) % 3) if number % 11 else 1
    marks = tuple(str(level + step) for step in spread)
    if number % 29 == 0:
        marks = (NOT_APPLICABLE,) * 5
    elif number % 17 == 0:
        marks = (*marks[:4], NOT_APPLICABLE)
    counting = [Decimal(mark) for mark in marks if mark != NOT_APPLICABLE]
    return QuestionLine(
        number=number,
        key=f"{dimension}.q{number}",
        label=f"{LABELS[number % len(LABELS)]} (butir {number})",
        pillar_name=pillar_name,
        answer_text=("Ya.", f"{40 + number % 60} %.", f"{number % 14} kegiatan.", "")[number % 4],
        narrative=" ".join(SENTENCES[(number + i) % len(SENTENCES)] for i in range(number % 3 + 1)),
        own_level="" if number % 19 == 0 else str(min(4, level + 1)),
        value=sum(counting, Decimal(0)) / len(counting) if counting else None,
        marks=marks,
    )


def _pillars(dimensions: tuple[DimensionLine, ...]) -> tuple[PillarLine, ...]:
    lines = []
    for i, (slug, name) in enumerate(PILLARS):
        values = [q.value for d in dimensions for q in d.questions if q.pillar_name == name and q.value is not None]
        mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        lines.append(PillarLine(slug, name, mean, None if slug == "society" else Decimal(f"2.{30 + 9 * i}")))
    return tuple(lines)


def _notes(kind: str) -> tuple[NoteLine, ...]:
    shift = KINDS.index(kind)
    return tuple(
        NoteLine(
            author=f"Asesor {seat}",
            text=" ".join(OPINIONS[(seat + i + k + shift) % len(OPINIONS)] for k in range(2 + (seat + i) % 2)),
            about=PILLARS[(seat * 3 + i) % 6][1] if i else "",
        )
        for seat in range(1, 6)
        for i in range(3)
    )
