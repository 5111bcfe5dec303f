"""Invented sentences of the demo. Each says that it is a sample, since it may be printed beside a real region's name."""

from __future__ import annotations

NARRATIVES = {
    "baseline": (
        "Contoh: rapat dipimpin sekretaris daerah, dihadiri seluruh perangkat daerah pengampu program.",
        "Contoh: daftar program diambil dari laporan Tim Pelaksana triwulan keempat.",
    ),
    "output": (
        "Contoh: peraturan bupati sudah diundangkan dan menjadi dasar rencana kerja tiap perangkat daerah.",
        "Contoh: tugas dibagi menurut keputusan bupati, laporan disampaikan dua kali setahun.",
        "Contoh: angka dihitung dari dokumen pelaksanaan anggaran tahun berjalan.",
    ),
    "outcome": (
        "Contoh: angka bersumber dari laporan kinerja perangkat daerah pengampu dan sudah diperiksa bersama.",
        "Contoh: sembilan dari sepuluh program berjalan; satu program ditunda karena pengadaan lahan.",
        "Contoh: capaian naik sejak layanan daring dibuka di seluruh kecamatan.",
    ),
    "impact": (
        "Contoh: rerata dari 50 responden pengguna layanan pada tiga program pilar ini.",
        "Contoh: warga di desa yang jauh tidak perlu lagi datang ke ibu kota kabupaten.",
    ),
    "quick_win": (
        "Contoh: Quick Win disusun bersama forum warga dan pelaku usaha dari isu strategis RPJMD.",
        "Contoh: biaya operasional sudah masuk anggaran perangkat daerah untuk dua tahun ke depan.",
        "Contoh: risiko utama adalah pergantian admin; pedoman kerja sudah ditetapkan.",
    ),
    "collaboration": ("Contoh: dua kegiatan bersama kabupaten tetangga tercatat dalam nota kesepahaman.",),
}

DESCRIPTIONS = (
    "Contoh: dilaksanakan oleh perangkat daerah pengampu, dengan laporan berkala kepada Tim Pelaksana.",
    "Contoh: tersedia layanan daring, pendampingan di kecamatan, dan evaluasi setiap triwulan.",
    "Contoh: kegiatan berjalan di sepuluh kecamatan dan melibatkan relawan desa.",
)

MARK_REASONS = {
    0: (
        "Contoh: tidak ada data dukung yang menunjukkan pelaksanaannya.",
        "Contoh: jawaban tidak menyentuh pertanyaan.",
    ),
    1: ("Contoh: data dukung hanya memuat rencana.",),
    2: ("Contoh: pelaksanaan baru di sebagian perangkat daerah.",),
    3: ("Contoh: berjalan di semua kecamatan, evaluasinya belum rutin.",),
    4: ("Contoh: seluruh tingkat dipenuhi dan data dukungnya lengkap.", "Contoh: layak menjadi rujukan daerah lain."),
}

REASONS_NOT_APPLICABLE = ("Contoh: urusan ini menjadi kewenangan provinsi.",)

STRENGTHS = (
    "Contoh: pengaduan warga dijawab dalam waktu yang ditetapkan, dan statusnya dapat dipantau pelapor.",
    "Contoh: Dewan Smart City bersidang teratur dan keputusannya ditindaklanjuti perangkat daerah.",
    "Contoh: program kesehatan ibu dan anak memakai satu basis data dari desa sampai rumah sakit.",
    "Contoh: Quick Win sektor perkebunan tumbuh dari kebutuhan petani dan sudah berjalan tiga tahun.",
    "Contoh: data kinerja disajikan terbuka, sehingga perangkat daerah saling memeriksa capaian.",
)
WEAKNESSES = (
    "Contoh: porsi anggaran kota cerdas belum dapat dipisahkan dari anggaran rutin perangkat daerah.",
    "Contoh: sebagian data dukung berupa tangkapan layar tanpa tanggal sehingga sulit ditelusuri.",
    "Contoh: peran forum warga masih terbatas pada acara peluncuran.",
    "Contoh: aplikasi layanan belum saling terhubung, warga memasukkan data yang sama berulang kali.",
    "Contoh: belum ada ukuran dampak untuk program lingkungan selain jumlah kegiatan.",
)
RECOMMENDATIONS = (
    "Contoh: tetapkan satu kode anggaran untuk program kota cerdas mulai tahun depan.",
    "Contoh: adakan rapat Dewan Smart City sekurang-kurangnya dua kali setahun dengan notula yang ditindaklanjuti.",
    "Contoh: satukan pintu masuk layanan warga sebelum menambah aplikasi baru.",
    "Contoh: libatkan perguruan tinggi setempat untuk mengukur dampak tiap Quick Win.",
    "Contoh: lengkapi setiap data dukung dengan tanggal, sumber, dan halaman yang dirujuk.",
)

FILES = (
    "Contoh laporan Tim Pelaksana",
    "Contoh keputusan Dewan Smart City",
    "Contoh rekapitulasi program",
    "Contoh notula rapat",
    "Contoh foto kegiatan",
)

HAND_OVER = "Contoh: mohon dijawab memakai data semester terakhir, lengkap dengan laporannya."
