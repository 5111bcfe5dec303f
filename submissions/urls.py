from __future__ import annotations

from django.urls import path

from submissions.views import (
    answering,
    autosave,
    carrying_over,
    cycles,
    evidence,
    hand_over_course,
    handing_in,
    handing_over,
    inviting,
    library,
    offers,
    own_windows,
    preview,
    reminders,
    submissions,
    uploads,
)

app_name = "submissions"

urlpatterns = [
    path("isian/", submissions.submissions, name="list"),
    path("isian/<uuid:pk>/", submissions.submission, name="detail"),
    path("isian/<uuid:pk>/bagian/<slug:section>/", answering.section, name="section"),
    path("isian/<uuid:pk>/jawaban/", autosave.autosave, name="autosave"),
    path("isian/<uuid:pk>/hadir/", autosave.present, name="present"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/data-dukung/", evidence.add, name="evidence_add"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/unggah/", uploads.create, name="upload_new"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/dikenal/", uploads.known_file, name="known_file"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/pustaka/", library.attach, name="library_attach"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/halaman/", evidence.point, name="evidence_point"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/hitungan/", offers.offer, name="offer"),
    path("pustaka/<regency_code:code>/", library.library, name="library"),
    path("pustaka/<regency_code:code>/<uuid:pk>/", library.file, name="library_file"),
    path("pustaka/<regency_code:code>/<uuid:pk>/unduh/", library.download, name="library_download"),
    path("pustaka/<regency_code:code>/<uuid:pk>/masa-berlaku/", library.validity, name="library_validity"),
    path("pustaka/<regency_code:code>/<uuid:pk>/versi/", library.replace, name="library_replace"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/lihat/", preview.preview, name="evidence_preview"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/gambar/", preview.picture, name="evidence_picture"),
    path("unggah/<uuid:pk>/", uploads.upload, name="upload"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/", evidence.download, name="evidence"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/lepas/", evidence.remove, name="evidence_remove"),
    path("isian/<uuid:pk>/perangkat-daerah/", handing_over.hand_over, name="hand_over"),
    path("isian/<uuid:pk>/perangkat-daerah/periksa/", hand_over_course.review, name="hand_over_review"),
    path(
        "isian/<uuid:pk>/perangkat-daerah/<uuid:hand_over_pk>/kembalikan/",
        hand_over_course.return_one,
        name="hand_over_return",
    ),
    path(
        "isian/<uuid:pk>/perangkat-daerah/<uuid:agency_pk>/pesan/", hand_over_course.message, name="hand_over_message"
    ),
    path("isian/<uuid:pk>/serahkan-kembali/", hand_over_course.give_back, name="hand_over_back"),
    path("isian/<uuid:pk>/perpanjangan/", own_windows.extension, name="extension"),
    path("isian/<uuid:pk>/susulan/", own_windows.late_evidence, name="late_evidence"),
    path("isian/<uuid:pk>/jendela/<uuid:window_pk>/akhiri/", own_windows.end, name="own_window_end"),
    path("isian/<uuid:pk>/tahun-lalu/", carrying_over.carry_over, name="carry_over"),
    path("isian/<uuid:pk>/serahkan/", handing_in.hand_in, name="hand_in"),
    path("isian/<uuid:pk>/langkah/<slug:name>/", handing_in.step, name="step"),
    path("pengingat/", reminders.own, name="reminders"),
    path("siklus/", cycles.cycles, name="cycles"),
    path("siklus/baru/", cycles.cycle_new, name="cycle_new"),
    path("siklus/<uuid:pk>/", cycles.cycle, name="cycle"),
    path("siklus/<uuid:pk>/kohort/", inviting.cohort, name="cycle_cohort"),
    path("siklus/<uuid:pk>/jendela/<slug:kind>/", cycles.window, name="cycle_window"),
    path("siklus/<uuid:pk>/jendela-daerah/", own_windows.own_windows, name="own_windows"),
    path("siklus/<uuid:pk>/undang/", inviting.invite, name="cycle_invite"),
    path("siklus/<uuid:pk>/langkah/<slug:name>/", cycles.step, name="cycle_step"),
]
