from __future__ import annotations

from django.urls import path

from quickwins.views import editing, reading

app_name = "quickwins"

urlpatterns = [
    path("", reading.quick_wins, name="list"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("<uuid:pk>/", reading.quick_win, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/keadaan/", editing.status, name="status"),
    path("<uuid:pk>/risiko/", editing.risk, name="risk"),
]
