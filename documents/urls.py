from __future__ import annotations

from django.urls import path

from documents.views import editing, reading

app_name = "documents"

urlpatterns = [
    path("", reading.documents, name="list"),
    path("daerah/<str:code>/baru/", editing.new, name="new"),
    path("<uuid:pk>/", reading.document, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
]
