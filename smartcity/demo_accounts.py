"""The people of the demo: one or more for each role, with the password printed beside them. Plain data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PASSWORD = "contoh-smart-city"

# E-mail, name, institution, role, regency code ("" for a national role), agency code, what one does first.
PEOPLE = (
    ("operator@paser.contoh.id", "Operator Contoh Paser", "DKISP Kabupaten Paser (contoh)", "operator", "64.01", "",
     _("mengisi jawaban enam pilar Kabupaten Paser")),
    ("dinkes@paser.contoh.id", "Kontributor Contoh Dinkes", "Dinas Kesehatan (contoh)", "contributor", "64.01", "DINKES",
     _("menjawab pertanyaan yang diserahkan ke Dinas Kesehatan")),
    ("dlh@paser.contoh.id", "Kontributor Contoh DLH", "Dinas Lingkungan Hidup (contoh)", "contributor", "64.01", "DLH",
     _("menjawab pertanyaan yang diserahkan ke Dinas Lingkungan Hidup")),
    ("kepala@paser.contoh.id", "Kepala Dinas Contoh Paser", "DKISP Kabupaten Paser (contoh)", "head", "64.01", "",
     _("memeriksa dan menyerahkan isian secara resmi")),
    ("dewan@paser.contoh.id", "Anggota Dewan Contoh Paser", "Dewan Smart City Kabupaten Paser (contoh)", "council", "64.01", "",
     _("membaca hasil dan mengunduh laporan PDF")),
    ("asesor1@contoh.id", "Asesor Contoh Satu", "Universitas Contoh Utara", "assessor", "", "",
     _("menilai daerah yang ditugaskan")),
    ("asesor2@contoh.id", "Asesor Contoh Dua", "Universitas Contoh Selatan", "assessor", "", "",
     _("menyerahkan penilaian yang sudah lengkap")),
    ("asesor3@contoh.id", "Asesor Contoh Tiga", "Institut Contoh Timur", "assessor", "", "",
     _("membandingkan nilai panel setelah menyerahkan")),
    ("asesor4@contoh.id", "Asesor Contoh Empat", "Politeknik Contoh Barat", "assessor", "", "",
     _("mulai menilai dari awal")),
    ("sekretariat@contoh.id", "Sekretariat Contoh", "Sekretariat evaluasi (contoh)", "secretariat", "", "",
     _("menjalankan siklus, panel, dan pengumuman")),
    ("administrator@contoh.id", "Administrator Contoh", "Sekretariat evaluasi (contoh)", "administrator", "", "",
     _("mengelola akun dan peran")),
)  # fmt: skip

# What the sign-in page shows in demo mode: `label` (the name), `what` one does first, `email`, `password`.
SHOWN = [
    {"label": name, "what": what, "email": email, "password": PASSWORD}
    for email, name, _institution, _role, _regency, _agency, what in PEOPLE
]
