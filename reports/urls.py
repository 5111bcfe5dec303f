from __future__ import annotations

from django.urls import path

from reports.views import history, home, ranking, regency, report, verify

app_name = "reports"

urlpatterns = [
    path("", home.home, name="home"),
    path("peringkat/", ranking.ranking, name="ranking"),
    path("peringkat/cara-membaca/", ranking.ranking_method, name="ranking_method"),
    path("riwayat/", history.history, name="history"),
    path("daerah/<regency_code:code>/", regency.regency, name="regency"),
    path("daerah/<regency_code:code>/tren/", regency.trend, name="trend"),
    path("periksa/", verify.verify_any, name="verify_any"),
    path("periksa/<uuid:report_id>/", verify.verify, name="verify"),
    path("hasil/<uuid:result_id>/laporan/", report.report, name="report"),
    path("hasil/<uuid:result_id>/laporan.pdf", report.download, name="download"),
    path("laporan/<slug:kind>/<str:subject>/", report.document, name="document"),
    path("laporan/<slug:kind>/<str:subject>/berkas.pdf", report.document_file, name="document_file"),
]
