from __future__ import annotations

from django.urls import path

from documents.views import editing, parts, programmes, reading

app_name = "documents"

urlpatterns = [
    path("", reading.documents, name="list"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("<uuid:pk>/", reading.document, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/program/baru/", programmes.new, name="programme_new"),
    path("<uuid:pk>/program/<uuid:programme_pk>/", programmes.edit, name="programme"),
    path("<uuid:pk>/<str:kind>/baru/", parts.new, name="part_new"),
    path("<uuid:pk>/<str:kind>/<uuid:part_pk>/", parts.edit, name="part"),
]
