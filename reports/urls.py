from __future__ import annotations

from django.urls import path

from reports.views import audit, cockpit, history, home, phases, previews, ranking, regency, report, verify

app_name = "reports"

urlpatterns = [
    path("", home.home, name="home"),
    path("peringkat/", ranking.ranking, name="ranking"),
    path("peringkat/cara-membaca/", ranking.ranking_method, name="ranking_method"),
    path("siklus/<uuid:cycle_id>/kemajuan/", cockpit.cockpit, name="cockpit"),
    path("siklus/<uuid:cycle_id>/peran/", phases.phases, name="phases"),
    path("siklus/<uuid:cycle_id>/pemeriksaan/", audit.audit, name="audit"),
    path("siklus/<uuid:cycle_id>/pemeriksaan.csv", audit.audit_file, name="audit_file"),
    path("siklus/<uuid:cycle_id>/pratinjau/", previews.previews, name="previews"),
    path("pratinjau/<uuid:pk>/", previews.preview, name="preview"),
    path("pratinjau/<uuid:pk>/draf.pdf", previews.preview_file, name="preview_file"),
    path("pratinjau/<uuid:pk>/halaman/<int:page>.jpg", previews.preview_page, name="preview_page"),
    path("riwayat/", history.history, name="history"),
    path("daerah/<regency_code:code>/", regency.regency, name="regency"),
    path("daerah/<regency_code:code>/tren/", regency.trend, name="trend"),
    path("periksa/", verify.verify_any, name="verify_any"),
    path("periksa/<uuid:report_id>/", verify.verify, name="verify"),
    path("hasil/<uuid:result_id>/laporan/", report.report, name="report"),
    path("hasil/<uuid:result_id>/laporan.pdf", report.download, name="download"),
    path("laporan/<slug:kind>/<str:subject>/", report.document, name="document"),
    path("laporan/<slug:kind>/<str:subject>/berkas.pdf", report.document_file, name="document_file"),
    path("laporan/<slug:kind>/<str:subject>/data.<slug:ending>", report.document_format, name="document_format"),
]
