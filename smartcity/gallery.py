"""Every part of the interface on one page, with sample data: to look at and to copy from. Never in production."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

PILLARS = (
    ("governance", "Smart Governance", 14, 19),
    ("branding", "Smart Branding", 9, 9),
    ("economy", "Smart Economy", 3, 14),
    ("living", "Smart Living", 6, 12),
    ("society", "Smart Society", 0, 11),
    ("environment", "Smart Environment", 8, 10),
)
DIMENSIONS = (
    ("baseline", "Baseline", 4, 4),
    ("output", "Output", 7, 11),
    ("outcome", "Outcome", 21, 54),
    ("impact", "Impact", 0, 18),
    ("quick_win", "Quick Win", 12, 12),
    ("collaboration", "Kolaborasi", 2, 6),
)
STATES = (
    ("draft", "Disiapkan"),
    ("self_assessment", "Pengisian"),
    ("assessment", "Penilaian"),
    ("plenary", "Pleno"),
    ("announced", "Diumumkan"),
    ("filling", "Diisi"),
    ("handed_in", "Diserahkan"),
    ("absent", "Tidak ikut serta"),
    ("archived", "Arsip hasil resmi"),
    ("scoring", "Menilai"),
    ("queued", "Menunggu"),
    ("running", "Dikerjakan"),
    ("done", "Selesai"),
    ("failed", "Gagal"),
    ("returned", "Dikembalikan"),
    ("closed", "Ditutup"),
)
RANKING = (
    (1, "Kabupaten Contoh Satu", "Jawa Tengah", "3,62", "3,55", "3,41", "3,20", "3,77", "3,52", "0,41"),
    (2, "Kota Contoh Dua", "Sulawesi Selatan", "3,40", "3,35", "3,22", "3,18", "3,60", "3,36", "0,12"),
    (2, "Kabupaten Contoh Tiga", "Bali", "3,41", "3,30", "3,28", "3,02", "3,66", "3,36", "–"),
    (8, "Kabupaten Paser", "Kalimantan Timur", "3,12", "2,90", "2,81", "2,60", "3,08", "2,88", "0,34"),
    (
        9,
        "Kota Contoh dengan Nama yang Panjang Sekali",
        "Nusa Tenggara Timur",
        "2,90",
        "2,85",
        "2,80",
        "–",
        "3,01",
        "2,79",
        "−0,05",
    ),
)


def _sections(rows: tuple[tuple[str, str, int, int], ...], active: str = "") -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": f"#{slug}",
            "active": slug == active,
            "filled": filled,
            "total": total,
            "is_full": filled == total,
            "is_started": filled > 0,
        }
        for slug, label, filled, total in rows
    ]


def gallery(request: HttpRequest) -> HttpResponse:
    """404 outside debug and demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    messages.success(request, "Jawaban nomor 12 tersimpan.")
    messages.error(request, "Berkas “anggaran.exe” ditolak: hanya PDF, JPG, PNG, DOCX, dan XLSX yang diterima.")
    context = {
        "pillars": PILLARS,
        "dimensions": DIMENSIONS,
        "states": STATES,
        "ranking": RANKING,
        "levels": range(5),
        "groups": [
            {"label": "Dimensi", "sections": _sections(DIMENSIONS, active="output")},
            {"label": "Outcome menurut pilar", "sections": _sections(PILLARS)},
        ],
    }
    return render(request, "gallery.html", context)
