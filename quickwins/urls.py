from __future__ import annotations

from django.urls import path

from quickwins.views import editing, photos, reading, reports, risks, years

app_name = "quickwins"

urlpatterns = [
    path("", reading.quick_wins, name="list"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("daerah/<regency_code:code>/risiko/", risks.register, name="risks"),
    path("daerah/<regency_code:code>/laporan/", reports.board, name="reports"),
    path("<uuid:pk>/", reading.quick_win, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/keadaan/", years.status, name="status"),
    path("<uuid:pk>/keadaan/<int:year>/langkah/<slug:name>/", years.step, name="step"),
    path("<uuid:pk>/keadaan/<int:year>/terus/", years.carry, name="carry"),
    path("<uuid:pk>/laporan/<int:year>/<int:quarter>/", reports.report, name="report"),
    path("<uuid:pk>/laporan/<int:year>/<int:quarter>/langkah/<slug:name>/", reports.step, name="report_step"),
    path("<uuid:pk>/foto/baru/", photos.new, name="photo_new"),
    path("<uuid:pk>/foto/<uuid:photo_pk>/", photos.photo, name="photo"),
    path("<uuid:pk>/foto/<uuid:photo_pk>/gambar/", photos.picture, name="photo_picture"),
    path("<uuid:pk>/foto/<uuid:photo_pk>/asli/", photos.original, name="photo_original"),
    path("<uuid:pk>/foto/<uuid:photo_pk>/hapus/", photos.remove, name="photo_remove"),
    path("<uuid:pk>/risiko/", risks.new, name="risk"),
    path("<uuid:pk>/risiko/<int:risk_pk>/", risks.edit, name="risk_edit"),
]
