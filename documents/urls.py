from __future__ import annotations

from django.urls import path

from documents.views import books, editing, parts, programmes, reading, removing, searching, sheets, tables

app_name = "documents"

urlpatterns = [
    path("", reading.documents, name="list"),
    path("cari/", searching.found, name="search"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("<uuid:pk>/", reading.document, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/program/baru/", programmes.new, name="programme_new"),
    path("<uuid:pk>/program/<uuid:programme_pk>/", programmes.edit, name="programme"),
    path("<uuid:pk>/buku-kerja/", sheets.workbook, name="workbook"),
    path("<uuid:pk>/buku-kerja/unduh/", sheets.download, name="workbook_file"),
    path("<uuid:pk>/buku-kerja/<uuid:import_pk>/", sheets.sheet_import, name="sheet_import"),
    path("<uuid:pk>/buku/baru/", books.new, name="book_new"),
    path("<uuid:pk>/buku/<uuid:book_pk>/", books.book, name="book"),
    path("<uuid:pk>/buku/<uuid:book_pk>/<int:number>/", books.page, name="book_page"),
    path("<uuid:pk>/buku/<uuid:book_pk>/<int:number>/gambar/", books.picture, name="book_picture"),
    path("<uuid:pk>/buku/<uuid:book_pk>/<int:number>/unduh/", books.download, name="book_file"),
    path("<uuid:pk>/buku/<uuid:book_pk>/<int:number>/baca/", books.read, name="book_read"),
    path("<uuid:pk>/tabel/<slug:sheet>/", tables.table, name="table"),
    path("<uuid:pk>/<str:kind>/<uuid:part_pk>/hapus/", removing.removal, name="remove"),
    path("<uuid:pk>/<str:kind>/baru/", parts.new, name="part_new"),
    path("<uuid:pk>/<str:kind>/<uuid:part_pk>/", parts.edit, name="part"),
]
