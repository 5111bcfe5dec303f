from __future__ import annotations

from django.urls import path

from documents.views import editing, parts, programmes, reading, removing, sheets, tables

app_name = "documents"

urlpatterns = [
    path("", reading.documents, name="list"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("<uuid:pk>/", reading.document, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/program/baru/", programmes.new, name="programme_new"),
    path("<uuid:pk>/program/<uuid:programme_pk>/", programmes.edit, name="programme"),
    path("<uuid:pk>/buku-kerja/", sheets.workbook, name="workbook"),
    path("<uuid:pk>/buku-kerja/unduh/", sheets.download, name="workbook_file"),
    path("<uuid:pk>/buku-kerja/<uuid:import_pk>/", sheets.sheet_import, name="sheet_import"),
    path("<uuid:pk>/tabel/<slug:sheet>/", tables.table, name="table"),
    path("<uuid:pk>/<str:kind>/<uuid:part_pk>/hapus/", removing.removal, name="remove"),
    path("<uuid:pk>/<str:kind>/baru/", parts.new, name="part_new"),
    path("<uuid:pk>/<str:kind>/<uuid:part_pk>/", parts.edit, name="part"),
]
