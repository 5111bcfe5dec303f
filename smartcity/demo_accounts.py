"""The people of the demo: one or more for each role, with the password printed beside them. Plain data."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "contoh-smart-city"


class Person(NamedTuple):
    """Somebody invented. `regency` is a code, empty for a national role; `task` is what one does first."""

    email: str
    name: str
    institution: str
    role: str
    regency: str
    agency: str
    task: str | Promise


PEOPLE = (
    Person("operator@paser.contoh.id", "Operator Contoh Paser", "DKISP Kabupaten Paser (contoh)", "operator", "64.01", "",
           _("mengisi jawaban enam pilar Kabupaten Paser")),
    Person("dinkes@paser.contoh.id", "Kontributor Contoh Dinkes", "Dinas Kesehatan (contoh)", "contributor", "64.01", "DINKES",
           _("menjawab pertanyaan yang diserahkan ke Dinas Kesehatan")),
    Person("dlh@paser.contoh.id", "Kontributor Contoh DLH", "Dinas Lingkungan Hidup (contoh)", "contributor", "64.01", "DLH",
           _("menjawab pertanyaan yang diserahkan ke Dinas Lingkungan Hidup")),
    Person("kepala@paser.contoh.id", "Kepala Dinas Contoh Paser", "DKISP Kabupaten Paser (contoh)", "head", "64.01", "",
           _("memeriksa dan menyerahkan isian secara resmi")),
    Person("dewan@paser.contoh.id", "Anggota Dewan Contoh Paser", "Dewan Smart City Kabupaten Paser (contoh)", "council",
           "64.01", "", _("membaca hasil dan mengunduh laporan PDF")),
    Person("asesor1@contoh.id", "Asesor Contoh Satu", "Universitas Contoh Utara", "assessor", "", "",
           _("menilai daerah yang ditugaskan")),
    Person("asesor2@contoh.id", "Asesor Contoh Dua", "Universitas Contoh Selatan", "assessor", "", "",
           _("menyerahkan penilaian yang sudah lengkap")),
    Person("asesor3@contoh.id", "Asesor Contoh Tiga", "Institut Contoh Timur", "assessor", "", "",
           _("membandingkan nilai panel setelah menyerahkan")),
    Person("asesor4@contoh.id", "Asesor Contoh Empat", "Politeknik Contoh Barat", "assessor", "", "",
           _("mulai menilai dari awal")),
    Person("sekretariat@contoh.id", "Sekretariat Contoh", "Sekretariat evaluasi (contoh)", "secretariat", "", "",
           _("menjalankan siklus, panel, dan pengumuman")),
    Person("administrator@contoh.id", "Administrator Contoh", "Sekretariat evaluasi (contoh)", "administrator", "", "",
           _("mengelola akun dan peran")),
)  # fmt: skip

# What the sign-in page shows in demo mode.
SHOWN = [{"label": person.name, "what": person.task, "email": person.email, "password": PASSWORD} for person in PEOPLE]
